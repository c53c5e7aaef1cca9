"""One visitor's question: counted, answered, noted. Where it cannot be answered, that is the answer."""

from __future__ import annotations

from functools import partial
from typing import Final

import asyncpg
import msgspec

from certificates.verification import lookups
from certificates.verification.patience import Patience
from certificates.verification.queries import Finding, Found, by_number, by_token, number_asked_for, photo_of
from foundation.clock import now
from foundation.errors import Unavailable
from foundation.logging import describe, log
from foundation.web.client import Connection, client_address
from foundation.web.limits import limit

#: Whoever holds a QR code cannot guess another: only misses are counted.
_count_miss = partial(limit, "verify.miss", times=30, per=60)
#: Tries from one address, and tries against one number from anywhere.
_count_address = partial(limit, "verify.address", times=20, per=300)
_count_number = partial(limit, "verify.number", times=10, per=3600)
#: Seconds until a visitor hears that it cannot be checked.
_patience = Patience(4.0)
#: What says that the register cannot be asked now: no connection, no answer in time, no keys, no room.
AWAY: Final = (
    Unavailable,
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what asyncpg makes of a connection that is cut at the wrong moment
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresSystemError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)


class Asked(msgspec.Struct):
    """What stands on the certificate. What is left out is as wrong as anything else."""

    number: str = ""
    name: str = ""
    check_code: str = ""


async def scanned(connection: Connection, token: str) -> Found:
    """The answer to a scanned QR code: misses are counted, hits are noted for the holder to see."""
    try:
        with _patience:
            found = await by_token(token)
            if found.certificate_id is None:
                await _count_miss(client_address(connection))
    except AWAY as error:
        return _away(error)
    return _noted(found, "qr")


async def scanned_photo(connection: Connection, token: str) -> tuple[int, bytes]:
    """The status and the portrait for a scanned QR code."""
    try:
        with _patience:
            photo = await photo_of(token)
            if photo is None:
                await _count_miss(client_address(connection))
    except AWAY as error:
        _away(error)
        return 503, b""
    return (200, photo) if photo is not None else (404, b"")


async def asked_for(connection: Connection, asked: Asked) -> Found:
    """The answer to number, name and check code; the same for every kind of miss."""
    try:
        with _patience:
            await _count_address(client_address(connection))
            await _count_number(number_asked_for(asked.number))
            found = await by_number(asked.number, asked.name, asked.check_code)
    except AWAY as error:
        return _away(error)
    return _noted(found, "number")


def _noted(found: Found, channel: str) -> Found:
    finding = found.finding
    if found.certificate_id is not None:
        lookups.note(found.certificate_id, channel, finding.state, finding.checked_at)
    return found


def _away(error: BaseException) -> Found:
    log.warning("verification.unavailable", **describe(error))
    return Found(Finding("unavailable", now()))
