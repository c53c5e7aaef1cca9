"""Reads of share links: the holder's own, and the one behind a secret."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

import msgspec

from certificates.documents.content import CertificateContent
from certificates.issuing.steps import SEALED_IN
from certificates.register.rules import standing_on
from certificates.sharing.rules import LinkState, link_state
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import fetch, fetchrow
from foundation.errors import NotFound
from foundation.sealing import unseal


class Own(msgspec.Struct, frozen=True):
    """A certificate as its holder sees it."""

    id: uuid.UUID
    public_id: str
    number: str
    occupation_code: str
    level: int
    evaluator_name: str
    issued_on: date
    expires_on: date | None
    status: str
    held: bool
    open_links: int
    looks: int

    @property
    def standing(self) -> str:
        """What verification answers today."""
        return standing_on(today(), self.status, held=self.held, expires_on=self.expires_on)


class Link(msgspec.Struct, frozen=True):
    """A share link as its holder sees it; the secret is not known to us."""

    id: uuid.UUID
    public_id: str
    label: str
    fields: list[str]
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    looks: int
    last_look: datetime | None

    @property
    def state(self) -> LinkState:
        """Whether it works."""
        return link_state(self.ended_at, self.expires_at, now())


class Look(msgspec.Struct, frozen=True):
    """Somebody looked."""

    at: datetime
    device: str
    network: str
    label: str


class Shared(msgspec.Struct, frozen=True):
    """What a link shows, and until when."""

    id: uuid.UUID
    certificate_id: uuid.UUID
    fields: list[str]
    expires_at: datetime


_OWN = """
SELECT c.id, c.public_id, c.number, c.occupation_code, c.level, e.name AS evaluator_name, c.issued_on,
       c.expires_on, c.status,
       EXISTS (SELECT 1 FROM certificate_hold h
                WHERE h.certificate_id = c.id AND h.lifted_at IS NULL) AS held,
       (SELECT count(*) FROM certificate_share s WHERE s.certificate_id = c.id AND s.ended_at IS NULL
           AND s.expires_at > $2) AS open_links,
       (SELECT count(*) FROM certificate_share s JOIN share_look k ON k.share_id = s.id
         WHERE s.certificate_id = c.id) AS looks
  FROM account a JOIN certificate c ON c.person_id = a.person_id JOIN organisation e ON e.id = c.evaluator_id
 WHERE a.id = $1 AND c.status IN ('issued', 'withdrawn', 'superseded')
"""
_LINKS = """
SELECT s.id, s.public_id, s.label, s.fields, s.created_at, s.expires_at, s.ended_at,
       count(k.id) AS looks, max(k.at) AS last_look
  FROM certificate_share s LEFT JOIN share_look k ON k.share_id = s.id
 WHERE s.certificate_id = $1 GROUP BY s.id ORDER BY s.created_at DESC, s.id
"""
_LOOKS = """
SELECT k.at, k.device, k.network, s.label FROM share_look k JOIN certificate_share s ON s.id = k.share_id
 WHERE s.certificate_id = $1 ORDER BY k.at DESC LIMIT 100
"""
_SHARED = """
SELECT id, certificate_id, fields, expires_at FROM certificate_share
 WHERE token_hash = $1 AND ended_at IS NULL AND expires_at > $2
"""


async def own_certificates(actor: Actor) -> list[Own]:
    """Everything that was ever issued to the account's own person, newest first."""
    rows = await fetch(_OWN + " ORDER BY c.issued_on DESC, c.number, c.version DESC", actor.account_id, now())
    return [Own(**dict(row)) for row in rows]


async def own_certificate(actor: Actor, public_id: str) -> Own:
    """One of them. Raises `NotFound` for anybody else's."""
    row = await fetchrow(_OWN + " AND c.public_id = $3", actor.account_id, now(), public_id)
    if row is None:
        raise NotFound()
    return Own(**dict(row))


async def links_of(certificate_id: uuid.UUID) -> list[Link]:
    """Every link that was made, newest first."""
    return [Link(**dict(row)) for row in await fetch(_LINKS, certificate_id)]


async def looks_of(certificate_id: uuid.UUID) -> list[Look]:
    """Who looked through any link of this certificate: the newest hundred."""
    return [Look(**dict(row)) for row in await fetch(_LOOKS, certificate_id)]


async def shared(token_hash: bytes) -> Shared | None:
    """The link with this secret, while it works."""
    row = await fetchrow(_SHARED, token_hash, now())
    return Shared(**dict(row)) if row is not None else None


async def content_of(certificate_id: uuid.UUID) -> CertificateContent:
    """What the certificate says in full; only what was chosen may leave this house."""
    row: Any = await fetchrow("SELECT content_sealed FROM certificate WHERE id = $1", certificate_id)
    return msgspec.json.decode(unseal(bytes(row["content_sealed"]), SEALED_IN), type=CertificateContent)
