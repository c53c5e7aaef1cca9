"""A publicity under way lasts as long as the corrected calendar says, and never less than was announced."""

from __future__ import annotations

from datetime import date

from foundation.actor import SYSTEM
from foundation.clock import today
from foundation.database import execute, fetch
from foundation.events import publish
from foundation.history import record
from registry.calendars.events import CalendarAgreed
from training.evaluations.events import PublicityLengthened
from training.evaluations.numbers import term_under_way
from training.evaluations.rules import lengthened, publicity_ends

_UNDER_WAY = """
SELECT id, public_id, evaluator_id, name, publicised_from, publicised_until FROM evaluation_session
 WHERE status = 'publicised' ORDER BY id FOR UPDATE
"""


async def last_day(begins: date, until: date) -> date:
    """The last day of a publicity that is not confirmed yet, as the calendars of today count it."""
    term = await term_under_way(begins, today())
    return until if term is None else lengthened(until, publicity_ends(begins, term), today())


async def on_calendar_agreed(event: CalendarAgreed) -> None:
    """Whatever is publicised and not confirmed is counted by the new calendar where that is longer."""
    for row in await fetch(_UNDER_WAY):
        until = await last_day(row["publicised_from"], row["publicised_until"])
        if until == row["publicised_until"]:
            continue
        await execute("UPDATE evaluation_session SET publicised_until = $2 WHERE id = $1", row["id"], until)
        changes = {
            "publicised_until": (row["publicised_until"].isoformat(), until.isoformat()),
            "calendar": (None, event.year),
        }
        await record(SYSTEM, "session.publicity_lengthened", ("session", row["id"]), changes)
        told = (row["id"], row["public_id"], row["evaluator_id"], row["name"], until, event.year)
        await publish(PublicityLengthened(*told))
