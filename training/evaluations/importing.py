"""Takes in a score sheet: preview it, enter it as a whole, or discard it; also without any page."""

from __future__ import annotations

import asyncio
import uuid
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from curricula.standards.data import ComponentKind
from foundation.actor import Actor
from foundation.database import execute, fetch, fetchrow, fetchval, transaction
from foundation.errors import NotFound
from foundation.history import record
from foundation.spreadsheets.findings import Conversion, RowProblem
from foundation.spreadsheets.reader import read_upload
from foundation.spreadsheets.sheet import Sheet
from foundation.text import text
from registry.people.queries import identities
from training.cohorts.roll import OnRoll
from training.cohorts.uploads import Counts, Uploads, refused
from training.evaluations.actions import own_session, session_by_code
from training.evaluations.queries import EntryView, SessionView, entries_of, find_session
from training.evaluations.rules import EntryState
from training.evaluations.scoring import Marks, require_held, write_marks
from training.evaluations.sheet import HEADINGS, MARKS, ScoreReading, ScoreRow, read_scores

_UPLOADS = Uploads("score_import", "session_id")
_SCORE = "training.evaluation.score"
_NOT_SITTING = (EntryState.APPLIED, EntryState.INELIGIBLE, EntryState.ANNULLED)


class ScorePreview(msgspec.Struct, frozen=True):
    """A sheet as it would be entered; what is entered already is left out of `good`."""

    good: tuple[ScoreRow, ...]
    known: tuple[ScoreRow, ...]
    names: dict[uuid.UUID, str]
    components: tuple[ComponentKind, ...]
    problems: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    conversions: tuple[Conversion, ...]

    @property
    def bad_rows(self) -> int:
        """How many rows cannot be entered."""
        return len({problem.row for problem in self.problems})


class ScoreImportView(msgspec.Struct, frozen=True):
    """An uploaded sheet as its pages show it."""

    id: uuid.UUID
    public_id: str
    file_name: str
    state: str
    rows_read: int
    rows_good: int
    rows_known: int
    rows_bad: int
    uploaded_at: datetime
    scored: int


class ScoreReceipt(msgspec.Struct, frozen=True):
    """What a confirmed sheet did."""

    scored: int
    known: int
    rejected: int


_SELECT = """
SELECT i.id, i.public_id, i.file_name, i.state, i.rows_read, i.rows_good, i.rows_known, i.rows_bad,
       i.uploaded_at, i.scored FROM score_import i
"""


async def find_score_import(actor: Actor, public_id: str) -> tuple[ScoreImportView, SessionView]:
    """An uploaded sheet and its session, in scope. Raises `NotFound`."""
    row = await fetchrow(_SELECT + " WHERE i.public_id = $1", public_id)
    session = row and await fetchval(
        "SELECT s.public_id FROM evaluation_session s JOIN score_import i ON i.session_id = s.id"
        " WHERE i.id = $1",
        row["id"],
    )
    if row is None or session is None:
        raise NotFound()
    return ScoreImportView(**dict(row)), await find_session(actor, str(session))


async def score_imports_of(session_id: uuid.UUID) -> list[ScoreImportView]:
    """The sheets uploaded for a session, newest first."""
    rows = await fetch(_SELECT + " WHERE i.session_id = $1 ORDER BY i.uploaded_at DESC LIMIT 20", session_id)
    return [ScoreImportView(**dict(row)) for row in rows]


async def preview(actor: Actor, session_public_id: str, file_name: str, content: bytes) -> str:
    """Read a sheet and keep it, sealed, until it is settled; nothing else changes. Its public id."""
    actor.require(_SCORE)
    session = await own_session(actor, session_public_id)
    require_held(session)
    sheet = await read_upload(content, HEADINGS)
    seen = await _compare(session, sheet)
    counts = Counts(len(sheet.rows), len(seen.good), len(seen.known), seen.bad_rows)
    async with transaction():
        public_id = await _UPLOADS.keep(actor, session.id, file_name, content, counts)
        await record(actor, "session.scores_read", ("session", session.id), {"rows": (None, len(sheet.rows))})
    return public_id


async def read_again(actor: Actor, import_public_id: str) -> tuple[SessionView, Sheet, ScorePreview]:
    """The uploaded sheet compared with what is entered now. Raises `Conflict` once it is settled."""
    upload, session = await find_score_import(actor, import_public_id)
    sheet = await read_upload(await _UPLOADS.content(upload.id), HEADINGS)
    return session, sheet, await _compare(session, sheet)


async def confirm(actor: Actor, import_public_id: str, *, whole: bool = False) -> ScoreReceipt:
    """Enter every good row, all or none; what is entered already is not touched.

    With `whole` a single row with problems refuses the sheet: `Invalid` with every problem.
    """
    actor.require(_SCORE)
    upload, found = await find_score_import(actor, import_public_id)
    sheet = await read_upload(await _UPLOADS.content(upload.id), HEADINGS)
    async with transaction():
        session = await own_session(actor, found.public_id)
        await _UPLOADS.lock(upload.id)
        require_held(session)
        seen = await _compare(session, sheet)
        if whole and seen.problems:
            raise refused(seen.problems)
        entries = {entry.id: entry for entry in await entries_of(session.id)}
        for row in seen.good:
            await write_marks(actor, session, entries[row.entry_id], _marks(row, entries[row.entry_id]))
        await _UPLOADS.settle(upload.id, "confirmed")
        await execute("UPDATE score_import SET scored = $2 WHERE id = $1", upload.id, len(seen.good))
        changes = {"scored": (None, len(seen.good)), "rejected": (None, seen.bad_rows)}
        await record(actor, "session.scores_entered", ("session", session.id), changes)
    return ScoreReceipt(len(seen.good), len(seen.known), seen.bad_rows)


async def discard(actor: Actor, import_public_id: str) -> None:
    """Forget an uploaded sheet. Raises `Conflict` once it is settled."""
    actor.require(_SCORE)
    upload, found = await find_score_import(actor, import_public_id)
    async with transaction():
        session = await own_session(actor, found.public_id)
        await _UPLOADS.lock(upload.id)
        await _UPLOADS.settle(upload.id, "discarded")
        await record(actor, "session.scores_discarded", ("session", session.id))


async def import_file(
    actor: Actor, session_code: str, source: Path | bytes
) -> tuple[ScorePreview, ScoreReceipt]:
    """Take a score sheet in without pages: what it holds and what was done with it."""
    public_id = await session_by_code(actor, session_code)
    content = source if isinstance(source, bytes) else await asyncio.to_thread(source.read_bytes)
    name = source.name if isinstance(source, Path) else "scores"
    upload = await preview(actor, public_id, name, content)
    _, _, seen = await read_again(actor, upload)
    return seen, await confirm(actor, upload)


async def look(actor: Actor, session_code: str, source: Path | bytes) -> ScorePreview:
    """What a sheet would do; nothing is kept, not even the upload."""
    actor.require(_SCORE)
    session = await own_session(actor, await session_by_code(actor, session_code))
    require_held(session)
    content = source if isinstance(source, bytes) else await asyncio.to_thread(source.read_bytes)
    return await _compare(session, await read_upload(content, HEADINGS))


async def _compare(session: SessionView, sheet: Sheet) -> ScorePreview:
    entries = [one for one in await entries_of(session.id) if one.status not in _NOT_SITTING]
    reading = read_scores(
        sheet,
        candidates=await _roll(entries),
        components=session.organisers,
        elsewhere=[kind for kind in session.components if kind not in session.organisers],
        kept={entry.id: entry.kept for entry in entries if entry.kept},
    )
    return _sorted_out(reading, {entry.id: entry for entry in entries}, session.components)


async def _roll(entries: list[EntryView]) -> list[OnRoll]:
    people = await identities(entry.person_id for entry in entries)
    return [
        OnRoll(
            entry.id,
            people[entry.person_id].name,
            (entry.ticket_no, *(number for _, number in people[entry.person_id].documents)),
            tuple(people[entry.person_id].former_names),
        )
        for entry in entries
    ]


def _sorted_out(
    reading: ScoreReading, entries: dict[uuid.UUID, EntryView], components: tuple[ComponentKind, ...]
) -> ScorePreview:
    good, known, problems = [], [], list(reading.problems)
    for row in reading.rows:
        entry = entries[row.entry_id]
        if found := _contradiction(row, entry):
            problems.append(found)
        elif _entered(row, entry):
            known.append(row)
        else:
            good.append(row)
    problems.sort(key=lambda problem: problem.row)
    names = {key: entry.name for key, entry in entries.items()}
    return ScorePreview(
        tuple(good), tuple(known), names, components, tuple(problems), reading.warnings, reading.conversions
    )


def _contradiction(row: ScoreRow, entry: EntryView) -> RowProblem | None:
    """A sheet adds scores; it never replaces one that is entered."""
    for kind, score in row.scores.items():
        recorded: Decimal | None = getattr(entry, kind)
        if kind in entry.absent or (recorded is not None and recorded != score):
            return _differs(
                row, kind, f"{score:f}", text("absent") if kind in entry.absent else f"{recorded:f}"
            )
    for kind in row.absent:
        recorded = getattr(entry, kind)
        if recorded is not None:
            return _differs(row, kind, "缺考", f"{recorded:f}")
    return None


def _differs(row: ScoreRow, kind: ComponentKind, written: str, recorded: object) -> RowProblem:
    said = text("{value} is entered already for this candidate.", value=recorded)
    remedy = text("If the sheet is right, correct the score or the absence on the candidate's page.")
    return RowProblem(row.row_number, MARKS[kind].headings[0], written, said, remedy)


def _entered(row: ScoreRow, entry: EntryView) -> bool:
    scores = all(getattr(entry, kind) == score for kind, score in row.scores.items())
    return scores and all(kind in entry.absent for kind in row.absent)


def _marks(row: ScoreRow, entry: EntryView) -> Marks:
    """What the sheet says, beside what is entered for components it does not speak of."""
    given: dict[str, Any] = {kind: row.scores.get(kind, getattr(entry, kind)) for kind in MARKS}
    absent = sorted((set(entry.absent) | set(row.absent)) - set(row.scores))
    return msgspec.convert({**given, "absent": absent}, Marks)
