"""When hours and results can be recorded: on a day on which the trainee is taught."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from foundation.text import Text, text
from training.enrolments.rules import Period, rests_on

#: The mark that counts as passed where the course sets none of its own.
USUAL_PASS_MARK = Decimal(60)


class Span(msgspec.Struct, frozen=True):
    """When a trainee is taught: from enrolment to its end, but not while it rests."""

    enrolled_on: date
    ended_on: date | None = None
    rests: tuple[Period, ...] = ()


def day_problem(span: Span, held_on: date, today: date) -> Text | None:
    """Why nothing can be recorded for that day; None when it can."""
    if held_on > today:
        return text("{date} is still to come.", date=held_on)
    if held_on < span.enrolled_on:
        return text("The enrolment begins on {date}.", date=span.enrolled_on)
    if span.ended_on and held_on > span.ended_on:
        return text("The enrolment ended on {date}.", date=span.ended_on)
    if rests_on(span.rests, held_on):
        return text("The enrolment rests on that day.")
    return None


def passed(score: Decimal, pass_mark: Decimal | None) -> bool:
    """Whether a score reaches the module's mark."""
    return score >= (USUAL_PASS_MARK if pass_mark is None else pass_mark)


def counted(held: Decimal, exempted: Decimal, planned: Decimal) -> Decimal:
    """The hours of a module that count: exempted ones fill up what was held to the module's own hours."""
    return held + min(exempted, max(planned - held, Decimal(0)))


def differing(recorded: Decimal | None, wanted: Decimal | None) -> bool:
    """Whether something else is recorded already for the same module and day."""
    return recorded is not None and wanted is not None and recorded != wanted
