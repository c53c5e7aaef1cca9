"""Who issues certificates, for anybody: scope, validity, how many by year and state. Nothing about people."""

from __future__ import annotations

import base64
import time
import uuid
from datetime import date, datetime
from typing import Final

import msgspec

from certificates.credentials.multikey import multikey
from certificates.credentials.queries import credential_keys
from certificates.credentials.signing import issuer
from certificates.log.queries import checkpoint_of
from certificates.verification.rules import Standing
from foundation.clock import today
from foundation.database import fetch, fetchrow
from foundation.errors import NotFound
from foundation.text import text

#: Seconds for which a page is not counted anew: anybody may ask for it.
_KEPT: Final = 60.0
_MOST: Final = 1_000
COUNTED: Final[tuple[Standing, ...]] = ("valid", "suspended", "expired", "superseded", "withdrawn")


class IssuerRow(msgspec.Struct, frozen=True):
    """An evaluator's entry in the register, as the list shows it."""

    prefix: str
    name: str
    area_code: str
    valid_from: date
    valid_until: date | None

    def may_issue(self, day: date) -> bool:
        """Whether anything new may be issued under it on that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class LogHead(msgspec.Struct, frozen=True):
    """How long the public log is, its root, and since when."""

    size: int
    root: str
    at: datetime


class IssuerView(IssuerRow, frozen=True):
    """One entry with everything that is public about it."""

    name_en: str
    uscc: str | None
    scopes: list[tuple[str, int]]
    #: By year, newest first: how many certificates stand how.
    years: list[tuple[int, dict[str, int]]]
    did: str
    keys: list[str]
    log: LogHead | None


_ROW: Final = """
SELECT r.prefix, o.name, o.area_code, r.valid_from, r.valid_until, r.id, r.organisation_id, o.name_en, o.uscc
  FROM evaluator_register r JOIN organisation o ON o.id = r.organisation_id
"""
_YEARS: Final = """
SELECT extract(year FROM c.issued_on)::integer AS year,
       CASE WHEN c.status <> 'issued' THEN c.status
            WHEN EXISTS (SELECT 1 FROM certificate_hold h
                          WHERE h.certificate_id = c.id AND h.lifted_at IS NULL) THEN 'suspended'
            WHEN c.expires_on < $3 THEN 'expired' ELSE 'valid' END AS standing, count(*) AS count
  FROM certificate c
 WHERE c.evaluator_id = $1 AND left(c.number, 13) = $2 AND c.status IN ('issued', 'withdrawn', 'superseded')
 GROUP BY 1, 2 ORDER BY 1 DESC
"""
_SCOPES: Final = """
SELECT occupation_code, level FROM evaluator_scope WHERE register_id = $1 ORDER BY occupation_code, level DESC
"""
_known: dict[str, tuple[float, IssuerView]] = {}


async def issuers() -> list[IssuerRow]:
    """Every entry of the register, by name."""
    rows = await fetch(_ROW + " ORDER BY o.name, r.prefix")
    return [IssuerRow(*list(row)[:5]) for row in rows]


async def find_issuer(prefix: str) -> IssuerView:
    """The entry with these thirteen places; at most a minute old. Raises `NotFound`."""
    known = _known.get(prefix)
    if known is not None and known[0] > time.monotonic():
        return known[1]
    row = await fetchrow(_ROW + " WHERE r.prefix = $1", prefix)
    if row is None:
        raise NotFound(text("No issuer has these thirteen places."))
    found = IssuerView(
        prefix=row["prefix"],
        name=row["name"],
        area_code=row["area_code"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        name_en=row["name_en"],
        uscc=row["uscc"],
        scopes=[(one["occupation_code"], one["level"]) for one in await fetch(_SCOPES, row["id"])],
        years=await _years(row["organisation_id"], prefix),
        did=issuer().did,
        keys=[multikey(key) for key in await credential_keys()],
        log=await _head(),
    )
    if len(_known) >= _MOST:
        _known.clear()
    _known[prefix] = (time.monotonic() + _KEPT, found)
    return found


async def _years(organisation_id: uuid.UUID, prefix: str) -> list[tuple[int, dict[str, int]]]:
    counted: dict[int, dict[str, int]] = {}
    for row in await fetch(_YEARS, organisation_id, prefix, today()):
        counted.setdefault(row["year"], dict.fromkeys(COUNTED, 0))[row["standing"]] = row["count"]
    return list(counted.items())


async def _head() -> LogHead | None:
    row = await fetchrow("SELECT note, at FROM log_checkpoint ORDER BY size DESC LIMIT 1")
    if row is None:
        return None
    said = checkpoint_of(row["note"])
    return LogHead(said.size, base64.b64encode(said.root).decode(), row["at"])
