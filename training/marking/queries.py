"""Marks as their own assessor sees them, and where two of them lie apart."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import msgspec

from foundation.actor import Actor
from foundation.database import fetch
from training.evaluations.queries import EntryView, SessionView, entries_of
from training.evaluations.rules import SessionState
from training.examining.queries import SITTING
from training.marking.rules import Given, apart
from training.objections.queries import Round, rounds_of


class Mark(msgspec.Struct, frozen=True):
    """A mark with who gave it; within an objection where it was given anew."""

    entry_id: uuid.UUID
    component: str
    assessor_id: uuid.UUID
    assessor_name: str
    points: Decimal
    settles: bool
    reason: str
    entered_at: datetime
    objection_id: uuid.UUID | None

    @property
    def given(self) -> Given:
        """As the rules weigh it."""
        return Given(self.points, self.settles)


class Line(msgspec.Struct, frozen=True):
    """A candidate on an assessor's list: the own mark, and whether more is asked for.

    `anew`: an objection was upheld, `first`: against an absence; `closed`: no mark is asked of this assessor,
    whoever else gives one.
    """

    entry: EntryView
    own: Decimal | None
    given: int
    recused: bool
    apart: bool
    anew: bool = False
    closed: bool = False
    first: bool = False

    @property
    def open(self) -> bool:
        """Whether the assessor is to give a mark."""
        return self.own is None and not self.recused and not self.closed


_MARKS = """
SELECT m.entry_id, m.component, m.assessor_id, a.name AS assessor_name, m.points, m.settles, m.reason,
       m.entered_at, m.objection_id
  FROM practical_mark m JOIN account a ON a.id = m.assessor_id
  JOIN evaluation_entry n ON n.id = m.entry_id
 WHERE n.session_id = $1 AND ($2 = '' OR m.component = $2) ORDER BY m.entered_at, m.id
"""


async def marks_of(session_id: uuid.UUID, component: str = "") -> dict[uuid.UUID, list[Mark]]:
    """Every mark in a session, by entry; those that new ones have superseded too."""
    found: dict[uuid.UUID, list[Mark]] = {}
    for row in await fetch(_MARKS, session_id, component):
        found.setdefault(row["entry_id"], []).append(Mark(**dict(row)))
    return found


def of_round(given: Iterable[Mark], anew: Round | None) -> list[Mark]:
    """The marks that count once they are complete: the first ones, or those of the last round."""
    round_id = anew.objection_id if anew and not anew.first else None
    return [one for one in given if one.objection_id == round_id]


def away(entry: EntryView, component: str, anew: Round | None) -> bool:
    """Recorded as absent, and no objection says otherwise."""
    return component in entry.absent and not (anew is not None and anew.first and anew.open)


def barred(actor: Actor, given: Iterable[Mark], anew: Round | None) -> bool:
    """Who gave a contested mark, or decided that there be new ones, gives none of the new ones."""
    if anew is None or anew.first:
        return anew is not None and actor.account_id == anew.decided_by
    earlier = {one.assessor_id for one in given if one.objection_id != anew.objection_id}
    return actor.account_id in earlier | {anew.decided_by}


async def lines_for(actor: Actor, session: SessionView, component: str, tolerance: int) -> list[Line]:
    """The candidates of a session for one assessor; marks of others are counted, never shown."""
    marks, rounds = await marks_of(session.id, component), await rounds_of(session.id, component)
    recused = await recused_for(actor.account_id, session.id)
    over = session.status in (SessionState.PUBLICISED, SessionState.CONFIRMED)
    lines = []
    for entry in await entries_of(session.id):
        every, anew = marks.get(entry.id, []), rounds.get(entry.id)
        if entry.status not in SITTING or component in entry.kept or away(entry, component, anew):
            continue
        given, under_way = of_round(every, anew), anew is not None and anew.open
        own = next((one.points for one in given if one.assessor_id == actor.account_id), None)
        count = sum(not one.settles for one in given)
        settled = any(one.settles for one in given)
        open_gap = not settled and apart([one.given for one in given], tolerance)
        closed = (
            (over and not under_way) or (component == "skill" and count >= 2) or barred(actor, every, anew)
        )
        first = anew is not None and anew.first
        recusal = entry.id in recused
        lines.append(Line(entry, own, count, recusal, open_gap, under_way, closed, first=first))
    return lines


async def recused_for(account_id: uuid.UUID, session_id: uuid.UUID) -> set[uuid.UUID]:
    """Whom this person must not assess."""
    rows = await fetch(
        "SELECT entry_id FROM evaluation_recusal WHERE account_id = $1 AND session_id = $2",
        account_id,
        session_id,
    )
    return {row["entry_id"] for row in rows}


async def differing(session: SessionView, tolerance: int) -> list[tuple[EntryView, list[Mark]]]:
    """Candidates whose two marks lie too far apart and are not settled yet."""
    marks, rounds = await marks_of(session.id, "skill"), await rounds_of(session.id)
    return [
        (entry, given)
        for entry in await entries_of(session.id)
        if (given := of_round(marks.get(entry.id, []), rounds.get(entry.id)))
        and apart([one.given for one in given], tolerance)
        and not any(one.settles for one in given)
    ]
