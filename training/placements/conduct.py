"""What a placement must keep to once it has begun: days that can be logged, when it is over and passed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from foundation.errors import FieldProblem, Invalid, Refused
from foundation.text import text
from training.placements.data import PARAMETERS, PLACEMENT_RULES

#: Both sides give points out of 100; the mark that counts as passed.
PASS_MARK = Decimal(60)


class Conduct(msgspec.Struct, frozen=True, kw_only=True):
    """A placement under way: its days, its hours, and what both sides say of it."""

    starts_on: date
    ends_on: date
    required_hours: Decimal
    hours: Decimal
    mentor_score: Decimal | None = None
    school_score: Decimal | None = None


def require_loggable(conduct: Conduct, worked_on: date, hours: Decimal, today: date) -> None:
    """Raise `Invalid` with every problem of a day that is to be logged (IN-12: no overtime)."""
    problems = []
    if worked_on > today:
        problems.append(FieldProblem("worked_on", text("Only what has taken place is recorded.")))
    elif not conduct.starts_on <= worked_on <= conduct.ends_on:
        said = text(
            "The placement runs from {start} to {end}.",
            start=conduct.starts_on,
            end=conduct.ends_on,
        )
        problems.append(FieldProblem("worked_on", said))
    most = PARAMETERS.hours_a_day.value
    if not 0 < hours <= most:
        said = text("A trainee works at most {most} hours a day, without overtime.", most=most)
        problems.append(FieldProblem("hours", said))
    if problems:
        raise Invalid(problems)


def require_complete(conduct: Conduct, today: date) -> None:
    """Refuse to close a placement before its last day or short of its hours."""
    if today < conduct.ends_on:
        raise Refused(
            text("The placement runs until {end}.", end=conduct.ends_on),
            remedy=text("Complete it on its last day, or cancel it with the reason."),
            rule=PLACEMENT_RULES["IN-17"].rule,
        )
    if conduct.hours < conduct.required_hours:
        raise Refused(
            text(
                "{done} of {required} hours are logged.",
                done=f"{conduct.hours:f}",
                required=f"{conduct.required_hours:f}",
            ),
            remedy=text("Ask the mentor to log the missing days."),
            rule=PLACEMENT_RULES["IN-26"].rule,
        )


def require_passed(conduct: Conduct) -> None:
    """Refuse an assessment unless both sides have given their points, and neither too few (IN-27)."""
    rule = PLACEMENT_RULES["IN-27"].rule
    if conduct.mentor_score is None or conduct.school_score is None:
        missing = conduct.mentor_score is None
        raise Refused(
            text("The host has not appraised the trainee.")
            if missing
            else text("The school has not appraised the trainee."),
            remedy=text("Both sides appraise the trainee; then the placement is assessed."),
            rule=rule,
        )
    if min(conduct.mentor_score, conduct.school_score) < PASS_MARK:
        raise Refused(
            text("The placement is not passed: both appraisals must reach {mark} points.", mark=60),
            remedy=text("Place the trainee again after talking to both sides."),
            rule=rule,
        )
