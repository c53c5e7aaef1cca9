"""Prove that the register is whole and finds people; only then does it count as fresh. Fails closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import asyncpg

from foundation.clock import now
from foundation.database import execute, fetchval, transaction
from foundation.errors import DomainError
from foundation.keys import keys_are_right
from foundation.logging import describe, log
from foundation.text import Text, text
from screening.alarms.actions import keep
from screening.alarms.readiness import refusal, words
from screening.alarms.rules import Finding
from screening.matching.rules import MATCHER_VERSION
from screening.upkeep.canary import canary_is_found
from screening.upkeep.keys import bans_keyed_wrongly, live_search_key, people_keyed_wrongly

Check = Callable[[], Awaitable[Text | None]]
#: Rows of each table of keys that are looked up by their index.
_SAMPLE: Final = 200
#: Bans that are looked at every hour, the newest and any others; at night all.
_BANS: Final = 1000


async def refresh_list(*, thorough: bool = False) -> list[Text]:
    """Check the register; what is wrong with it, or nothing, and then it is fresh from now on.

    While something is wrong an alarm is open, nobody is screened and nothing issued. Checks that could not
    tell because another one failed wait for it. `thorough` looks at every ban, however many there are.
    """
    findings: list[Finding] = []
    for name, check in {**_CHECKS, "bans": _all_bans if thorough else _bans}.items():
        broken = any(one.state == "failed" and one.name in _FIRST for one in findings)
        findings.append(Finding(name, "waiting") if broken else await _find(name, check))
    wrong = [one.said for one in findings if one.state == "failed" and one.said is not None]
    if not wrong:
        await _confirm()
        findings += [Finding("time", "good"), Finding("list", "good")]
    elif await refusal(MATCHER_VERSION) == words("stale"):
        findings.append(Finding("list", "failed", words("stale")[0]))
    await keep(findings)
    log.info("screening.list_checked", wrong=[said.msgid for said in wrong])
    return wrong


async def _find(name: str, check: Check) -> Finding:
    try:
        async with transaction():  # what fails in the database leaves the other checks alone
            said = await check()
    except DomainError as error:
        said = error.message
    except (TimeoutError, asyncpg.PostgresError) as error:
        log.error("screening.check_broken_off", check=name, **describe(error))
        said = text("The check could not be carried out.")
    return Finding(name, "failed" if said else "good", said)


async def _confirm() -> None:
    await execute("UPDATE ban_list SET refreshed_at = $1", now())
    if await fetchval("SELECT version FROM matcher_live") is None:  # the first one of an installation
        await execute(
            "INSERT INTO matcher_live (one, version, since) VALUES (true, $1, $2)"
            " ON CONFLICT (one) DO NOTHING",
            MATCHER_VERSION,
            now(),
        )


async def _keys() -> Text | None:
    await keys_are_right()
    await live_search_key()
    return None


async def _matcher() -> Text | None:
    live = await fetchval("SELECT version FROM matcher_live")
    return words("matcher")[0] if live not in (None, MATCHER_VERSION) else None


async def _index() -> Text | None:
    dead = await fetchval("SELECT screening_keys.dead_indexes()")
    if dead:
        return text("{count} indexes of the search keys are missing or invalid.", count=dead)
    lost = await fetchval("SELECT screening_keys.lost_rows($1)", _SAMPLE)
    return text("{count} search keys are not found by their index.", count=lost) if lost else None


async def _bans() -> Text | None:
    return _unfound(await bans_keyed_wrongly(_BANS))


async def _all_bans() -> Text | None:
    return _unfound(await bans_keyed_wrongly())


def _unfound(wrong: int) -> Text | None:
    return (
        text("{count} entries of the register cannot be found by their keys.", count=wrong) if wrong else None
    )


async def _people() -> Text | None:
    wrong = await people_keyed_wrongly()
    return text("{count} people cannot be found by their keys.", count=wrong) if wrong else None


async def _canary() -> Text | None:
    found = await canary_is_found()
    return None if found else text("A made-up banned person was not found by the screening.")


#: Without these the others cannot tell.
_FIRST: Final = frozenset({"keys", "matcher", "index"})
_CHECKS: Final[dict[str, Check]] = {
    "keys": _keys,
    "matcher": _matcher,
    "index": _index,
    "bans": _bans,
    "people": _people,
    "canary": _canary,
}
