"""After a key was struck off: one proposal, one decision, and everything it signed is issued anew."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec
import pytest

from certificates.credentials.keys import open_signing_keys, rotate
from certificates.credentials.multikey import multikey
from certificates.credentials.signing import use_issuer
from certificates.holds.actions import suspend
from certificates.issuing.actions import issue_batch
from certificates.proposals.actions import decide, propose
from certificates.proposals.under_way import call_off
from certificates.reissues import jobs
from certificates.reissues.actions import decide_reissue, propose_everywhere, propose_reissue, resume_reissue
from certificates.reissues.queries import ReissueRow, find_reissue, left_out, list_reissues, struck_off_keys
from foundation.actor import SYSTEM, Actor
from foundation.database import execute, fetch, fetchval, transaction
from foundation.errors import Conflict, Forbidden, NotFound
from foundation.settings import Settings
from foundation.text import Text
from tests.certificates.builders import ADDRESS, Ready, approved, confirmed_session, press_in
from tests.certificates.conftest import SignIn
from tests.people import persona

FRAUD = {"reason_code": "fraud", "reason": "冒名顶替", "document_no": "洪人社撤〔2026〕3号"}


class Watched:
    """What a job tells whoever watches it."""

    def __init__(self, actor: Actor) -> None:
        self.actor, self.cancelled = actor, False
        self.expected: tuple[int, int] = (0, 0)
        self.failed: dict[str, str] = {}
        self.result: object = None
        self.advanced = 0

    async def expect(self, total: int, *, done: int = 0) -> None:
        self.expected = total, done

    async def advance(self, n: int = 1, message: Text | None = None) -> None:
        self.advanced += n

    async def fail_row(self, row: int | str, message: Text) -> None:
        self.failed[str(row)] = message.english()

    async def finish(self, result: object = None, *, message: Text, link: str) -> None:
        self.result = result


class Struck(Ready):
    """Three certificates whose key is struck off."""

    key: str = ""

    async def ids(self) -> list[str]:
        rows = await fetch("SELECT public_id FROM certificate WHERE version = 1 ORDER BY number")
        return [row["public_id"] for row in rows]

    async def found(self, public_id: str) -> ReissueRow:
        return await find_reissue(self.approver, public_id)

    async def run(self, public_id: str, *, called_off: bool = False) -> Watched:
        watched = Watched(self.approver)
        watched.cancelled = called_off
        await jobs.reissue(watched, (await self.found(public_id)).id)  # type: ignore[arg-type]
        return watched


@pytest.fixture
async def struck(database: asyncpg.Connection, tmp_path: Path) -> Struck:
    settings = Settings(data_dir=tmp_path / "data", public_url=ADDRESS)
    means = await open_signing_keys(settings)
    ready = await confirmed_session(names=["陈静", "黄丽娟", "王小花"])
    batch = await approved(ready)
    press = press_in(tmp_path)
    use_issuer(means)
    await open_signing_keys(settings)
    assert (await issue_batch(ready.preparer, batch, press)).waiting == []
    await rotate(settings, "credential", compromised=True)
    fields = {name: getattr(ready, name) for name in Ready.__struct_fields__}
    return Struck(**fields, key=multikey(means.credentials.public_key))


async def states() -> dict[str, list[str]]:
    rows = await fetch("SELECT public_id, number, version, status FROM certificate ORDER BY number, version")
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["number"][-1], []).append(row["status"])
    return found


async def test_all_of_it(struck: Struck) -> None:
    (key,) = await struck_off_keys(struck.preparer.organisation_id)
    assert key.certificates == 3
    reissue = await propose_reissue(struck.preparer, struck.key, "签名密钥作废")
    both = struck.preparer.permissions | struck.approver.permissions
    with pytest.raises(Forbidden):
        await decide_reissue(msgspec.structs.replace(struck.preparer, permissions=both), reissue, agreed=True)
    with pytest.raises(Conflict):
        await propose_reissue(struck.preparer, struck.key, "再来一次")
    await decide_reissue(struck.approver, reissue, agreed=True)
    assert set(map(tuple, (await states()).values())) == {("issued",)}, "nothing ends by the decision"
    watched = await struck.run(reissue)
    assert (watched.expected, watched.advanced, watched.failed) == ((3, 0), 3, {})
    assert set(map(tuple, (await states()).values())) == {("superseded", "issued")}
    found = await struck.found(reissue)
    assert (found.included, found.issued, found.in_making, found.left_out) == (3, 3, 0, 0)
    with pytest.raises(Conflict):
        await resume_reissue(struck.approver, reissue)
    assert await struck_off_keys(struck.preparer.organisation_id) == []


async def test_what_cannot_be_issued_anew_is_left_out_and_said(struck: Struck) -> None:
    withdrawn, held, late = await struck.ids()
    proposal = await propose(struck.preparer, withdrawn, "withdraw", **FRAUD)
    await decide(struck.approver, withdrawn, proposal, agreed=True)
    reissue = await propose_reissue(struck.preparer, struck.key, "签名密钥作废")
    single = await fetchval(
        "SELECT p.public_id FROM certificate_proposal p JOIN certificate c ON c.id = p.certificate_id"
        " WHERE c.public_id = $1",
        held,
    )
    with pytest.raises(Conflict):  # decided with the others
        await decide(struck.approver, held, single, agreed=True)
    await suspend(struck.preparer, held, "接到举报，待核实")
    await decide_reissue(struck.approver, reissue, agreed=True)
    refused = await left_out((await struck.found(reissue)).id, limit=9, offset=0)
    assert [(one.public_id, one.why) for one in refused] == [(withdrawn, "withdrawn"), (held, "held")]
    await suspend(struck.preparer, late, "接到举报，待核实")
    watched = await struck.run(reissue)
    assert list(watched.failed.values()) == [
        "It is suspended by the ban register, a possible match or an officer."
    ]
    assert list((await states()).values()) == [["withdrawn"], ["issued"], ["issued"]]
    found = await struck.found(reissue)
    assert (found.included, found.issued, found.left_out, found.waiting) == (1, 0, 2, 1)


async def test_called_off_it_goes_on_where_it_stopped(struck: Struck) -> None:
    reissue = await propose_reissue(struck.preparer, struck.key, "签名密钥作废")
    await decide_reissue(struck.approver, reissue, agreed=True)
    await jobs._begin(Watched(struck.approver), (await struck.found(reissue)).id)  # type: ignore[arg-type]
    first, *_ = await struck.ids()
    await call_off(struck.preparer, first, "另行处理")
    watched = await struck.run(reissue, called_off=True)
    assert (watched.advanced, watched.result) == (0, None)
    await execute("UPDATE job SET state = 'cancelled', finished = now() WHERE kind = 'certificates.reissue'")
    await resume_reissue(struck.approver, reissue)
    watched = await struck.run(reissue)
    assert watched.result == {"issued": 2, "waiting": 0}
    assert list((await states()).values()) == [["issued", "voided"]] + [["superseded", "issued"]] * 2


async def test_the_command_line_proposes_and_a_person_decides(struck: Struck) -> None:
    ((_, reissue),) = await propose_everywhere(struck.key, "签名密钥作废")
    assert await propose_everywhere(struck.key, "签名密钥作废") == []
    assert (await struck.found(reissue)).proposed_by == SYSTEM.account_id
    await decide_reissue(struck.approver, reissue, agreed=False)
    assert await fetchval("SELECT count(*) FROM certificate_proposal WHERE verdict = 'refused'") == 3
    assert len(await list_reissues(struck.approver)) == 1
    with pytest.raises(NotFound):
        await decide_reissue(await persona("approver", "360700"), reissue, agreed=True)


async def test_only_a_struck_off_key(struck: Struck) -> None:
    used: bytes = await fetchval("SELECT public_key FROM issuer_key WHERE state = 'active' LIMIT 1")
    for written in (multikey(used), "z6Mkunknown", "x"):
        with pytest.raises((Conflict, NotFound)):
            await propose_reissue(struck.preparer, written, "签名密钥作废")


async def test_sql_agrees_to_none_of_them_alone(struck: Struck) -> None:
    await propose_reissue(struck.preparer, struck.key, "签名密钥作废")
    another: UUID = struck.approver.account_id
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute(
                "UPDATE certificate_proposal SET decided_by = $1, decided_at = now(), verdict = 'agreed'",
                another,
            )
    assert refused.value.sqlstate == "P0B06"


async def test_on_the_pages(struck: Struck, signed_in: SignIn) -> None:
    first, second = await signed_in(struck.preparer), await signed_in(struck.approver)
    assert struck.key[:16] in (await first.get("/reissues")).text
    assert "3 certificates are issued anew" in (await first.get(f"/reissues/keys/{struck.key}")).text
    assert (await first.post("/reissues", {"key": struck.key, "reason": ""})).status_code == 422
    path = (await first.post("/reissues", {"key": struck.key, "reason": "密钥泄露"})).headers["location"]
    assert "Another officer of your office decides." in (await first.get(path)).text
    assert "Issue 3 certificates anew" in (await second.get(path)).text
    certificate = (await struck.ids())[0]
    assert "Open the reissue" in (await second.get(f"/certificates/{certificate}")).text
    decided = await second.post(f"{path}/decision", {"verdict": "agreed"})
    assert decided.headers["location"].startswith("/jobs/")
    assert "3 certificates still wait" in (await second.get(path)).text


async def test_a_finished_and_a_refused_one_say_so(struck: Struck, signed_in: SignIn) -> None:
    second = await signed_in(struck.approver)
    for verdict, said in (("refused", "Nothing was issued anew."), ("agreed", "Everything is issued anew")):
        reissue = await propose_reissue(struck.preparer, struck.key, "密钥泄露")
        await decide_reissue(struck.approver, reissue, agreed=verdict == "agreed")
        if verdict == "agreed":
            await struck.run(reissue)
        assert said in (await second.get(f"/reissues/{reissue}")).text
