"""Entering the rows of a confirmed sheet; killed at any moment, it goes on where it stopped."""

from __future__ import annotations

import uuid
from typing import Final

from foundation.database import execute, fetchval, transaction
from foundation.errors import DomainError
from foundation.jobs.kinds import job
from foundation.jobs.progress import JobHandle
from foundation.spreadsheets.reader import read_upload
from foundation.text import text
from screening.bans.actions import Origin, record
from screening.intake.actions import KIND, batches, compare
from screening.intake.columns import HEADINGS
from screening.intake.queries import content_of, entered_rows
from screening.intake.sheet import BanRow

#: Issuing waits while a portion is entered; never more than 500 bans in one transaction.
PORTION: Final = 25


@job(KIND, cancellable=False)
async def enter(handle: JobHandle, sheet_id: uuid.UUID) -> None:
    """Enter each good row once, as the person who confirmed the sheet."""
    sheet = await read_upload(await content_of(sheet_id), HEADINGS)
    behind = await entered_rows(sheet_id)
    seen = await compare(handle.actor, sheet)
    rows = tuple(row for row in seen.rows if row.row not in behind)
    await handle.expect(len(behind) + len(rows), done=len(behind))
    for portion in batches(rows, PORTION):
        async with transaction():
            for row in portion:
                await _enter(handle, sheet_id, row)
        await handle.advance(len(portion))
    await execute("UPDATE ban_sheet SET file_sealed = NULL WHERE id = $1", sheet_id)
    public_id = await fetchval("SELECT public_id FROM ban_sheet WHERE id = $1", sheet_id)
    count = len(await entered_rows(sheet_id))
    await handle.finish(
        {"entered": count},
        message=text("Entered: {count}. Each awaits a second person.", count=count),
        link=f"/bans/sheets/{public_id}",
    )


async def _enter(handle: JobHandle, sheet_id: uuid.UUID, row: BanRow) -> None:
    try:
        async with transaction():
            await record(handle.actor, row.draft, Origin(sheet_id, row.row))
    except DomainError as error:
        await handle.fail_row(row.row, error.message, remedy=error.remedy)
