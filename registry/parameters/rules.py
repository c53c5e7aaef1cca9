"""Which confirmation holds on a day, and what is offered for confirmation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from foundation.errors import Confidence, FieldProblem, Rule, own_rule
from foundation.text import Text, text

#: Which office decides: the kind of organisation whose trade the rule belongs to.
Keeper = Literal["hrss", "health_commission", "education"]
#: What a row does that decides about nobody: it stands on a page, puts work in order, or reminds of a day.
Use = Literal["shown", "sorts", "reminds"]

TWO_PERSONS = own_rule("PAR-TWO", text("Who proposes a confirmation does not decide it"))
IN_CHARGE = own_rule("PAR-KEEPER", text("The highest office of its trade confirms what is unsure"))


class Unsure(msgspec.Struct, frozen=True, kw_only=True):
    """A rule or number that has no effect before it is confirmed.

    `proposal` is the number our sources suggest; None where there is no number to set. `row` is where our
    tables have it: file#place, with * for everything below.
    """

    id: str
    title: Text
    keeper: Keeper
    document: str = ""
    article: str = ""
    confidence: Confidence = "U"
    proposal: int | None = None
    unit: Text | None = None
    effect: Text | None = None
    row: str = ""

    @property
    def rule(self) -> Rule:
        """As it is shown wherever it decides."""
        return Rule(self.id, self.title, self.document, self.article, self.confidence)


class Advisory(msgspec.Struct, frozen=True, kw_only=True):
    """A row that is unsure and decides about nobody: it sorts, reminds or is only shown; `reason` says why.

    `row` is where our tables have it: file#place, with * for everything below. A day that comes of it is
    shown as expected, not confirmed.
    """

    row: str
    use: Use
    title: Text
    reason: Text
    document: str = ""


class Agreed(msgspec.Struct, frozen=True):
    """A confirmation on which two persons agreed, or the withdrawal of one; in the order of agreeing."""

    parameter: str
    effective_from: date
    withdraws: bool
    value: int | None
    document: str
    article: str


def in_force(agreed: Iterable[Agreed], day: date) -> dict[str, Agreed]:
    """What holds on a day: for each parameter the newest beginning, of equal ones the one agreed last."""
    newest: dict[str, Agreed] = {}
    for one in agreed:
        known = newest.get(one.parameter)
        if one.effective_from <= day and (known is None or one.effective_from >= known.effective_from):
            newest[one.parameter] = one
    return {parameter: one for parameter, one in newest.items() if not one.withdraws}


def proposal_problems(
    unsure: Unsure, *, value: int | None, document: str, effective_from: date, withdraws: bool, today: date
) -> list[FieldProblem]:
    """What is missing to a proposal."""
    found = []
    if effective_from < today:
        past = text("What holds already does not change for days that are over; choose today or later.")
        found.append(FieldProblem("effective_from", past))
    if not document.strip():
        found.append(FieldProblem("document", text("Name the document that says so.")))
    if unsure.proposal is not None and value is None and not withdraws:
        found.append(FieldProblem("value", text("This is required.")))
    return found
