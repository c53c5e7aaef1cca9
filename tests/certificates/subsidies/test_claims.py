"""Claims from the certificate to the sheet: two persons, once, nothing unsure, nobody who is barred."""

from __future__ import annotations

import asyncio
from io import BytesIO
from pathlib import Path

import asyncpg
import pytest
from openpyxl import load_workbook

from certificates.holds.actions import suspend
from certificates.proposals import actions as proposals
from certificates.subsidies.actions import approve, refuse, register, register_batch
from certificates.subsidies.exporting import export_month, open_sheet
from certificates.subsidies.overview import find_sheet
from certificates.subsidies.queries import find_claim
from foundation import history
from foundation.actor import Actor
from foundation.clock import today
from foundation.database import execute, fetch, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.people.queries import identity
from screening.bans import actions as bans
from screening.matching.rules import Document, Identity
from tests.certificates.subsidies.conftest import Office, confirm_numbers, office
from tests.people import persona
from tests.screening.entries import draft

_REGISTER = """
INSERT INTO subsidy_claim (id, public_id, kind, certificate_id, person_id, occupation_code, level,
  organisation_id, area_code, claimed_on, status, registered_by, registered_at, screening_id, screened_epoch,
  screened_identity_version)
SELECT gen_random_uuid(), gen_random_uuid()::text, 'upgrade', certificate_id, person_id, occupation_code,
  level, organisation_id, area_code, claimed_on, 'registered', gen_random_uuid(), now(), screening_id,
  screened_epoch, screened_identity_version FROM subsidy_claim WHERE public_id = $1
"""


async def standing(actor: Actor, claim: str) -> str:
    return (await find_claim(actor, claim)).standing


async def test_from_the_certificate_to_the_sheet(paid: Office) -> None:
    claim = await register(paid.officer, paid.numbers[0], "training")
    with pytest.raises(Forbidden):
        await approve(paid.officer, claim)
    await approve(paid.approver, claim)
    assert (await find_claim(paid.officer, claim)).amount == 1500
    sheet = await export_month(paid.officer, today())
    assert await standing(paid.officer, claim) == "exported"
    with pytest.raises(Conflict):  # nothing leaves twice
        await export_month(paid.officer, today())
    row, written = await open_sheet(paid.officer, sheet)
    page = load_workbook(BytesIO(written)).active
    assert page is not None
    assert page.freeze_panes == "A3"
    cells = [cell.value for cell in page[3]]
    holder = await identity((await find_claim(paid.officer, claim)).person_id)
    assert cells[2] == holder.documents[0][1]  # in full, only here
    assert (cells[5], cells[14], row.total) == (paid.numbers[0], 1500, 1500)
    assert "person.unmasked" in {one.kind for one in await history.of("person", holder.person_id)}


async def test_what_looks_like_a_formula_stays_text(paid: Office) -> None:
    await execute("UPDATE cohort SET name = '=1+1'")
    assert await register_batch(paid.officer, paid.batch, "training") == (2, [])
    for row in await fetch("SELECT public_id FROM subsidy_claim"):
        await approve(paid.approver, row["public_id"])
    _, written = await open_sheet(paid.officer, await export_month(paid.officer, today()))
    page = load_workbook(BytesIO(written)).active
    assert page is not None
    cohorts = [page.cell(row, 9) for row in (3, 4)]
    assert all(cell.data_type == "s" and "1+1" in str(cell.value) for cell in cohorts)
    assert not any(str(cell.value).startswith("=") for cell in cohorts)


async def test_one_level_once_over_all_kinds_until_it_is_refused(paid: Office) -> None:
    claim = await register(paid.officer, paid.numbers[0], "training")
    with pytest.raises(Refused) as refused:
        await register(paid.officer, paid.numbers[0], "upgrade")
    assert refused.value.rule is not None
    assert refused.value.rule.id == "SUB-ONCE"
    with pytest.raises(asyncpg.UniqueViolationError):
        async with transaction():
            await execute(_REGISTER, claim)
    await refuse(paid.approver, claim, "材料不齐")
    await register(paid.officer, paid.numbers[0], "upgrade")


async def test_nothing_unconfirmed_is_approved(database: asyncpg.Connection, tmp_path: Path) -> None:
    found = await office(tmp_path, ["王小花"])
    claim = await register(found.officer, found.numbers[0], "training")
    with pytest.raises(Refused) as refused:
        await approve(found.approver, claim)
    assert refused.value.rule is not None
    assert refused.value.rule.id == "SUB-CAP"
    await confirm_numbers()
    await approve(found.approver, claim)


async def test_the_database_itself_asks_for_two_persons_and_the_order_of_steps(paid: Office) -> None:
    claim = await register(paid.officer, paid.numbers[0], "training")
    same = (
        "UPDATE subsidy_claim SET status = 'approved', amount = 1, decided_by = registered_by,"
        " decided_at = now() WHERE public_id = $1"
    )
    with pytest.raises(asyncpg.CheckViolationError):
        async with transaction():
            await execute(same, claim)
    for change, state in (
        ("amount = 2, status = 'exported', decided_by = gen_random_uuid(), decided_at = now()", "P0B08"),
        ("registered_by = gen_random_uuid()", "P0B05"),
        ("level = 5", "P0B05"),
    ):
        with pytest.raises(asyncpg.PostgresError) as error:
            async with transaction():
                await execute(f"UPDATE subsidy_claim SET {change} WHERE public_id = $1", claim)
        assert error.value.sqlstate == state
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await execute("DELETE FROM subsidy_claim")


async def test_two_at_once_make_one_claim(own_database: str, tmp_path: Path) -> None:
    found = await office(tmp_path, ["王小花"])
    second = await persona("subsidy_officer", "360000")
    done = await asyncio.gather(
        register(found.officer, found.numbers[0], "training"),
        register(second, found.numbers[0], "upgrade"),
        return_exceptions=True,
    )
    assert [isinstance(one, str) for one in done].count(True) == 1
    assert any(isinstance(one, Refused | Conflict) for one in done)
    assert await fetchval("SELECT count(*) FROM subsidy_claim") == 1


async def test_whoever_is_banned_meanwhile_is_not_approved(paid: Office) -> None:
    claim = await register(paid.officer, paid.numbers[0], "training")
    person_id = (await find_claim(paid.officer, claim)).person_id
    known = await identity(person_id)
    assert known.birth_date is not None
    documents = tuple(Document(kind, number) for kind, number in known.documents)
    who = Identity((known.name,), documents, (known.birth_date,), "female")
    await bans.record(await persona("supervision_officer", "360100"), draft(who))
    with pytest.raises(Refused):
        await approve(paid.approver, claim)
    update = (
        "UPDATE subsidy_claim SET status = 'approved', amount = 1, decided_by = gen_random_uuid(),"
        " decided_at = now() WHERE public_id = $1"
    )
    with pytest.raises(asyncpg.PostgresError) as error:
        async with transaction():
            await execute(update, claim)
    assert error.value.sqlstate in ("P0B02", "P0B06")


async def test_suspended_waits_and_withdrawn_after_the_sheet_is_recovered(paid: Office) -> None:
    claims = [await register(paid.officer, number, "training") for number in paid.numbers]
    for claim in claims:
        await approve(paid.approver, claim)
    await suspend(paid.ready.preparer, paid.certificates[0], "核查")
    sheet = await export_month(paid.officer, today())
    assert [await standing(paid.officer, claim) for claim in claims] == ["stopped", "exported"]
    withdrawal = await proposals.propose(
        paid.ready.preparer,
        paid.certificates[1],
        "withdraw",
        reason_code="error",
        reason="误发",
        document_no="洪人社撤〔2026〕3号",
    )
    await proposals.decide(paid.ready.approver, paid.certificates[1], withdrawal, agreed=True)
    assert await standing(paid.officer, claims[1]) == "recover"
    assert (await find_sheet(paid.officer, sheet)).recover == 1


async def test_a_batch_names_whoever_is_left_out(paid: Office) -> None:
    await suspend(paid.ready.preparer, paid.certificates[0], "核查")
    count, left = await register_batch(paid.officer, paid.batch, "training")
    assert count == 1
    assert [one.why.rule.id for one in left] == ["SUB-VALID"]
    with pytest.raises(Conflict):
        await register_batch(paid.officer, paid.batch, "training")


async def test_nobody_elsewhere_sees_or_claims(paid: Office) -> None:
    claim = await register(paid.officer, paid.numbers[0], "training")
    stranger = await persona("subsidy_officer", "360700")
    with pytest.raises(NotFound):
        await find_claim(stranger, claim)
    with pytest.raises(Invalid):
        await register(stranger, paid.numbers[1], "training")
    with pytest.raises(NotFound):
        await approve(await persona("approver", "360700"), claim)
