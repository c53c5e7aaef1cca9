"""How an evaluation moves and when it is passed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curricula.standards.data import ComponentKind
from foundation.errors import Conflict, Refused
from registry.working_days.data import SHIPPED
from training.evaluations.rules import (
    ENTRY_LABELS,
    ENTRY_STEPS,
    SESSION_LABELS,
    SESSION_STEPS,
    Earlier,
    EntryState,
    Outcome,
    Result,
    SessionState,
    Term,
    entry_after,
    kept_components,
    outcome,
    publicity_ends,
    publicity_problem,
    require_independent,
    require_publicity_over,
    score_problem,
    session_after,
    to_sit,
)

BOTH: tuple[ComponentKind, ...] = ("theory", "skill")
ALL: tuple[ComponentKind, ...] = ("theory", "skill", "review")
scores = st.integers(0, 200).map(lambda half: Decimal(half) / 2)


def results(*given_scores: str | None) -> list[Result]:
    """One result for each component; 'absent' for one that was missed, None for one without score."""
    return [
        Result(kind, absent=True) if score == "absent" else Result(kind, Decimal(score) if score else None)
        for kind, score in zip(ALL, given_scores, strict=False)
    ]


@pytest.mark.parametrize(
    "required, found, expected",
    [
        (BOTH, results("60", "60"), Outcome.PASS),
        (BOTH, results("59.5", "100"), Outcome.FAIL),  # no average
        (BOTH, results("100", "59.9"), Outcome.FAIL),
        (BOTH, results("80", "absent"), Outcome.FAIL),
        (BOTH, results("80", None), Outcome.INCOMPLETE),
        (BOTH, results("80"), Outcome.INCOMPLETE),
        (BOTH, results("59", None), Outcome.FAIL),
        (ALL, results("80", "80"), Outcome.INCOMPLETE),  # levels 2 and 1 need the review
        (ALL, results("80", "80", "60"), Outcome.PASS),
        (ALL, results("80", "80", "50"), Outcome.FAIL),
        (BOTH, results("80", "80", "10"), Outcome.PASS),  # a review nobody asked for decides nothing
        ((), [], Outcome.INCOMPLETE),
    ],
)
def test_each_component_decides_on_its_own(
    required: tuple[ComponentKind, ...], found: list[Result], expected: Outcome
) -> None:
    assert outcome(required, found) is expected


@given(scores, scores, scores)
def test_passing_means_sixty_in_every_component(one: Decimal, two: Decimal, three: Decimal) -> None:
    found = [Result(kind, score) for kind, score in zip(ALL, (one, two, three), strict=True)]
    assert (outcome(ALL, found) is Outcome.PASS) == (min(one, two, three) >= 60)


@given(scores, scores, st.integers(0, 50))
def test_a_better_score_never_turns_a_pass_into_a_fail(one: Decimal, two: Decimal, more: int) -> None:
    better = min(Decimal(100), one + more)
    before = outcome(BOTH, [Result("theory", one), Result("skill", two)])
    after = outcome(BOTH, [Result("theory", better), Result("skill", two)])
    assert after is Outcome.PASS or before is not Outcome.PASS


@pytest.mark.parametrize("score, fits", [("0", True), ("100", True), ("-0.5", False), ("100.5", False)])
def test_a_score_is_from_0_to_100(score: str, fits: bool) -> None:
    assert (score_problem(Decimal(score)) is None) is fits


@given(st.lists(st.sampled_from(sorted({action for _, action in ENTRY_STEPS})), max_size=25))
def test_an_entry_never_leaves_its_states_and_is_confirmed_only_after_publicity(actions: list[str]) -> None:
    state = EntryState.APPLIED
    seen = {state}
    for action in actions:
        try:
            after = entry_after(state, action)
        except Conflict:
            assert (state, action) not in ENTRY_STEPS
            continue
        state = after
        seen.add(state)
        if state is EntryState.CONFIRMED:
            assert {
                EntryState.ELIGIBLE,
                EntryState.SCHEDULED,
                EntryState.SCORED,
                EntryState.PUBLICISED,
            } <= seen
    assert state in ENTRY_LABELS


def test_every_state_can_be_reached_and_has_a_word() -> None:
    assert {EntryState.APPLIED, *ENTRY_STEPS.values()} == set(EntryState) == set(ENTRY_LABELS)
    assert {SessionState.PLANNED, *SESSION_STEPS.values()} == set(SessionState) == set(SESSION_LABELS)


def test_a_confirmed_result_can_only_be_annulled_and_that_is_the_end() -> None:
    assert {action for state, action in ENTRY_STEPS if state is EntryState.CONFIRMED} == {"annul"}
    assert not [action for state, action in ENTRY_STEPS if state is EntryState.ANNULLED]


def test_a_session_runs_from_plan_to_confirmation() -> None:
    state = SessionState.PLANNED
    for action in ("open", "hold", "publicise", "correct", "publicise", "confirm"):
        state = session_after(state, action)
    assert state is SessionState.CONFIRMED
    with pytest.raises(Conflict, match="Confirmed"):
        session_after(state, "correct")


def test_publicity_lasts_its_working_days() -> None:
    term = Term(5, {2025: SHIPPED[2025]})
    assert publicity_ends(date(2025, 9, 26), term) == date(2025, 10, 10)  # over the autumn holidays
    assert publicity_problem(date(2025, 9, 26), date(2025, 10, 10), term) is None
    problem = publicity_problem(date(2025, 9, 26), date(2025, 10, 9), term)
    assert problem is not None
    assert "2025-10-10" in problem.message.english()


def test_an_unconfirmed_calendar_makes_a_publicity_longer_and_never_shorter() -> None:
    unconfirmed = publicity_ends(date(2026, 2, 9), Term(5, {}))
    confirmed = publicity_ends(date(2026, 2, 9), Term(5, {2026: SHIPPED[2026]}))
    assert (confirmed, unconfirmed) == (date(2026, 2, 14), date(2026, 3, 6))  # a worked Saturday


def test_results_are_confirmed_after_the_last_day_of_publicity() -> None:
    last = date(2025, 10, 10)
    require_publicity_over(last, last + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        require_publicity_over(last, last)
    assert refused.value.rule is not None


def test_a_passed_component_is_kept_for_a_resit_while_it_is_recent() -> None:
    earlier = [Earlier("theory", date(2024, 7, 18))]
    assert to_sit(BOTH, earlier, date(2026, 7, 18), 24) == ("skill",)
    assert to_sit(BOTH, earlier, date(2026, 7, 19), 24) == ("theory", "skill")
    assert kept_components([], date(2026, 7, 19), 24) == frozenset()
    assert to_sit(BOTH, earlier, date(2024, 7, 19), None) == BOTH  # for how long is not confirmed


def test_nobody_assesses_whom_they_have_trained() -> None:
    require_independent("a", {"b"})
    with pytest.raises(Refused):
        require_independent("a", {"a", "b"})
