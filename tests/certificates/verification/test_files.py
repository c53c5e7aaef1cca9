"""A file that somebody brings: genuine, or what else it is; and nothing of it stays."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import asyncpg
import pikepdf
import pytest
from PIL import Image

from certificates.log.actions import sequence
from certificates.verification import files, lookups
from certificates.verification.files import FileFinding
from certificates.verification.rules import FileFacts, verdict
from foundation.database import execute, fetch, fetchval
from foundation.web.limits import purge
from tests.certificates.builders import Ready, confirmed_session, issued
from tests.foundation.web.browser import Browser


class Case:
    """Two certificates as files, and the credentials in them."""

    def __init__(self, documents: list[bytes], bodies: list[bytes]) -> None:
        self.documents, self.bodies = documents, bodies


@pytest.fixture
async def ready(database: asyncpg.Connection, tmp_path: Path) -> Ready:
    ready = await confirmed_session(names=["陈静", "黄丽娟"])
    await issued(ready, tmp_path / "documents")
    await sequence()
    return ready


@pytest.fixture
async def case(ready: Ready, tmp_path: Path) -> Case:
    rows = await fetch(
        "SELECT c.public_id, k.body FROM certificate c JOIN credential k ON k.certificate_id = c.id"
        " ORDER BY c.number"
    )
    found = [next((tmp_path / "documents").rglob(f"{row['public_id']}.pdf")).read_bytes() for row in rows]
    return Case(found, [bytes(row["body"]) for row in rows])


def rewritten(document: bytes, attachment: bytes | None = None, *, none: bool = False) -> bytes:
    """Opened and saved by another program; perhaps with other data inside."""
    with pikepdf.Pdf.open(BytesIO(document)) as pdf:
        if none or attachment is not None:
            del pdf.attachments["credential.json"]
        if attachment is not None:
            pdf.attachments["credential.json"] = pikepdf.AttachedFileSpec(
                pdf, attachment, filename="credential.json"
            )
        out = BytesIO()
        pdf.save(out)
    return out.getvalue()


def scan() -> bytes:
    out = BytesIO()
    Image.new("RGB", (200, 280), (250, 250, 250)).save(out, "PDF")
    return out.getvalue()


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (20, 28)).save(out, "PNG")
    return out.getvalue()


async def said(stranger: Browser, content: bytes) -> FileFinding:
    await purge()
    await execute("DELETE FROM rate_count")
    answer = await stranger.client.post("/api/v1/verifications/documents", content=content)
    return files.msgspec.json.decode(answer.content, type=FileFinding)


async def test_the_file_as_issued(case: Case, stranger: Browser) -> None:
    page = await stranger.client.post("/verify/document", files={"file": ("c.pdf", case.documents[0])})
    assert page.status_code == 200
    assert 'class="band band--valid"' in page.text
    assert "陈静" in page.text
    assert "与颁发时逐字节一致" in page.text
    found = await said(stranger, case.documents[0])
    assert (found.verdict, {one.outcome for one in found.checks}) == ("genuine", {"passed"})
    assert found.certificate.state == "valid"
    assert {one.outcome for one in found.certificate.checks} == {"passed"}
    assert lookups.waiting() == 2
    await lookups.write()
    assert await fetchval("SELECT count(*) FROM certificate_lookup WHERE channel = 'document'") == 2


async def test_what_it_is_otherwise(case: Case, stranger: Browser) -> None:
    first = case.documents[0]
    flipped = bytearray(first)
    flipped[first.index(b"stream") + 40] ^= 1
    wrong = {
        "appended": (first + b"% more\n%%EOF\n", "changed"),
        "rewritten": (rewritten(first), "changed"),
        "another's data in a rewritten file": (rewritten(first, case.bodies[1]), "mixed"),
        "made-up data": (rewritten(first, b'{"credentialSubject": {}}'), "not_ours"),
        "no data": (rewritten(first, none=True), "not_ours"),
        "a scan": (scan(), "scan"),
        "a picture": (picture(), "scan"),
        "a text": ("证书".encode() * 50, "unreadable"),
        "a damaged PDF": (b"%PDF-1.7\n" + b"x" * 200, "unreadable"),
        "nothing": (b"", "unreadable"),
        "cut off": (first[: len(first) // 2], "unreadable"),
    }
    told = {name: (await said(stranger, content)).verdict for name, (content, _) in wrong.items()}
    told.pop("cut off")  # a reader may still make something of it; never genuine
    assert told == {name: word for name, (_, word) in wrong.items() if name != "cut off"}
    assert (await said(stranger, bytes(flipped))).verdict != "genuine"
    changed = await said(stranger, first + b"% more\n%%EOF\n")
    assert changed.later
    assert changed.certificate.name == "陈*", "whoever changed it may not have had it in full"
    mixed = await stranger.client.post("/verify/document", files={"file": ("c.pdf", wrong["rewritten"][0])})
    assert 'class="band band--changed"' in mixed.text
    assert "band--valid" not in mixed.text


async def test_genuine_and_ended(case: Case, stranger: Browser) -> None:
    """What was issued stays genuine; whether it is valid is the register's word."""
    await execute(
        "INSERT INTO certificate_hold (certificate_id, kind, reason)"
        " SELECT id, 'officer', 'x' FROM certificate ORDER BY number LIMIT 1"
    )
    page = await stranger.client.post("/verify/document", files={"file": ("c.pdf", case.documents[0])})
    assert 'class="band band--suspended"' in page.text
    found = await said(stranger, case.documents[0])
    assert (found.verdict, found.certificate.state) == ("genuine", "suspended")


def files_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


async def test_nothing_is_kept_and_too_much_is_refused(
    case: Case, stranger: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_in(tmp_path)
    await said(stranger, case.documents[0])
    assert files_in(tmp_path) == before
    large = await stranger.client.post("/api/v1/verifications/documents", content=b"%PDF" + b"x" * 10_000_001)
    assert large.status_code == 413
    nothing = await stranger.client.post("/verify/document", data={})
    assert nothing.status_code == 422
    await execute("DELETE FROM rate_count")
    asked = [
        (await stranger.client.post("/api/v1/verifications/documents", content=b"x")).status_code
        for _ in range(11)
    ]
    assert asked == [200] * 10 + [429]


async def test_when_the_register_cannot_be_asked(
    case: Case, stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise asyncpg.InterfaceError("pool is closing")

    monkeypatch.setattr(files, "fetchrow", fail)
    answer = await stranger.client.post("/api/v1/verifications/documents", content=case.documents[0])
    assert (answer.status_code, answer.json()["verdict"]) == (503, "unconfirmed")
    page = await stranger.client.post("/verify/document", files={"file": ("c.pdf", case.documents[0])})
    assert page.status_code == 503
    assert 'class="band band--unconfirmed"' in page.text


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        (FileFacts(readable=True, filed_as="a", begins_as="a", attached="a", signed_whole=True), "genuine"),
        (FileFacts(readable=True, filed_as="a", begins_as="a", attached="a"), "unconfirmed"),
        (FileFacts(readable=True, filed_as="a", attached="b", signed_whole=True), "unconfirmed"),
        (FileFacts(readable=True, begins_as="a", attached="b", page_fits=True), "mixed"),
        (FileFacts(readable=True, begins_as="a"), "changed"),
        (FileFacts(readable=True, attached="a", signed_whole=True, page_fits=True, words=True), "changed"),
        (FileFacts(readable=True, attached="a", words=True), "mixed"),
        (FileFacts(readable=True, signed_whole=True, words=True), "not_ours"),
        (FileFacts(readable=True), "scan"),
        (FileFacts(readable=False), "unreadable"),
    ],
)
def test_one_word_for_all_that_was_found(facts: FileFacts, word: str) -> None:
    assert verdict(facts) == word
