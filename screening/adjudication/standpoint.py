"""Whose turn a match is, and what the person who looks at it may do: the same answer as the action gives."""

from __future__ import annotations

from collections.abc import Set

import msgspec

from foundation.actor import Actor
from foundation.text import Text, text
from screening.adjudication.queries import MatchView
from screening.adjudication.rules import MatchState


class Standpoint(msgspec.Struct, frozen=True):
    """What the match waits for; `may` an opinion be given by this person, else why not."""

    waits_for: Text | None
    may: bool
    why_not: Text | None = None


def standpoint(actor: Actor, match: MatchView, involved: Set[object]) -> Standpoint:
    """Where this person stands to the match; `involved` are those from whom it is taken."""
    if not match.waiting:
        return Standpoint(None, False)
    proposed = match.state is MatchState.PROPOSED
    waits_for = _first(match) if not proposed else _second(match)
    if not actor.may("screening.match.decide" if proposed else "screening.match.propose"):
        return Standpoint(waits_for, False, text("Your role only looks."))
    if proposed and match.proposer_id == actor.account_id:
        return Standpoint(waits_for, False, text("You gave the first opinion; another person decides."))
    if actor.account_id in involved:
        why_not = text("You took part in the earlier decision; somebody else must look at it now.")
        return Standpoint(waits_for, False, why_not)
    return Standpoint(waits_for, True)


def _first(match: MatchView) -> Text:
    if match.contested:
        return text("First opinion, of somebody who did not judge it before")
    return text("First opinion")


def _second(match: MatchView) -> Text:
    if match.needs_another_office:
        return text("Second person of another organisation")
    if match.contested:
        return text("Second person who did not judge it before")
    return text("Second person")
