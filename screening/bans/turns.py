"""Whose turn it is with an entry, and which steps a person may take."""

from __future__ import annotations

from typing import Literal

import msgspec

from foundation.actor import Actor
from foundation.text import Text, text
from screening.bans.queries import BanView
from screening.bans.rules import IN_FORCE, Status

Name = Literal[
    "confirm",
    "reject",
    "complete",
    "take-over",
    "amend",
    "amendment",
    "contest",
    "settle",
    "propose-lift",
    "lift",
    "refuse-lift",
]


class Step(msgspec.Struct, frozen=True):
    """A step as its button and its page name it."""

    name: Name
    title: Text
    permission: str
    kind: str = "secondary"


STEPS: dict[str, Step] = {
    "confirm": Step("confirm", text("Confirm the entry"), "screening.ban.confirm", "primary"),
    "reject": Step("reject", text("Do not enter"), "screening.ban.confirm", "danger"),
    "complete": Step("complete", text("Complete the identity"), "screening.ban.record", "primary"),
    "take-over": Step("take-over", text("Take it over"), "screening.ban.record"),
    "amendment": Step("amendment", text("Decide on the amendment"), "screening.ban.confirm", "primary"),
    "amend": Step("amend", text("Propose to amend"), "screening.ban.record"),
    "contest": Step("contest", text("Record a remedy"), "screening.ban.record"),
    "settle": Step("settle", text("Record how the remedy ended"), "screening.ban.record"),
    "refuse-lift": Step("refuse-lift", text("Do not lift"), "screening.ban.confirm"),
    "propose-lift": Step("propose-lift", text("Propose to lift"), "screening.ban.record"),
    "lift": Step("lift", text("Lift the ban"), "screening.ban.confirm", "primary"),
}


def turn_of(ban: BanView) -> Text | None:
    """What the entry waits for, and of whom."""
    if ban.status == Status.AWAITING_SECOND:
        return text("Another person must confirm")
    if ban.status == Status.UNSCREENABLE:
        return text("More identity data are needed")
    if ban.amendment_by is not None:
        return text("Another person must decide on the amendment")
    if ban.lift_proposed_by is not None and ban.lifted_at is None and Status(ban.status) in IN_FORCE:
        return text("Another person must decide on lifting")
    return None


def steps_for(actor: Actor, ban: BanView) -> list[Step]:
    """The steps that this person may take now; what the same person may not do twice is left out."""
    status = Status(ban.status)
    names: list[Name] = []
    if status in (Status.AWAITING_SECOND, Status.UNSCREENABLE):
        names = _before_confirmation(actor, ban, status)
    elif status in IN_FORCE:
        names = [*_amending(actor, ban), *_lifting(actor, ban), *_remedies(ban, status)]
    return [STEPS[name] for name in names if actor.may(STEPS[name].permission)]


def _before_confirmation(actor: Actor, ban: BanView, status: Status) -> list[Name]:
    other = actor.account_id not in (ban.recorded_by, ban.completed_by)
    if status is Status.AWAITING_SECOND:
        return ["confirm", "reject"] if other else []
    take: list[Name] = [] if ban.owner_id == actor.account_id else ["take-over"]
    return ["complete", *take, *(["reject"] if other else [])]  # type: ignore[list-item]


def _amending(actor: Actor, ban: BanView) -> list[Name]:
    if ban.amendment_by is None:
        return ["amend"]
    return ["amendment"] if ban.amendment_by != actor.account_id else []


def _lifting(actor: Actor, ban: BanView) -> list[Name]:
    if ban.lift_proposed_by is None:
        return ["propose-lift"]
    return ["lift", "refuse-lift"] if ban.lift_proposed_by != actor.account_id else []


def _remedies(ban: BanView, status: Status) -> list[Name]:
    """Reconsideration may be followed by a suit; a suit ends the way."""
    if status is not Status.UNDER_REMEDY:
        return ["contest"] if ban.remedy_status == "none" else []
    return ["settle", "contest"] if ban.remedy_status == "reconsideration" else ["settle"]
