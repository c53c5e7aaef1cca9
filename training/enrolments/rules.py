"""How an enrolment moves, when it may rest, and why it may end early."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from foundation.errors import Conflict, FieldProblem, Invalid
from foundation.text import text
from registry.working_days.rules import add_months
from training.enrolments.data import TRIGGERS, Reason


class EnrolmentState(StrEnum):
    """Where an enrolment 学籍 stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACTIVE = "active"
    DEFERRED = "deferred"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"


STEPS: dict[tuple[EnrolmentState, str], EnrolmentState] = {
    (EnrolmentState.DRAFT, "submit"): EnrolmentState.SUBMITTED,
    (EnrolmentState.SUBMITTED, "return"): EnrolmentState.DRAFT,
    (EnrolmentState.SUBMITTED, "accept"): EnrolmentState.ACTIVE,
    (EnrolmentState.ACTIVE, "defer"): EnrolmentState.DEFERRED,
    (EnrolmentState.DEFERRED, "resume"): EnrolmentState.ACTIVE,
    (EnrolmentState.ACTIVE, "complete"): EnrolmentState.COMPLETED,
    **{
        (state, action): end
        for action, end in (("withdraw", EnrolmentState.WITHDRAWN), ("transfer", EnrolmentState.TRANSFERRED))
        for state in (EnrolmentState.ACTIVE, EnrolmentState.DEFERRED)
    },
    (EnrolmentState.DRAFT, "withdraw"): EnrolmentState.WITHDRAWN,
    (EnrolmentState.SUBMITTED, "withdraw"): EnrolmentState.WITHDRAWN,
}
LABELS = {
    EnrolmentState.DRAFT: text("Draft"),
    EnrolmentState.SUBMITTED: text("Awaiting review"),
    EnrolmentState.ACTIVE: text("In training"),
    EnrolmentState.DEFERRED: text("Deferred"),
    EnrolmentState.COMPLETED: text("Training completed"),
    EnrolmentState.WITHDRAWN: text("Left the training"),
    EnrolmentState.TRANSFERRED: text("Transferred out"),
}


class Period(msgspec.Struct, frozen=True):
    """A period of rest, first to last day; it ends the day before an earlier return."""

    from_on: date
    until_on: date
    returned_on: date | None = None

    @property
    def ends_on(self) -> date:
        """The last day it really lasts."""
        if self.returned_on is None:
            return self.until_on
        return min(self.until_on, self.returned_on - timedelta(days=1))

    def covers(self, day: date) -> bool:
        """Whether the enrolment rests on that day."""
        return self.from_on <= day <= self.ends_on


def after(state: EnrolmentState, action: str) -> EnrolmentState:
    """The state a step leads to; a step the state does not allow is a conflict."""
    try:
        return STEPS[state, action]
    except KeyError:
        raise Conflict(
            text("This step is not possible now. The enrolment is: {state}.", state=LABELS[state])
        ) from None


def rests_on(periods: Iterable[Period], day: date) -> bool:
    """Whether any period of rest covers the day."""
    return any(period.covers(day) for period in periods)


def deferral_problems(
    new: Period, existing: Iterable[Period], enrolled_on: date, longest: int | None
) -> list[FieldProblem]:
    """What keeps a period of rest from being recorded: order, overlap, and once it is confirmed length."""
    if new.until_on < new.from_on:
        return [FieldProblem("until_on", text("It ends before it begins."))]
    found: list[FieldProblem] = []
    if new.from_on < enrolled_on:
        found.append(FieldProblem("from_on", text("It cannot begin before the enrolment.")))
    if any(_overlap(new, period) for period in existing):
        found.append(FieldProblem("from_on", text("It overlaps with another deferral.")))
    if longest is not None and new.until_on >= add_months(new.from_on, longest):
        said = text("A deferral lasts {count} months at most.", count=longest)
        found.append(FieldProblem("until_on", said))
    return found


def require_deferral(new: Period, existing: Iterable[Period], enrolled_on: date, longest: int | None) -> None:
    """Raise `Invalid` with every problem, or nothing."""
    if problems := deferral_problems(new, existing, enrolled_on, longest):
        raise Invalid(problems)


def _overlap(one: Period, other: Period) -> bool:
    """A period that ended before it began, by a return at once, overlaps with nothing."""
    if one.ends_on < one.from_on or other.ends_on < other.from_on:
        return False
    return one.from_on <= other.ends_on and other.from_on <= one.ends_on


def reasons_for(trigger: str) -> tuple[Reason, ...]:
    """The reasons that such a side can have; none for an unknown one."""
    return TRIGGERS[trigger].reasons if trigger in TRIGGERS else ()


def require_reason(trigger: str, reason: str) -> None:
    """Raise `Invalid` unless the reason is one that this side can have."""
    if trigger not in TRIGGERS:
        raise Invalid([FieldProblem("withdrawal_trigger", text("Please choose from the list."))])
    if reason not in {each.code for each in reasons_for(trigger)}:
        raise Invalid(
            [FieldProblem("withdrawal_reason", text("Choose a reason that fits who brought it about."))]
        )
