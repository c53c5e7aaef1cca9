"""Record checks 未成年人保护法 62: asked before hiring and every year, answered with an outcome alone."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

import msgspec

from foundation.errors import Conflict, FieldProblem, Invalid, Refused, Rule
from foundation.text import Text, text
from registry.working_days.rules import Calendars, add_working_days
from screening.checks.data import CLOCKS, RULES

PRE_HIRE: Rule = RULES["PB-01"]
YEARLY: Rule = RULES["PB-02"]
AGE = Rule(
    "check.pre_hire_age",
    text("How old the answer of public security may be on the day of hiring"),
    CLOCKS["pre_hire_age"].document,
    CLOCKS["pre_hire_age"].article,
    CLOCKS["pre_hire_age"].confidence,
)
SEALED = Rule(
    "check.sealed_permits",
    text("Somebody about whom nothing may be disclosed may work with children"),
    CLOCKS["sealed_permits"].document,
    CLOCKS["sealed_permits"].article,
    CLOCKS["sealed_permits"].confidence,
)
CONFIRM = text("Two persons of the office in charge confirm it on its document (Rules to confirm).")


class Kind(StrEnum):
    """Why it is asked."""

    PRE_HIRE = "pre_hire"
    YEARLY = "yearly"
    PLACEMENT = "placement"


class Outcome(StrEnum):
    """What public security answers; never a word of any offence."""

    CLEAR = "CLEAR"
    HIT = "HIT"
    PENDING = "PENDING"
    SEALED_NA = "SEALED_NA"


class Decision(StrEnum):
    """What the institution did on the answer."""

    HIRED = "hired"
    NOT_HIRED = "not_hired"
    KEPT = "kept"
    ENDED = "ended"


KINDS: dict[Kind, Text] = {
    Kind.PRE_HIRE: text("Before hiring"),
    Kind.YEARLY: text("Yearly"),
    Kind.PLACEMENT: text("Before a placement"),
}
OUTCOMES: dict[Outcome, Text] = {
    Outcome.CLEAR: text("No record found"),
    Outcome.HIT: text("A record was found"),
    Outcome.PENDING: text("Still being looked into"),
    Outcome.SEALED_NA: text("Nothing may be disclosed (sealed)"),
}
DECISIONS: dict[Decision, Text] = {
    Decision.HIRED: text("Hired"),
    Decision.NOT_HIRED: text("Not hired"),
    Decision.KEPT: text("Stays employed"),
    Decision.ENDED: text("Employment ended"),
}
#: What may be decided, for and against; of a trainee the placement itself decides.
_OF_KIND: dict[Kind, tuple[Decision, ...]] = {
    Kind.PRE_HIRE: (Decision.HIRED, Decision.NOT_HIRED),
    Kind.YEARLY: (Decision.KEPT, Decision.ENDED),
    Kind.PLACEMENT: (),
}


class Terms(msgspec.Struct, frozen=True):
    """What is confirmed of the terms of hiring; what is not is left out, and the stricter holds."""

    sealed_permits: bool = False
    longest_age: int = 0


def due_on(asked: date, calendars: Calendars) -> date:
    """The day until which an answer is expected."""
    return add_working_days(asked, CLOCKS["answer"].value, calendars)


def final(outcome: Outcome | None) -> bool:
    """Whether nothing more is to be answered."""
    return outcome not in (None, Outcome.PENDING)


def require_answer(
    outcome: Outcome, letter_no: str, station: str, answered_on: date | None, today: date
) -> None:
    """An answer names its letter, its station and its day; one that is pending needs none of them yet."""
    if outcome is Outcome.PENDING:
        return
    problems = []
    if not letter_no.strip():
        problems.append(FieldProblem("letter_no", text("Give the number of the letter of information.")))
    if not station.strip():
        problems.append(FieldProblem("station", text("Name the police station that looked it up.")))
    if answered_on is None:
        problems.append(FieldProblem("answered_on", text("Give the date of the answer.")))
    elif answered_on > today:
        problems.append(FieldProblem("answered_on", text("The answer lies in the future.")))
    if problems:
        raise Invalid(problems)


def choices(kind: Kind, outcome: Outcome | None, terms: Terms) -> tuple[Decision, ...]:
    """What the institution may do: after a hit nobody is hired or kept, without an answer nobody either."""
    return _OF_KIND[kind] if permits(outcome, terms) else _OF_KIND[kind][1:]


def permits(outcome: Outcome | None, terms: Terms) -> bool:
    """Whether somebody with this answer may work with children."""
    return outcome is Outcome.CLEAR or (outcome is Outcome.SEALED_NA and terms.sealed_permits)


def require_decision(
    kind: Kind,
    outcome: Outcome | None,
    answered_on: date | None,
    decision: Decision,
    on: date,
    terms: Terms,
) -> None:
    """Raise unless the answer carries the decision, and is young enough to hire somebody on."""
    if decision not in _OF_KIND[kind]:
        raise Invalid([FieldProblem("decision", text("Please choose from the list."))])
    if decision in choices(kind, outcome, terms):
        if decision is Decision.HIRED:
            _require_young(answered_on, on, terms.longest_age)
        return
    if outcome is Outcome.SEALED_NA:
        raise Refused(
            text("Whether an answer that may not be disclosed permits work with children is not confirmed."),
            remedy=CONFIRM,
            rule=SEALED,
        )
    if outcome is Outcome.HIT:
        said = text("A record was found: this person must not be employed.")
        raise Refused(said, rule=PRE_HIRE if kind is Kind.PRE_HIRE else YEARLY)
    raise Refused(
        text("The check is not answered yet."),
        remedy=text("Wait for the answer before the first day of work."),
        rule=PRE_HIRE if kind is Kind.PRE_HIRE else YEARLY,
    )


def _require_young(answered_on: date | None, on: date, days: int) -> None:
    if answered_on is None or answered_on + timedelta(days=days) < on:
        if not days:
            raise Refused(
                text("How old an answer may be is not confirmed; it carries a hiring on its own day only."),
                remedy=CONFIRM,
                rule=AGE,
            )
        raise Refused(
            text("The answer is older than {days} days.", days=days),
            remedy=text("Ask again before hiring."),
            rule=AGE,
        )
    if on < answered_on:
        raise Refused(text("Nobody is hired before the answer is there."), rule=PRE_HIRE)


def yearly_due(year: int) -> date:
    """The last day on which the staff of a calendar year must have been asked about."""
    return date(year, CLOCKS["yearly_month"].value, 1) + timedelta(days=30)


def require_open(outcome: Outcome | None) -> None:
    """An answer is given once; one that is pending can be completed."""
    if final(outcome):
        raise Conflict(text("This check is answered already."))
