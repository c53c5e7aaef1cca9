"""Enter and correct scores, component by component."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta

from curricula.standards.data import COMPONENT_LABELS, ComponentKind
from foundation.actor import Actor
from foundation.clock import now
from foundation.database import execute, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound
from foundation.history import record
from foundation.text import Text, text
from training.evaluations.actions import own_session
from training.evaluations.queries import EntryView, SessionView, entries_of, find_entry
from training.evaluations.rules import EntryState, SessionState, entry_after, score_problem, session_after

_SCORE = "training.evaluation.score"

Points = Annotated[Decimal, Meta(extra={"between": (Decimal(0), Decimal(100))})]


_WITHIN = text("It is corrected within an objection that is upheld: marked anew, or fixed by the decision.")
_TAKE_BACK = text("If the candidate was there, take the absence back on the candidate's page, with a reason.")


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate's scores; a component in `absent` was missed, one that is None is not known yet."""

    theory: Points | None = None
    skill: Points | None = None
    review: Points | None = None
    absent: list[ComponentKind] = []
    labels: ClassVar[dict[str, Text]] = dict(COMPONENT_LABELS) | {"absent": text("Absent")}


class Correction(Marks, frozen=True, kw_only=True):
    """Marks that replace those which were publicised, with the reason."""

    reason: Annotated[str, Meta(min_length=2, max_length=300, extra={"text": "lines"})]
    labels: ClassVar[dict[str, Text]] = Marks.labels | {"reason": text("Reason")}


async def enter_scores(actor: Actor, public_id: str, marks: Mapping[str, Marks]) -> int:
    """Write the marks of these entries (public ids), all or none; how many have changed.

    Raises `Invalid` with every problem.
    """
    actor.require(_SCORE)
    async with transaction():
        session = await own_session(actor, public_id)
        require_held(session)
        entries = {entry.public_id: entry for entry in await entries_of(session.id)}
        _guard_marks(session, entries, marks)
        changed = 0
        for key, given in marks.items():
            changed += await write_marks(actor, session, entries[key], given)
    return changed


async def write_marks(
    actor: Actor, session: SessionView, entry: EntryView, marks: Marks, *, reason: str | None = None
) -> bool:
    """Write one candidate's marks and what follows from them; whether anything changed."""
    wanted: dict[str, Decimal | None] = {kind: getattr(marks, kind) for kind in session.components}
    absent: list[str] = sorted(kind for kind in marks.absent if kind in wanted)
    if wanted == {kind: getattr(entry, kind) for kind in wanted} and absent == sorted(entry.absent):
        return False
    state = _state_after(entry.status, wanted, absent)
    await execute(
        "UPDATE evaluation_entry SET theory = $2, skill = $3, review = $4, absent = $5, status = $6,"
        " scored_at = $7 WHERE id = $1",
        entry.id,
        wanted.get("theory"),
        wanted.get("skill"),
        wanted.get("review"),
        absent,
        str(state),
        now(),
    )
    changes: dict[str, tuple[Any, Any]] = {
        kind: (_said(entry, kind), _plain(score, kind in absent))
        for kind, score in wanted.items()
        if _said(entry, kind) != _plain(score, kind in absent)
    }
    await record(actor, "entry.scored", ("entry", entry.id), changes, reason=reason)
    return True


def _state_after(state: EntryState, wanted: Mapping[str, Decimal | None], absent: list[str]) -> EntryState:
    """Absent from everything, scored once nothing is open, else sat."""
    if set(absent) == set(wanted):
        return state if state is EntryState.ABSENT else entry_after(state, "miss")
    if all(score is not None or kind in absent for kind, score in wanted.items()):
        return entry_after(state, "score")
    if state in (EntryState.SCORED, EntryState.ABSENT):
        raise Conflict(text("A score that was entered can be replaced, but not taken away."))
    return state if state is EntryState.SAT else entry_after(state, "sit")


async def correct(actor: Actor, entry_public_id: str, correction: Correction) -> None:
    """Correct a publicised score; the session has to be publicised again, for the whole time."""
    actor.require(_SCORE)
    async with transaction():
        entry, found = await find_entry(actor, entry_public_id)
        session = await own_session(actor, found.public_id)
        entry, _ = await find_entry(actor, entry_public_id)  # as it is now that the session is ours
        _guard_marks(session, {entry.public_id: entry}, {entry.public_id: correction})
        session_after(session.status, "correct")
        if not await replace_publicised(actor, session, entry, correction, correction.reason):
            raise Invalid([FieldProblem("theory", text("Nothing is different from what is publicised."))])


async def replace_publicised(
    actor: Actor, session: SessionView, entry: EntryView, marks: Marks, reason: str
) -> bool:
    """Within the transaction; whether anything changed, and with it the publicity has to begin anew."""
    if entry.status is EntryState.PUBLICISED:
        entry = msgspec.structs.replace(entry, status=entry_after(entry.status, "correct"))
    if not await write_marks(actor, session, entry, marks, reason=reason):
        return False
    if session.status is SessionState.PUBLICISED:
        back = session_after(session.status, "correct")
        await execute("UPDATE evaluation_session SET status = $2 WHERE id = $1", session.id, str(back))
        changes = {"status": (str(session.status), str(back)), "ticket_no": (None, entry.ticket_no)}
        await record(actor, "session.corrected", ("session", session.id), changes, reason=reason)
    return True


def require_held(session: SessionView) -> None:
    """Scores are entered between the examination and the publicity. Raises `Conflict`."""
    if session.status is not SessionState.HELD:
        raise Conflict(
            text("Scores are entered after the examination and before they are publicised."),
            remedy=text("A publicised score is corrected with a reason."),
        )


def _guard_marks(session: SessionView, entries: Mapping[str, EntryView], marks: Mapping[str, Marks]) -> None:
    problems: list[FieldProblem] = []
    for key, given in marks.items():
        entry = entries.get(key)
        if entry is None:
            raise NotFound()
        if entry.status in (EntryState.APPLIED, EntryState.INELIGIBLE):
            problems.append(FieldProblem(f"scores[{key}].theory", text("This candidate is not admitted.")))
            continue
        problems += _mark_problems(session, entry, key, given)
    if problems:
        raise Invalid(problems)


def _mark_problems(session: SessionView, entry: EntryView, key: str, marks: Marks) -> list[FieldProblem]:
    found = []
    for kind in COMPONENT_LABELS:
        score, field = getattr(marks, kind), f"scores[{key}].{kind}"
        if kind not in session.components and (score is not None or kind in marks.absent):
            said = text("This level is not tested in “{title}”.", title=COMPONENT_LABELS[kind])
            found.append(FieldProblem(field, said))
        elif kind in entry.kept and (score != getattr(entry, kind) or kind in marks.absent):
            said = text("“{title}” is kept from an earlier session.", title=COMPONENT_LABELS[kind])
            found.append(FieldProblem(field, said))
        elif kind not in session.organisers and score != getattr(entry, kind):
            said = text("In this session “{title}” is marked by two assessors.", title=COMPONENT_LABELS[kind])
            found.append(FieldProblem(field, said, _WITHIN if session.publicised_from else None))
        elif kind in entry.absent and kind not in marks.absent and not _reasoned(session, kind, marks):
            said = text("The candidate is recorded as absent from “{title}”.", title=COMPONENT_LABELS[kind])
            found.append(FieldProblem(field, said, _TAKE_BACK))
        elif score is not None and kind in marks.absent:
            said = text("There is a score, but the candidate is marked as absent.")
            found.append(FieldProblem(field, said))
        elif score is not None and (wrong := score_problem(score)):
            found.append(FieldProblem(field, wrong.message))
    return found


def _reasoned(session: SessionView, kind: ComponentKind, marks: Marks) -> bool:
    """Whether an absence may go: the organiser corrects a publicised one, and says why."""
    return isinstance(marks, Correction) and kind in session.organisers


def _said(entry: EntryView, kind: str) -> str | None:
    return _plain(getattr(entry, kind), kind in entry.absent)


def _plain(score: Decimal | None, absent: bool) -> str | None:
    if absent:
        return "absent"
    return None if score is None else f"{score.normalize():f}"
