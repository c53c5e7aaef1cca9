"""Whose turn a filing is, and until when (25号文 art. 8–10)."""

from __future__ import annotations

from datetime import date

import pytest

from registry.filings.data import PAPERS
from registry.filings.rules import finding_of, paper_problems, turn_of
from registry.organisations.rules import FilingState, NonconformityState
from registry.working_days.data import SHIPPED

MONDAY = date(2026, 11, 2)
NONE, FOUND, PUBLISHED = (
    NonconformityState.NONE,
    NonconformityState.FOUND,
    NonconformityState.PUBLISHED,
)


@pytest.mark.parametrize(
    ("today", "left", "overdue"),
    [
        (date(2026, 11, 2), 5, False),
        (date(2026, 11, 8), 1, False),
        (date(2026, 11, 9), 0, False),
        (date(2026, 11, 10), -1, True),
        (date(2026, 11, 14), -4, True),
    ],
)
def test_the_receipt_is_due_after_five_working_days(today: date, left: int, overdue: bool) -> None:
    turn = turn_of(FilingState.SUBMITTED, NONE, handed_in=MONDAY, found=None, today=today, calendars=SHIPPED)
    assert turn is not None
    assert (turn.by, turn.until) == ("health_commission", date(2026, 11, 9))
    assert (turn.days_left, turn.overdue) == (left, overdue)


def test_the_day_after_a_friday_that_was_missed_is_overdue_too() -> None:
    turn = turn_of(
        FilingState.SUBMITTED,
        NONE,
        handed_in=date(2026, 11, 6),
        found=None,
        today=date(2026, 11, 14),
        calendars=SHIPPED,
    )
    assert turn is not None
    assert turn.until == date(2026, 11, 13)
    assert turn.overdue


@pytest.mark.parametrize(
    ("state", "finding", "by"),
    [
        (FilingState.REGISTERED, NONE, "institution"),
        (FilingState.CHANGE_SUBMITTED, NONE, "health_commission"),
        (FilingState.FILED, FOUND, "health_commission"),
        (FilingState.FILED, PUBLISHED, "institution"),
        (FilingState.FILED, NONE, None),
        (FilingState.CANCELLED, NONE, None),
    ],
)
def test_whose_turn_it_is(state: FilingState, finding: NonconformityState, by: str | None) -> None:
    turn = turn_of(state, finding, handed_in=MONDAY, found=MONDAY, today=MONDAY, calendars=SHIPPED)
    assert (turn.by if turn else None) == by


def test_how_a_finding_stands() -> None:
    assert finding_of(None, None, None) is NONE
    assert finding_of(MONDAY, None, None) is FOUND
    assert finding_of(MONDAY, MONDAY, None) is PUBLISHED
    assert finding_of(MONDAY, None, MONDAY) is NonconformityState.RECTIFIED


def test_every_required_paper_is_asked_for_by_name() -> None:
    required = [paper.code for paper in PAPERS.values() if paper.required]
    assert len(required) == 5
    assert paper_problems(required) == []
    assert paper_problems([*required, "food"]) == []
    assert len(paper_problems([])) == 5
    assert "fire safety" in paper_problems(required[:-1])[0].message.english()
