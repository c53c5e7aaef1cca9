"""What a filing must bring, how its findings stand, and whose turn it is until when (25号文)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from foundation.errors import FieldProblem
from foundation.text import Text, text
from registry.filings.data import PAPERS
from registry.organisations.rules import (
    FilingState,
    NonconformityState,
    nonconforming_notice_due,
    receipt_due,
)
from registry.working_days.rules import Calendars, working_days_between


class Turn(msgspec.Struct, frozen=True):
    """What a filing waits for, from whom and, where the rule sets a term, by when."""

    what: Text
    by: str
    until: date | None = None
    days_left: int | None = None

    @property
    def overdue(self) -> bool:
        """Whether the last day has passed."""
        return self.days_left is not None and self.days_left < 0


def paper_problems(papers: Iterable[str]) -> list[FieldProblem]:
    """The papers that are missing or unknown (25号文 art. 8)."""
    given = set(papers)
    missing = [paper for paper in PAPERS.values() if paper.required and paper.code not in given]
    problems = [FieldProblem("papers", text("Missing: {paper}.", paper=paper.label)) for paper in missing]
    if given - set(PAPERS):
        problems.append(FieldProblem("papers", text("Choose papers from the list.")))
    return problems


def finding_of(since: date | None, published_on: date | None, until: date | None) -> NonconformityState:
    """How the finding beside a filing stands, from its dates."""
    if since is None:
        return NonconformityState.NONE
    if until is not None:
        return NonconformityState.RECTIFIED
    return NonconformityState.PUBLISHED if published_on else NonconformityState.FOUND


def turn_of(
    state: FilingState,
    finding: NonconformityState,
    *,
    handed_in: date | None,
    found: date | None,
    today: date,
    calendars: Calendars,
) -> Turn | None:
    """Whose turn it is; nothing is awaited of a filing that simply holds."""
    if finding is NonconformityState.FOUND and found is not None:
        return _by(
            text("tell the institution, with reasons, and publish"),
            nonconforming_notice_due(found, calendars),
            today,
            calendars,
        )
    if finding is NonconformityState.PUBLISHED:
        return Turn(text("put the shortcomings right"), "institution")
    if state in (FilingState.SUBMITTED, FilingState.CHANGE_SUBMITTED) and handed_in is not None:
        return _by(text("give the receipt"), receipt_due(handed_in, calendars), today, calendars)
    if state is FilingState.REGISTERED:
        return Turn(text("submit the filing"), "institution")
    return None


def _by(what: Text, due: date, today: date, calendars: Calendars) -> Turn:
    if due >= today:
        left = working_days_between(today, due, calendars)
    else:
        left = -max(working_days_between(due, today, calendars), 1)
    return Turn(what, "health_commission", due, left)
