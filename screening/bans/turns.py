"""Whose turn it is with an entry, and which steps a person may take."""

from __future__ import annotations

from typing import Literal

import msgspec

from foundation.actor import Actor
from foundation.text import Text, text
from screening.bans.queries import BanView
from screening.bans.rules import IN_FORCE, Status

Name = Literal["confirm", "reject", "propose-lift", "lift"]


class Step(msgspec.Struct, frozen=True):
    """A step as its button and its page name it."""

    name: Name
    title: Text
    permission: str
    kind: str = "secondary"


STEPS: dict[str, Step] = {
    "confirm": Step("confirm", text("Confirm the entry"), "screening.ban.confirm", "primary"),
    "reject": Step("reject", text("Do not enter"), "screening.ban.confirm", "danger"),
    "propose-lift": Step("propose-lift", text("Propose to lift"), "screening.ban.record"),
    "lift": Step("lift", text("Lift the ban"), "screening.ban.confirm", "primary"),
}


def turn_of(ban: BanView) -> Text | None:
    """What the entry waits for, and of whom."""
    if ban.status == Status.AWAITING_SECOND:
        return text("Another person must confirm")
    if ban.status == Status.UNSCREENABLE:
        return text("More identity data are needed")
    if ban.lift_proposed_by is not None and ban.lifted_at is None and Status(ban.status) in IN_FORCE:
        return text("Another person must decide on lifting")
    return None


def steps_for(actor: Actor, ban: BanView) -> list[Step]:
    """The steps that this person may take now; what the same person may not do twice is left out."""
    status, own = Status(ban.status), ban.recorded_by == actor.account_id
    open_to: list[Name] = []
    if status is Status.AWAITING_SECOND and not own:
        open_to += ["confirm", "reject"]
    if status is Status.UNSCREENABLE and not own:
        open_to += ["reject"]
    if status in IN_FORCE:
        proposed_by_other = ban.lift_proposed_by not in (None, actor.account_id)
        open_to += ["lift"] if proposed_by_other else [] if ban.lift_proposed_by else ["propose-lift"]
    return [STEPS[name] for name in open_to if actor.may(STEPS[name].permission)]
