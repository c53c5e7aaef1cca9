"""The line on the front page of those who issue, or who can mend it, when issuing is paused."""

from __future__ import annotations

import msgspec

from foundation.actor import Actor
from foundation.text import Text, text
from screening.alarms.pages import VIEW
from screening.alarms.queries import needs_a_look, pause

#: Whoever has one of these would wait for certificates without knowing why.
_ISSUERS = ("certificates.batch.prepare", "certificates.batch.approve")


class Alarm(msgspec.Struct, frozen=True):
    """What the line says, and where more is said."""

    meaning: str
    title: Text
    why: Text
    href: str | None


async def alarm_for(actor: Actor) -> Alarm | None:
    """What this role must know about the ban register now; nothing when all is well."""
    looks = actor.may(VIEW)
    if not looks and not any(actor.may(one) for one in _ISSUERS):
        return None
    href = "/screening/health" if looks else None
    if found := await pause():
        return Alarm("stopped", text("Issuing is paused"), found[0], href)
    if looks and await needs_a_look():
        return Alarm(
            "attention", text("The ban register needs a look"), text("Issuing goes on meanwhile."), href
        )
    return None
