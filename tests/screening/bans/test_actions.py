"""Entering, confirming and lifting bans, and what happens to people at once."""

from __future__ import annotations

from datetime import date

import asyncpg
import pytest

from foundation import history
from foundation.actor import Actor
from foundation.database import ENGINE, execute, fetch, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from foundation.events import subscribe
from screening.bans import actions
from screening.bans.events import BanEnded
from screening.bans.queries import find_ban, list_bans, status_counts
from screening.matching.rules import Identity
from screening.screenings.events import MatchOpened, MatchResolved
from screening.screenings.queries import epoch, unresolved
from tests.by_hand import by_hand, value_by_hand
from tests.parameters import confirm, confirm_kind_of_ban
from tests.people import citizen_number, persona
from tests.screening.entries import BIRTH, banned, draft, identity, registered


async def test_an_entry_holds_at_once_whoever_carries_the_document(first: Actor) -> None:
    number = citizen_number(BIRTH)
    hit, other = await registered(number), await registered(citizen_number(), "李四")
    receipt = await banned(first, number)
    assert (receipt.status, receipt.people) == ("awaiting_second", 1)
    assert await unresolved([hit, other]) == {hit: "strong"}


async def test_the_same_name_and_birth_date_is_possible_only(first: Actor) -> None:
    namesake = await registered(citizen_number(BIRTH))
    assert (await banned(first, citizen_number(BIRTH))).people == 1
    assert await unresolved([namesake]) == {namesake: "possible"}


async def test_the_floors_above_hear_of_it_in_the_same_transaction(first: Actor) -> None:
    number, heard = citizen_number(BIRTH), []

    async def hear(event: MatchOpened) -> None:
        heard.append((event.person_id, event.strength))

    subscribe(MatchOpened, hear)
    hit = await registered(number)
    await banned(first, number)
    assert heard == [(hit, "strong")]


async def test_another_person_confirms(first: Actor, second: Actor) -> None:
    receipt = await banned(first, citizen_number(BIRTH))
    with pytest.raises(Refused) as refused:
        await actions.confirm(first, receipt.public_id)
    assert refused.value.rule is not None
    await confirm_kind_of_ban()
    await actions.confirm(second, receipt.public_id)
    shown = await find_ban(first, receipt.public_id)
    assert (shown.status, shown.confirmer_name) == ("active", second.name)
    told = [entry.kind for entry in await history.of("ban", shown.id)]
    assert told == ["ban.confirmed", "ban.recorded"]
    with pytest.raises(Conflict):
        await actions.confirm(second, receipt.public_id)


@pytest.mark.parametrize(
    "statement, state",
    [
        ("UPDATE ban SET confirmed_by = recorded_by", "23514"),
        ("UPDATE ban SET status = 'active'", "23514"),
        ("UPDATE ban SET recorded_by = gen_random_uuid()", "P0B05"),
        ("UPDATE ban SET confirmed_by = gen_random_uuid(), recorded_by = gen_random_uuid()", "P0B05"),
        ("UPDATE ban SET lifted_by = recorded_by, lift_proposed_by = recorded_by", "23514"),
        ("UPDATE ban SET lifted_by = recorded_by", "23514"),
        ("UPDATE ban SET status = 'lifted'", "23514"),
        ("DELETE FROM ban", "42501"),
        ("DELETE FROM ban_identity", "42501"),
        ("TRUNCATE screening_keys.ban_key", "42501"),
        ("ALTER TABLE screening_keys.ban_key DISABLE TRIGGER ALL", "42501"),
    ],
)
async def test_the_database_refuses_one_person_alone(first: Actor, statement: str, state: str) -> None:
    await banned(first, citizen_number(BIRTH))
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute(statement)
    assert refused.value.sqlstate == state


@pytest.mark.parametrize("kind", ["LOCAL_LIST", "PFPL_41_2"])
async def test_an_unsure_kind_holds_and_is_not_in_force_before_its_basis_is_confirmed(
    first: Actor, second: Actor, kind: str
) -> None:
    number = citizen_number(BIRTH)
    await registered(number)
    entry = await banned(first, number, kind=kind)
    assert entry.people == 1  # the child is protected meanwhile: the person is held
    with pytest.raises(Refused) as refused:
        await actions.confirm(second, entry.public_id)
    assert refused.value.rule is not None
    assert (refused.value.rule.id, refused.value.rule.confidence) == (f"ban.{kind}", "U")
    await confirm(f"ban.{kind}")
    await actions.confirm(second, entry.public_id)


async def test_who_confirmed_is_fixed_too(first: Actor, second: Actor) -> None:
    receipt = await banned(first, citizen_number(BIRTH))
    await confirm_kind_of_ban()
    await actions.confirm(second, receipt.public_id)
    for statement in (
        "UPDATE ban SET confirmed_by = gen_random_uuid()",
        "UPDATE ban SET confirmed_by = NULL, status = 'awaiting_second'",
    ):
        with pytest.raises(asyncpg.PostgresError) as refused:
            async with transaction():
                await execute(statement)
        assert refused.value.sqlstate == "P0B05"


async def test_too_little_identity_is_set_aside_and_searched_by_nobody(first: Actor) -> None:
    receipt = await actions.record(first, draft(Identity(("王小花",))))
    assert (receipt.status, receipt.people) == ("unscreenable", 0)
    assert await value_by_hand("SELECT count(*) FROM screening_keys.ban_key") == 0
    assert await status_counts(first) == {"unscreenable": 1}


async def test_everything_that_is_missing_is_said_and_nothing_is_kept(first: Actor) -> None:
    with pytest.raises(Invalid) as wrong:
        await actions.record(
            first, draft(document_no="", served_on=None, remedy_notice="", area_code="990101")
        )
    fields = {problem.field for problem in wrong.value.problems}
    assert fields == {"document_no", "served_on", "remedy_notice", "area_code"}
    assert await fetchval("SELECT count(*) FROM ban") == 0


async def test_nobody_enters_a_ban_for_an_area_of_others(first: Actor) -> None:
    with pytest.raises(Invalid) as wrong:
        await actions.record(first, draft(area_code="360702"))
    assert [problem.field for problem in wrong.value.problems] == ["area_code"]
    receipt = await actions.record(first, draft(area_code="360102"))
    assert (await find_ban(first, receipt.public_id)).area_code == "360102"


async def test_rejecting_drops_keys_and_ends_matches(first: Actor, second: Actor) -> None:
    number, heard = citizen_number(BIRTH), []

    async def hear(event: object) -> None:
        heard.append(event)

    subscribe(MatchResolved, hear)
    subscribe(BanEnded, hear)
    hit = await registered(number)
    receipt = await banned(first, number)
    with pytest.raises(Invalid):
        await actions.reject(second, receipt.public_id, " ")
    with pytest.raises(Refused):
        await actions.reject(first, receipt.public_id, "号码录错")
    await actions.reject(second, receipt.public_id, "号码录错")
    assert await unresolved([hit]) == {}
    assert await value_by_hand("SELECT count(*) FROM screening_keys.ban_key") == 0
    assert [row["state"] for row in await fetch("SELECT state FROM match")] == ["ended"]
    assert [type(event).__name__ for event in heard] == ["MatchResolved", "BanEnded"]


async def test_lifting_is_by_document_and_two_persons(first: Actor, second: Actor) -> None:
    number = citizen_number(BIRTH)
    hit = await registered(number)
    receipt = await banned(first, number)
    paper = {"document_no": "洪府复〔2026〕3号", "authority_name": "南昌市人民政府", "reason": "复议撤销"}
    with pytest.raises(Conflict):  # not in force yet
        await actions.propose_lift(second, receipt.public_id, **paper)
    await confirm_kind_of_ban()
    await actions.confirm(second, receipt.public_id)
    with pytest.raises(Invalid) as wrong:
        await actions.propose_lift(second, receipt.public_id, document_no="", authority_name="", reason="")
    assert len(wrong.value.problems) == 3
    with pytest.raises(Invalid):
        await actions.lift(first, receipt.public_id)
    await actions.propose_lift(second, receipt.public_id, **paper)
    with pytest.raises(Refused):
        await actions.lift(second, receipt.public_id)
    assert await unresolved([hit]) == {hit: "strong"}  # until it is lifted it holds
    await actions.lift(first, receipt.public_id)
    assert await unresolved([hit]) == {}
    assert (await find_ban(first, receipt.public_id)).status == "lifted"
    assert await value_by_hand("SELECT count(*) FROM screening_keys.ban_key") == 0


async def test_other_areas_and_roles_find_nothing(first: Actor, elsewhere: Actor) -> None:
    receipt = await banned(first, citizen_number(BIRTH))
    for step in (actions.confirm, actions.lift):
        with pytest.raises(NotFound):
            await step(elsewhere, receipt.public_id)
    with pytest.raises(NotFound):
        await find_ban(elsewhere, receipt.public_id)
    assert await list_bans(elsewhere, status=None, search="", limit=9, offset=0) == ([], 0)
    manager = await persona("manager", "360100")
    with pytest.raises(Forbidden):
        await actions.confirm(manager, receipt.public_id)
    with pytest.raises(Forbidden):
        await actions.record(manager, draft())


async def test_the_list_is_searched_by_papers(first: Actor) -> None:
    await banned(first, citizen_number(BIRTH))
    await banned(first, citizen_number(BIRTH), document_no="赣卫禁〔2024〕7号")
    rows, total = await list_bans(first, status="awaiting_second", search="赣卫禁", limit=9, offset=0)
    assert ([row.document_no for row in rows], total) == (["赣卫禁〔2024〕7号"], 1)
    assert (await list_bans(first, status="active", search="", limit=9, offset=0))[1] == 0
    assert (await list_bans(first, status=None, search="100%", limit=9, offset=0))[1] == 0


async def test_every_write_to_the_register_moves_the_epoch(first: Actor) -> None:
    receipt = await banned(first, citizen_number(BIRTH))
    ban_id = (await find_ban(first, receipt.public_id)).id
    for statement in (
        "UPDATE ban SET source_channel = source_channel WHERE id = $1",
        "UPDATE ban_identity SET masked = masked WHERE ban_id = $1",
        "INSERT INTO ban_identity VALUES (gen_random_uuid(), $1, 'alias', NULL, 'x', '', 1)",
        "INSERT INTO screening_keys.ban_key (k, key_version, ban_id, strong) VALUES (1, 1, $1, true)",
        "UPDATE screening_keys.ban_key SET strong = strong WHERE ban_id = $1",
        "DELETE FROM screening_keys.ban_key WHERE ban_id = $1",
    ):
        before = await epoch()
        await by_hand(statement, ban_id)
        assert await epoch() == before + 1, statement


async def test_a_writer_that_sees_an_old_moment_is_refused(pool: str) -> None:
    async with ENGINE.pool.acquire() as connection:  # type: ignore[union-attr]
        for level in ("repeatable_read", "serializable"):
            with pytest.raises(asyncpg.PostgresError) as refused:
                async with connection.transaction(isolation=level):
                    await connection.execute("SELECT screening_keys.drop_ban(gen_random_uuid())")
            assert refused.value.sqlstate == "P0B03"


async def test_identities_are_sealed_and_lists_show_the_number_masked(first: Actor) -> None:
    number = citizen_number(BIRTH)
    receipt = await banned(first, number)
    sealed = [bytes(row["value_sealed"]) for row in await fetch("SELECT value_sealed FROM ban_identity")]
    assert sealed
    assert not any(number.encode() in value for value in sealed)
    shown = await find_ban(first, receipt.public_id)
    assert number not in str(shown)
    assert shown.document_masked.startswith("369")


async def test_two_bans_of_one_person_may_stand_side_by_side(first: Actor) -> None:
    number = citizen_number(BIRTH)
    hit = await registered(number)
    await banned(first, number)
    assert (await actions.record(first, draft(identity(number), decision_on=date(2026, 9, 1)))).people == 1
    assert await fetchval("SELECT count(*) FROM match WHERE person_id = $1", hit) == 2
