"""The register, the matches and the person are taken as they stood when the answer was given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from foundation.actor import SYSTEM, Actor
from foundation.database import fetch, fetchval
from registry.people.actions import IdentityChanges, amend_identity
from screening.adjudication.actions import decide, propose
from screening.amending import actions as amending
from screening.bans import actions as bans
from screening.bans.completing import complete
from screening.matching.rules import MATCHER_VERSION, Document, Identity
from screening.replaying.rules import Stood
from screening.screenings import actions as screenings
from screening.screenings.known import Register, register_now
from tests.parameters import confirm_kind_of_ban
from tests.people import citizen_number
from tests.screening.adjudication.test_actions import DIFFERENT, SAME
from tests.screening.amending.test_actions import BASIS, _in_force, _with_number
from tests.screening.entries import BIRTH, NAME, banned, draft, identity
from tests.screening.replaying.again import again, hits_of, registered, screened

FAR = date(1971, 8, 30)


async def test_a_hit_is_explained_and_found_with_how_it_stood(
    first: Actor, second: Actor, auditor: Actor
) -> None:
    someone = await registered(citizen_number(BIRTH))
    ban = await banned(first, citizen_number(BIRTH))
    match = await fetchval("SELECT public_id FROM match")
    opened = await screened(first, someone)
    await propose(first, match, *DIFFERENT)
    proposed = await screened(first, someone)
    await decide(second, match, *DIFFERENT)
    cleared = await screened(first, someone)
    for done, stood, result in (
        (opened, Stood.OPEN, "possible"),
        (proposed, Stood.PROPOSED, "possible"),
        (cleared, Stood.CLEARED, "clear"),
    ):
        found = await again(auditor, done)
        assert (found.agrees, found.recorded, hits_of(found)) == (True, result, [("possible", stood, True)])
        assert (found.hits[0].ban, found.hits[0].match) == (ban.public_id, match)
        assert {line.feature for line in found.hits[0].evidence} >= {"name", "birth_date", "number"}
        assert NAME not in {line.person for line in found.hits[0].evidence}


async def test_a_match_of_the_very_screening_that_opened_it_stood_open(first: Actor, auditor: Actor) -> None:
    number = citizen_number(BIRTH)
    await banned(first, number)
    someone = await registered(number)
    found = await again(auditor, await screened(first, someone))
    assert (found.agrees, hits_of(found)) == (True, [("strong", Stood.OPEN, True)])


async def test_a_confirmed_match_holds(first: Actor, second: Actor, auditor: Actor) -> None:
    number = citizen_number(BIRTH)
    someone = await registered(number)
    await banned(first, number)
    match = await fetchval("SELECT public_id FROM match")
    await propose(first, match, *SAME)
    await decide(second, match, *SAME)
    found = await again(auditor, await screened(first, someone))
    assert (found.agrees, hits_of(found)) == (True, [("strong", Stood.CONFIRMED, True)])


async def test_an_entry_amended_since_is_taken_as_it_stood(
    first: Actor, second: Actor, auditor: Actor
) -> None:
    number = citizen_number(BIRTH)
    someone = await registered(number)
    ban = await _in_force(first, second, number)
    before = await screened(first, someone)
    other = await _with_number(first, ban, citizen_number(FAR), name="欧阳建国", birth=FAR)
    await amending.propose(first, ban, other, BASIS)
    await amending.agree(second, ban)
    after = await screened(first, someone)
    assert [hit.state for hit in (await again(auditor, before)).hits] == ["strong"]
    found = await again(auditor, after)
    assert (found.entries, found.hits, found.agrees) == (1, (), True)
    assert [one.strength for one in found.earlier] == ["strong"]  # open still: nobody has ruled it out


async def _lifted(first: Actor, second: Actor, ban: str) -> None:
    await bans.propose_lift(
        first, ban, document_no="行复〔2026〕1号", authority_name="复议机关", reason="撤销"
    )
    await bans.lift(second, ban)


async def _rejected(first: Actor, second: Actor, ban: str) -> None:
    await bans.reject(second, ban, "名单有误")


@pytest.mark.parametrize("end, confirmed", [(_lifted, True), (_rejected, False)])
async def test_an_entry_that_ended_since_is_in_and_one_entered_since_is_out(
    first: Actor,
    second: Actor,
    auditor: Actor,
    end: Callable[[Actor, Actor, str], Awaitable[None]],
    confirmed: bool,
) -> None:
    number = citizen_number(BIRTH)
    someone = await registered(number)
    before = await screened(first, someone)
    ban = (await banned(first, number)).public_id
    if confirmed:
        await confirm_kind_of_ban()
        await bans.confirm(second, ban)
    held = await screened(first, someone)
    await end(first, second, ban)
    after = await screened(first, someone)
    told = [await again(auditor, done) for done in (before, held, after)]
    assert [(one.entries, len(one.hits), one.recorded) for one in told] == [
        (0, 0, "clear"),
        (1, 1, "strong"),
        (0, 0, "clear"),
    ]
    assert all(one.agrees for one in told)
    spans = await fetch("SELECT from_epoch, to_epoch FROM ban_standing")
    assert len(spans) == 1
    assert spans[0]["to_epoch"] is not None


async def test_an_entry_set_aside_is_in_from_its_completion_on(first: Actor, auditor: Actor) -> None:
    number = citizen_number(BIRTH)
    someone = await registered(number)
    await bans.record(first, draft(Identity((NAME,), (), (), "female"), area_code="360100"))
    ban = await fetchval("SELECT public_id FROM ban")
    aside = await screened(first, someone)
    await complete(first, ban, Identity((), (Document("01", number),), (BIRTH,), "female"))
    found = [await again(auditor, done) for done in (aside, await screened(first, someone))]
    assert [(one.entries, [hit.state for hit in one.hits]) for one in found] == [(0, []), (1, ["strong"])]


async def test_a_ban_that_had_run_out_is_out(first: Actor, auditor: Actor) -> None:
    number = citizen_number(BIRTH)
    await banned(first, number, kind="EDU_80", term_until=date(2026, 10, 31), effective_on=date(2023, 11, 1),
                 decision_on=date(2023, 10, 1), served_on=date(2023, 10, 8))  # fmt: skip
    found = await again(auditor, await screened(first, await registered(number)))
    assert (found.entries, found.agrees) == (0, True)


async def test_somebody_who_has_changed_is_compared_as_she_was(first: Actor, auditor: Actor) -> None:
    someone = await registered(citizen_number(BIRTH), "李四")
    await banned(first, citizen_number(BIRTH))
    before = await screened(first, someone)
    await amend_identity(SYSTEM, someone, IdentityChanges(name=NAME), "改名")
    after = await screened(first, someone)
    assert (await again(auditor, before)).hits == ()
    assert hits_of(await again(auditor, after)) == [("possible", Stood.OPEN, True)]


async def test_the_threshold_is_the_one_of_then(
    first: Actor, auditor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is a possible match on a short list is chance on a very long one."""
    number = citizen_number(BIRTH)
    swapped = date(1990, 6, 5)
    await bans.record(first, draft(identity(citizen_number(swapped), birth=swapped)))
    someone = await registered(number)
    short = await screened(first, someone)
    long = await register_now(MATCHER_VERSION)

    async def lengthened(matcher: str) -> Register:
        return long._replace(listed=1_000_000_000)

    monkeypatch.setattr(screenings, "register_now", lengthened)
    found = [await again(auditor, done) for done in (short, await screened(first, someone))]
    assert [(one.listed, len(one.hits)) for one in found] == [(1, 1), (1_000_000_000, 0)]
