"""An entry is amended by two persons, and everybody is compared anew before that transaction ends."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import asyncpg
import msgspec
import pytest

from foundation import history
from foundation.actor import Actor
from foundation.database import execute, fetch, fetchrow, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from screening.adjudication.actions import decide
from screening.adjudication.actions import propose as opine
from screening.adjudication.rules import Verdict
from screening.amending import actions
from screening.amending.rules import Basis
from screening.bans.actions import confirm, propose_lift
from screening.bans.queries import draft_of, find_ban
from screening.bans.remedies import contest
from screening.bans.rules import Draft
from screening.matching.rules import Document
from screening.screenings.actions import screen
from screening.screenings.identities import banned as identities_of
from screening.screenings.queries import epoch, unresolved
from tests.parameters import confirm_kind_of_ban
from tests.people import citizen_number, persona
from tests.screening.entries import BIRTH, NAME, banned, registered

BASIS = Basis("洪卫更〔2026〕3号", "南昌市卫生健康委员会", "证件号码更正")
FAR = date(1971, 8, 30)
OTHER = "欧阳建国"


async def _in_force(first: Actor, second: Actor, number: str, **changes: object) -> str:
    receipt = await banned(first, number, **changes)
    await confirm_kind_of_ban()
    await confirm(second, receipt.public_id)
    return receipt.public_id


async def _draft(actor: Actor, ban: str) -> Draft:
    shown = await find_ban(actor, ban)
    return draft_of(shown, (await identities_of([shown.id]))[shown.id].identity)


async def _with_number(actor: Actor, ban: str, number: str, name: str = NAME, birth: date = BIRTH) -> Draft:
    draft = await _draft(actor, ban)
    identity = msgspec.structs.replace(
        draft.identity, names=(name,), documents=(Document("01", number),), birth_dates=(birth,)
    )
    return msgspec.structs.replace(draft, identity=identity)


async def _state(person: UUID) -> list[str]:
    rows = await fetch("SELECT state FROM match WHERE person_id = $1 ORDER BY opened_at, id", person)
    return [row["state"] for row in rows]


async def test_whoever_carries_the_corrected_number_is_held_and_the_old_pair_is_still_judged(
    first: Actor, second: Actor
) -> None:
    old, new = citizen_number(BIRTH), citizen_number(FAR)
    was_hit, is_hit = await registered(old), await registered(new, OTHER, FAR)
    ban = await _in_force(first, second, old)
    before = await epoch()
    await actions.propose(first, ban, await _with_number(first, ban, new, OTHER, FAR), BASIS)
    assert await unresolved([is_hit]) == {}  # nothing changes before another person agrees
    assert await actions.agree(second, ban) == 1
    assert await unresolved([is_hit]) == {is_hit: "strong"}
    assert await _state(was_hit) == ["open"]  # only people let somebody go
    assert await epoch() > before
    shown = await find_ban(first, ban)
    assert (shown.status, shown.person_name) == ("amended", OTHER)
    ended = await fetchval(
        "SELECT count(*) FROM ban_identity WHERE ban_id = $1 AND valid_to_epoch IS NOT NULL", shown.id
    )
    assert ended == 5
    kinds = [line.kind for line in await history.of("ban", shown.id)]
    assert kinds[:2] == ["ban.amended", "ban.amendment_proposed"]


async def test_a_match_judged_on_the_old_data_gives_way_to_one_on_the_new(
    first: Actor, second: Actor, above: Actor
) -> None:
    number = citizen_number(BIRTH)
    person = await registered(number)
    ban = await _in_force(first, second, number)
    match = await fetchval("SELECT public_id FROM match WHERE person_id = $1", person)
    await opine(first, match, Verdict.DIFFERENT, "different_birth", "seen")
    await decide(above, match, Verdict.DIFFERENT, "different_birth", "seen")
    assert await unresolved([person]) == {}
    draft = await _draft(first, ban)
    renamed = msgspec.structs.replace(
        draft, identity=msgspec.structs.replace(draft.identity, names=(NAME, "王晓花"))
    )
    await actions.propose(first, ban, renamed, BASIS)
    await actions.agree(second, ban)
    assert await _state(person) == ["cleared", "open"]
    assert await unresolved([person]) == {person: "strong"}


async def test_a_confirmed_match_is_judged_again_when_the_ban_means_somebody_else(
    first: Actor, second: Actor
) -> None:
    number = citizen_number(BIRTH)
    person = await registered(number)
    ban = await _in_force(first, second, number)
    match = await fetchval("SELECT public_id FROM match WHERE person_id = $1", person)
    await opine(first, match, Verdict.SAME, "same_document_seen", "seen")
    await decide(second, match, Verdict.SAME, "same_document_seen", "seen")
    await actions.propose(first, ban, await _with_number(first, ban, citizen_number(FAR), OTHER, FAR), BASIS)
    await actions.agree(second, ban)
    row = await fetchrow("SELECT state, reopened_at FROM match WHERE person_id = $1", person)
    assert row is not None
    assert row["state"] == "open"
    assert row["reopened_at"] is not None
    assert await unresolved([person]) == {person: "strong"}
    with pytest.raises(asyncpg.PostgresError) as refused:  # what was said before settles nothing now
        async with transaction():
            await execute("UPDATE match SET state = 'confirmed' WHERE person_id = $1", person)
    assert refused.value.sqlstate == "P0B06"


async def test_amended_forth_and_back_the_first_match_is_judged_again(first: Actor, second: Actor) -> None:
    number = citizen_number(BIRTH)
    person = await registered(number)
    ban = await _in_force(first, second, number)
    original = await _draft(first, ban)
    wider = msgspec.structs.replace(
        original, identity=msgspec.structs.replace(original.identity, names=(NAME, "王晓花"))
    )
    for draft in (wider, original):
        await actions.propose(first, ban, draft, BASIS)
        await actions.agree(second, ban)
    assert await _state(person) == ["open", "ended"]


async def test_a_changed_term_changes_nobody(first: Actor, second: Actor) -> None:
    number = citizen_number(BIRTH)
    person = await registered(number)
    ban = await _in_force(
        first,
        second,
        number,
        kind="COURT_INJUNCTION",
        term_until=date(2027, 5, 1),
        source_channel="court_service",
    )
    longer = msgspec.structs.replace(await _draft(first, ban), term_until=date(2028, 5, 1))
    await actions.propose(first, ban, longer, BASIS)
    await actions.agree(second, ban)
    assert (await find_ban(first, ban)).term_until == date(2028, 5, 1)
    assert await _state(person) == ["open"]


async def test_a_contested_decision_that_comes_back_otherwise_was_changed_by_the_remedy(
    first: Actor, second: Actor
) -> None:
    ban = await _in_force(first, second, citizen_number(BIRTH))
    await contest(first, ban, "reconsider", "1号")
    changed = msgspec.structs.replace(await _draft(first, ban), person_role="responsible_manager")
    await actions.propose(first, ban, changed, BASIS)
    await actions.agree(second, ban)
    shown = await find_ban(first, ban)
    assert (shown.status, shown.remedy_status) == ("amended", "changed")


async def test_the_proposer_does_not_agree_and_a_second_proposal_waits(first: Actor, second: Actor) -> None:
    ban = await _in_force(first, second, citizen_number(BIRTH))
    changed = msgspec.structs.replace(await _draft(first, ban), person_role="responsible_manager")
    await actions.propose(first, ban, changed, BASIS)
    with pytest.raises(Conflict):
        await actions.propose(second, ban, changed, BASIS)
    for word in (actions.agree(first, ban), actions.refuse(first, ban, "no")):
        with pytest.raises(Refused):
            await word
    with pytest.raises(Invalid):
        await actions.refuse(second, ban, "")
    await actions.refuse(second, ban, "与文书不符")
    assert (await find_ban(first, ban)).status == "active"
    with pytest.raises(Conflict):
        await actions.agree(second, ban)


async def test_what_is_missing_is_said_at_once(first: Actor, second: Actor) -> None:
    ban = await _in_force(first, second, citizen_number(BIRTH))
    draft = await _draft(first, ban)
    with pytest.raises(Invalid) as refused:
        await actions.propose(first, ban, draft, Basis("", " ", ""))
    assert [problem.field for problem in refused.value.problems] == [
        "amending_no",
        "amending_authority",
        "amending_reason",
    ]
    with pytest.raises(Invalid) as refused:
        await actions.propose(first, ban, draft, BASIS)
    assert refused.value.problems[0].message.english() == "Nothing is changed."
    nobody = msgspec.structs.replace(
        draft, identity=msgspec.structs.replace(draft.identity, documents=(), birth_dates=())
    )
    with pytest.raises(Invalid):
        await actions.propose(first, ban, nobody, BASIS)


async def test_only_who_may_and_only_within_the_area_and_only_what_is_in_force(
    first: Actor, second: Actor, elsewhere: Actor
) -> None:
    ban = await _in_force(first, second, citizen_number(BIRTH))
    changed = msgspec.structs.replace(await _draft(first, ban), person_role="responsible_manager")
    with pytest.raises(Forbidden):
        await actions.propose(await persona("auditor"), ban, changed, BASIS)
    with pytest.raises(NotFound):
        await actions.agree(elsewhere, ban)
    waiting = (await banned(first, citizen_number(FAR))).public_id
    with pytest.raises(Conflict):
        await actions.propose(first, waiting, changed, BASIS)


@pytest.mark.parametrize(
    "statement, state",
    [
        ("UPDATE ban SET person_name = '李四'", "P0B05"),
        ("UPDATE ban SET term_until = '2030-01-01'", "P0B05"),
        ("UPDATE ban SET status = 'amended'", "P0B05"),
        ("UPDATE ban_identity SET valid_to_epoch = 1", "P0B05"),
        ("UPDATE ban_identity SET value_sealed = '\\x00'", "P0B07"),
        (
            (
                "INSERT INTO ban_identity (id, ban_id, kind, value_sealed, valid_from_epoch)"
                " SELECT gen_random_uuid(), id, 'alias', '\\x00', 1 FROM ban"
            ),
            "P0B05",
        ),
        (
            "UPDATE ban_amendment SET verdict = 'agreed', decided_by = proposed_by, decided_at = now()",
            "23514",
        ),
        ("UPDATE ban_amendment SET draft_sealed = '\\x00'", "P0B05"),
        ("UPDATE ban_amendment SET proposed_by = gen_random_uuid()", "P0B05"),
        ("DELETE FROM ban_amendment", "42501"),
    ],
)
async def test_sql_does_not_get_around_the_second_person(
    first: Actor, second: Actor, statement: str, state: str
) -> None:
    ban = await _in_force(first, second, citizen_number(BIRTH))
    changed = msgspec.structs.replace(await _draft(first, ban), person_role="responsible_manager")
    await actions.propose(first, ban, changed, BASIS)
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute(statement)
    assert refused.value.sqlstate == state


async def test_a_person_screened_after_the_amendment_is_found_by_the_new_data_only(
    first: Actor, second: Actor
) -> None:
    old, new = citizen_number(BIRTH), citizen_number(FAR)
    ban = await _in_force(first, second, old)
    await actions.propose(first, ban, await _with_number(first, ban, new, OTHER, FAR), BASIS)
    await actions.agree(second, ban)
    bearer_of_old, bearer_of_new = await registered(old), await registered(new, OTHER, FAR)
    assert (await screen(first, bearer_of_old, "enrol", "enrolment")).result == "clear"
    assert (await screen(first, bearer_of_new, "enrol", "enrolment")).result == "strong"


async def test_lifting_goes_on_beside_an_open_amendment(first: Actor, second: Actor) -> None:
    ban = await _in_force(first, second, citizen_number(BIRTH))
    changed = msgspec.structs.replace(await _draft(first, ban), person_role="responsible_manager")
    await actions.propose(first, ban, changed, BASIS)
    await propose_lift(first, ban, document_no="1号", authority_name="省政府", reason="撤销")
    assert (await find_ban(first, ban)).amendment_by == first.account_id
