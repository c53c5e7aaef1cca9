"""Take a sheet of decisions in: preview it, have a person confirm it, and set the entering going."""

from __future__ import annotations

import base64
import hashlib
import uuid

import msgspec

from foundation.actor import Actor
from foundation.clock import now
from foundation.database import execute, fetchrow, transaction
from foundation.errors import FieldProblem, Invalid
from foundation.history import record as remember
from foundation.ids import new_id, new_public_id
from foundation.jobs.queue import enqueue
from foundation.sealing import seal
from foundation.spreadsheets.reader import read_upload
from foundation.spreadsheets.sheet import Sheet
from foundation.text import text
from screening.bans.actions import checked, columns
from screening.bans.rules import Draft
from screening.intake.columns import HEADINGS
from screening.intake.queries import SEALED_IN, content_of, find_sheet, known_decisions, settled
from screening.intake.sheet import BanRow, BansReading, read_bans
from screening.intake.tables import BanSheet

_RECORD = "screening.ban.record"
KIND = "screening.intake.enter"


async def preview(actor: Actor, file_name: str, content: bytes) -> str:
    """Read a sheet and keep it, sealed and with its hash; nothing is entered. Its public id.

    Raises `Invalid` when the file is no sheet of decisions; problems of rows are part of the preview.
    """
    actor.require(_RECORD)
    sheet = await read_upload(content, HEADINGS)
    seen = await compare(actor, sheet)
    row = BanSheet(
        id=new_id(),
        public_id=new_public_id(),
        organisation_id=actor.organisation_id,
        file_name=file_name.replace("\\", "/").rsplit("/", 1)[-1][-120:] or "?",
        file_sha256=hashlib.sha256(content).digest(),
        file_sealed=seal(base64.b64encode(content).decode(), SEALED_IN),
        state="previewed",
        rows_read=len(sheet.rows),
        rows_good=len(seen.rows),
        rows_known=len(seen.known),
        rows_bad=seen.bad_rows,
        uploaded_by=actor.account_id,
        uploaded_at=now(),
    )
    async with transaction():
        await row.save()
        changes = {"rows": (None, len(sheet.rows)), "sha256": (None, row.file_sha256.hex())}
        await remember(actor, "ban_sheet.read", ("ban_sheet", row.id), changes)
    return str(row.public_id)


async def read_again(actor: Actor, public_id: str) -> tuple[Sheet, BansReading]:
    """The sheet compared with the register as it is now. Raises `Conflict` once it is settled."""
    upload = await find_sheet(actor, public_id)
    if upload.state != "previewed":
        raise settled()
    sheet = await read_upload(await content_of(upload.id), HEADINGS)
    return sheet, await compare(actor, sheet)


async def compare(actor: Actor, sheet: Sheet) -> BansReading:
    """The rows against the rules and against what is in the register already."""
    read = read_bans(sheet, lambda draft: checked(actor, draft))
    known = await known_decisions(actor, [row.draft.document_no for row in read.rows])
    fresh = [row for row in read.rows if _key(row.draft) not in known]
    return msgspec.structs.replace(
        read, rows=tuple(fresh), known=tuple(row for row in read.rows if row not in fresh)
    )


def _key(draft: Draft) -> tuple[str, str, str]:
    values = columns(draft)
    return draft.document_no, values["person_name"], values["document_masked"]


async def confirm(actor: Actor, public_id: str) -> uuid.UUID:
    """A person confirms the preview: each good row will be entered and awaits its second person. The job."""
    actor.require(_RECORD)
    upload = await find_sheet(actor, public_id)
    _, seen = await read_again(actor, public_id)
    if not seen.rows:
        raise Invalid([FieldProblem("file", text("There is nothing to enter."))])
    async with transaction():
        await _lock(upload.id)
        job_id = await enqueue(
            actor,
            KIND,
            {"sheet_id": upload.id},
            title=text("Enter decisions from {file}", file=upload.file_name),
            total=len(seen.rows),
            subject=("ban_sheet", upload.id),
            shared_with=_RECORD,
        )
        await execute(
            "UPDATE ban_sheet SET state = 'confirmed', settled_at = $2, job_id = $3 WHERE id = $1",
            upload.id,
            now(),
            job_id,
        )
        await remember(
            actor, "ban_sheet.confirmed", ("ban_sheet", upload.id), {"rows": (None, len(seen.rows))}
        )
    return job_id


async def discard(actor: Actor, public_id: str) -> None:
    """Forget the sheet; its hash stays."""
    actor.require(_RECORD)
    upload = await find_sheet(actor, public_id)
    async with transaction():
        await _lock(upload.id)
        await execute(
            "UPDATE ban_sheet SET state = 'discarded', settled_at = $2, file_sealed = NULL WHERE id = $1",
            upload.id,
            now(),
        )
        await remember(actor, "ban_sheet.discarded", ("ban_sheet", upload.id))


async def _lock(sheet_id: uuid.UUID) -> None:
    row = await fetchrow("SELECT state FROM ban_sheet WHERE id = $1 FOR UPDATE", sheet_id)
    if row is None or row["state"] != "previewed":
        raise settled()


def batches(rows: tuple[BanRow, ...], size: int) -> list[tuple[BanRow, ...]]:
    """The rows in portions: while one is entered nothing can be issued, so they are small."""
    return [rows[at : at + size] for at in range(0, len(rows), size)]
