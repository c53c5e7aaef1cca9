"""How an enrolment moves, when it may rest, and why it may end early."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import Conflict, Invalid
from training.enrolments.data import LONGEST_DEFERRAL, TRIGGERS
from training.enrolments.rules import (
    LABELS,
    STEPS,
    EnrolmentState,
    Period,
    after,
    deferral_problems,
    reasons_for,
    require_deferral,
    require_reason,
    rests_on,
)

START = date(2026, 3, 1)
days = st.dates(date(2026, 3, 1), date(2026, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    begins = draw(days)
    until = begins + timedelta(days=draw(st.integers(0, 60)))
    returned = begins + timedelta(days=draw(st.integers(0, 90)))
    return Period(begins, until, draw(st.sampled_from([None, returned])))


@given(st.lists(st.sampled_from(sorted({action for _, action in STEPS})), max_size=20))
def test_an_enrolment_never_leaves_its_states_and_completes_only_while_active(actions: list[str]) -> None:
    state = EnrolmentState.DRAFT
    for action in actions:
        try:
            result = after(state, action)
        except Conflict:
            assert (state, action) not in STEPS
            continue
        assert state not in (EnrolmentState.COMPLETED, EnrolmentState.WITHDRAWN, EnrolmentState.TRANSFERRED)
        if result is EnrolmentState.COMPLETED:
            assert state is EnrolmentState.ACTIVE
        state = result
    assert state in LABELS


def test_every_state_can_be_reached_and_has_a_word() -> None:
    assert {EnrolmentState.DRAFT, *STEPS.values()} == set(EnrolmentState) == set(LABELS)


def test_a_refused_step_says_where_the_enrolment_stands() -> None:
    with pytest.raises(Conflict, match="Deferred"):
        after(EnrolmentState.DEFERRED, "complete")


@given(periods(), st.lists(periods(), max_size=4))
def test_no_accepted_deferral_shares_a_day_with_another(new: Period, existing: list[Period]) -> None:
    if not deferral_problems(new, existing, START, 24):
        span = (new.ends_on - new.from_on).days + 1
        for day in (new.from_on + timedelta(days=after_start) for after_start in range(span)):
            assert not rests_on(existing, day)


@given(periods(), periods())
def test_two_deferrals_overlap_from_both_sides_or_not_at_all(one: Period, other: Period) -> None:
    assert bool(deferral_problems(one, [other], START, 24)) == bool(
        deferral_problems(other, [one], START, 24)
    )


@pytest.mark.parametrize(
    "begins, until, existing, field",
    [
        (date(2026, 5, 2), date(2026, 5, 1), [], "until_on"),
        (date(2026, 2, 28), date(2026, 5, 1), [], "from_on"),
        (date(2026, 5, 1), date(2026, 6, 1), [Period(date(2026, 6, 1), date(2026, 7, 1))], "from_on"),
        (date(2026, 3, 1), date(2028, 3, 1), [], "until_on"),
    ],
)
def test_what_is_wrong_with_a_deferral_is_told_by_field(
    begins: date, until: date, existing: list[Period], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        require_deferral(Period(begins, until), existing, START, 24)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_after_an_early_return_the_rest_of_the_period_is_free_again() -> None:
    earlier = Period(date(2026, 5, 1), date(2026, 8, 31), returned_on=date(2026, 6, 1))
    assert rests_on([earlier], date(2026, 5, 31))
    assert not rests_on([earlier], date(2026, 6, 1))
    require_deferral(Period(date(2026, 6, 1), date(2026, 6, 30)), [earlier], START, 24)


def test_the_longest_deferral_is_a_parameter_to_confirm() -> None:
    assert LONGEST_DEFERRAL.needs_confirm
    require_deferral(Period(date(2026, 3, 1), date(2028, 2, 29)), [], START, LONGEST_DEFERRAL.value)
    require_deferral(Period(date(2026, 3, 1), date(2036, 2, 29)), [], START, None)  # nobody has confirmed it


@pytest.mark.parametrize("trigger", sorted(TRIGGERS))
def test_each_side_has_its_own_reasons(trigger: str) -> None:
    for other in TRIGGERS:
        for reason in reasons_for(other):
            if reason in reasons_for(trigger):
                require_reason(trigger, reason.code)
            else:
                with pytest.raises(Invalid):
                    require_reason(trigger, reason.code)


def test_an_unknown_side_is_refused() -> None:
    assert reasons_for("weather") == ()
    with pytest.raises(Invalid):
        require_reason("weather", "rain")
