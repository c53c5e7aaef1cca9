"""Prove that the register is whole and finds people; only then does it count as fresh. Fails closed."""

from __future__ import annotations

from foundation.clock import now
from foundation.database import execute
from foundation.errors import DomainError
from foundation.logging import log
from foundation.text import Text, text
from screening.matching.rules import MATCHER_VERSION
from screening.upkeep.canary import canary_is_found
from screening.upkeep.keys import bans_keyed_wrongly, people_keyed_wrongly


async def refresh_list() -> list[Text]:
    """Check the register; what is wrong with it, or nothing, and then it is fresh from now on.

    While something is wrong the time of the last good check stays, and when that is too long ago nobody is
    screened any more and nothing issued.
    """
    try:
        wrong = await _findings()
    except DomainError as error:
        wrong = [error.message]
    if wrong:
        log.error("screening.list_not_confirmed", reasons=[said.msgid for said in wrong])
        return wrong
    await execute("UPDATE ban_list SET refreshed_at = $1", now())
    await execute(
        "INSERT INTO matcher_live (one, version, since) VALUES (true, $1, $2) ON CONFLICT (one) DO NOTHING",
        MATCHER_VERSION,
        now(),
    )
    log.info("screening.list_confirmed")
    return []


async def _findings() -> list[Text]:
    wrong: list[Text] = []
    if bans := await bans_keyed_wrongly():
        wrong.append(text("{count} entries of the register cannot be found by their keys.", count=bans))
    if people := await people_keyed_wrongly():
        wrong.append(text("{count} people cannot be found by their keys.", count=people))
    if not await canary_is_found():
        wrong.append(text("A made-up banned person was not found by the screening."))
    return wrong
