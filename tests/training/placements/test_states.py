"""How a placement moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import Conflict
from training.placements.states import LABELS, STEPS, PlacementState, after


@given(st.lists(st.sampled_from(sorted({action for _, action in STEPS})), max_size=20))
def test_a_placement_never_leaves_its_states_and_is_assessed_only_after_it_ran(actions: list[str]) -> None:
    state = PlacementState.PROPOSED
    seen = {state}
    for action in actions:
        try:
            result = after(state, action)
        except Conflict:
            assert (state, action) not in STEPS
            continue
        assert state not in (PlacementState.ASSESSED, PlacementState.CANCELLED)
        state = result
        seen.add(state)
    if state is PlacementState.ASSESSED:
        assert {PlacementState.ACCEPTED, PlacementState.ACTIVE, PlacementState.COMPLETED} <= seen


def test_every_state_can_be_reached_and_has_a_word() -> None:
    assert {PlacementState.PROPOSED, *STEPS.values()} == set(PlacementState) == set(LABELS)


def test_a_blocked_placement_cannot_start() -> None:
    with pytest.raises(Conflict, match="Something is missing"):
        after(PlacementState.BLOCKED, "start")
