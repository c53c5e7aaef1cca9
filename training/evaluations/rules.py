"""How an evaluation moves and when it is passed: each component on its own, after a period of publicity."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from curricula.standards.data import COMPONENT_LABELS, STANDARDS, ComponentKind
from foundation.errors import Conflict, FieldProblem, Refused, Rule
from foundation.text import Text, text
from registry.working_days.rules import Calendars, add_months, certain_end

PUBLICITY = Rule(
    "EV-PUB",
    text("Results are publicised before they are confirmed"),
    STANDARDS.publicity_days.document,
    confidence=STANDARDS.publicity_days.confidence,
)
EACH_COMPONENT = Rule(
    "EV-60",
    text("Each component is passed on its own"),
    STANDARDS.pass_mark.document,
    confidence=STANDARDS.pass_mark.confidence,
)
INDEPENDENCE = Rule(
    "EV-IND",
    text("Nobody assesses whom they have trained"),
    "职业技能等级认定工作规程（试行）（人社职司便函〔2020〕17号）",
)

PLAN_FILED = Rule(
    "EV-PLAN",
    text("The plan of a session is on file before the session is announced"),
    "职业技能等级认定工作规程（试行）（人社职司便函〔2020〕17号）",
)
ARRANGED = Rule(
    "EV-ARR",
    text("Rooms, seats and persons are arranged before an examination"),
    "国家职业技能标准编制技术规程（2018年版）",
    "考评人员与考生配比",
    "V",
)


class EntryState(StrEnum):
    """Where a candidate's entry stands."""

    APPLIED = "applied"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    SCHEDULED = "scheduled"
    SAT = "sat"
    ABSENT = "absent"
    SCORED = "scored"
    PUBLICISED = "publicised"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    ANNULLED = "annulled"


class SessionState(StrEnum):
    """Where a session stands."""

    PLANNED = "planned"
    OPEN = "open"
    HELD = "held"
    PUBLICISED = "publicised"
    CONFIRMED = "confirmed"


class Outcome(StrEnum):
    """What the components together come to."""

    PASS = "pass"  # noqa: S105 - the word for a passed examination
    FAIL = "fail"
    INCOMPLETE = "incomplete"


ENTRY_STEPS: dict[tuple[EntryState, str], EntryState] = {
    (EntryState.APPLIED, "admit"): EntryState.ELIGIBLE,
    (EntryState.APPLIED, "refuse"): EntryState.INELIGIBLE,
    (EntryState.INELIGIBLE, "admit"): EntryState.ELIGIBLE,
    (EntryState.ELIGIBLE, "refuse"): EntryState.INELIGIBLE,
    (EntryState.ELIGIBLE, "schedule"): EntryState.SCHEDULED,
    (EntryState.SCHEDULED, "sit"): EntryState.SAT,
    (EntryState.SCHEDULED, "miss"): EntryState.ABSENT,
    (EntryState.SCHEDULED, "score"): EntryState.SCORED,
    (EntryState.SAT, "score"): EntryState.SCORED,
    (EntryState.SCORED, "score"): EntryState.SCORED,
    (EntryState.SCORED, "miss"): EntryState.ABSENT,
    (EntryState.ABSENT, "score"): EntryState.SCORED,
    **dict.fromkeys(
        [(state, "reopen") for state in (EntryState.SAT, EntryState.SCORED, EntryState.ABSENT)],
        EntryState.SAT,
    ),
    (EntryState.ABSENT, "fail"): EntryState.FAILED,
    (EntryState.SCORED, "publicise"): EntryState.PUBLICISED,
    (EntryState.PUBLICISED, "correct"): EntryState.SCORED,
    (EntryState.PUBLICISED, "confirm"): EntryState.CONFIRMED,
    (EntryState.PUBLICISED, "fail"): EntryState.FAILED,
    **{(state, "annul"): EntryState.ANNULLED for state in EntryState if state is not EntryState.ANNULLED},
}
SESSION_STEPS: dict[tuple[SessionState, str], SessionState] = {
    (SessionState.PLANNED, "open"): SessionState.OPEN,
    (SessionState.OPEN, "hold"): SessionState.HELD,
    (SessionState.HELD, "publicise"): SessionState.PUBLICISED,
    (SessionState.PUBLICISED, "correct"): SessionState.HELD,
    (SessionState.PUBLICISED, "confirm"): SessionState.CONFIRMED,
}
ENTRY_LABELS = {
    EntryState.APPLIED: text("Applied"),
    EntryState.ELIGIBLE: text("Eligible"),
    EntryState.INELIGIBLE: text("Not eligible"),
    EntryState.SCHEDULED: text("Scheduled"),
    EntryState.SAT: text("Sat the examination"),
    EntryState.ABSENT: text("Absent"),
    EntryState.SCORED: text("Scored"),
    EntryState.PUBLICISED: text("Publicised"),
    EntryState.CONFIRMED: text("Confirmed"),
    EntryState.FAILED: text("Did not pass"),
    EntryState.ANNULLED: text("Annulled"),
}
SESSION_LABELS = {
    SessionState.PLANNED: text("Planned"),
    SessionState.OPEN: text("Open"),
    SessionState.HELD: text("Held"),
    SessionState.PUBLICISED: text("Publicised"),
    SessionState.CONFIRMED: text("Confirmed"),
}


class Result(msgspec.Struct, frozen=True):
    """A candidate's result in one component; no score yet, or absent."""

    kind: ComponentKind
    score: Decimal | None = None
    absent: bool = False

    @property
    def label(self) -> Text:
        """The name of the component."""
        return COMPONENT_LABELS[self.kind]

    @property
    def passed(self) -> bool:
        """Whether the component is passed, whatever the others are."""
        return not self.absent and self.score is not None and self.score >= STANDARDS.pass_mark.value


class Earlier(msgspec.Struct, frozen=True):
    """A component passed in an earlier session."""

    kind: ComponentKind
    held_on: date


def outcome(required: Iterable[ComponentKind], results: Iterable[Result]) -> Outcome:
    """All components passed, one failed or missed, or one still without a score. There is no average."""
    known = {result.kind: result for result in results}
    weighed = [known.get(kind, Result(kind)) for kind in required]
    if any(result.absent or (result.score is not None and not result.passed) for result in weighed):
        return Outcome.FAIL
    return Outcome.PASS if weighed and all(result.passed for result in weighed) else Outcome.INCOMPLETE


def score_problem(score: Decimal) -> FieldProblem | None:
    """A score is from 0 to 100."""
    if score.is_finite() and 0 <= score <= 100:
        return None
    return FieldProblem("score", text("A score is from 0 to 100."))


def entry_after(state: EntryState, action: str) -> EntryState:
    """The state of an entry after a step; a step the state does not allow is a conflict."""
    try:
        return ENTRY_STEPS[state, action]
    except KeyError:
        raise Conflict(
            text("This step is not possible now. The entry is: {state}.", state=ENTRY_LABELS[state])
        ) from None


def session_after(state: SessionState, action: str) -> SessionState:
    """The state of a session after a step."""
    try:
        return SESSION_STEPS[state, action]
    except KeyError:
        said = text("This step is not possible now. The session is: {state}.", state=SESSION_LABELS[state])
        raise Conflict(said) from None


class Term(msgspec.Struct, frozen=True):
    """How many working days a publicity lasts, and the calendars that count for it."""

    days: int
    settled: Calendars


def publicity_ends(begins: date, term: Term) -> date:
    """The last day of the shortest publicity 公示 that begins on that day, in certain working days."""
    return certain_end(begins, term.days, term.settled)


def publicity_problem(begins: date, ends: date, term: Term) -> FieldProblem | None:
    """A publicity that is too short."""
    least = publicity_ends(begins, term)
    if ends >= least:
        return None
    return FieldProblem("until", text("The publicity lasts until {day} at least.", day=least))


def lengthened(until: date, least: date, today: date) -> date:
    """The last day of a publicity under way, when its calendar was corrected meanwhile.

    `least`: what the calendars of today come to. What was announced is never shortened; and what was over
    before anybody corrected it, by the correction too, stays over.
    """
    return least if least > until and least >= today else until


def require_publicity_over(ends: date, today: date) -> None:
    """Results are confirmed on the day after the publicity at the earliest."""
    if today <= ends:
        raise Refused(text("The publicity runs until {day}; confirm afterwards.", day=ends), rule=PUBLICITY)


def kept_components(earlier: Iterable[Earlier], day: date, months: int | None) -> frozenset[ComponentKind]:
    """The components of earlier sessions that need no resit: passed, and not too long ago.

    None: for how long they are kept has not been confirmed, so none is.
    """
    if months is None:
        return frozenset()
    return frozenset(each.kind for each in earlier if day <= add_months(each.held_on, months))


def to_sit(
    required: Iterable[ComponentKind], earlier: Iterable[Earlier], day: date, months: int | None
) -> tuple[ComponentKind, ...]:
    """What a candidate still has to sit."""
    kept = kept_components(earlier, day, months)
    return tuple(kind for kind in required if kind not in kept)


def require_independent(assessor: object, trainers: Collection[object]) -> None:
    """Training and assessing are apart (考培分离)."""
    if assessor in trainers:
        raise Refused(
            text("The assessor has trained this candidate."),
            remedy=text("Choose an assessor who has not."),
            rule=INDEPENDENCE,
        )
