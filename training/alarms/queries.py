"""Every alarm of a session with the looks at it: those of the scores and those of the papers."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

import msgspec

from foundation.clock import CHINA, today
from foundation.database import fetch
from training.alarms.numbers import thresholds
from training.alarms.rules import (
    Compared,
    Handed,
    Thresholds,
    differences,
    same_minutes,
    same_papers,
    versions_apart,
)
from training.archives.queries import alarms_in
from training.archives.rules import Alarm
from training.evaluations.queries import EntryView, SessionView
from training.items.queries import answers_for
from training.likeness.rules import Answered
from training.papers.queries import PaperView, in_force, keys_of, papers_of
from training.papers.rules import score
from training.versions.queries import side_by_side


class Look(msgspec.Struct, frozen=True):
    """Who has looked and what they found."""

    look: int
    note: str
    looked_by: uuid.UUID
    looked_by_name: str | None
    looked_at: datetime


class Watched(msgspec.Struct, frozen=True):
    """An alarm with the looks at it."""

    alarm: Alarm
    looks: tuple[Look, ...]

    @property
    def open(self) -> bool:
        """Whether a look is still missing."""
        return len(self.looks) < 2


_LOOKS = """
SELECT l.alarm, l.look, l.note, l.looked_by, a.name AS looked_by_name, l.looked_at
  FROM evaluation_alarm_look l LEFT JOIN account a ON a.id = l.looked_by
 WHERE l.session_id = $1 ORDER BY l.alarm, l.look
"""


async def thresholds_for(session: SessionView) -> Thresholds:
    """As they are confirmed today, or were on the day on which the results were confirmed."""
    day = session.confirmed_at.astimezone(CHINA).date() if session.confirmed_at else today()
    return await thresholds(day)


async def watched(session: SessionView, entries: list[EntryView]) -> list[Watched]:
    """Every alarm, those that nobody has looked at first."""
    looks: dict[str, list[Look]] = {}
    for row in await fetch(_LOOKS, session.id):
        values = dict(row)
        looks.setdefault(values.pop("alarm"), []).append(Look(**values))
    found = [*await alarms_in(session, entries), *await _of_papers(session)]
    return sorted(
        (Watched(one, tuple(looks.get(one.key, ()))) for one in found), key=lambda one: len(one.looks)
    )


async def open_alarms(session: SessionView, entries: list[EntryView]) -> int:
    """How many wait for a look."""
    return sum(one.open for one in await watched(session, entries))


async def _of_papers(session: SessionView) -> list[Alarm]:
    papers = await papers_of(session.id)
    if not papers:
        return []
    keys = in_force(await keys_of(session.id))
    limits = await thresholds_for(session)
    found = differences(
        Compared(
            one.ticket_no,
            one.entered,
            score(keys[one.version], one.answers) if one.version in keys else None,
            one.absent,
        )
        for one in papers
    )
    for version, items in sorted(keys.items()):
        of_version = [_answered(one, len(items)) for one in papers if one.version == version]
        found += same_papers(items, of_version, limits.same_paper_sessions)
    found += versions_apart(side_by_side(papers, keys), limits.version_sessions)
    return [*found, *same_minutes(_handed(papers), limits)]


def _answered(paper: PaperView, items: int) -> Answered:
    return Answered(paper.ticket_no, answers_for(paper, items), paper.room, paper.seat)


def _handed(papers: Sequence[PaperView]) -> list[Handed]:
    return [
        Handed(one.ticket_no, one.handed_in_at.astimezone(CHINA), one.room, one.ends_at)
        for one in papers
        if one.handed_in_at is not None
    ]
