"""When trainees can check in and out, what late and early mean, and the hours that follow."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Literal

import msgspec

from foundation.errors import own_rule
from foundation.text import Text, text

Phase = Literal["in", "out"]
Standing = Literal["present", "late", "left_early", "late_and_left", "unfinished", "absent"]

#: So much later than the beginning, or earlier than the end, still counts as in time.
GRACE = timedelta(minutes=10)
FRESH_CODE = own_rule(
    "ATT-CODE", text("A code on the screen counts for a short time, so that it is scanned in the room")
)
AROUND_THE_LESSON = own_rule(
    "ATT-TIME", text("Who takes part checks in and out around the time of the lesson")
)
ONE_TELEPHONE = own_rule("ATT-ONE", text("One telephone speaks for one trainee in a lesson"))
#: Checking in opens so long before the beginning; checking out closes so long after the end.
OPENS = timedelta(minutes=30)
CLOSES = timedelta(minutes=60)
#: A code on the screen is followed by the next after a minute; it can be scanned for three in all, and
#: whoever has scanned it has three more to say who they are.
STEP = timedelta(minutes=1)
SCANNABLE, TYPABLE = 3, 6
_HALF = Decimal("0.5")

STANDINGS: dict[Standing, Text] = {
    "present": text("Present"),
    "late": text("Came late"),
    "left_early": text("Left early"),
    "late_and_left": text("Came late, left early"),
    "unfinished": text("Did not check out"),
    "absent": text("Did not come"),
}


class Sitting(msgspec.Struct, frozen=True):
    """What of a lesson decides: its time, its hours, and whether trainees check out."""

    starts_at: datetime
    ends_at: datetime
    hours: Decimal
    check_out: bool = False


class Presence(msgspec.Struct, frozen=True):
    """From when until when a trainee was there."""

    came_at: datetime | None = None
    left_at: datetime | None = None


def standing(sitting: Sitting, presence: Presence) -> Standing:
    """How a trainee's attendance is called."""
    if presence.came_at is None or presence.came_at >= sitting.ends_at:
        return "absent"
    if sitting.check_out and presence.left_at is None:
        return "unfinished"
    late = presence.came_at > sitting.starts_at + GRACE
    early = presence.left_at is not None and presence.left_at < sitting.ends_at - GRACE
    if late and early:
        return "late_and_left"
    return "late" if late else "left_early" if early else "present"


def earned(sitting: Sitting, presence: Presence) -> Decimal:
    """The hours that count: all of them for whoever was there in time and to the end.

    Otherwise the share of the time that was spent there, down to half hours; nothing without checking out.
    """
    called = standing(sitting, presence)
    if called in ("absent", "unfinished"):
        return Decimal(0)
    if called == "present":
        return sitting.hours
    assert presence.came_at is not None
    begun = presence.came_at if called != "left_early" else sitting.starts_at
    ended = presence.left_at if called != "late" and presence.left_at else sitting.ends_at
    there, whole = ended - max(begun, sitting.starts_at), sitting.ends_at - sitting.starts_at
    share = Decimal(max(there, timedelta(0)) // timedelta(seconds=1)) / Decimal(whole // timedelta(seconds=1))
    return (sitting.hours * share / _HALF).to_integral_value(ROUND_DOWN) * _HALF


def time_problem(sitting: Sitting, phase: Phase, moment: datetime) -> Text | None:
    """Why nobody can check in or out now; None when it is possible."""
    if phase == "out" and not sitting.check_out:
        return text("Nobody checks out of this lesson.")
    if moment < sitting.starts_at - OPENS:
        return text("Checking in opens half an hour before the lesson.")
    if phase == "in" and moment >= sitting.ends_at:
        return text("The lesson is over.")
    if moment > sitting.ends_at + CLOSES:
        return text("The lesson has been over for more than an hour.")
    return None


def plan_problem(sitting: Sitting) -> tuple[str, Text] | None:
    """The field and what is wrong with a planned lesson's time."""
    length = sitting.ends_at - sitting.starts_at
    if length <= timedelta(0):
        return "ends", text("The lesson ends before it begins.")
    if length > timedelta(hours=12):
        return "ends", text("A lesson lasts twelve hours at most.")
    if sitting.hours * 45 > Decimal(length // timedelta(minutes=1)):
        return "hours", text("A class hour is 45 minutes: so many do not fit into this time.")
    return None
