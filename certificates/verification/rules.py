"""What verification answers, derived from facts at the moment of asking."""

from __future__ import annotations

from datetime import date
from typing import Literal

Standing = Literal["valid", "suspended", "withdrawn", "superseded", "expired", "unknown", "unavailable"]


def standing(
    status: str, *, held: bool, expires_on: date | None, register_current: bool, today: date
) -> Standing:
    """The answer, by the first of these that holds:

    1. withdrawn or superseded: said so, whatever else is true
    2. never issued (reserved, prepared, voided): no such certificate
    3. something holds it: suspended
    4. its last day has passed: expired
    5. the ban register was not confirmed in time: cannot be checked; never valid by default
    6. valid
    """
    if status in ("withdrawn", "superseded"):
        return "withdrawn" if status == "withdrawn" else "superseded"
    if status != "issued":
        return "unknown"
    if held:
        return "suspended"
    if expires_on is not None and expires_on < today:
        return "expired"
    return "valid" if register_current else "unavailable"
