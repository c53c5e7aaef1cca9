"""Enter the keys of a session's papers; another person agrees to each before anything is scored by it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta

from foundation.actor import Actor
from foundation.clock import now
from foundation.database import execute, fetchrow, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound, Refused, Rule
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.spreadsheets.findings import RowProblem
from foundation.spreadsheets.reader import read_upload
from foundation.spreadsheets.sheet import Sheet
from foundation.text import Text, text
from training.evaluations.actions import own_session, session_by_code
from training.evaluations.queries import SessionView
from training.papers.importing import SCORE, require_papers
from training.papers.key_sheet import HEADINGS, read_keys
from training.papers.queries import in_force, keys_of
from training.papers.rules import Item
from training.papers.tables import PaperKey
from training.questions.actions import QuestionsRefused

DECIDE = "training.evaluation.confirm"

TWO_PERSONS = Rule(
    "EV-KEY",
    text("Who enters a key does not agree to it"),
    "职业技能等级认定工作规程（试行）（人社职司便函〔2020〕17号）",
)


class KeyAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the second person finds."""

    verdict: str
    reason: Annotated[str, Meta(max_length=300, extra={"text": "lines"})] = ""
    labels: ClassVar[dict[str, Text]] = {"verdict": text("Decision"), "reason": text("Reason")}


async def enter_keys(actor: Actor, session_public_id: str, content: bytes) -> list[str]:
    """The keys of a sheet, all or none; they wait for the second person. The versions that are new.

    Raises `Invalid` or, with every fault, `QuestionsRefused`.
    """
    actor.require(SCORE)
    sheet = await read_upload(content, HEADINGS)
    async with transaction():
        session = await own_session(actor, session_public_id)
        fresh = await _fresh(session, sheet)
        for version, items in fresh.items():
            await PaperKey.insert(_row(actor, session, version, items))
            changes = {"paper": (None, version), "items": (None, len(items))}
            await record(actor, "session.key_entered", ("session", session.id), changes)
    return list(fresh)


async def import_keys(actor: Actor, session_code: str, source: Path, *, dry_run: bool = False) -> list[str]:
    """The same without pages; with `dry_run` the versions that would be new."""
    actor.require(SCORE)
    public_id = await session_by_code(actor, session_code)
    content = await asyncio.to_thread(source.read_bytes)
    if not dry_run:
        return await enter_keys(actor, public_id, content)
    return list(await _fresh(await own_session(actor, public_id), await read_upload(content, HEADINGS)))


async def _fresh(session: SessionView, sheet: Sheet) -> dict[str, tuple[Item, ...]]:
    """The keys of a sheet that neither are in force nor wait. Raises `QuestionsRefused`."""
    require_papers(session)
    written, problems = read_keys(sheet)
    keys = await keys_of(session.id)
    waiting = {one.version: one for one in keys if one.waiting}
    for version in written:
        if version in waiting and waiting[version].items != written[version]:
            problems.append(_waits(sheet.header_row, version))
    if problems:
        raise QuestionsRefused(problems)
    standing = in_force(keys)
    return {
        version: items
        for version, items in written.items()
        if version not in waiting and standing.get(version) != items
    }


def _waits(row: int, version: str) -> RowProblem:
    said = text("Another key of paper {version} waits for the second person.", version=version)
    return RowProblem(row, "", "", said, text("That person rejects it with a reason, then enter this one."))


def _row(actor: Actor, session: SessionView, version: str, items: tuple[Item, ...]) -> PaperKey:
    return PaperKey(
        id=new_id(),
        public_id=new_public_id(),
        session_id=session.id,
        version=version,
        answers=[one.answer for one in items],
        options=[one.options for one in items],
        points=[one.points for one in items],
        entered_by=actor.account_id,
        entered_at=now(),
    )


async def decide_key(actor: Actor, session_public_id: str, key: str, given: KeyAnswer) -> bool:
    """Agree to a key, which from then on scores, or reject it with a reason; by another person."""
    actor.require(DECIDE)
    agreed = _agreed(given)
    async with transaction():
        session = await own_session(actor, session_public_id)
        require_papers(session)
        row = await _waiting(session, key)
        if row["entered_by"] == actor.account_id:
            raise Refused(
                text("You have entered this key; another person compares it with the paper."),
                remedy=text("Ask a colleague who may confirm results."),
                rule=TWO_PERSONS,
            )
        moment = now()
        if agreed:
            await execute(
                "UPDATE paper_key SET replaced_at = $3 WHERE session_id = $1 AND version = $2"
                " AND verdict = 'agreed' AND replaced_at IS NULL",
                session.id,
                row["version"],
                moment,
            )
        await execute(
            "UPDATE paper_key SET verdict = $2, reason = $3, decided_by = $4, decided_at = $5 WHERE id = $1",
            row["id"],
            given.verdict,
            given.reason.strip(),
            actor.account_id,
            moment,
        )
        kind = "session.key_agreed" if agreed else "session.key_rejected"
        changes = {"paper": (None, row["version"])}
        await record(actor, kind, ("session", session.id), changes, reason=given.reason.strip() or None)
    return agreed


def _agreed(given: KeyAnswer) -> bool:
    if given.verdict not in ("agreed", "rejected"):
        raise Invalid([FieldProblem("verdict", text("Choose one from the list."))])
    if given.verdict == "rejected" and len(given.reason.strip()) < 2:
        raise Invalid([FieldProblem("reason", text("Say why."))])
    return given.verdict == "agreed"


async def _waiting(session: SessionView, key: str) -> Any:
    row = await fetchrow(
        "SELECT id, version, entered_by, verdict FROM paper_key WHERE public_id = $1 AND session_id = $2",
        key,
        session.id,
    )
    if row is None:
        raise NotFound()
    if row["verdict"] is not None:
        raise Conflict(text("This key is decided already."))
    return row
