"""Who may be hired on what answer."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.errors import Conflict, Invalid, Refused
from registry.working_days.data import SHIPPED
from screening.checks import rules
from screening.checks.rules import Decision, Kind, Outcome, Terms

TODAY = date(2026, 11, 24)
CONFIRMED = Terms(sealed_permits=True, longest_age=30)


@pytest.mark.parametrize(
    ("outcome", "may"),
    [
        (None, {Decision.NOT_HIRED}),
        (Outcome.PENDING, {Decision.NOT_HIRED}),
        (Outcome.HIT, {Decision.NOT_HIRED}),
        (Outcome.CLEAR, {Decision.HIRED, Decision.NOT_HIRED}),
        (Outcome.SEALED_NA, {Decision.HIRED, Decision.NOT_HIRED}),
    ],
)
def test_nobody_is_hired_without_a_clear_answer(outcome: Outcome | None, may: set[Decision]) -> None:
    assert set(rules.choices(Kind.PRE_HIRE, outcome, CONFIRMED)) == may
    for decision in (Decision.HIRED, Decision.NOT_HIRED):
        if decision in may:
            rules.require_decision(Kind.PRE_HIRE, outcome, TODAY, decision, TODAY, CONFIRMED)
        else:
            with pytest.raises(Refused):
                rules.require_decision(Kind.PRE_HIRE, outcome, TODAY, decision, TODAY, CONFIRMED)


@pytest.mark.parametrize(
    ("on", "fits"), [(date(2026, 12, 24), True), (date(2026, 12, 25), False), (date(2026, 11, 23), False)]
)
def test_an_answer_carries_a_hiring_for_thirty_days_and_not_before(on: date, fits: bool) -> None:
    if fits:
        rules.require_decision(Kind.PRE_HIRE, Outcome.CLEAR, TODAY, Decision.HIRED, on, CONFIRMED)
    else:
        with pytest.raises(Refused):
            rules.require_decision(Kind.PRE_HIRE, Outcome.CLEAR, TODAY, Decision.HIRED, on, CONFIRMED)


def test_what_is_not_confirmed_permits_less() -> None:
    unsure = Terms()
    for kind, decision in ((Kind.PRE_HIRE, Decision.HIRED), (Kind.YEARLY, Decision.KEPT)):
        assert decision not in rules.choices(kind, Outcome.SEALED_NA, unsure)
        with pytest.raises(Refused) as refused:
            rules.require_decision(kind, Outcome.SEALED_NA, TODAY, decision, TODAY, unsure)
        assert refused.value.rule is rules.SEALED
    rules.require_decision(Kind.PRE_HIRE, Outcome.CLEAR, TODAY, Decision.HIRED, TODAY, unsure)
    with pytest.raises(Refused) as old:
        rules.require_decision(
            Kind.PRE_HIRE, Outcome.CLEAR, TODAY, Decision.HIRED, date(2026, 11, 25), unsure
        )
    assert old.value.rule is rules.AGE


def test_a_hit_in_the_yearly_check_ends_the_employment() -> None:
    assert rules.choices(Kind.YEARLY, Outcome.HIT, CONFIRMED) == (Decision.ENDED,)
    with pytest.raises(Refused) as refused:
        rules.require_decision(Kind.YEARLY, Outcome.HIT, TODAY, Decision.KEPT, TODAY, CONFIRMED)
    assert refused.value.rule is rules.YEARLY
    with pytest.raises(Invalid):
        rules.require_decision(Kind.YEARLY, Outcome.CLEAR, TODAY, Decision.HIRED, TODAY, CONFIRMED)


def test_an_answer_names_letter_station_and_day() -> None:
    with pytest.raises(Invalid) as refused:
        rules.require_answer(Outcome.CLEAR, "", " ", None, TODAY)
    assert [one.field for one in refused.value.problems] == ["letter_no", "station", "answered_on"]
    with pytest.raises(Invalid):
        rules.require_answer(Outcome.CLEAR, "1", "所", date(2026, 11, 25), TODAY)
    rules.require_answer(Outcome.PENDING, "", "", None, TODAY)


def test_an_answer_is_given_once() -> None:
    rules.require_open(None)
    rules.require_open(Outcome.PENDING)
    with pytest.raises(Conflict):
        rules.require_open(Outcome.CLEAR)


def test_clocks() -> None:
    assert rules.due_on(date(2026, 11, 24), SHIPPED) == date(2026, 12, 8)
    assert rules.yearly_due(2026) == date(2026, 12, 31)
