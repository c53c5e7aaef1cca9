"""Reads of an organisation's watches and notices."""

from __future__ import annotations

import uuid
from datetime import date, datetime

import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchval
from foundation.jobs.tables import unpack_title
from foundation.text import Text


class Watched(msgspec.Struct, frozen=True):
    """A certificate that an institution watches, with today's answer: valid, on_hold or not_valid."""

    certificate_id: uuid.UUID
    public_id: str
    number: str
    holder_name: str
    occupation_code: str
    level: int
    since: date
    answer: str


class NoticeView(msgspec.Struct, frozen=True):
    """A notice as its organisation reads it."""

    id: uuid.UUID
    message: Text
    href: str
    at: datetime
    read_at: datetime | None


class LookUp(msgspec.Struct, frozen=True):
    """Somebody looked a certificate up: who, by which way, what for, and what was answered."""

    channel: str
    organisation_name: str | None
    purpose: str
    answer: str
    at: datetime


#: What an employer learns: valid, on hold, not valid. Never more.
ANSWER = """
CASE WHEN c.status <> 'issued' THEN 'not_valid'
     WHEN EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = c.id AND h.lifted_at IS NULL)
     THEN 'on_hold'
     WHEN c.expires_on < $2 THEN 'not_valid' ELSE 'valid' END
"""
_WATCHED = f"""
SELECT * FROM (
SELECT c.id AS certificate_id, c.public_id, c.number, c.holder_name, c.occupation_code, c.level, w.since,
       {ANSWER} AS answer
  FROM certificate_watch w JOIN certificate c ON c.id = w.certificate_id
 WHERE w.organisation_id = $1 AND w.ended_on IS NULL) AS each
 ORDER BY answer = 'valid', holder_name, number
"""  # noqa: S608 - both parts are constants above


async def watched(actor: Actor, day: date) -> list[Watched]:
    """Everybody the organisation watches: those whose answer is not valid first."""
    return [Watched(**dict(row)) for row in await fetch(_WATCHED, actor.organisation_id, day)]


async def notices(actor: Actor, *, limit: int = 100) -> list[NoticeView]:
    """The organisation's notices, newest first."""
    rows = await fetch(
        "SELECT id, message, href, at, read_at FROM notice WHERE organisation_id = $1"
        " ORDER BY at DESC, id DESC LIMIT $2",
        actor.organisation_id,
        limit,
    )
    return [
        NoticeView(row["id"], unpack_title(row["message"]), row["href"], row["at"], row["read_at"])
        for row in rows
    ]


async def unread(actor: Actor) -> int:
    """How many notices nobody of the organisation has read."""
    found: int = await fetchval(
        "SELECT count(*) FROM notice WHERE organisation_id = $1 AND read_at IS NULL", actor.organisation_id
    )
    return found


async def look_ups(certificate_id: uuid.UUID, *, limit: int = 200) -> list[LookUp]:
    """Who looked this certificate up, newest first."""
    rows = await fetch(
        "SELECT k.channel, o.name AS organisation_name, k.purpose, k.answer, k.at FROM certificate_lookup k"
        " LEFT JOIN organisation o ON o.id = k.organisation_id WHERE k.certificate_id = $1"
        " ORDER BY k.at DESC, k.id DESC LIMIT $2",
        certificate_id,
        limit,
    )
    return [LookUp(**dict(row)) for row in rows]
