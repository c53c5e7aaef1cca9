"""Withdrawing and reissuing: one proposes, another decides; the new version takes the old one's place."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec
import pytest

from certificates.holds.actions import suspend
from certificates.issuing.actions import issue_batch
from certificates.issuing.steps import Reserved
from certificates.proposals.actions import decide, propose
from certificates.proposals.start import decide_and_start
from certificates.register.queries import find_certificate, proposals_of
from certificates.verification.queries import by_number, by_token
from foundation import history
from foundation.clock import today
from foundation.database import execute, fetch, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from registry.people.actions import IdentityChanges, amend_identity
from tests.certificates.builders import Ready, confirmed_session, issued, press_in
from tests.people import persona

LOST = {"reason_code": "lost", "reason": "本人申请补发"}
FRAUD = {"reason_code": "fraud", "reason": "成绩系冒名顶替取得", "document_no": "洪人社撤〔2026〕3号"}


class Out(Ready):
    """A session whose only certificate is issued."""

    certificate: str = ""
    folder: str = ""

    async def standing(self) -> str:
        return (await find_certificate(self.approver, self.certificate)).standing(today())


@pytest.fixture
async def out(database: asyncpg.Connection, tmp_path: Path) -> Out:
    ready = await confirmed_session(names=["王小花"])
    (certificate,) = await issued(ready, tmp_path)
    return Out(**msgspec.structs.asdict(ready), certificate=certificate, folder=str(tmp_path))


async def proposed(out: Out, kind: str, facts: dict[str, str]) -> str:
    return await propose(out.preparer, out.certificate, kind, **facts)  # type: ignore[arg-type]


async def contents() -> list[Reserved]:
    rows = await fetch(
        "SELECT id, public_id, number, person_id, status, content_sealed FROM certificate ORDER BY version"
    )
    return [Reserved(**dict(row)) for row in rows]


async def test_a_withdrawal_needs_another_person(out: Out) -> None:
    proposal = await proposed(out, "withdraw", FRAUD)
    both = out.preparer.permissions | out.approver.permissions
    with pytest.raises(Forbidden):
        await decide(
            msgspec.structs.replace(out.preparer, permissions=both), out.certificate, proposal, agreed=True
        )
    assert await out.standing() == "valid"
    assert await decide(out.approver, out.certificate, proposal, agreed=True) is None
    assert await out.standing() == "withdrawn"
    content = (await contents())[0].content()
    assert (await by_token(content.verification_url.rsplit("/", 1)[1])).finding.state == "withdrawn"
    told = [entry.kind for entry in await history.of("certificate", (await contents())[0].id)]
    assert told[:2] == ["certificate.withdrawn", "certificate.withdraw_proposed"]


async def test_a_refused_proposal_changes_nothing_and_leaves_room_for_another(out: Out) -> None:
    proposal = await proposed(out, "withdraw", FRAUD)
    with pytest.raises(Conflict):
        await proposed(out, "reissue", LOST)
    await decide(out.approver, out.certificate, proposal, agreed=False)
    assert await out.standing() == "valid"
    with pytest.raises(NotFound):
        await decide(out.approver, out.certificate, proposal, agreed=True)
    await proposed(out, "reissue", LOST)


async def test_a_reissue_is_a_new_version_under_the_same_number(out: Out) -> None:
    proposal = await proposed(out, "reissue", LOST)
    batch = await decide(out.approver, out.certificate, proposal, agreed=True)
    assert batch is not None
    report = await issue_batch(out.approver, batch, press_in(Path(out.folder)))
    assert (report.issued, report.waiting) == (1, [])
    rows = await fetch("SELECT number, version, status FROM certificate ORDER BY version")
    assert [(row["version"], row["status"]) for row in rows] == [(1, "superseded"), (2, "issued")]
    assert rows[0]["number"] == rows[1]["number"]
    assert await fetchval("SELECT last_serial FROM number_series") == 1


async def test_verification_sees_the_new_version_and_tells_of_the_old(out: Out) -> None:
    proposal = await proposed(out, "reissue", LOST)
    batch = await decide(out.approver, out.certificate, proposal, agreed=True)
    assert batch is not None
    await issue_batch(out.approver, batch, press_in(Path(out.folder)))
    old, new = [each.content() for each in await contents()]
    tokens = [content.verification_url.rsplit("/", 1)[1] for content in (old, new)]
    assert [(await by_token(token)).finding.state for token in tokens] == ["superseded", "valid"]
    found = await by_number(new.certificate_number, "王小花", new.check_code)
    assert (found.finding.state, found.finding.version) == ("valid", 2)
    assert (await by_number(old.certificate_number, "王小花", old.check_code)).finding.state != "valid"


async def test_a_changed_name_is_reissued_under_the_new_name(out: Out) -> None:
    registrar = await persona("registrar", "360100")
    await amend_identity(registrar, out.people[0], IdentityChanges(name="王晓华"), "公安机关更名")
    assert await out.standing() == "suspended"
    proposal = await proposed(out, "reissue", {"reason_code": "name_changed", "reason": "公安机关更名"})
    batch = await decide(out.approver, out.certificate, proposal, agreed=True)
    assert batch is not None
    assert (await issue_batch(out.approver, batch, press_in(Path(out.folder)))).waiting == []
    assert [each.content().holder_name for each in await contents()] == ["王小花", "王晓华"]


async def test_a_suspended_certificate_is_not_reissued(out: Out) -> None:
    proposal = await proposed(out, "reissue", LOST)
    await suspend(out.preparer, out.certificate, "接到举报，待核实")
    with pytest.raises(Conflict):
        await decide(out.approver, out.certificate, proposal, agreed=True)
    await decide(out.approver, out.certificate, proposal, agreed=False)
    with pytest.raises(Conflict):
        await proposed(out, "reissue", LOST)
    await decide(out.approver, out.certificate, await proposed(out, "withdraw", FRAUD), agreed=True)
    assert await out.standing() == "withdrawn"


async def test_an_agreed_reissue_and_the_wish_to_issue_are_one(out: Out) -> None:
    proposal = await proposed(out, "reissue", LOST)
    await decide_and_start(out.approver, out.certificate, proposal, agreed=True)
    assert await fetchval("SELECT count(*) FROM job WHERE kind = 'certificates.issue'") == 1


@pytest.mark.parametrize(
    "kind, facts, fields",
    [
        ("withdraw", {"reason_code": "lost", "reason": " "}, {"reason_code", "reason", "document_no"}),
        ("reissue", {"reason_code": "fraud", "reason": "x"}, {"reason_code"}),
    ],
)
async def test_a_proposal_says_why(out: Out, kind: str, facts: dict[str, str], fields: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        await proposed(out, kind, facts)
    assert {problem.field for problem in refused.value.problems} == fields


async def test_what_has_ended_is_not_proposed_again(out: Out) -> None:
    await decide(out.approver, out.certificate, await proposed(out, "withdraw", FRAUD), agreed=True)
    with pytest.raises(Conflict):
        await proposed(out, "reissue", LOST)


@pytest.mark.parametrize(
    "change, sqlstate",
    [
        ("decided_by = proposed_by, decided_at = now(), verdict = 'agreed'", "23514"),
        ("verdict = 'agreed'", "23514"),
        ("proposed_by = gen_random_uuid()", "P0B05"),
        ("kind = 'reissue'", "P0B05"),
    ],
)
async def test_sql_cannot_be_the_second_person(out: Out, change: str, sqlstate: str) -> None:
    await proposed(out, "withdraw", FRAUD)
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute(f"UPDATE certificate_proposal SET {change}")
    assert refused.value.sqlstate == sqlstate


async def test_the_list_of_proposals_keeps_the_decision(out: Out) -> None:
    await decide(out.approver, out.certificate, await proposed(out, "withdraw", FRAUD), agreed=True)
    certificate_id: UUID = (await contents())[0].id
    (kept,) = await proposals_of(certificate_id)
    assert (kept.verdict, kept.document_no) == ("agreed", FRAUD["document_no"])


async def test_a_withdrawal_is_proposed_beside_an_open_reissue(out: Out) -> None:
    await proposed(out, "reissue", LOST)
    withdrawal = await proposed(out, "withdraw", FRAUD)
    with pytest.raises(Conflict):
        await proposed(out, "reissue", LOST)
    await decide(out.approver, out.certificate, withdrawal, agreed=True)
    assert await out.standing() == "withdrawn"
