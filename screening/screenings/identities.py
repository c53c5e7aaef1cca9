"""From the records to what the matcher compares."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import asyncpg
import msgspec

from foundation.database import execute, fetch
from foundation.ids import new_id
from foundation.sealing import blind_index, seal, unseal
from registry.documents.rules import Sex, tidy_number
from registry.people.queries import Identity as Recorded
from screening.matching.rules import Document, Identity, Plain, Profile, canonical_of, glance, taken_apart

SEALED_IN = "ban_identity.value"


class Banned(msgspec.Struct, frozen=True):
    """A ban's identity as it is in force now."""

    ban_id: uuid.UUID
    identity: Identity

    @property
    def fingerprint(self) -> bytes:
        return fingerprint(self.identity)


class Person:
    """Somebody on record: seen at a glance where that is enough, else taken apart, and then once."""

    __slots__ = ("_profile", "_recorded", "plain")

    def __init__(self, recorded: Recorded) -> None:
        self._recorded = recorded
        self._profile: Profile | None = None
        self.plain = _at_a_glance(recorded)

    @property
    def profile(self) -> Profile:
        if self._profile is None:
            identity = of_person(self._recorded)
            self._profile = taken_apart(identity, self.plain) if self.plain else Profile(identity)
        return self._profile


def _at_a_glance(one: Recorded) -> Plain | None:
    """All that is told of the person, where that is one name and one citizen number."""
    if one.former_names or len(one.documents) != 1 or one.birth_date is None:
        return None
    return glance(one.name, one.documents[0][1], one.birth_date, _SEXES.get(one.sex))


def of_person(recorded: Recorded) -> Identity:
    """Everything by which a registered person may be known."""
    return Identity(
        names=(recorded.name, *recorded.former_names),
        documents=tuple(Document(kind, number) for kind, number in recorded.documents),
        birth_dates=(recorded.birth_date,) if recorded.birth_date else (),
        sex=_SEXES.get(recorded.sex),
    )


#: Records keep the code of documents, the matcher the word; what is not stated compares with nothing.
_SEXES: dict[str, Sex] = {"F": "female", "M": "male", "female": "female", "male": "male"}


def fingerprint(identity: Identity) -> bytes:
    """Changes exactly when something that a comparison reads changes; tells nothing without the key."""
    return fingerprint_of(Profile(identity))


def fingerprint_of(profile: Profile) -> bytes:
    """The same of an identity taken apart already."""
    return blind_index("identity_fp", canonical_of(profile))


_BANNED = """
SELECT ban_id, kind, document_kind, value_sealed FROM ban_identity WHERE ban_id = ANY($1::uuid[]) AND {}
 ORDER BY ban_id, kind <> 'name', kind, id
"""
_NOW = _BANNED.format("valid_to_epoch IS NULL")
#: A row is dated by the epoch before the statement that wrote it, or ended it, moved it.
_AT = _BANNED.format("valid_from_epoch < $2 AND (valid_to_epoch IS NULL OR valid_to_epoch >= $2)")


async def banned(ban_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Banned]:
    """The identities of these bans, opened."""
    return _opened(await fetch(_NOW, list(ban_ids)))


async def banned_at(ban_ids: Iterable[uuid.UUID], epoch: int) -> dict[uuid.UUID, Banned]:
    """The same as they stood at an epoch of the register."""
    return _opened(await fetch(_AT, list(ban_ids), epoch))


def _opened(rows: Iterable[asyncpg.Record]) -> dict[uuid.UUID, Banned]:
    parts: dict[uuid.UUID, list[tuple[str, str, str]]] = defaultdict(list)
    for row in rows:
        value = unseal(bytes(row["value_sealed"]), SEALED_IN)
        parts[row["ban_id"]].append((row["kind"], row["document_kind"] or "", value))
    return {ban_id: Banned(ban_id, _identity(found)) for ban_id, found in parts.items()}


#: Dated by the epoch that the register had before this statement moved it.
_SAVE = """
INSERT INTO ban_identity (id, ban_id, kind, document_kind, value_sealed, valid_from_epoch)
SELECT t.id, $1, t.kind, t.document_kind, t.value_sealed, e.epoch
  FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bytea[]) AS t (id, kind, document_kind, value_sealed),
       ban_epoch e
"""


async def save_identity(ban_id: uuid.UUID, identity: Identity, area_code: str) -> None:
    """Keep a ban's identity, each value sealed and dated by the epoch."""
    await execute(_SAVE, ban_id, *map(list, zip(*sealed_values(identity, area_code), strict=True)))


def sealed_values(identity: Identity, area_code: str) -> list[tuple[uuid.UUID, str, str | None, bytes]]:
    """The rows of an identity: key, kind, kind of document, and the value sealed."""
    values: list[tuple[str, str | None, str]] = [
        *(("name" if i == 0 else "alias", None, name) for i, name in enumerate(identity.names)),
        *(("document", document.kind, tidy_number(document.number)) for document in identity.documents),
        *(("birth_date", None, day.isoformat()) for day in identity.birth_dates),
        *((("sex", None, identity.sex),) if identity.sex else ()),
        ("area", None, area_code),
    ]
    return [(new_id(), kind, document, seal(value, SEALED_IN)) for kind, document, value in values]


async def replace_identity(ban_id: uuid.UUID, identity: Identity, area_code: str) -> None:
    """End what the entry named and keep what it names now; nothing is overwritten."""
    await execute(
        "UPDATE ban_identity SET valid_to_epoch = (SELECT epoch FROM ban_epoch)"
        " WHERE ban_id = $1 AND valid_to_epoch IS NULL",
        ban_id,
    )
    await save_identity(ban_id, identity, area_code)


def _identity(parts: list[tuple[str, str, str]]) -> Identity:
    sexes = [value for kind, _, value in parts if kind == "sex"]
    return Identity(
        names=tuple(value for kind, _, value in parts if kind in ("name", "alias")),
        documents=tuple(Document(document, value) for kind, document, value in parts if kind == "document"),
        birth_dates=tuple(date.fromisoformat(value) for kind, _, value in parts if kind == "birth_date"),
        sex=_SEXES.get(sexes[0]) if sexes else None,
    )
