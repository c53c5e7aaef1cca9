"""A year out of a sheet of days: all of it or nothing; another person confirms it as always."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import msgspec

from foundation.actor import Actor
from foundation.errors import Conflict
from foundation.spreadsheets.findings import RowProblem
from foundation.spreadsheets.reader import read_upload
from foundation.text import text
from registry.calendars.actions import enter, may_enter
from registry.calendars.queries import Look, look_at
from registry.calendars.rules import Notice
from registry.calendars.sheet import HEADINGS, read_day_sheet


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """What a sheet of days does not say: which notice it is of, and why the year is entered again."""

    year: int
    title: str
    document_no: str
    dated: date
    reason: str = ""


class SheetRefused(Conflict):
    """A sheet with faults; nothing of it was taken. `problems` has every one."""

    def __init__(self, problems: tuple[RowProblem, ...]) -> None:
        rows = len({one.row for one in problems})
        super().__init__(
            text("{count} rows of the sheet of days have problems; nothing was taken.", count=rows),
            remedy=text("Mend the rows and take the sheet in again."),
        )
        self.problems = problems


async def look(actor: Actor, named: Named, source: Path | bytes) -> tuple[Notice, Look]:
    """What the sheet says, and what is unusual about it; nothing is entered, and every fault is raised."""
    notice = await _read(named, source)
    await may_enter(actor, notice, named.reason)
    return notice, await look_at(notice)


async def import_file(actor: Actor, named: Named, source: Path | bytes) -> str:
    """Enter the days of the sheet; the public id of the version, which another person confirms."""
    notice, _ = await look(actor, named, source)
    return await enter(actor, notice, named.reason)


async def _read(named: Named, source: Path | bytes) -> Notice:
    content = source if isinstance(source, bytes) else await asyncio.to_thread(source.read_bytes)
    read = read_day_sheet(await read_upload(content, HEADINGS), named.year)
    if read.problems:
        raise SheetRefused(read.problems)
    return Notice(
        year=named.year,
        title=named.title,
        document_no=named.document_no,
        dated=named.dated,
        spans=read.spans,
        worked=read.worked,
    )
