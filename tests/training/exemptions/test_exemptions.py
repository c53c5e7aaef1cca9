"""Exemptions: proposed with evidence, decided by another person, counted up to the module's own hours."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import clock
from foundation.actor import Actor
from foundation.database import execute, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from foundation.settings import Settings
from foundation.web.access import set_actor_loader
from foundation.web.app import build_app
from registry.accounts.queries import actor_for
from tests.people import persona
from tests.training.taught import enrolments, key_of, later, small_cohort
from tests.training.walking import leads_to, signed_in
from training.enrolments import pages as enrolment_pages
from training.exemptions import pages
from training.exemptions.actions import Evidence, NewExemption, decide_exemption, propose_exemption
from training.exemptions.queries import evidence_file, find_exemption
from training.exemptions.rules import Claim, Taught, claim_problems
from training.learning.actions import HoursEntry, record_hours
from training.learning.queries import completions, modules_done
from training.learning.rules import counted

TODAY = date(2026, 9, 1)
hours = st.integers(0, 80).map(Decimal)


def _fields(claim: Claim, module: Taught | None) -> list[str]:
    return [one.field for one in claim_problems(claim, module, TODAY)]


def test_what_can_be_proposed() -> None:
    tested, attended = Taught(Decimal(6), Decimal(60)), Taught(Decimal(6), None)
    assert _fields(Claim(Decimal(6), Decimal(60), TODAY), tested) == []
    assert _fields(Claim(Decimal("6.5"), None, TODAY), tested) == ["hours"]
    assert _fields(Claim(Decimal(6), Decimal("59.99"), TODAY), tested) == ["score"]
    assert _fields(Claim(Decimal(6), Decimal(90), TODAY), attended) == ["score"]
    assert _fields(Claim(Decimal(6), None, date(2026, 9, 2)), attended) == ["learnt_on"]
    assert _fields(Claim(Decimal(6), None, TODAY), None) == ["module_code"]


@given(hours, hours, hours)
def test_exempted_hours_fill_up_and_never_more(held: Decimal, exempted: Decimal, planned: Decimal) -> None:
    result = counted(held, exempted, planned)
    assert held <= result <= max(held, planned)
    assert result <= held + exempted


def _new(**changes: Any) -> NewExemption:
    usual: dict[str, Any] = {
        "kind": "transfer", "module_code": "B-T3", "hours": Decimal(10), "learnt_at": "江西示例学院",
        "learnt_on": date(2025, 6, 1), "evidence": "成绩单 2025-118",
    }  # fmt: skip
    return NewExemption(**(usual | changes))


async def _trainee() -> tuple[Actor, str, uuid.UUID]:
    registrar = await persona("registrar")
    public_id = (await enrolments(await small_cohort(registrar)))[0]
    return registrar, public_id, uuid.UUID(str(await key_of(public_id)))


async def _theory(key: uuid.UUID) -> Decimal:
    return next(one.done for one in (await completions([key]))[key].lines if one.kind == "theory")


@pytest.mark.usefixtures("database")
async def test_it_counts_once_another_person_has_approved() -> None:
    with clock.use(later()):
        registrar, trainee, key = await _trainee()
        one = await propose_exemption(registrar, trainee, _new(), Evidence("扫描.jpeg", b"%PDF-1.7 ..."))
        assert await _theory(key) == 0
        with pytest.raises(Conflict):
            await propose_exemption(registrar, trainee, _new())
        with pytest.raises(Refused):
            await decide_exemption(registrar, one, approve=True)
        with pytest.raises(asyncpg.CheckViolationError):
            async with transaction():
                await execute(
                    "UPDATE exemption SET status = 'approved', decided_by = proposed_by, decided_at = now()"
                )
        teacher = await persona("teacher", organisation_id=registrar.organisation_id)
        done = await decide_exemption(teacher, one, approve=True)
        assert (done.status, done.decider, done.file_name) == ("approved", teacher.name, "扫描.pdf")
        assert await evidence_file(done) == b"%PDF-1.7 ..."
        assert await _theory(key) == 10
        assert (await modules_done(key))["B-T3"].exempted == 10
        await record_hours(
            registrar, trainee, HoursEntry(module_code="B-T3", held_on=date(2026, 4, 7), hours=Decimal(4))
        )
        assert await _theory(key) == 12, "the module has 12"
        with pytest.raises(Conflict):
            await decide_exemption(teacher, one, approve=False, note="x")
        with pytest.raises(asyncpg.PostgresError, match="decided as it was proposed"):
            await execute("UPDATE exemption SET hours = 1")


@pytest.mark.usefixtures("database")
async def test_rejected_scoped_and_sealed() -> None:
    with clock.use(later()):
        registrar, trainee, key = await _trainee()
        with pytest.raises(Invalid) as wrong:
            await propose_exemption(registrar, trainee, _new(hours=Decimal(13)), Evidence("a.exe", b"MZ"))
        assert [one.field for one in wrong.value.problems] == ["hours", "file"]
        with pytest.raises(Forbidden):
            await propose_exemption(await persona("teacher"), trainee, _new())
        stranger = await persona("registrar", area="360300")
        with pytest.raises(NotFound):
            await propose_exemption(stranger, trainee, _new())
        one = await propose_exemption(registrar, trainee, _new(), Evidence("a.pdf", b"%PDF secret"))
        with pytest.raises(NotFound):
            await find_exemption(stranger, one)
        assert b"secret" not in bytes(await fetchval("SELECT file_sealed FROM exemption"))
        other = await persona("registrar")
        with pytest.raises(Invalid):
            await decide_exemption(other, one, approve=False)
        await decide_exemption(other, one, approve=False, note="证明不清")
        assert await _theory(key) == 0
        assert await propose_exemption(registrar, trainee, _new())


@pytest.mark.usefixtures("database")
async def test_pages(tmp_path: Path) -> None:
    with clock.use(later()):
        registrar, trainee, _ = await _trainee()
        set_actor_loader(actor_for)
        app = build_app(Settings(data_dir=tmp_path), [*pages.ROUTES, *enrolment_pages.ROUTES], navigation=[])
        browser = await signed_in(app, registrar)
        assert f"/enrolments/{trainee}/exemption" in (await browser.get(f"/enrolments/{trainee}")).text
        await browser.get(f"/enrolments/{trainee}/exemption")
        typed = {
            "kind": "exemption", "module_code": "B-T3", "hours": "12", "score": "", "note": "",
            "learnt_at": "江西示例学院", "learnt_on": "2025-6-1", "evidence": "成绩单 2025-118",
        }  # fmt: skip
        scan = {"file": ("成绩单.pdf", b"%PDF-1.7", "application/pdf")}
        assert (
            await browser.post(f"/enrolments/{trainee}/exemption", typed | {"hours": "13"})
        ).status_code == 422
        here = leads_to(await browser.post(f"/enrolments/{trainee}/exemption", typed, files=scan))
        assert f"{here}/decide" not in (await browser.get(here)).text
        assert (await browser.get(f"{here}/evidence")).content == b"%PDF-1.7"
        teacher = await signed_in(app, await persona("teacher"))
        assert f"{here}/decide" in (await teacher.get(here)).text
        assert (await teacher.post(f"{here}/decide", {"decision": "reject"})).status_code == 422
        assert leads_to(await teacher.post(f"{here}/decide", {"decision": "approve"})) == here
        shown = (await browser.get(f"/enrolments/{trainee}")).text
        for words in ("成绩单 2025-118", "另免修 12 学时", "职业教育法"):
            assert words in shown or words in (await browser.get("/exemptions")).text
