"""How a certificate moves, and what anybody who checks it is told.

A hold never overwrites the state underneath. What is told is derived, the first that applies, in this order:

    voided      the number was taken and never used, or the certificate was made by mistake
    withdrawn   撤销 by decision of two persons; nothing brings it back
    superseded  换发 a newer version took its place
    suspended   暂停 something holds it: a ban, an unresolved match, a changed identity, an officer
    expired     its last day is past
    valid       issued, nothing holds it, and its day has come
    not_issued  everything else: reserved or prepared, or issued for a later day
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

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
    """What is told: derived from the state, the holds and the dates."""

    VALID = "valid"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    VOIDED = "voided"
    NOT_ISSUED = "not_issued"


class Facts(msgspec.Struct, frozen=True):
    """What the standing rests on; `held` when any hold is open."""

    state: State
    held: bool
    issued_on: date
    expires_on: date | None = None


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
    Standing.VOIDED: text("Voided"),
    Standing.NOT_ISSUED: text("Not issued"),
}
_ENDED = {
    State.VOIDED: Standing.VOIDED,
    State.WITHDRAWN: Standing.WITHDRAWN,
    State.SUPERSEDED: Standing.SUPERSEDED,
}


def after(state: State, action: str) -> State:
    """The state a step leads to; a step the state does not allow is a conflict."""
    try:
        return STEPS[state, action]
    except KeyError:
        raise Conflict(_not_now(LABELS[state])) from None


def _not_now(label: Text) -> Text:
    return text("This step is not possible now. The certificate is: {state}.", state=label)


def status_on(facts: Facts, day: date) -> Standing:
    """What is told on that day; see the order at the top of this module."""
    if facts.state in _ENDED:
        return _ENDED[facts.state]
    if facts.state is not State.ISSUED:
        return Standing.NOT_ISSUED
    if facts.held:
        return Standing.SUSPENDED
    if facts.expires_on is not None and facts.expires_on < day:
        return Standing.EXPIRED
    return Standing.VALID if facts.issued_on <= day else Standing.NOT_ISSUED
