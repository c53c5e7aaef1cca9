"""Two persons on a match: who may say what, who sees it, and what follows."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import asyncpg
import msgspec
import pytest

from foundation.actor import SYSTEM, Actor
from foundation.clock import FixedClock, now, use
from foundation.database import execute, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from foundation.events import subscribe
from registry.people.actions import IdentityChanges, amend_identity
from registry.people.tables import Sex
from screening.adjudication.actions import decide, propose
from screening.adjudication.queries import find_match, list_matches, match_counts, opinions_of
from screening.adjudication.rules import MatchState, Verdict
from screening.bans import actions as bans
from screening.screenings.actions import screen
from screening.screenings.events import MatchResolved
from screening.screenings.queries import unresolved
from tests.people import citizen_number, persona
from tests.screening.entries import BIRTH, banned, draft, identity, registered

SAME = (Verdict.SAME, "same_document_seen", "原件一致")
DIFFERENT = (Verdict.DIFFERENT, "different_document_seen", "核对身份证原件")
UNSURE = (Verdict.UNSURE, "unsure_papers_missing", "需要户籍证明")


async def opened(supervisor: Actor, *, strong: bool = False) -> tuple[str, UUID]:
    """A match and its person."""
    number = citizen_number(BIRTH)
    who = await registered(number)
    await banned(supervisor, number if strong else citizen_number(BIRTH))
    return str(await fetchval("SELECT public_id FROM match WHERE person_id = $1", who)), who


async def test_two_who_agree_clear_a_possible_match(first: Actor, second: Actor) -> None:
    heard: list[MatchResolved] = []

    async def hear(event: MatchResolved) -> None:
        heard.append(event)

    subscribe(MatchResolved, hear)
    match, who = await opened(first)
    assert await propose(first, match, *DIFFERENT) is MatchState.PROPOSED
    assert await unresolved([who]) == {who: "possible"}
    with pytest.raises(Refused):
        await decide(first, match, *DIFFERENT)
    assert heard == []
    assert await decide(second, match, *DIFFERENT) is MatchState.CLEARED
    assert await unresolved([who]) == {}
    assert [(event.person_id, event.state) for event in heard] == [(who, "cleared")]


async def test_two_who_agree_confirm_and_the_hold_stays(first: Actor, second: Actor) -> None:
    match, who = await opened(first, strong=True)
    await propose(first, match, *SAME)
    assert await decide(second, match, *SAME) is MatchState.CONFIRMED
    assert await unresolved([who]) == {who: "strong"}
    with pytest.raises(Conflict):
        await propose(second, match, *DIFFERENT)


async def test_a_strong_match_is_ruled_out_by_another_organisation_only(
    first: Actor, second: Actor, above: Actor
) -> None:
    match, who = await opened(first, strong=True)
    await propose(first, match, *DIFFERENT)
    with pytest.raises(Refused) as refused:
        await decide(second, match, *DIFFERENT)
    assert refused.value.rule is not None
    assert (await find_match(second, match)).needs_another_office
    assert await decide(above, match, *DIFFERENT) is MatchState.CLEARED
    assert await unresolved([who]) == {}


async def test_disagreement_opens_it_again_for_others(first: Actor, second: Actor, above: Actor) -> None:
    match, who = await opened(first)
    await propose(first, match, *DIFFERENT)
    assert await decide(second, match, *SAME) is MatchState.OPEN
    assert await unresolved([who]) == {who: "possible"}
    for involved in (first, second):
        with pytest.raises(Refused):
            await propose(involved, match, *SAME)
    await propose(above, match, *SAME)
    with pytest.raises(Refused):
        await decide(first, match, *SAME)
    third = await persona("supervision_officer", "360100")
    assert await decide(third, match, *SAME) is MatchState.CONFIRMED


async def test_a_colleague_may_disagree_about_a_strong_match(first: Actor, second: Actor) -> None:
    match, who = await opened(first, strong=True)
    await propose(first, match, *SAME)
    assert await decide(second, match, *DIFFERENT) is MatchState.OPEN
    assert await unresolved([who]) == {who: "strong"}


async def test_who_was_unsure_may_come_back_with_papers(first: Actor, second: Actor) -> None:
    match, _ = await opened(first)
    await propose(first, match, *UNSURE)
    assert await decide(second, match, *DIFFERENT) is MatchState.OPEN
    await propose(first, match, *DIFFERENT)
    assert await decide(second, match, *DIFFERENT) is MatchState.CLEARED
    assert [said.step for said in await opinions_of((await find_match(first, match)).id)] == [
        "propose",
        "decide",
    ] * 2


async def test_an_opinion_needs_a_fitting_reason_and_words(first: Actor) -> None:
    match, _ = await opened(first)
    with pytest.raises(Invalid):
        await propose(first, match, Verdict.SAME, "different_birth", "x")
    with pytest.raises(Invalid) as wrong:
        await propose(first, match, Verdict.SAME, "same_photo", "  ")
    assert [problem.field for problem in wrong.value.problems] == ["note"]
    with pytest.raises(Conflict):
        await decide(first, match, *SAME)


async def test_only_officers_of_the_area_see_and_judge(first: Actor, above: Actor, elsewhere: Actor) -> None:
    match, _ = await opened(first)
    assert (await find_match(above, match)).public_id == match
    with pytest.raises(NotFound):
        await find_match(elsewhere, match)
    with pytest.raises(NotFound):
        await propose(elsewhere, match, *SAME)
    assert (await list_matches(elsewhere, "waiting", 10, 0)) == ([], 0)
    auditor = await persona("auditor", "360000")
    assert (await find_match(auditor, match)).public_id == match
    for role in ("manager", "registrar", "approver", "auditor"):
        with pytest.raises(Forbidden):
            await propose(await persona(role, "360100"), match, *SAME)


async def test_the_person_area_counts_as_well_as_the_ban(first: Actor, elsewhere: Actor) -> None:
    match, who = await opened(first)
    await execute("UPDATE person SET area_code = '360702' WHERE id = $1", who)
    seen = await find_match(elsewhere, match)
    assert not seen.ban_visible
    await propose(elsewhere, match, *DIFFERENT)
    assert await decide(first, match, *DIFFERENT) is MatchState.CLEARED


async def test_the_work_list_shows_what_is_urgent(first: Actor) -> None:
    late, _ = await opened(first)
    soon, _ = await opened(first, strong=True)
    (one, two, *_), total = await list_matches(first, "waiting", 10, 0)
    assert (one.public_id, total >= 2) == (soon, True)
    assert two.days_left > one.days_left > 0
    assert "小花" not in one.person_name
    assert (await match_counts(first))["waiting"] == total
    with use(FixedClock(now() + timedelta(days=30))):
        overdue = await find_match(first, late)
        assert (overdue.overdue, overdue.days_left) == (True, 0)


async def test_a_pair_that_was_ruled_out_stays_so_until_either_side_changes(
    first: Actor, second: Actor
) -> None:
    match, who = await opened(first)
    await propose(first, match, *DIFFERENT)
    await decide(second, match, *DIFFERENT)
    assert (await screen(first, who, "yearly", "yearly")).result == "clear"
    await amend_identity(SYSTEM, who, IdentityChanges(sex=Sex.MALE), "证件更正")
    assert await unresolved([who]) == {who: "possible"}
    states = "SELECT array_agg(state ORDER BY opened_at, id) FROM match WHERE person_id = $1"
    assert await fetchval(states, who) == ["cleared", "open"]


async def test_a_changed_ban_opens_the_pair_anew(first: Actor, second: Actor) -> None:
    match, who = await opened(first)
    await propose(first, match, *DIFFERENT)
    await decide(second, match, *DIFFERENT)
    await execute("UPDATE ban_identity SET valid_to_epoch = 9 WHERE kind = 'sex'")
    assert (await screen(first, who, "ban_amended", "amended")).result == "possible"


async def test_a_lifted_ban_takes_its_matches_out_of_hands(first: Actor, second: Actor) -> None:
    number = citizen_number(BIRTH)
    who = await registered(number)
    receipt = await bans.record(first, draft(identity(number)))
    match = str(await fetchval("SELECT public_id FROM match WHERE person_id = $1", who))
    await propose(first, match, *SAME)
    await bans.reject(second, receipt.public_id, "文书有误")
    with pytest.raises(Conflict):
        await decide(second, match, *SAME)
    assert (await find_match(first, match)).state is MatchState.ENDED


@pytest.mark.parametrize("same_office", [True, False])
async def test_the_database_asks_for_two_persons_itself(
    first: Actor, second: Actor, above: Actor, same_office: bool
) -> None:
    match, _ = await opened(first, strong=True)
    await propose(first, match, *DIFFERENT)
    other = second if same_office else msgspec.structs.replace(above, account_id=first.account_id)
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute(
                "INSERT INTO adjudication (id, match_id, step, account_id, organisation_id, verdict,"
                " reason_code, at) SELECT gen_random_uuid(), id, 'decide', $1, $2, 'different', 'x', now()"
                " FROM match WHERE public_id = $3",
                other.account_id,
                other.organisation_id,
                match,
            )
    assert refused.value.sqlstate == "P0B06"


async def test_a_decision_against_the_proposal_settles_nothing_even_by_sql(
    first: Actor, second: Actor
) -> None:
    match, _ = await opened(first)
    await propose(first, match, *SAME)
    await decide(second, match, *DIFFERENT)
    for state in ("cleared", "confirmed"):
        with pytest.raises(asyncpg.PostgresError) as refused:
            async with transaction():
                await execute("UPDATE match SET state = $1 WHERE public_id = $2", state, match)
        assert refused.value.sqlstate == "P0B06"


@pytest.mark.parametrize(
    "statement", ["UPDATE adjudication SET verdict = 'same'", "DELETE FROM adjudication"]
)
async def test_what_was_said_stays_said(first: Actor, statement: str) -> None:
    match, _ = await opened(first)
    await propose(first, match, *DIFFERENT)
    with pytest.raises(asyncpg.PostgresError):
        async with transaction():
            await execute(statement)
