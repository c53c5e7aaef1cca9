"""The documents of a batch in one file: the bytes that were signed, whatever happens on the way."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import asyncpg
import pikepdf
import pypdfium2
import pytest

from certificates.batches import documents
from certificates.batches.documents import clear_away, gather, hand_out, path_for, start_documents
from certificates.holds.actions import suspend
from certificates.issuing.filing import path_of
from foundation.database import fetch, fetchval
from foundation.errors import Conflict, Forbidden, NotFound
from tests.certificates.builders import Ready, approved, certificates, confirmed_session, issued, press_in
from tests.certificates.conftest import SignIn
from tests.people import persona

NAMES = ["陈静", "黄丽娟", "罗梅", "欧阳䶮"]


class Watched:
    """A job that nobody but the test looks at; it can be called off or fall over after some rows."""

    def __init__(self, *, cancel_after: int = 999, fall_after: int = 999) -> None:
        self.done = 0
        self.failed: list[str] = []
        self.result: Any = None
        self._cancel_after, self._fall_after = cancel_after, fall_after

    @property
    def cancelled(self) -> bool:
        return self.done >= self._cancel_after

    async def expect(self, total: int, *, done: int = 0) -> None:
        self.total, self.done = total, done

    async def advance(self, n: int = 1) -> None:
        self.done += n
        if self.done >= self._fall_after:
            raise KeyboardInterrupt

    async def fail_row(self, row: str, message: object) -> None:
        self.failed.append(row)

    async def finish(self, result: Any = None, **_: object) -> None:
        self.result = result


@pytest.fixture
async def ready(database: asyncpg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ready:
    monkeypatch.setattr(documents, "_CHUNK", 1)
    ready = await confirmed_session(names=NAMES)
    await issued(ready, tmp_path / "documents")
    return ready


async def batch() -> tuple[Any, str]:
    row = (await fetch("SELECT id, public_id FROM certificate_batch"))[0]
    return row["id"], row["public_id"]


async def test_whole_and_gone_on_with_after_a_fall(
    ready: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, public = await batch()
    held = (await certificates(key))[1]
    await suspend(ready.preparer, held, "核查身份")
    number = await fetchval("SELECT number FROM certificate WHERE public_id = $1", held)
    filed = {
        f"{row['number']}.pdf": path_of(tmp_path / "documents", row["public_id"]).read_bytes()
        for row in await fetch("SELECT number, public_id FROM certificate WHERE public_id <> $1", held)
    }
    for form in ("zip", "pdf"):
        with pytest.raises(KeyboardInterrupt):
            await gather(Watched(fall_after=2), key, form)
        assert not path_for(public, form).exists()
        with path_for(public, form).with_suffix(f".{form}.part").open("ab") as part:
            part.write(b"torn off")
        again = Watched()
        await gather(again, key, form)
        assert (again.total, again.done, again.failed) == (3, 3, [number])
        assert sorted(path.name for path in path_for(public, form).parent.iterdir() if form in path.name) == [
            f"{public}.{form}"
        ]
    with zipfile.ZipFile(path_for(public, "zip")) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == filed
    pages = pypdfium2.PdfDocument(path_for(public, "pdf"))
    for page, document in zip(pages, (filed[name] for name in sorted(filed)), strict=True):
        alone = pypdfium2.PdfDocument(document)[0]
        assert page.get_textpage().get_text_range() == alone.get_textpage().get_text_range()
        assert page.render().to_pil().tobytes() == alone.render().to_pil().tobytes()
    with pikepdf.open(path_for(public, "pdf")) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert "/AcroForm" not in pdf.Root


async def test_called_off_leaves_nothing(ready: Ready) -> None:
    key, public = await batch()
    off = Watched(cancel_after=2)
    await gather(off, key, "zip")
    assert (off.done, off.result) == (2, None)
    assert list(path_for(public, "zip").parent.iterdir()) == []


async def test_what_is_damaged_is_named_and_others_go_on(ready: Ready, tmp_path: Path) -> None:
    key, public = await batch()
    first = (await fetch("SELECT public_id, number FROM certificate ORDER BY number"))[0]
    path_of(tmp_path / "documents", first["public_id"]).write_bytes(b"%PDF damaged")
    watched = Watched()
    await gather(watched, key, "zip")
    assert watched.failed == [first["number"]]
    assert len(zipfile.ZipFile(path_for(public, "zip")).namelist()) == 3


async def test_only_the_office_and_only_what_is_there(ready: Ready) -> None:
    key, public = await batch()
    with pytest.raises(NotFound):
        await hand_out(ready.approver, public, "zip")
    with pytest.raises(NotFound):
        await start_documents(await persona("preparer", area="360700"), public, "zip")
    await gather(Watched(), key, "zip")
    found, path = await hand_out(ready.approver, public, "zip")
    assert (found.public_id, path) == (public, path_for(public, "zip"))
    assert await fetchval("SELECT count(*) FROM history WHERE kind = 'batch.documents_taken'") == 1
    above = await persona("approver", area="360000")
    with pytest.raises((Forbidden, NotFound)):
        await hand_out(above, public, "zip")


async def test_nothing_before_the_first_is_issued(database: asyncpg.Connection, tmp_path: Path) -> None:
    press_in(tmp_path / "documents")
    ready = await confirmed_session()
    await approved(ready)
    _, public = await batch()
    with pytest.raises(Conflict):
        await start_documents(ready.preparer, public, "pdf")


async def test_files_are_cleared_away(ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    key, public = await batch()
    await gather(Watched(), key, "zip")
    await clear_away(Watched())
    assert path_for(public, "zip").exists()
    monkeypatch.setattr(documents, "KEPT_HOURS", -1)
    await clear_away(Watched())
    assert not path_for(public, "zip").exists()


async def test_the_page(ready: Ready, signed_in: SignIn) -> None:
    key, public = await batch()
    browser = await signed_in(ready.approver)
    assert "Put the ZIP together" in (await browser.get(f"/batches/{public}/documents")).text
    answer = await browser.post(f"/batches/{public}/documents.zip", {})
    assert answer.status_code == 303
    assert "Look at the progress" in (await browser.get(f"/batches/{public}/documents")).text
    await gather(Watched(), key, "zip")
    page = await browser.get(f"/batches/{public}/documents")
    assert f'href="/batches/{public}/documents.zip"' in page.text
    fetched = await browser.get(f"/batches/{public}/documents.zip")
    assert len(zipfile.ZipFile(BytesIO(fetched.content)).namelist()) == 4
    assert "documents" in (await browser.get(f"/batches/{public}")).text
