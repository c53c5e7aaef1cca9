"""How a certificate moves, and the words for what an office is shown of it.

A hold never overwrites the state underneath: what verification answers is derived from facts by
`certificates.verification.rules.standing`, for this register too.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from certificates.verification.rules import standing
from foundation.errors import Conflict
from foundation.text import Text, text


class State(StrEnum):
    """What is stored: how far a certificate has come, and how it ended."""

    RESERVED = "reserved"
    PREPARED = "prepared"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    VOIDED = "voided"


class Standing(StrEnum):
    """What is told of a certificate that was issued."""

    VALID = "valid"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


STEPS: dict[tuple[State, str], State] = {
    (State.RESERVED, "prepare"): State.PREPARED,
    (State.PREPARED, "issue"): State.ISSUED,
    (State.RESERVED, "void"): State.VOIDED,
    (State.PREPARED, "void"): State.VOIDED,
    (State.ISSUED, "withdraw"): State.WITHDRAWN,
    (State.ISSUED, "supersede"): State.SUPERSEDED,
}
LABELS = {
    State.RESERVED: text("Number reserved"),
    State.PREPARED: text("Prepared"),
    State.ISSUED: text("Issued"),
    State.WITHDRAWN: text("Withdrawn"),
    State.SUPERSEDED: text("Replaced by a newer one"),
    State.VOIDED: text("Voided"),
}
STANDING_LABELS = {
    Standing.VALID: text("Valid"),
    Standing.SUSPENDED: text("Suspended"),
    Standing.WITHDRAWN: text("Withdrawn"),
    Standing.EXPIRED: text("Expired"),
    Standing.SUPERSEDED: text("Replaced by a newer one"),
}
#: Verification knows none of these; the office sees the state itself.
NEVER_ISSUED = frozenset({State.RESERVED, State.PREPARED, State.VOIDED})


def after(state: State, action: str) -> State:
    """The state a step leads to; a step the state does not allow is a conflict."""
    try:
        return STEPS[state, action]
    except KeyError:
        raise Conflict(_not_now(LABELS[state])) from None


def _not_now(label: Text) -> Text:
    return text("This step is not possible now. The certificate is: {state}.", state=label)


def standing_on(day: date, status: str, *, held: bool, expires_on: date | None) -> str:
    """What verification answers on that day, or the state itself of one that was never issued."""
    if status in NEVER_ISSUED:
        return status
    return standing(status, held=held, expires_on=expires_on, register_current=True, today=day)
