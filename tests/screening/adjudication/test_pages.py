"""Matches on the screen: side by side, masked, and an opinion that passes on to a second person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from foundation.actor import Actor
from foundation.clock import FixedClock, now, use
from foundation.database import fetchval
from tests.people import persona
from tests.screening.adjudication.test_actions import opened
from tests.screening.conftest import SignIn
from tests.screening.entries import NAME

DIFFERENT = {"verdict": "different", "reason_code": "different_document_seen", "note": "核对身份证原件"}


async def test_two_persons_by_pages(first: Actor, second: Actor, signed_in: SignIn) -> None:
    match, _ = await opened(first)
    mine, hers = await signed_in(first), await signed_in(second)
    page = await mine.get(f"/matches/{match}")
    assert "Is it the same person?" in page.text
    assert "The same name" in page.text
    assert NAME not in page.text
    assert (await mine.post(f"/matches/{match}", {"verdict": "different"})).status_code == 422
    assert (await mine.post(f"/matches/{match}", DIFFERENT)).status_code == 303
    page = await mine.get(f"/matches/{match}")
    assert "You gave the first opinion; another person decides." in page.text
    assert 'name="verdict"' not in page.text
    assert (await mine.post(f"/matches/{match}", DIFFERENT)).status_code == 422
    assert "核对身份证原件" in (await hers.get(f"/matches/{match}")).text
    assert (await hers.post(f"/matches/{match}", DIFFERENT)).status_code == 303
    assert "Two persons agree: not the same person." in (await hers.get(f"/matches/{match}")).text
    assert await fetchval("SELECT state FROM match WHERE public_id = $1", match) == "cleared"


async def test_a_strong_match_names_the_rule_that_stops_the_colleague(
    first: Actor, second: Actor, above: Actor, signed_in: SignIn
) -> None:
    match, _ = await opened(first, strong=True)
    mine, hers, theirs = await signed_in(first), await signed_in(second), await signed_in(above)
    await mine.post(f"/matches/{match}", DIFFERENT)
    assert "Second person of another organisation" in (await hers.get("/matches")).text
    refused = await hers.post(f"/matches/{match}", DIFFERENT)
    assert refused.status_code == 422
    assert "another organisation must agree" in refused.text
    assert (await theirs.post(f"/matches/{match}", DIFFERENT)).status_code == 303


async def test_a_reason_that_does_not_fit_keeps_what_was_typed(first: Actor, signed_in: SignIn) -> None:
    match, _ = await opened(first)
    mine = await signed_in(first)
    page = await mine.post(f"/matches/{match}", DIFFERENT | {"verdict": "same", "note": "看过户口簿"})
    assert page.status_code == 422
    assert "看过户口簿" in page.text
    assert "Choose a reason that fits your opinion." in page.text


async def test_the_work_list_shows_age_deadline_and_turn(first: Actor, signed_in: SignIn) -> None:
    await opened(first)
    mine = await signed_in(first)
    page = (await mine.get("/matches")).text
    assert "working days left" in page
    assert "<strong>You</strong> · First opinion" in page
    assert "No match waits here" in (await mine.get("/matches?show=cleared")).text
    with use(FixedClock(now() + timedelta(days=30))):
        later = await signed_in(first)
        assert "Overdue" in (await later.get("/matches")).text


async def test_another_area_and_other_roles_see_nothing(
    first: Actor, elsewhere: Actor, signed_in: SignIn
) -> None:
    match, _ = await opened(first)
    assert (await (await signed_in(elsewhere)).get(f"/matches/{match}")).status_code == 404
    for role in ("manager", "registrar"):
        assert (
            await (await signed_in(await persona(role, "360100"))).get(f"/matches/{match}")
        ).status_code == 403


async def test_both_sides_are_shown_in_full_on_request_only(first: Actor, signed_in: SignIn) -> None:
    match, who = await opened(first)
    mine = await signed_in(first)
    shown = await mine.post(f"/matches/{match}/identities")
    assert shown.text.count(NAME) == 2
    kinds = "SELECT array_agg(kind ORDER BY kind) FROM history WHERE kind LIKE '%.unmasked'"
    assert await fetchval(kinds) == ["match.unmasked", "person.unmasked"]
    assert await fetchval("SELECT subject_id FROM history WHERE kind = 'person.unmasked'") == who
    assert NAME not in (await mine.get(f"/matches/{match}")).text


@pytest.mark.parametrize("method", ["get", "post"])
async def test_an_auditor_looks_only(first: Actor, signed_in: SignIn, method: str) -> None:
    match, _ = await opened(first)
    auditor = await signed_in(await persona("auditor", "360000"))
    answer = await getattr(auditor, method)(f"/matches/{match}")
    assert answer.status_code == (200 if method == "get" else 403)
    assert 'name="verdict"' not in answer.text
