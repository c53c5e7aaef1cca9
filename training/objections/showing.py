"""The marks of a contested score beside its objection: those that were superseded, and those that stand."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import msgspec

from training.marking.queries import Mark, marks_of
from training.objections.queries import ObjectionView

NEVER = datetime.max.replace(tzinfo=UTC)


class MarkShown(msgspec.Struct, frozen=True):
    """A mark; `anew` if it was given within this objection, or because of it."""

    mark: Mark
    anew: bool
    superseded: bool


async def marks_shown(
    session_id: uuid.UUID, objections: Sequence[ObjectionView]
) -> dict[uuid.UUID, list[MarkShown]]:
    """By objection, oldest first. New marks are shown to nobody before they have come to a score."""
    if not any(one.remedy for one in objections):
        return {}
    marks = await marks_of(session_id)
    return {
        one.id: list(_shown(one, objections, marks.get(one.entry_id, []))) for one in objections if one.remedy
    }


def _shown(
    objection: ObjectionView, objections: Sequence[ObjectionView], marks: Sequence[Mark]
) -> Iterator[MarkShown]:
    same = [one for one in objections if _score(one) == _score(objection)]
    own = None if objection.remedy == "present" else objection.id  # who was absent is given the first marks
    before = {None, *(one.id for one in same if _turn(one) < _turn(objection))} - {own}
    replaced = any(one.carried_out_at and _turn(one) > _turn(objection) for one in same)
    for mark in marks:
        if mark.component != objection.component:
            continue
        if mark.objection_id in before:
            yield MarkShown(mark, False, not objection.pending)
        elif mark.objection_id == own and not objection.pending:
            yield MarkShown(mark, True, replaced)


def _score(objection: ObjectionView) -> tuple[uuid.UUID, str | None]:
    return objection.entry_id, objection.component


def _turn(objection: ObjectionView) -> tuple[datetime, uuid.UUID]:
    """One objection against a score is carried out after the other."""
    return objection.decided_at or NEVER, objection.id
