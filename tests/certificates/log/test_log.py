"""The log follows every certificate, whoever changes it; what is published fits, and tampering is found."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from pathlib import Path

import asyncpg
import pytest

from certificates.credentials.proofs import canonical
from certificates.holds.actions import reinstate, suspend
from certificates.log.actions import sequence
from certificates.log.checking import LogReport, check_log
from certificates.log.checkpoints import read_note, read_verifier_key
from certificates.log.rules import includes, leaf_hash
from certificates.proposals.actions import decide, propose
from foundation.database import execute, fetch, fetchval
from foundation.web.edge import Site
from screening.bans.actions import record
from screening.matching.rules import Document, Identity
from tests.certificates.builders import AREA, ISSUER, Ready, confirmed_session, issued, signing_keys
from tests.foundation.web.browser import Browser
from tests.people import persona
from tests.screening.entries import draft


async def kinds(public_id: str) -> list[str]:
    rows = await fetch(
        "SELECT e.kind FROM log_entry e JOIN certificate c ON c.id = e.certificate_id"
        " WHERE c.public_id = $1 ORDER BY e.idx",
        public_id,
    )
    return [row["kind"] for row in rows]


async def withdraw(ready: Ready, public_id: str) -> None:
    proposal = await propose(
        ready.preparer, public_id, "withdraw", reason_code="fraud", reason="舞弊", document_no="1"
    )
    await decide(ready.approver, public_id, proposal, agreed=True)


async def test_issue_suspend_reinstate_withdraw(database: asyncpg.Connection, tmp_path: Path) -> None:
    ready = await confirmed_session(2)
    first, second = await issued(ready, tmp_path)
    assert await sequence() == 2
    assert await sequence() == 0
    await suspend(ready.approver, first, "疑点")
    await reinstate(
        await persona("approver", AREA, organisation_id=ready.approver.organisation_id), first, "清"
    )
    await withdraw(ready, second)
    assert await sequence() == 3
    assert await kinds(first) == ["issue", "suspend", "reinstate"]
    assert await kinds(second) == ["issue", "withdraw"]
    assert await check_log() == LogReport(5, 2, 0, [])


async def test_a_ban_is_logged_although_only_the_database_knows_of_the_hold(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    from registry.people.queries import identity

    ready = await confirmed_session(names=["陈静", "黄丽娟"])
    public_ids = await issued(ready, tmp_path)
    known = await identity(ready.people[0])
    documents = tuple(Document(kind, number) for kind, number in known.documents)
    banned = Identity((known.name,), documents, (known.birth_date,), "F")
    await record(await persona("supervision_officer", AREA), draft(banned))
    await sequence()
    assert sorted([await kinds(p) for p in public_ids]) == [["issue"], ["issue", "suspend"]]
    assert (await check_log()).problems == []


async def test_what_waits_is_no_fault(database: asyncpg.Connection, tmp_path: Path) -> None:
    await issued(await confirmed_session(2), tmp_path)
    report = await check_log()
    assert (report.size, report.waiting, report.problems) == (0, 2, [])


async def test_what_is_left_out_is_found(database: asyncpg.Connection, tmp_path: Path) -> None:
    """Somebody takes an event for logged that is not."""
    await issued(await confirmed_session(2), tmp_path)
    await execute(
        "UPDATE certificate_event SET taken = true WHERE id = (SELECT min(id) FROM certificate_event)"
    )
    await sequence()
    (problem,) = (await check_log()).problems
    assert "is not in the log" in problem.english()


FORGERIES = {
    "does not fit the entries": "UPDATE log_entry SET data = data || ' ' WHERE idx = 1",
    "is missing": "DELETE FROM log_entry WHERE idx = 1",
    "Tile 0 of level 0": "UPDATE log_tile SET hashes = overlay(hashes PLACING '\\x00' FROM 40)",
    "tiles without entries": "INSERT INTO log_tile SELECT 5, 5, hashes FROM log_tile",
    "is not signed": "UPDATE log_checkpoint SET note = replace(note, '— ', '- ')",
    "in no checkpoint": "DELETE FROM log_checkpoint WHERE size = 3",
    "says something else": "UPDATE certificate_hold SET lifted_at = now()",
}


async def by_its_owner(url: str, statement: str) -> None:
    """Whoever owns the database can switch off what guards it."""
    owner = await asyncpg.connect(url)
    for table in ("log_entry", "log_tile", "log_checkpoint", "credential", "certificate_hold"):
        await owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    await owner.execute(statement)
    await owner.close()


@pytest.mark.parametrize("said", FORGERIES)
async def test_every_forgery_is_found(own_database: str, tmp_path: Path, said: str) -> None:
    ready = await confirmed_session(2)
    first, _ = await issued(ready, tmp_path)
    await sequence()
    await suspend(ready.approver, first, "疑点")
    await sequence()
    assert (await check_log()).problems == []
    await by_its_owner(own_database, FORGERIES[said])
    assert any(said in problem.english() for problem in (await check_log()).problems)


async def test_a_replaced_credential_is_found(own_database: str, tmp_path: Path) -> None:
    await issued(await confirmed_session(1), tmp_path)
    await sequence()
    await by_its_owner(own_database, "UPDATE credential SET body = body || ' '::bytea")
    (problem,) = (await check_log()).problems
    assert "another credential" in problem.english()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_entry SET kind = 'issue'",
        "DELETE FROM log_entry",
        "UPDATE log_checkpoint SET note = ''",
        "UPDATE certificate_event SET taken = false",
        "UPDATE log_tile SET hashes = substring(hashes FROM 33)",
    ],
)
async def test_the_application_itself_cannot_rewrite_it(
    database: asyncpg.Connection, tmp_path: Path, statement: str
) -> None:
    await issued(await confirmed_session(2), tmp_path)
    await sequence()
    with pytest.raises(asyncpg.PostgresError) as caught:
        await execute(statement)
    assert caught.value.sqlstate in ("P0B01", "42501", "23514")


async def test_what_is_published_fits_together(app: Site, tmp_path: Path) -> None:
    await issued(await confirmed_session(3), tmp_path)
    await sequence()
    visitor = Browser(app)
    name, key = read_verifier_key((await visitor.get("/log/key")).text)
    assert key == ISSUER.log.public_key
    note = await visitor.get("/log/checkpoint")
    said = read_note(note.text, name, [key])
    assert said.size == 3
    bundle = (await visitor.get("/log/tile/entries/000.p/3")).content
    data = []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        data.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    hashes = (await visitor.get("/log/tile/0/000.p/3")).content
    assert [leaf_hash(entry) for entry in data] == [hashes[n : n + 32] for n in (0, 32, 64)]
    assert (await visitor.get("/log/tile/0/000.p/2")).content == hashes[:64], "as it was once"
    for row in await fetch("SELECT token, body FROM credential"):
        proof = (await visitor.get(f"/credentials/{row['token']}/inclusion.json")).json()
        assert proof["checkpoint"] == note.text
        assert proof["entry"]["h"] == hashlib.sha256(row["body"]).hexdigest()
        path = [base64.b64decode(step) for step in proof["hashes"]]
        leaf = leaf_hash(canonical(proof["entry"]))
        assert includes(leaf, proof["index"], proof["size"], path, said.root)


async def test_what_is_not_there_is_not_found(app: Site, tmp_path: Path) -> None:
    await issued(await confirmed_session(1), tmp_path)
    await sequence()
    visitor = Browser(app)
    for path in (
        "0/000",
        "0/000.p/2",
        "0/001.p/1",
        "9/000",
        "entries/000",
        "0/000.p/257",
        "0/x001/000",
        "x",
        "0/../0",
    ):
        assert (await visitor.get(f"/log/tile/{path}")).status_code == 404, path
    assert (await visitor.get("/credentials/AAAAAAAAAAAAAAAAAAAAAA/inclusion.json")).status_code == 404


async def test_an_empty_log_has_a_signed_checkpoint(app: Site) -> None:
    await signing_keys()
    note = (await Browser(app).get("/log/checkpoint")).text
    assert read_note(note, ISSUER.log_name, [ISSUER.log.public_key]).size == 0
    assert await fetchval("SELECT count(*) FROM log_checkpoint") == 1


async def test_more_than_one_transaction_takes(
    database: asyncpg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost or taken twice where what waits is more than one transaction takes."""
    from certificates.log import actions

    monkeypatch.setattr(actions, "CHUNK", 2)
    await issued(await confirmed_session(5), tmp_path)
    assert await sequence() == 5
    report = await check_log()
    assert (report.size, report.checkpoints, report.waiting, report.problems) == (5, 3, 0, [])


async def test_several_sequencers_at_once(own_database: str, tmp_path: Path) -> None:
    await issued(await confirmed_session(6), tmp_path)
    assert sum(await asyncio.gather(*(sequence() for _ in range(4)))) == 6
    assert (await check_log()).problems == []
