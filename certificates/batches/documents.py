"""All documents of a batch in one file, a ZIP or pages for the press: work that a crash does not undo."""

from __future__ import annotations

import asyncio
import hashlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, Literal

import msgspec

from certificates.batches.queries import Batch, batch_by_id, find_batch
from certificates.issuing.filing import read_document
from certificates.issuing.means import press
from foundation.actor import Actor
from foundation.archives import Zip, new_zip
from foundation.clock import now
from foundation.database import fetch, fetchval, transaction
from foundation.errors import Conflict, Forbidden, NotFound
from foundation.history import record
from foundation.jobs.kinds import job, periodic
from foundation.jobs.progress import JobHandle
from foundation.jobs.queue import enqueue
from foundation.printing.press import PrintRun, Unreadable
from foundation.text import Text, text

Form = Literal["zip", "pdf"]

KIND: Final = "certificates.batch_documents"
_CHUNK: Final = 100
#: Personal data does not lie about: who needs the file again asks again.
KEPT_HOURS: Final = 24
_TITLES: Final[dict[Form, Text]] = {
    "zip": text("Documents of a batch as ZIP"),
    "pdf": text("Documents of a batch for the press"),
}
_VALID: Final = """
SELECT c.public_id, c.number, c.pdf_sha256,
       EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = c.id AND h.lifted_at IS NULL) AS held
  FROM certificate c WHERE c.batch_id = $1 AND c.status = 'issued' ORDER BY c.number
"""


class Wanted(msgspec.Struct, frozen=True):
    """A document to take in."""

    public_id: str
    number: str
    sha256: bytes


class Kept(msgspec.Struct):
    """How far the work is: written after each chunk, so that a crash costs no more than one."""

    wanted: bytes
    done: int
    archive: Zip | None = None
    run: PrintRun | None = None

    @property
    def place(self) -> int:
        grown = self.archive or self.run
        return grown.place if grown else 0


async def start_documents(actor: Actor, public_id: str, form: Form) -> uuid.UUID:
    """Ask for the file. Raises `Conflict` before anything was issued."""
    batch = await _own(actor, public_id)
    async with transaction():
        total = await fetchval(
            "SELECT count(*) FROM certificate WHERE batch_id = $1 AND status = 'issued'", batch.id
        )
        if not total:
            raise Conflict(text("No certificate of this batch is issued yet."))
        return await enqueue(
            actor,
            KIND,
            {"batch_id": batch.id, "form": form},
            title=_TITLES[form],
            total=total,
            subject=("batch_documents", batch.id),
            shared_with="certificates.batch.view",
            once=f"documents:{batch.id}:{form}",
        )


@job(KIND)
async def gather(job: JobHandle, batch_id: uuid.UUID, form: Form) -> None:
    """Put every valid document of the batch into one file; one on hold or damaged is named and left out."""
    batch = await batch_by_id(batch_id)
    rows = await fetch(_VALID, batch_id)
    for row in rows:
        if row["held"]:
            await job.fail_row(row["number"], text("It is suspended and was left out."))
    wanted = [Wanted(row["public_id"], row["number"], row["pdf_sha256"]) for row in rows if not row["held"]]
    work = Work(path_for(batch.public_id, form), form, wanted, batch.title)
    await asyncio.to_thread(work.open)
    await job.expect(len(wanted), done=work.kept.done)
    for chunk in work.chunks():
        if job.cancelled:
            await asyncio.to_thread(work.give_up)
            return
        for number in await asyncio.to_thread(work.take, chunk):
            await job.fail_row(number, text("Its document is not in the archive as it was issued."))
        await job.advance(len(chunk))
    size = await asyncio.to_thread(work.finish)
    done = text("{count} documents", count=len(wanted))
    link = f"/batches/{batch.public_id}/documents"
    await job.finish({"documents": len(wanted), "bytes": size}, message=done, link=link)


class Work:
    """A file that grows, chunk after chunk, beside what is known of it."""

    def __init__(self, path: Path, form: Form, wanted: list[Wanted], title: str) -> None:
        self._path, self._form, self._wanted, self._title = path, form, wanted, title
        self._part, self._state = path.with_suffix(f".{form}.part"), path.with_suffix(f".{form}.state")
        self.kept = Kept(b"", 0)

    def open(self) -> None:
        """Go on where an earlier attempt stopped, if it was after the same documents; else begin."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        wanted = hashlib.sha256(msgspec.msgpack.encode(self._wanted)).digest()
        kept = self._found()
        if kept is not None and kept.wanted == wanted:
            os.truncate(self._part, kept.place)
            self.kept = kept
            return
        self.kept = Kept(wanted, 0)
        with self._part.open("wb") as file:
            if self._form == "zip":
                self.kept.archive = new_zip(now())
            else:
                self.kept.run = PrintRun(self._title)
                self.kept.run.begin(file)
        self._keep()

    def chunks(self) -> Iterator[list[Wanted]]:
        """What is left to do."""
        for at in range(self.kept.done, len(self._wanted), _CHUNK):
            yield self._wanted[at : at + _CHUNK]

    def take(self, chunk: list[Wanted]) -> list[str]:
        """Take these in; the numbers of those that could not be."""
        missing = []
        with self._part.open("ab") as file:
            for one in chunk:
                document = read_document(press().folder, one.public_id, one.sha256)
                if document is None or not self._taken(file, one.number, document):
                    missing.append(one.number)
            file.flush()
            os.fsync(file.fileno())
        self.kept.done += len(chunk)
        self._keep()
        return missing

    def _taken(self, file: BinaryIO, number: str, document: bytes) -> bool:
        if self.kept.archive is not None:
            self.kept.archive.add(file, f"{number}.pdf", document)
        if self.kept.run is not None:
            try:
                self.kept.run.add(file, document)
            except Unreadable:
                return False
        return True

    def finish(self) -> int:
        """Make the file whole and show it; its size."""
        with self._part.open("ab") as file:
            if self.kept.archive is not None:
                self.kept.archive.finish(file)
            if self.kept.run is not None:
                self.kept.run.finish(file)
            file.flush()
            os.fsync(file.fileno())
        self._part.replace(self._path)
        self._state.unlink(missing_ok=True)
        return self._path.stat().st_size

    def give_up(self) -> None:
        self._part.unlink(missing_ok=True)
        self._state.unlink(missing_ok=True)

    def _found(self) -> Kept | None:
        try:
            kept = msgspec.msgpack.decode(self._state.read_bytes(), type=Kept)
            return kept if self._part.stat().st_size >= kept.place else None
        except (OSError, msgspec.DecodeError):
            return None

    def _keep(self) -> None:
        draft = self._state.with_suffix(".new")
        draft.write_bytes(msgspec.msgpack.encode(self.kept))
        draft.replace(self._state)


def path_for(public_id: str, form: Form) -> Path:
    """Where the finished file lies, beside the archive of documents."""
    return press().folder.with_name("outputs") / f"{public_id}.{form}"


async def prepared(actor: Actor, public_id: str) -> tuple[Batch, dict[Form, int]]:
    """The batch, and the sizes of the files that lie ready."""
    batch = await _own(actor, public_id)
    forms: tuple[Form, ...] = ("zip", "pdf")
    found = {form: path_for(public_id, form) for form in forms}
    return batch, {form: path.stat().st_size for form, path in found.items() if path.is_file()}


async def hand_out(actor: Actor, public_id: str, form: Form) -> tuple[Batch, Path]:
    """The file that lies ready; taking it is put on record. Raises `NotFound` where there is none."""
    batch, ready = await prepared(actor, public_id)
    if form not in ready:
        raise NotFound()
    await record(actor, "batch.documents_taken", ("batch", batch.id), {"form": (None, form)})
    return batch, path_for(public_id, form)


async def _own(actor: Actor, public_id: str) -> Batch:
    batch = await find_batch(actor, public_id)
    if batch.organisation_id != actor.organisation_id:
        raise Forbidden(text("Only the office that prepared a batch takes out its documents."))
    return batch


@periodic("certificates.outputs.clear", "9 * * * *", title=text("Clear away old files of documents"))
async def clear_away(job: JobHandle) -> None:
    """Files of documents are kept for a day."""
    await asyncio.to_thread(_clear, now().timestamp() - KEPT_HOURS * 3600)


def _clear(before: float) -> None:
    folder = press().folder.with_name("outputs")
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
