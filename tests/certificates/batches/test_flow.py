"""A batch from the confirmed session to its approval: what goes in, what comes out, what stops it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from certificates.batches import actions
from certificates.batches.queries import find_batch, members, sessions_waiting
from certificates.batches.start import approve_and_start
from certificates.issuing.actions import issue_batch
from foundation import history
from foundation.clock import FixedClock, use
from foundation.database import execute, fetch, fetchval
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from tests.certificates.builders import Ready, confirmed_session, press_in, submitted
from tests.certificates.conftest import SignIn
from tests.parameters import confirm
from tests.people import persona


@pytest.fixture
async def ready(database: asyncpg.Connection) -> Ready:
    return await confirmed_session(3)


async def test_a_confirmed_session_waits_until_it_is_in_a_batch(ready: Ready) -> None:
    waiting = await sessions_waiting(ready.preparer)
    assert [(each.public_id, each.entries) for each in waiting] == [(ready.session, 3)]
    await actions.prepare(ready.preparer, ready.session)
    assert await sessions_waiting(ready.preparer) == []
    with pytest.raises(Conflict):
        await actions.prepare(ready.preparer, ready.session)


async def test_everybody_who_passes_is_included_with_all_five_answers(ready: Ready) -> None:
    batch = await find_batch(ready.preparer, await actions.prepare(ready.preparer, ready.session))
    applicants = await members(batch.id)
    assert [member.included for member in applicants] == [True] * 3
    assert [line.kind for line in applicants[0].gate] == [
        "taught",
        "placed",
        "assessed",
        "identity",
        "screened",
    ]


@pytest.mark.parametrize(
    "harm, line",
    [
        ("UPDATE learning_record SET voided_at = now(), voided_by = entered_by, void_reason = 'x'", "taught"),
        ("UPDATE placement SET status = 'active'", "placed"),
        ("UPDATE person SET phone_sealed = phone_sealed", ""),
        ("UPDATE person_document SET valid_until = '2020-01-01'", "identity"),
    ],
)
async def test_whoever_lacks_something_stays_out_with_the_reason(ready: Ready, harm: str, line: str) -> None:
    await execute(harm)
    batch = await find_batch(ready.preparer, await actions.prepare(ready.preparer, ready.session))
    missing = {each.kind for member in await members(batch.id) for each in member.gate if not each.passed}
    assert missing == ({line} if line else set())


async def test_nobody_is_certified_by_a_kind_of_document_that_nobody_has_confirmed(ready: Ready) -> None:
    await execute("UPDATE person_document SET kind = '09'")
    public_id = await actions.prepare(ready.preparer, ready.session)
    batch = await find_batch(ready.preparer, public_id)
    stopped = [each for member in await members(batch.id) for each in member.gate if not each.passed]
    assert {(each.kind, each.rule.id, each.rule.confidence) for each in stopped if each.rule} == {
        ("identity", "document.09", "U")
    }
    await confirm("document.09")
    await actions.refresh(ready.preparer, public_id)
    assert all(member.included for member in await members(batch.id))


async def test_a_result_counts_only_when_its_publicity_is_over(ready: Ready) -> None:
    with use(FixedClock(datetime(2026, 10, 20, 4, tzinfo=UTC))):
        batch = await find_batch(ready.preparer, await actions.prepare(ready.preparer, ready.session))
    missing = {each.kind for member in await members(batch.id) for each in member.gate if not each.passed}
    assert missing == {"assessed"}


async def test_a_batch_in_which_nobody_passes_is_not_submitted(ready: Ready) -> None:
    await execute("UPDATE placement SET status = 'active'")
    batch = await actions.prepare(ready.preparer, ready.session)
    with pytest.raises(Conflict):
        await actions.submit(ready.preparer, batch)


async def test_an_unconfirmed_session_and_a_foreign_one_are_refused(ready: Ready) -> None:
    publicised = await confirmed_session(1, status="publicised")
    with pytest.raises(Conflict):
        await actions.prepare(ready.preparer, publicised.session)
    with pytest.raises(NotFound):
        await actions.prepare(await persona("preparer", "360700"), ready.session)


async def test_who_is_left_out_stays_out_when_the_batch_is_looked_at_again(ready: Ready) -> None:
    batch = await actions.prepare(ready.preparer, ready.session)
    found = await find_batch(ready.preparer, batch)
    one = (await members(found.id))[0]
    with pytest.raises(Invalid):
        await actions.exclude(ready.preparer, batch, one.id, " ")
    await actions.exclude(ready.preparer, batch, one.id, "本人申请撤回")
    await actions.refresh(ready.preparer, batch)
    assert [m.excluded_reason for m in await members(found.id) if not m.included] == ["本人申请撤回"]


async def test_only_the_preparer_submits(ready: Ready) -> None:
    batch = await actions.prepare(ready.preparer, ready.session)
    with pytest.raises(Forbidden):
        await actions.submit(await persona("preparer", "360100"), batch)


async def test_a_gate_that_changes_between_submission_and_approval_is_stale(ready: Ready) -> None:
    batch = await submitted(ready)
    await execute("UPDATE placement SET status = 'interrupted'")
    with pytest.raises(Stale):
        await actions.approve(ready.approver, batch)


async def test_a_returned_batch_is_mended_and_submitted_again(ready: Ready) -> None:
    batch = await submitted(ready)
    with pytest.raises(Invalid):
        await actions.return_(ready.approver, batch, "")
    await actions.return_(ready.approver, batch, "照片不合规")
    assert (await find_batch(ready.preparer, batch)).returned_reason == "照片不合规"
    with pytest.raises(Conflict):
        await actions.approve(ready.approver, batch)
    await actions.submit(ready.preparer, batch)
    await actions.approve(ready.approver, batch)
    found = await find_batch(ready.approver, batch)
    assert [entry.kind for entry in await history.of("batch", found.id)] == [
        "batch.approved",
        "batch.submitted",
        "batch.returned",
        "batch.submitted",
        "batch.prepared",
    ]


async def test_a_cancelled_batch_frees_its_results(ready: Ready) -> None:
    batch = await submitted(ready)
    await actions.cancel(ready.preparer, batch, "场次更正")
    assert await actions.prepare(ready.preparer, ready.session) != batch


async def test_approval_and_the_wish_to_issue_are_one(ready: Ready) -> None:
    job = await approve_and_start(ready.approver, await submitted(ready))
    assert await fetchval("SELECT state FROM job WHERE id = $1", job) == "queued"
    assert await fetchval("SELECT job_id FROM certificate_batch") == job


async def test_the_pages_lead_from_the_session_to_the_job(ready: Ready, signed_in: SignIn) -> None:
    preparer, approver = await signed_in(ready.preparer), await signed_in(ready.approver)
    assert "2026年第3期" in (await preparer.get("/batches")).text
    made = await preparer.post("/batches", {"session": ready.session})
    batch = made.headers["location"]
    assert "Submit for approval (3 people)" in (await preparer.get(batch)).text
    assert (await preparer.get(batch + "/submit")).status_code == 200
    assert (await preparer.post(batch + "/submit")).headers["location"] == batch + "/receipt"
    assert (await preparer.get(batch + "/receipt")).status_code == 200
    assert "Waiting for another officer" in (await preparer.get(batch)).text
    assert "Issue 3 certificates" in (await approver.get(batch + "/approve")).text
    assert (await approver.post(batch + "/approve")).headers["location"].startswith("/jobs/")
    sheet = await approver.get(batch + "/list.xlsx")
    assert sheet.content.startswith(b"PK")


async def test_an_evidence_page_and_leaving_out(ready: Ready, signed_in: SignIn) -> None:
    batch = await actions.prepare(ready.preparer, ready.session)
    one = (await members((await find_batch(ready.preparer, batch)).id))[0]
    browser = await signed_in(ready.preparer)
    path = f"/batches/{batch}/members/{one.id}"
    assert "Training completed" in (await browser.get(path)).text
    assert (await browser.post(path + "/exclude", {"reason": ""})).status_code == 422
    assert (await browser.post(path + "/exclude", {"reason": "本人申请撤回"})).status_code == 303
    assert "本人申请撤回" in (await browser.get(f"/batches/{batch}")).text


async def test_returning_by_page_needs_a_reason(ready: Ready, signed_in: SignIn) -> None:
    batch = await submitted(ready)
    browser = await signed_in(ready.approver)
    assert (await browser.get(f"/batches/{batch}/return")).status_code == 200
    assert (await browser.post(f"/batches/{batch}/return", {"reason": ""})).status_code == 422
    assert (await browser.post(f"/batches/{batch}/return", {"reason": "照片不合规"})).status_code == 303
    assert "照片不合规" in (await browser.get(f"/batches/{batch}")).text


async def test_the_api_does_the_same(ready: Ready, signed_in: SignIn) -> None:
    preparer, approver = await signed_in(ready.preparer), await signed_in(ready.approver)
    made = await preparer.client.post(
        "/api/v1/batches", json={"session": ready.session}, headers={"x-csrf-token": preparer.token}
    )
    assert made.status_code == 201, made.text
    path = f"/api/v1/batches/{made.json()['public_id']}"
    assert (await preparer.client.post(path + "/submit", headers={"x-csrf-token": preparer.token})).json()[
        "status"
    ] == "submitted"
    detail = (await approver.client.get(path)).json()
    assert [member["included"] for member in detail["members"]] == [True] * 3
    assert len(detail["members"][0]["gate"]) == 5
    returned = await approver.client.post(
        path + "/return", json={"reason": "照片不合规"}, headers={"x-csrf-token": approver.token}
    )
    assert returned.json()["returned_reason"] == "照片不合规"
    await preparer.client.post(path + "/submit", headers={"x-csrf-token": preparer.token})
    done = await approver.client.post(path + "/approve", headers={"x-csrf-token": approver.token})
    assert (done.status_code, done.json()["status"]) == (200, "approved")
    listed = (await approver.client.get("/api/v1/batches?status=approved")).json()
    assert listed["total"] == 1


async def test_office_and_evaluator_are_told_what_they_are_promised(ready: Ready, tmp_path: Path) -> None:
    batch = await submitted(ready)
    await actions.return_(ready.approver, batch, "照片不合规")
    await actions.submit(ready.preparer, batch)
    batch_id = await actions.approve(ready.approver, batch)
    await issue_batch(ready.approver, batch_id, press_in(tmp_path))
    told = await fetch("SELECT organisation_id, kind FROM notice ORDER BY at, id")
    office = ready.preparer.organisation_id
    assert [(row["organisation_id"], row["kind"]) for row in told] == [
        (office, "batch.submitted"),
        (office, "batch.returned"),
        (office, "batch.submitted"),
        (ready.evaluator_id, "batch.issued"),
    ]
