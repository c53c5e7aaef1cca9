"""Suspending, reinstating by another person after a new screening, and what the ban register holds."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import asyncpg
import msgspec
import pytest

from certificates.holds.actions import reinstate, suspend
from certificates.holds.follow_up import on_ban_ended, on_match_resolved
from certificates.register.queries import CertificateRow, find_certificate, holds_of
from foundation import history
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import execute, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Unavailable
from foundation.events import publish, subscribe
from foundation.ids import new_id
from registry.people.actions import IdentityChanges, amend_identity
from registry.people.queries import identity
from screening.bans import actions as bans
from screening.bans.events import BanEnded
from screening.matching.rules import Document, Identity
from screening.screenings.events import MatchResolved
from tests.certificates.builders import Ready, confirmed_session, issued
from tests.people import persona
from tests.screening.entries import draft


class Held(Ready):
    """A session whose only certificate is issued."""

    certificate: str = ""

    async def row(self) -> CertificateRow:
        return await find_certificate(self.approver, self.certificate)

    async def standing(self) -> str:
        return (await self.row()).standing(today())

    async def open_holds(self) -> list[str]:
        row = await self.row()
        return [hold.kind for hold in await holds_of(row.id) if hold.lifted_at is None]


@pytest.fixture
async def held(database: asyncpg.Connection, tmp_path: Path) -> Held:
    subscribe(MatchResolved, on_match_resolved)
    subscribe(BanEnded, on_ban_ended)
    ready = await confirmed_session(names=["王小花"])
    (certificate,) = await issued(ready, tmp_path)
    return Held(**msgspec.structs.asdict(ready), certificate=certificate)


async def ban(held: Held, *, same_document: bool = True, number: str = "洪卫罚〔2026〕12号") -> str:
    """A ban of the holder, or of a namesake born on the same day."""
    known = await identity(held.people[0])
    assert known.birth_date is not None
    documents = tuple(Document(kind, number) for kind, number in known.documents) if same_document else ()
    banned = Identity((known.name,), documents, (known.birth_date,), "female")
    supervisor = await persona("supervision_officer", "360100")
    return (await bans.record(supervisor, draft(banned, document_no=number))).public_id


async def test_one_officer_suspends_and_another_reinstates(held: Held) -> None:
    await suspend(held.preparer, held.certificate, "接到举报，待核实")
    assert await held.standing() == "suspended"
    with pytest.raises(Conflict):
        await suspend(held.preparer, held.certificate, "接到举报，待核实")  # a second click
    assert await held.open_holds() == ["officer"]
    with pytest.raises(Forbidden):
        await reinstate(held.preparer, held.certificate, "已核实")
    await reinstate(held.approver, held.certificate, "已核实")
    assert await held.standing() == "valid"
    told = [entry.kind for entry in await history.of("certificate", (await held.row()).id)]
    assert told[:2] == ["certificate.reinstated", "certificate.suspended"]


async def test_both_need_a_reason_and_something_to_do(held: Held) -> None:
    for step in (suspend, reinstate):
        with pytest.raises(Invalid):
            await step(held.preparer, held.certificate, "  ")
    with pytest.raises(Conflict):
        await reinstate(held.approver, held.certificate, "没有暂停")


async def test_officers_of_another_area_do_not_even_see_it(held: Held) -> None:
    stranger = await persona("approver", "360700")
    with pytest.raises(NotFound):
        await suspend(stranger, held.certificate, "接到举报")


async def test_reinstating_makes_a_new_screening_and_names_it(held: Held) -> None:
    await suspend(held.preparer, held.certificate, "接到举报，待核实")
    before = await fetchval("SELECT count(*) FROM screening")
    await reinstate(held.approver, held.certificate, "已核实")
    assert await fetchval("SELECT count(*) FROM screening") == before + 1
    newest = await fetchval("SELECT id FROM screening ORDER BY at DESC, id DESC LIMIT 1")
    assert await fetchval("SELECT lift_screening_id FROM certificate_hold") == newest


async def test_nothing_is_reinstated_while_the_list_is_stale(held: Held) -> None:
    await suspend(held.preparer, held.certificate, "接到举报，待核实")
    await _stale_list()
    with pytest.raises(Unavailable):
        await reinstate(held.approver, held.certificate, "已核实")
    assert await held.standing() == "suspended"


async def _stale_list() -> None:
    await execute("SET LOCAL ROLE none")
    await execute("UPDATE ban_list SET refreshed_at = $1", now() - timedelta(days=30))
    await execute("SET LOCAL ROLE yuzheng_app")


@pytest.mark.parametrize("same_document, kinds", [(True, {"ban"}), (False, {"match"})])
async def test_a_ban_holds_in_its_own_transaction(held: Held, same_document: bool, kinds: set[str]) -> None:
    await ban(held, same_document=same_document)
    assert set(await held.open_holds()) == kinds
    assert await held.standing() == "suspended"


async def test_an_officer_cannot_lift_what_the_ban_register_holds(held: Held) -> None:
    await ban(held)
    with pytest.raises(Conflict):
        await reinstate(held.approver, held.certificate, "申请恢复")
    await suspend(held.preparer, held.certificate, "另案")
    with pytest.raises(Refused):
        await reinstate(held.approver, held.certificate, "申请恢复")
    assert await held.standing() == "suspended"


async def test_a_cleared_match_lets_go_after_a_new_screening(held: Held) -> None:
    await ban(held, same_document=False)
    screenings = await fetchval("SELECT count(*) FROM screening")
    await _cleared(held)
    assert await held.open_holds() == []
    assert await held.standing() == "valid"
    assert await fetchval("SELECT count(*) FROM screening") == screenings + 1


async def test_a_cleared_match_does_not_lift_what_an_officer_holds(held: Held) -> None:
    await suspend(held.preparer, held.certificate, "另案")
    await ban(held, same_document=False)
    await _cleared(held)
    assert await held.open_holds() == ["officer"]


async def test_two_bans_need_two_clearings(held: Held) -> None:
    await ban(held, same_document=False)
    first = await fetchval("SELECT id FROM match")
    await ban(held, same_document=False, number="洪卫罚〔2026〕13号")
    second = await fetchval("SELECT id FROM match WHERE id <> $1", first)
    await _cleared(held, first)
    assert await held.standing() == "suspended"
    await _cleared(held, second)
    assert await held.standing() == "valid"


async def test_a_rejected_ban_lets_go(held: Held) -> None:
    public_id = await ban(held)
    await bans.reject(await persona("supervision_officer", "360100"), public_id, "文书有误")
    assert await held.open_holds() == []
    assert await held.standing() == "valid"


async def _cleared(held: Held, match_id: object = None) -> None:
    """Two persons find that it is somebody else."""
    match_id = match_id or await fetchval("SELECT id FROM match")
    for step in ("propose", "decide"):
        await execute(
            "INSERT INTO adjudication (id, match_id, step, account_id, organisation_id, verdict, reason_code,"
            " at) VALUES ($1, $2, $3, $4, $5, 'different', 'x', $6)",
            new_id(), match_id, step, new_id(), new_id(), now(),
        )  # fmt: skip
    async with transaction():
        await execute("UPDATE match SET state = 'cleared' WHERE id = $1", match_id)
        ban_id = await fetchval("SELECT ban_id FROM match WHERE id = $1", match_id)
        await publish(MatchResolved(match_id, held.people[0], ban_id, "cleared"))  # type: ignore[arg-type]


async def test_a_changed_identity_holds_until_screened_and_looked_at(held: Held) -> None:
    registrar = await persona("registrar", "360100")
    await amend_identity(registrar, held.people[0], IdentityChanges(name="王晓华"), "公安机关更名")
    assert await held.open_holds() == ["identity_changed"]
    assert await held.standing() == "suspended"
    await reinstate(held.approver, held.certificate, "已核对更名材料")
    assert await held.standing() == "valid"


async def _lift(held: Held, screening: object) -> None:
    await execute(
        "UPDATE certificate_hold SET lifted_at = now(), lifted_by = $1, lift_screening_id = $2",
        held.approver.account_id,
        screening,
    )


async def test_sql_cannot_lift_without_a_screening_of_this_moment(held: Held) -> None:
    await suspend(held.preparer, held.certificate, "接到举报，待核实")
    old = await fetchval("SELECT screening_id FROM certificate")
    await _unrelated_ban()
    for screening in (None, old):
        with pytest.raises(asyncpg.PostgresError) as refused:
            async with transaction():
                await _lift(held, screening)
        assert refused.value.sqlstate == "P0B02"


async def _unrelated_ban() -> None:
    supervisor = await persona("supervision_officer", "360100")
    await bans.record(supervisor, draft())


async def test_sql_cannot_lift_for_the_one_who_suspended(held: Held) -> None:
    await suspend(held.preparer, held.certificate, "接到举报，待核实")
    current = await fetchval("SELECT screening_id FROM certificate")
    with pytest.raises(asyncpg.CheckViolationError):
        async with transaction():
            await execute(
                "UPDATE certificate_hold SET lifted_at = now(), lifted_by = opened_by,"
                " lift_screening_id = $1",
                current,
            )


async def test_a_hold_is_lifted_once_and_never_rewritten(held: Held) -> None:
    await suspend(held.preparer, held.certificate, "接到举报，待核实")
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute("UPDATE certificate_hold SET opened_by = gen_random_uuid()")
    assert refused.value.sqlstate == "P0B07"
    await reinstate(held.approver, held.certificate, "已核实")
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute("UPDATE certificate_hold SET lifted_at = NULL")
    assert refused.value.sqlstate == "P0B07"


async def test_a_person_without_the_permission_is_refused(held: Held) -> None:
    nobody: Actor = msgspec.structs.replace(held.preparer, permissions=frozenset())
    for step in (suspend, reinstate):
        with pytest.raises(Forbidden):
            await step(nobody, held.certificate, "试一试")
