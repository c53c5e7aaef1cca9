"""Issuing a batch: every member once, a fault keeps nobody else waiting, documents are what was issued."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from certificates.batches.actions import submit
from certificates.issuing.actions import issue_batch
from certificates.issuing.filing import file_document, path_of, read_document
from certificates.verification.queries import by_number
from foundation import history
from foundation.database import execute, fetch, fetchval, transaction
from foundation.errors import Conflict, Refused, Unavailable
from registry.people.queries import identity
from screening.matching.rules import Document, Identity
from tests.certificates.builders import (
    approved,
    certificates,
    confirmed_session,
    in_register,
    issued,
    press_in,
    submitted,
)
from tests.people import persona
from tests.screening.entries import draft

_FAULT = """
CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.holder_name = '测试故障' AND NEW.status = '{at}' THEN RAISE EXCEPTION 'a fault for the test'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fault BEFORE UPDATE ON certificate FOR EACH ROW EXECUTE FUNCTION fault();
"""


async def test_every_member_is_issued_once_with_its_history(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    ready = await confirmed_session(3)
    batch = await approved(ready)
    report = await issue_batch(ready.preparer, batch, press_in(tmp_path))
    assert report.waiting == []
    assert report.issued == 3
    assert await fetchval("SELECT status FROM certificate_batch WHERE id = $1", batch) == "issued"
    for row in await fetch("SELECT id FROM certificate"):
        told = [entry.kind for entry in await history.of("certificate", row["id"])]
        assert told == ["certificate.issued", "certificate.prepared", "certificate.reserved"]
    again = await issue_batch(ready.preparer, batch, press_in(tmp_path))
    assert (again.issued, again.waiting) == (0, [])
    assert await fetchval("SELECT last_serial FROM number_series") == 3


async def test_only_an_approved_batch_is_issued(database: asyncpg.Connection, tmp_path: Path) -> None:
    ready = await confirmed_session(1)
    batch = await submitted(ready)
    batch_id = await fetchval("SELECT id FROM certificate_batch WHERE public_id = $1", batch)
    with pytest.raises(Conflict):
        await issue_batch(ready.preparer, batch_id, press_in(tmp_path))


@pytest.mark.parametrize("at", ["prepared", "issued"])
async def test_a_fault_that_meets_one_keeps_nobody_else_waiting(
    own_database: str, tmp_path: Path, at: str
) -> None:
    ready = await confirmed_session(names=["陈静", "测试故障", "黄丽娟"])
    batch = await approved(ready)
    await _as_owner(own_database, _FAULT.replace("{at}", at))
    report = await issue_batch(ready.preparer, batch, press_in(tmp_path))
    assert report.issued == 2
    assert [waiting.number[-6:] for waiting in report.waiting] == [await _serial("测试故障")]
    assert await fetchval("SELECT status FROM certificate_batch") == "approved"
    await _as_owner(own_database, "DROP TRIGGER fault ON certificate")
    resumed = await issue_batch(ready.preparer, batch, press_in(tmp_path))
    assert (resumed.issued, resumed.waiting) == (1, [])
    rows = await fetch("SELECT number, status FROM certificate ORDER BY number")
    assert [(int(row["number"][16:]), row["status"]) for row in rows] == [(n, "issued") for n in (1, 2, 3)]


async def _as_owner(url: str, statement: str) -> None:
    owner = await asyncpg.connect(url)
    await owner.execute(statement)
    await owner.close()


async def _serial(name: str) -> str:
    return str(await fetchval("SELECT number FROM certificate WHERE holder_name = $1", name))[-6:]


async def test_a_ban_between_approval_and_issue_keeps_that_one_waiting(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    from screening.bans.actions import record

    ready = await confirmed_session(names=["陈静", "黄丽娟"])
    batch = await approved(ready)
    known = await identity(ready.people[0])
    documents = tuple(Document(kind, number) for kind, number in known.documents)
    assert known.birth_date is not None
    banned = Identity((known.name,), documents, (known.birth_date,), "F")
    await record(await persona("supervision_officer", "360100"), draft(banned))
    report = await issue_batch(ready.preparer, batch, press_in(tmp_path))
    assert (report.issued, len(report.waiting)) == (1, 1)
    assert await fetchval("SELECT holder_name FROM certificate WHERE status = 'issued'") == "黄丽娟"


async def test_a_name_that_no_font_draws_waits(
    database: asyncpg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from certificates.documents import render

    monkeypatch.setattr(render, "missing_glyphs", lambda content: ["㐀"] * (content.holder_name == "王㐀"))
    ready = await confirmed_session(names=["陈静", "王㐀"])
    report = await issue_batch(ready.preparer, await approved(ready), press_in(tmp_path))
    assert report.issued == 1
    assert "no font has" in report.waiting[0].why.english()


async def test_what_is_printed_verifies(database: asyncpg.Connection, tmp_path: Path) -> None:
    from certificates.issuing.actions import _unissued

    ready = await confirmed_session(names=["陈静"])
    batch = await approved(ready)
    press = press_in(tmp_path)
    await issue_batch(ready.preparer, batch, press)
    row = (await fetch("SELECT id, public_id, number, person_id, status, content_sealed FROM certificate"))[0]
    from certificates.issuing.steps import Reserved

    content = Reserved(**dict(row)).content()
    assert await _unissued(batch) == []
    assert content.check_code[4] == "-"
    found = await by_number(content.certificate_number, "陈静", content.check_code)
    assert found.finding.state == "valid"
    assert (
        await by_number(content.certificate_number, "陈晶", content.check_code)
    ).finding.state == "unknown"


async def test_concurrent_batches_share_a_series_without_gap_or_double(
    own_database: str, tmp_path: Path
) -> None:
    ready = [await confirmed_session(3) for _ in range(3)]
    batches = [await approved(each) for each in ready]
    press = press_in(tmp_path)
    await asyncio.gather(
        *(issue_batch(each.preparer, batch, press) for each, batch in zip(ready, batches, strict=True))
    )
    rows = await fetch("SELECT number FROM certificate ORDER BY number")
    assert [int(row["number"][16:]) for row in rows] == list(range(1, 10))


async def test_two_workers_on_one_batch_issue_everybody_once(own_database: str, tmp_path: Path) -> None:
    ready = await confirmed_session(4)
    batch = await approved(ready)
    press = press_in(tmp_path)
    await asyncio.gather(*(issue_batch(ready.preparer, batch, press) for _ in range(2)))
    assert (await issue_batch(ready.preparer, batch, press)).waiting == []
    assert await fetchval("SELECT count(*) FROM certificate WHERE status = 'issued'") == 4
    assert await fetchval("SELECT count(*) FROM history WHERE kind = 'certificate.issued'") == 4


async def test_each_year_and_level_has_a_series_of_its_own(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    for level in (4, 3):
        await issued(await confirmed_session(1, level=level), tmp_path)
    numbers = [row["number"] for row in await fetch("SELECT number FROM certificate ORDER BY level DESC")]
    assert [(number[15], number[16:]) for number in numbers] == [("4", "000001"), ("3", "000001")]


async def test_an_evaluator_outside_its_scope_gets_no_number(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    ready = await confirmed_session(1, level=3)
    batch = await approved(ready)
    await execute("UPDATE evaluator_register SET valid_until = '2021-01-01'")
    with pytest.raises(Refused):
        await issue_batch(ready.preparer, batch, press_in(tmp_path))
    assert await fetchval("SELECT count(*) FROM certificate") == 0
    await in_register(ready.evaluator_id, 4, "S000036000099")
    with pytest.raises(Refused):
        await issue_batch(ready.preparer, batch, press_in(tmp_path))


def test_a_document_is_whole_or_not_there(tmp_path: Path) -> None:
    digest = file_document(tmp_path, "ab12", b"one")
    leftover = path_of(tmp_path, "ab12").with_suffix(".dead.part")
    leftover.write_bytes(b"half")
    assert file_document(tmp_path, "ab12", b"one") == digest
    assert not leftover.exists()
    assert read_document(tmp_path, "ab12", digest) == b"one"
    path_of(tmp_path, "ab12").write_bytes(b"other")
    assert read_document(tmp_path, "ab12", digest) is None
    assert read_document(tmp_path, "none", digest) is None


async def test_a_document_that_was_tampered_with_is_refused(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    from certificates.register.actions import export_document, open_document

    ready = await confirmed_session(1)
    (public_id,) = await issued(ready, tmp_path)
    number = await fetchval("SELECT number FROM certificate")
    _, document = await open_document(ready.preparer, public_id)
    assert document.startswith(b"%PDF")
    assert await export_document(f" {number.lower()} ") == document
    path_of(tmp_path, public_id).write_bytes(document + b" ")
    for opening in (open_document(ready.preparer, public_id), export_document(number)):
        with pytest.raises(Unavailable):
            await opening


async def test_a_submission_after_issue_is_refused(database: asyncpg.Connection, tmp_path: Path) -> None:
    ready = await confirmed_session(1)
    await issued(ready, tmp_path)
    batch = await fetchval("SELECT public_id FROM certificate_batch")
    with pytest.raises(Conflict):
        await submit(ready.preparer, batch)


async def test_a_rolled_back_reservation_leaves_no_gap(database: asyncpg.Connection) -> None:
    from certificates.numbers.actions import take_numbers

    ready = await confirmed_session(1)
    prefix = await in_register(ready.evaluator_id)
    with suppress(RuntimeError):
        async with transaction():
            await take_numbers(prefix, year=2026, level=4, count=5)
            raise RuntimeError
    assert await take_numbers(prefix, year=2026, level=4, count=1) == [f"{prefix}264000001"]


async def test_the_folder_and_the_table_agree(database: asyncpg.Connection, tmp_path: Path) -> None:
    ready = await confirmed_session(2)
    public_ids = await issued(ready, tmp_path)
    assert _filed(tmp_path) == set(public_ids)
    batch: UUID = await fetchval("SELECT id FROM certificate_batch")
    assert await certificates(batch) == public_ids


def _filed(folder: Path) -> set[str]:
    return {path.stem for path in folder.rglob("*.pdf")}
