"""Whether anybody can be screened now; the database asks itself the same before it keeps an answer."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Final, ParamSpec, TypeVar

import asyncpg

from foundation.clock import now
from foundation.database import fetchval
from foundation.errors import Unavailable
from foundation.text import Text, text
from screening.alarms.actions import raise_alarm
from screening.alarms.rules import KINDS

P = ParamSpec("P")
T = TypeVar("T")

#: Seconds that a comparison may take; a slice of a sweep takes a fraction of one.
_PATIENCE: Final = 30.0
#: What the trigger on screenings raises.
_REFUSED: Final = "P0B09"
_TOO_LONG: Final = (TimeoutError, asyncpg.QueryCanceledError)
_REFUSALS: Final = {
    "matcher": (
        text("A new matcher is installed that nobody has accepted yet; nobody can be screened."),
        text("The health commission must look at what it changes and accept it."),
    ),
    "stale": (
        text("The ban register was not confirmed to be complete in time; nobody can be screened."),
        text("The health commission must confirm the register."),
    ),
    "index": (
        text("The ban register cannot be searched reliably: an index is missing; nobody can be screened."),
        KINDS["index"].remedy,
    ),
}


async def refusal(matcher: str) -> tuple[Text, Text] | None:
    """Why nobody can be screened by this matcher now, and what must be done; nothing when they can."""
    found: str | None = await fetchval("SELECT screening_refusal($1, $2)", matcher, now())
    return None if found is None else words(found)


def words(found: str) -> tuple[Text, Text]:
    """What the database's word for it means."""
    if found in _REFUSALS:
        return _REFUSALS[found]
    kind = KINDS[found.removeprefix("alarm ")]
    return text("A self-check failed ({check}); nobody can be screened.", check=kind.title), kind.remedy


async def require_ready(matcher: str) -> None:
    """Raises `Unavailable` when nobody can be screened now."""
    refuse(await fetchval("SELECT screening_refusal($1, $2)", matcher, now()))


def refuse(found: str | None) -> None:
    """Raises `Unavailable` when the database has a word against it."""
    if found is not None:
        why, remedy = words(found)
        raise Unavailable(why, remedy=remedy)


def refuses_in_time(work: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """A comparison that is broken off, or that the database does not keep, refuses; the first is an alarm."""

    @functools.wraps(work)
    async def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            async with asyncio.timeout(_PATIENCE):
                return await work(*args, **kwargs)
        except _TOO_LONG as error:
            await raise_alarm("time", text("A search of the register took too long and was broken off."))
            raise Unavailable(
                text("The ban register did not answer in time; nobody can be screened."),
                remedy=text("Try again in a few minutes."),
            ) from error
        except asyncpg.PostgresError as error:
            if error.sqlstate != _REFUSED:
                raise
            why, remedy = words(str(error).removeprefix("nobody can be screened: "))
            raise Unavailable(why, remedy=remedy) from error

    return guarded
