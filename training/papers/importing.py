"""Takes in a sheet of answers: preview it, keep its papers as a whole, or discard it; set one paper aside."""

from __future__ import annotations

import asyncio
import uuid
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from foundation.actor import Actor
from foundation.clock import CHINA, now
from foundation.database import copy_rows, execute, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid
from foundation.history import record
from foundation.ids import new_id
from foundation.spreadsheets.findings import Conversion, RowProblem
from foundation.spreadsheets.reader import read_upload
from foundation.spreadsheets.sheet import Sheet
from foundation.text import Text, text
from registry.people.queries import identities
from training.cohorts.roll import OnRoll
from training.cohorts.uploads import Counts, Uploads, refused
from training.evaluations.actions import own_session, session_by_code
from training.evaluations.queries import EntryView, SessionView, entries_of
from training.evaluations.rules import SessionState
from training.evaluations.sheet import TICKET
from training.examining.queries import SITTING, seats_of
from training.papers.queries import PaperView, find_paper_import, keys_of, known, papers_of
from training.papers.sheet import COLUMNS, HEADINGS, Frame, PaperReading, PaperRow, read_papers

SCORE = "training.evaluation.score"
_UPLOADS = Uploads("paper_import", "session_id")
_COLUMNS = ("id", "session_id", "entry_id", "import_id", "version", "answers", "handed_in_at")


class PaperPreview(msgspec.Struct, frozen=True):
    """A sheet as it would be kept; papers that are kept already are left out of `good`."""

    good: tuple[PaperRow, ...]
    known: tuple[PaperRow, ...]
    items: int
    versions: dict[str, int]
    problems: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    conversions: tuple[Conversion, ...]

    @property
    def bad_rows(self) -> int:
        """How many rows cannot be kept."""
        return len({problem.row for problem in self.problems})


class PaperReceipt(msgspec.Struct, frozen=True):
    """What a confirmed sheet did."""

    taken: int
    known: int
    rejected: int


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """Whose paper does not count, and why."""

    ticket_no: Annotated[str, Meta(min_length=1, max_length=60)]
    why: Annotated[str, Meta(min_length=2, max_length=300, extra={"text": "lines"})]
    labels: ClassVar[dict[str, Text]] = {"ticket_no": text("Ticket number"), "why": text("Reason")}


def require_papers(session: SessionView) -> None:
    """Papers come in after the examination and before results are confirmed. Raises `Conflict`."""
    if session.status not in (SessionState.HELD, SessionState.PUBLICISED):
        raise Conflict(
            text("Papers are taken in after the examination and before its results are confirmed."),
            remedy=text("Record first that the examination was held."),
        )


async def preview(actor: Actor, session_public_id: str, file_name: str, content: bytes) -> str:
    """Read a sheet and keep it, sealed, until it is settled; nothing else changes. Its public id."""
    actor.require(SCORE)
    session = await own_session(actor, session_public_id)
    require_papers(session)
    sheet = await _read(content)
    seen = await _compare(session, sheet)
    counts = Counts(len(sheet.rows), len(seen.good), len(seen.known), seen.bad_rows)
    async with transaction():
        public_id = await _UPLOADS.keep(actor, session.id, file_name, content, counts)
        await record(actor, "session.papers_read", ("session", session.id), {"rows": (None, len(sheet.rows))})
    return public_id


async def read_again(actor: Actor, import_public_id: str) -> tuple[SessionView, Sheet, PaperPreview]:
    """The uploaded sheet compared with what is kept now. Raises `Conflict` once it is settled."""
    upload, session = await find_paper_import(actor, import_public_id)
    sheet = await _read(await _UPLOADS.content(upload.id))
    return session, sheet, await _compare(session, sheet)


async def confirm(actor: Actor, import_public_id: str, *, whole: bool = False) -> PaperReceipt:
    """Keep every good paper, all or none; what is kept already is not touched, and no score is.

    With `whole` a single row with problems refuses the sheet: `Invalid` with every problem.
    """
    actor.require(SCORE)
    upload, found = await find_paper_import(actor, import_public_id)
    sheet = await _read(await _UPLOADS.content(upload.id))
    async with transaction():
        session = await own_session(actor, found.public_id)
        await _UPLOADS.lock(upload.id)
        require_papers(session)
        seen = await _compare(session, sheet)
        if whole and seen.problems:
            raise refused(seen.problems)
        days = await _days(session)
        rows = [
            (new_id(), session.id, row.entry_id, upload.id, row.version, list(row.answers),
             _moment(row, days.get(row.entry_id, session.held_on)))
            for row in seen.good
        ]  # fmt: skip
        await copy_rows("theory_paper", _COLUMNS, rows)
        await _UPLOADS.settle(upload.id, "confirmed")
        await execute("UPDATE paper_import SET taken = $2 WHERE id = $1", upload.id, len(rows))
        changes = {"papers": (None, len(rows)), "rejected": (None, seen.bad_rows)}
        await record(actor, "session.papers_taken", ("session", session.id), changes)
    return PaperReceipt(len(seen.good), len(seen.known), seen.bad_rows)


async def discard(actor: Actor, import_public_id: str) -> None:
    """Forget an uploaded sheet. Raises `Conflict` once it is settled."""
    actor.require(SCORE)
    upload, found = await find_paper_import(actor, import_public_id)
    async with transaction():
        session = await own_session(actor, found.public_id)
        await _UPLOADS.lock(upload.id)
        await _UPLOADS.settle(upload.id, "discarded")
        await record(actor, "session.papers_discarded", ("session", session.id))


async def import_file(
    actor: Actor, session_code: str, source: Path | bytes
) -> tuple[PaperPreview, PaperReceipt]:
    """Take a sheet of answers in without pages: what it holds and what was done with it."""
    public_id = await session_by_code(actor, session_code)
    content = source if isinstance(source, bytes) else await asyncio.to_thread(source.read_bytes)
    upload = await preview(actor, public_id, source.name if isinstance(source, Path) else "answers", content)
    _, _, seen = await read_again(actor, upload)
    return seen, await confirm(actor, upload)


async def look(actor: Actor, session_code: str, source: Path | bytes) -> PaperPreview:
    """What a sheet would do; nothing is kept, not even the upload."""
    actor.require(SCORE)
    session = await own_session(actor, await session_by_code(actor, session_code))
    require_papers(session)
    content = source if isinstance(source, bytes) else await asyncio.to_thread(source.read_bytes)
    return await _compare(session, await _read(content))


async def set_aside(actor: Actor, session_public_id: str, given: SetAside) -> None:
    """A paper that was read wrongly does not count; it stays, and another can be taken in."""
    actor.require(SCORE)
    async with transaction():
        session = await own_session(actor, session_public_id)
        require_papers(session)
        paper = await fetchval(
            "SELECT t.id FROM theory_paper t JOIN evaluation_entry n ON n.id = t.entry_id"
            " WHERE t.session_id = $1 AND n.ticket_no = $2 AND t.voided_at IS NULL",
            session.id,
            given.ticket_no.strip(),
        )
        if paper is None:
            said = text("No paper of the ticket {ticket} is kept.", ticket=given.ticket_no.strip())
            raise Invalid([FieldProblem("ticket_no", said)])
        await execute(
            "UPDATE theory_paper SET voided_by = $2, voided_at = $3, void_reason = $4 WHERE id = $1",
            paper,
            actor.account_id,
            now(),
            given.why.strip(),
        )
        changes = {"ticket_no": (None, given.ticket_no.strip())}
        subject = ("session", session.id)
        await record(actor, "session.paper_set_aside", subject, changes, reason=given.why.strip())


async def _read(content: bytes) -> Sheet:
    """More columns than other sheets may have: one for each item."""
    return await read_upload(content, HEADINGS, columns=COLUMNS)


async def _compare(session: SessionView, sheet: Sheet) -> PaperPreview:
    entries = [one for one in await entries_of(session.id) if one.status in SITTING]
    frame = Frame(
        keys=known(await keys_of(session.id)),
        kept={one.id for one in entries if "theory" in one.kept},
        absent={one.id for one in entries if "theory" in one.absent},
    )
    reading = read_papers(sheet, await _roll(entries), frame)
    stored = {one.entry_id: one for one in await papers_of(session.id)}
    return _sorted_out(reading, stored)


async def _roll(entries: list[EntryView]) -> list[OnRoll]:
    """By the ticket number, the number at its end, or a document number."""
    people = await identities(entry.person_id for entry in entries)
    found = []
    for entry in entries:
        person, serial = people[entry.person_id], entry.ticket_no.rsplit("-", 1)[-1]
        numbers = (entry.ticket_no, serial, serial.lstrip("0") or serial, *(no for _, no in person.documents))
        found.append(OnRoll(entry.id, person.name, numbers, tuple(person.former_names)))
    return found


def _sorted_out(reading: PaperReading, stored: dict[uuid.UUID, PaperView]) -> PaperPreview:
    good, same, problems = [], [], list(reading.problems)
    versions: dict[str, int] = {}
    for row in reading.rows:
        kept = stored.get(row.entry_id)
        if kept is None:
            good.append(row)
            versions[row.version] = versions.get(row.version, 0) + 1
        elif _is(row, kept):
            same.append(row)
        else:
            problems.append(_another(row, kept))
    problems.sort(key=lambda problem: problem.row)
    return PaperPreview(
        tuple(good),
        tuple(same),
        reading.items,
        dict(sorted(versions.items())),
        tuple(problems),
        reading.warnings,
        reading.conversions,
    )


def _is(row: PaperRow, kept: PaperView) -> bool:
    at = kept.handed_in_at and kept.handed_in_at.astimezone(CHINA).time().replace(second=0, microsecond=0)
    return (row.version, row.answers, row.handed_in) == (kept.version, kept.answers, at)


def _another(row: PaperRow, kept: PaperView) -> RowProblem:
    said = text("Another paper of this candidate is kept already.")
    remedy = text("If the sheet is right, set that paper aside with a reason, then upload the sheet again.")
    return RowProblem(row.row_number, TICKET.headings[0], kept.ticket_no, said, remedy)


async def _days(session: SessionView) -> dict[uuid.UUID, date]:
    """On which day each candidate sits theory, where there is a seat plan."""
    seats = await seats_of(session.id)
    return {
        one.entry_id: one.begins_at.astimezone(CHINA).date() for one in seats if one.component == "theory"
    }


def _moment(row: PaperRow, day: date) -> datetime | None:
    return datetime.combine(day, row.handed_in, CHINA) if row.handed_in else None
