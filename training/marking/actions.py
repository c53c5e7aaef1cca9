"""Give marks, each assessor alone; two that lie apart are settled by a third, with a reason."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from curricula.standards.data import COMPONENT_LABELS, ComponentKind
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import copy_rows, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound, Refused, own_rule
from foundation.history import record
from foundation.ids import new_id
from foundation.text import Text, text
from training.evaluations.numbers import tolerance
from training.evaluations.queries import EntryView, SessionView, entries_of, find_entry, find_session
from training.evaluations.rules import ARRANGED, INDEPENDENCE, SessionState, score_problem
from training.evaluations.scoring import Marks, Points, require_held, write_marks
from training.examining.actions import ASSESS, note_trainers
from training.examining.queries import StaffView, staff_of
from training.examining.rules import MARKED_BY
from training.marking.queries import Mark, away, barred, marks_of, of_round, recused_for
from training.marking.rules import apart, review_score, skill_score
from training.objections.correcting import carry_out
from training.objections.queries import Round, rounds_of

_COLUMNS = (
    "id", "entry_id", "component", "assessor_id", "points", "settles", "reason", "entered_at", "objection_id"
)  # fmt: skip
Rounds = Mapping[uuid.UUID, Round]

OTHERS = own_rule("EV-ANEW", text("Marks that were contested with success are given anew by others"))
THIRD_PERSON = own_rule("EV-THIRD", text("Two marks that lie apart are settled by a third person"))


class Settlement(msgspec.Struct, frozen=True, kw_only=True):
    """The third person's word."""

    points: Points
    reason: Annotated[str, Meta(min_length=2, max_length=300, extra={"text": "lines"})]
    labels: ClassVar[dict[str, Text]] = {"points": text("Points"), "reason": text("Reason")}


async def give_marks(
    actor: Actor, session_public_id: str, component: ComponentKind, points: Mapping[str, Decimal]
) -> int:
    """Write the actor's marks by public id of the entry, all or none; how many are new.

    The same mark again changes nothing.
    """
    actor.require(ASSESS)
    async with transaction():
        session = await _marked_session(actor, session_public_id)
        rounds = await rounds_of(session.id, component)
        if not any(one.open for one in rounds.values()):
            require_held(session)
        staff = await _require_duty(actor, session, component)
        await note_trainers(actor, session)
        entries = {entry.public_id: entry for entry in await entries_of(session.id)}
        marks = await marks_of(session.id, component)
        fresh = {key: given for key, given in points.items() if not _known(actor, entries, marks, key, given)}
        await _guard(actor, session, component, fresh, entries, marks, rounds)
        if not fresh:
            return 0
        moment = now()
        rows = [
            (
                new_id(),
                entry.id,
                component,
                actor.account_id,
                given,
                False,
                "",
                moment,
                _within(rounds, entry),
            )
            for entry, given in ((entries[key], given) for key, given in fresh.items())
        ]
        await copy_rows("practical_mark", _COLUMNS, rows)
        await record(
            actor,
            "session.marks_given",
            ("session", session.id),
            {"component": (None, component), "rows": (None, len(rows))},
        )
        await _write_scores(actor, session, component, [entries[key] for key in fresh], staff)
    return len(fresh)


def _known(
    actor: Actor,
    entries: Mapping[str, EntryView],
    marks: Mapping[uuid.UUID, list[Mark]],
    key: str,
    given: Decimal,
) -> bool:
    own = marks.get(entries[key].id, []) if key in entries else []
    return given.is_finite() and any(
        one.assessor_id == actor.account_id and one.points == given for one in own
    )


async def settle(
    actor: Actor, entry_public_id: str, component: ComponentKind, given: Settlement
) -> SessionView:
    """Two marks lie too far apart: a third appointed person decides, with a reason."""
    actor.require(ASSESS)
    if wrong := score_problem(given.points):
        raise Invalid([FieldProblem("points", wrong.message)])
    async with transaction():
        _, found = await find_entry(actor, entry_public_id)
        session = await _marked_session(actor, found.public_id)
        entry, _ = await find_entry(actor, entry_public_id)  # as it is now that the session is ours
        anew = (await rounds_of(session.id, component)).get(entry.id)
        _require_taken(session, anew)
        staff = await _require_duty(actor, session, component)
        every = (await marks_of(session.id, component)).get(entry.id, [])
        marks = of_round(every, anew)
        if entry.id in await recused_for(actor.account_id, session.id):
            raise _recused(entry)
        if not apart([one.given for one in marks], await tolerance(today())) or any(
            one.settles for one in marks
        ):
            raise Conflict(text("There is nothing to settle for this candidate."))
        if actor.account_id in {one.assessor_id for one in marks}:
            raise Refused(
                text("You have given one of the two marks; a third person settles them."), rule=THIRD_PERSON
            )
        if barred(actor, every, anew):
            raise Refused(_barred(entry), rule=OTHERS)
        row = (
            new_id(),
            entry.id,
            component,
            actor.account_id,
            given.points,
            True,
            given.reason.strip(),
            now(),
            anew.objection_id if anew and not anew.first else None,
        )
        await copy_rows("practical_mark", _COLUMNS, [row])
        changes = {"settled": (" / ".join(f"{one.points:f}" for one in marks), f"{given.points:f}")}
        await record(actor, "entry.settled", ("entry", entry.id), changes, reason=given.reason.strip())
        await _write_scores(actor, session, component, [entry], staff)
    return session


async def _marked_session(actor: Actor, public_id: str) -> SessionView:
    await fetchval("SELECT 1 FROM evaluation_session WHERE public_id = $1 FOR UPDATE", public_id)
    session = await find_session(actor, public_id)
    if session.evaluator_id != actor.organisation_id:
        raise NotFound()
    return session


def _require_taken(session: SessionView, anew: Round | None) -> None:
    """Between the examination and the publicity, or while the score is marked anew. Raises `Conflict`."""
    if session.status is not SessionState.PUBLICISED or anew is None or not anew.open:
        require_held(session)


def _within(rounds: Rounds, entry: EntryView) -> uuid.UUID | None:
    anew = rounds.get(entry.id)
    return anew.objection_id if anew and not anew.first else None


async def _require_duty(actor: Actor, session: SessionView, component: ComponentKind) -> list[StaffView]:
    """Appointed for this component, and all pupils and relatives declared; everybody with the same duty."""
    duty = MARKED_BY.get(component)
    staff = [one for one in await staff_of(session.id) if one.duty is duty]
    own = next((one for one in staff if one.account_id == actor.account_id), None)
    if own is None or component not in session.components:
        raise Refused(
            text("You are not appointed to give marks in “{title}”.", title=COMPONENT_LABELS[component]),
            remedy=text("The organiser appoints assessors before the examination."),
            rule=ARRANGED,
        )
    if own.promised_at is None:
        raise Refused(
            text("Declare your pupils and relatives among the candidates first."), rule=INDEPENDENCE
        )
    return staff


async def _guard(
    actor: Actor,
    session: SessionView,
    component: ComponentKind,
    points: Mapping[str, Decimal],
    entries: Mapping[str, EntryView],
    marks: Mapping[uuid.UUID, list[Mark]],
    rounds: Rounds,
) -> None:
    recused = await recused_for(actor.account_id, session.id)
    problems = []
    for key in points:
        entry = entries.get(key)
        if entry is None:
            raise NotFound()
        given, anew = marks.get(entry.id, []), rounds.get(entry.id)
        _require_taken(session, anew)
        wrong = score_problem(points[key])
        said = wrong.message if wrong else _problem(actor, component, entry, given, anew, recused)
        if said:
            problems.append(FieldProblem(f"marks[{key}].points", said))
    if problems:
        raise Invalid(problems)


def _problem(
    actor: Actor,
    component: ComponentKind,
    entry: EntryView,
    every: list[Mark],
    anew: Round | None,
    recused: set[uuid.UUID],
) -> Text | None:
    given = of_round(every, anew)
    if entry.id in recused:
        return _recused(entry).message
    if away(entry, component, anew):
        return text("{name} is recorded as absent.", name=entry.name)
    if component in entry.kept:
        return text("{name} keeps this component from an earlier session.", name=entry.name)
    if any(one.assessor_id == actor.account_id for one in given):
        return text("You have given {name} a mark already; it does not change.", name=entry.name)
    if barred(actor, every, anew):
        return _barred(entry)
    if component == "skill" and sum(not one.settles for one in given) >= 2:
        return text("Two assessors have given {name} their marks.", name=entry.name)
    return None


def _barred(entry: EntryView) -> Text:
    return text("{name} is marked anew by others than those who marked or decided before.", name=entry.name)


def _recused(entry: EntryView) -> Refused:
    return Refused(
        text("{name} is your pupil or relative; another assessor gives the mark.", name=entry.name),
        rule=INDEPENDENCE,
    )


async def _write_scores(
    actor: Actor,
    session: SessionView,
    component: ComponentKind,
    entries: list[EntryView],
    staff: list[StaffView],
) -> None:
    """Where the marks come to a score it is written at once, with what follows from it."""
    marks, rounds = await marks_of(session.id, component), await rounds_of(session.id, component)
    allowed = await tolerance(today())
    for entry in entries:
        anew = rounds.get(entry.id)
        given = [one.given for one in of_round(marks.get(entry.id, []), anew)]
        score = skill_score(given, allowed)
        if component == "review":
            score = review_score(given, len(staff))
        if score is not None and anew and anew.open:
            await carry_out(actor, session, entry, component, score, anew.objection_id, anew.reason)
            session = await find_session(actor, session.public_id)  # the first correction ends the publicity
        elif score is not None:
            await write_marks(actor, session, entry, _with(entry, component, score))


def _with(entry: EntryView, component: ComponentKind, score: Decimal) -> Marks:
    known = {kind: getattr(entry, kind) for kind in COMPONENT_LABELS}
    return Marks(**(known | {component: score}), absent=list(entry.absent))  # type: ignore[arg-type]
