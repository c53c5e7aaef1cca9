"""Issuing is paused: a line on the front page of those who issue or can mend it, and word to the province."""

from __future__ import annotations

import msgspec

from certificates.watching.telling import put_notice
from foundation.actor import Actor
from foundation.database import fetch
from foundation.text import Text, text
from screening.alarms.events import AlarmOpened
from screening.alarms.pages import VIEW
from screening.alarms.queries import needs_a_look, pause

#: Whoever has one of these would wait for certificates without knowing why.
_ISSUERS = ("certificates.batch.prepare", "certificates.batch.approve")
#: Who can mend it, or have it mended: the province's commission, and whoever administers the installation.
_MENDERS = """
SELECT id FROM organisation WHERE closed_at IS NULL
   AND ((kind = 'health_commission' AND area_code LIKE '__0000') OR kind = 'administration')
"""


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


async def on_alarm_opened(event: AlarmOpened) -> None:
    """Those who can mend it are told at once, outside of the system too."""
    if not event.stops:
        return
    said = text("Issuing is paused ({check}): {why}", check=event.check, why=event.said)
    for row in await fetch(_MENDERS):
        subject = ("screening_alarm", event.alarm_id)
        await put_notice(row["id"], "screening.paused", subject, said, "/screening/health")
