"""From a person or a match to her screenings, to one of them, to its replay; and the same for programs."""

from __future__ import annotations

from uuid import UUID

import pytest

from foundation.actor import Actor
from foundation.database import fetchval
from foundation.jobs.worker import drain
from screening.replaying import actions
from tests.by_hand import by_hand
from tests.people import citizen_number, persona
from tests.screening.conftest import SignIn
from tests.screening.entries import BIRTH, NAME, banned
from tests.screening.replaying.again import registered, screened


@pytest.fixture
async def done(first: Actor) -> UUID:
    """The screening of somebody who carries a banned number."""
    number = citizen_number(BIRTH)
    await banned(first, number)
    return await screened(first, await registered(number))


async def _address() -> str:
    return f"/people/{await fetchval('SELECT public_id FROM person')}/screenings"


async def test_an_auditor_finds_the_screenings_and_replays_one(
    done: UUID, auditor: Actor, signed_in: SignIn
) -> None:
    browser = await signed_in(auditor)
    match = await fetchval("SELECT public_id FROM match")
    assert "Screenings of the person" in (await browser.get(f"/matches/{match}")).text
    led = await browser.get(f"/matches/{match}/screenings")
    assert led.headers["location"] == await _address()
    listed = await browser.get(await _address())
    assert f"/screenings/{done}" in listed.text
    assert NAME not in listed.text
    shown = await browser.get(f"/screenings/{done}")
    assert "Make the answer again" in shown.text
    wrong = await browser.post(f"/screenings/{done}", {"purpose": ""})
    assert "The answer is the same" not in wrong.text
    again = await browser.post(f"/screenings/{done}", {"purpose": "稽核"})
    assert again.status_code == 200
    for said in ("The answer is the same.", "The same document", "A search leads to it", f"/matches/{match}"):
        assert said in again.text
    assert NAME not in again.text


async def test_a_long_register_is_gone_through_by_a_job(
    done: UUID, auditor: Actor, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    browser = await signed_in(auditor)
    begun = await browser.post(f"/screenings/{done}", {"purpose": "稽核"})
    job = begun.headers["location"].removeprefix("/jobs/")
    await drain()
    assert await fetchval("SELECT link FROM job WHERE id = $1", UUID(job)) == f"/screenings/{done}?job={job}"
    assert "The answer is the same." in (await browser.get(f"/screenings/{done}?job={job}")).text


async def test_an_officer_of_a_city_reads_and_is_told_who_replays(
    done: UUID, first: Actor, signed_in: SignIn
) -> None:
    browser = await signed_in(first)
    shown = await browser.get(f"/screenings/{done}")
    assert "Only the province" in shown.text
    assert "Make the answer again" not in shown.text
    assert (await browser.post(f"/screenings/{done}", {"purpose": "稽核"})).status_code == 403


async def test_a_match_may_be_of_a_person_elsewhere(done: UUID, signed_in: SignIn) -> None:
    """The ban lies in 南昌市, so its officers see the match; the screenings belong to the person's area."""
    await by_hand("UPDATE person SET area_code = '360700'")
    browser = await signed_in(await persona("auditor", "360100"))
    match = await fetchval("SELECT public_id FROM match")
    answer = await browser.get(f"/matches/{match}/screenings")
    assert answer.status_code == 404
    assert "another area" in answer.text


async def test_programs_read_and_replay(done: UUID, auditor: Actor, signed_in: SignIn) -> None:
    browser = await signed_in(auditor)
    (item,) = (await browser.get(f"/api/v1{await _address()}")).json()["items"]
    assert item == (await browser.get(f"/api/v1/screenings/{done}")).json()
    assert (item["id"], item["result"], item["occasion"]) == (str(done), "strong", "enrol")
    answer = await browser.client.post(
        f"/api/v1/screenings/{done}/replay",
        json={"purpose": "稽核"},
        headers={"x-csrf-token": browser.token, "origin": browser.address},
    )
    replay = answer.json()["replay"]
    assert (replay["agrees"], replay["recorded"], replay["same_matcher"]) == (True, "strong", True)
    assert [(hit["state"], hit["stood"], hit["shares_key"]) for hit in replay["hits"]] == [
        ("strong", "open", True)
    ]
    assert answer.json()["job"] is None
