"""How a placement moves."""

from __future__ import annotations

from enum import StrEnum

from foundation.errors import Conflict
from foundation.text import text


class PlacementState(StrEnum):
    """Where a placement stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    BLOCKED = "blocked"
    ACTIVE = "active"
    INTERRUPTED = "interrupted"
    COMPLETED = "completed"
    ASSESSED = "assessed"
    CANCELLED = "cancelled"


STEPS: dict[tuple[PlacementState, str], PlacementState] = {
    (PlacementState.PROPOSED, "accept"): PlacementState.ACCEPTED,
    (PlacementState.ACCEPTED, "block"): PlacementState.BLOCKED,
    (PlacementState.BLOCKED, "unblock"): PlacementState.ACCEPTED,
    (PlacementState.ACCEPTED, "start"): PlacementState.ACTIVE,
    (PlacementState.ACTIVE, "interrupt"): PlacementState.INTERRUPTED,
    (PlacementState.INTERRUPTED, "resume"): PlacementState.ACTIVE,
    (PlacementState.ACTIVE, "complete"): PlacementState.COMPLETED,
    (PlacementState.COMPLETED, "assess"): PlacementState.ASSESSED,
    **{
        (state, "cancel"): PlacementState.CANCELLED
        for state in (
            PlacementState.PROPOSED,
            PlacementState.ACCEPTED,
            PlacementState.BLOCKED,
            PlacementState.ACTIVE,
            PlacementState.INTERRUPTED,
        )
    },
}
LABELS = {
    PlacementState.PROPOSED: text("Proposed"),
    PlacementState.ACCEPTED: text("Accepted"),
    PlacementState.BLOCKED: text("Something is missing"),
    PlacementState.ACTIVE: text("On placement"),
    PlacementState.INTERRUPTED: text("Interrupted"),
    PlacementState.COMPLETED: text("Placement completed"),
    PlacementState.ASSESSED: text("Assessed"),
    PlacementState.CANCELLED: text("Cancelled"),
}


def after(state: PlacementState, action: str) -> PlacementState:
    """The state a step leads to; a step the state does not allow is a conflict."""
    try:
        return STEPS[state, action]
    except KeyError:
        raise Conflict(
            text("This step is not possible now. The placement is: {state}.", state=LABELS[state])
        ) from None
