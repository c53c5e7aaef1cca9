"""How a certificate moves from state to state."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.register.rules import LABELS, STANDING_LABELS, STEPS, Standing, State, after
from foundation.errors import Conflict


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
