"""How a certificate moves, and what is told of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.register.rules import (
    LABELS,
    STANDING_LABELS,
    STEPS,
    Facts,
    Standing,
    State,
    after,
    status_on,
)
from foundation.errors import Conflict

TODAY = date(2026, 11, 1)
days = st.dates(date(2020, 1, 1), date(2032, 1, 1))
facts = st.builds(Facts, st.sampled_from(State), st.booleans(), days, st.none() | days)


@pytest.mark.parametrize(
    "state, held, issued, expires, standing",
    [
        (State.ISSUED, False, 0, None, Standing.VALID),
        (State.ISSUED, False, -365, 0, Standing.VALID),  # the last day still counts
        (State.ISSUED, False, -365, -1, Standing.EXPIRED),
        (State.ISSUED, True, -365, None, Standing.SUSPENDED),
        (State.ISSUED, True, -365, -1, Standing.SUSPENDED),  # a hold is told before an end
        (State.ISSUED, False, 1, None, Standing.NOT_ISSUED),
        (State.WITHDRAWN, True, -365, -1, Standing.WITHDRAWN),
        (State.SUPERSEDED, True, -365, -1, Standing.SUPERSEDED),
        (State.VOIDED, True, -365, -1, Standing.VOIDED),
        (State.RESERVED, False, 0, None, Standing.NOT_ISSUED),
        (State.PREPARED, True, 0, None, Standing.NOT_ISSUED),
    ],
)
def test_what_is_told_follows_the_documented_order(
    state: State, held: bool, issued: int, expires: int | None, standing: Standing
) -> None:
    end = None if expires is None else TODAY + timedelta(days=expires)
    assert status_on(Facts(state, held, TODAY + timedelta(days=issued), end), TODAY) is standing


@given(facts, days)
def test_valid_means_issued_unheld_begun_and_not_ended(known: Facts, day: date) -> None:
    expected = (
        known.state is State.ISSUED
        and not known.held
        and known.issued_on <= day
        and (known.expires_on is None or day <= known.expires_on)
    )
    assert (status_on(known, day) is Standing.VALID) is expected


@given(facts, days)
def test_a_hold_never_makes_anything_valid_and_lifting_it_gives_back_the_state(
    known: Facts, day: date
) -> None:
    held = Facts(known.state, True, known.issued_on, known.expires_on)
    free = Facts(known.state, False, known.issued_on, known.expires_on)
    assert status_on(held, day) is not Standing.VALID
    if known.state is not State.ISSUED:
        assert status_on(held, day) is status_on(free, day)


@given(facts, days, st.integers(0, 4000))
def test_what_has_ended_or_expired_never_becomes_valid_with_time(known: Facts, day: date, later: int) -> None:
    ended = {Standing.WITHDRAWN, Standing.SUPERSEDED, Standing.VOIDED, Standing.EXPIRED}
    now = status_on(known, day)
    if now in ended:
        assert status_on(known, day + timedelta(days=later)) is now


@given(st.lists(st.sampled_from(sorted({action for _, action in STEPS})), max_size=15))
def test_a_certificate_never_leaves_its_states_and_never_comes_back_from_an_end(actions: list[str]) -> None:
    state = State.RESERVED
    for action in actions:
        try:
            state_after = after(state, action)
        except Conflict:
            assert (state, action) not in STEPS
            continue
        assert state not in (State.WITHDRAWN, State.SUPERSEDED, State.VOIDED)
        state = state_after
    assert state in State


def test_every_state_can_be_reached_and_every_word_is_there() -> None:
    assert {State.RESERVED, *STEPS.values()} == set(State) == set(LABELS)
    assert set(STANDING_LABELS) == set(Standing)


def test_a_refused_step_says_where_the_certificate_stands() -> None:
    with pytest.raises(Conflict) as refused:
        after(State.WITHDRAWN, "issue")
    assert "Withdrawn" in refused.value.message.english()
