"""Which certificates are not issued anew with the others, and why."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from foundation.text import Text, text

Why = Literal["withdrawn", "held", "expired", "proposed", "in_making"]

WHYS: Final[dict[Why, Text]] = {
    "withdrawn": text("It was withdrawn."),
    "held": text("It is suspended by the ban register, a possible match or an officer."),
    "expired": text("Its last day has passed."),
    "proposed": text("Another proposal about it waits for a decision."),
    "in_making": text("A new version of it is being made already."),
}


def why_not(
    *, status: str, held: bool, expires_on: date | None, proposed: bool, in_making: bool, today: date
) -> Why | None:
    """The first reason against a new version; nothing where it can be made.

    `held` leaves out a changed identity: the new version is screened under it.
    """
    if status != "issued":
        return "withdrawn"
    if held:
        return "held"
    if expires_on is not None and expires_on < today:
        return "expired"
    if in_making:
        return "in_making"
    return "proposed" if proposed else None
