"""Reads of the signed status lists."""

from __future__ import annotations

from datetime import datetime

import msgspec

from certificates.status.actions import RENEWED_AFTER, sign_lists
from foundation.clock import now
from foundation.database import fetch, fetchrow, fetchval


class SignedList(msgspec.Struct, frozen=True):
    """A status list as it was signed last, in both forms."""

    body: bytes
    jwt: str
    valid_from: datetime


async def status_list(number: int, purpose: str) -> SignedList | None:
    """The list, signed now if nobody did it in time; nothing if there is none."""
    found = await _read(number, purpose)
    if found is not None and found.valid_from + RENEWED_AFTER > now():
        return found
    if found is None and not await fetchval(
        "SELECT 1 FROM credential WHERE status_list = $1 LIMIT 1", number
    ):
        return None
    await sign_lists()
    return await _read(number, purpose)


async def all_lists() -> list[str]:
    """Every list as it is signed now, as a token."""
    await sign_lists()
    return [row["jwt"] for row in await fetch("SELECT jwt FROM status_list ORDER BY number, purpose")]


async def _read(number: int, purpose: str) -> SignedList | None:
    row = await fetchrow(
        "SELECT body, jwt, valid_from FROM status_list WHERE number = $1 AND purpose = $2", number, purpose
    )
    return SignedList(**dict(row)) if row is not None else None
