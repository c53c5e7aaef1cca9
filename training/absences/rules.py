"""What has to be so before an absence is taken back, and by whom."""

from __future__ import annotations

from collections.abc import Collection

from curricula.standards.data import COMPONENT_LABELS
from foundation.errors import Conflict, FieldProblem, Invalid, own_rule
from foundation.text import text
from training.evaluations.rules import SessionState

TWO_PERSONS = own_rule("EV-ABS", text("Who wants an absence taken back does not agree to it"))


def require_before_publicity(state: SessionState, *, publicised: bool) -> None:
    """Between the examination and the publicity; what assessors mark, before the first one.

    Raises `Conflict`.
    """
    if publicised:
        raise Conflict(
            text("The results were publicised; an absence is put right within an objection."),
            remedy=text("Record the objection; whoever upholds it says that the candidate was there."),
        )
    if state is not SessionState.HELD:
        raise Conflict(
            text("An absence is taken back between the examination and the publicity."),
            remedy=text("A publicised score is corrected with a reason."),
        )


def require_absent(component: str, absent: Collection[str]) -> None:
    """Raises `Invalid` where no absence is recorded."""
    if component not in COMPONENT_LABELS or component not in absent:
        said = text("The candidate is not recorded as absent from this component.")
        raise Invalid([FieldProblem("component", said)])
