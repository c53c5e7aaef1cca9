"""The register as one moment shows it, and its entries taken apart, kept while nobody writes to it."""

from __future__ import annotations

import gc
import uuid
from collections.abc import Collection
from typing import Final, NamedTuple

from foundation.clock import now
from foundation.database import fetchrow
from screening.alarms.readiness import refuse
from screening.matching.rules import Plain, Profile, at_a_glance, taken_apart
from screening.screenings.identities import Banned, banned
from screening.screenings.patience import limit
from screening.screenings.queries import LISTED

_NOW: Final = f"""
SELECT epoch, xmin::text AS writer, ({LISTED}) AS listed, screening_refusal($1, $2) AS refusal,
       set_config('statement_timeout', $3, true), set_config('plan_cache_mode', 'force_generic_plan', true)
  FROM ban_epoch
"""  # noqa: S608 - a constant
#: From so many newly opened entries on they are put out of the garbage collector's sight.
_MANY: Final = 200
#: So many entries are kept; some three kilobytes each.
MOST: Final = 100_000


class Register(NamedTuple):
    """The register at one moment; `writer` is the transaction that brought it to this epoch.

    Both together name one state of it: an epoch that was undone comes again, but with another writer.
    """

    epoch: int
    writer: str
    #: How many entries it has, roughly; the threshold follows it.
    listed: int


class Known:
    """An entry as it is in force, ready to be compared; taken apart, once, where a glance is not enough."""

    __slots__ = ("_profile", "ban", "plain")

    def __init__(self, ban: Banned) -> None:
        self.ban = ban
        self._profile: Profile | None = None
        self.plain: Plain | None = at_a_glance(ban.identity) or self.profile.plain

    @property
    def profile(self) -> Profile:
        if self._profile is None:
            known, seen = self.ban.identity, at_a_glance(self.ban.identity)
            self._profile = taken_apart(known, seen) if seen else Profile(known)
        return self._profile


async def register_now(matcher: str) -> Register:
    """The register of this moment: read before anything else of it, so that what follows is no older.

    It also tells the database how long a question may take for the rest of the transaction: it is the first
    of each screening, and one question less is felt. Raises `Unavailable` when nobody can be screened by this
    matcher now.
    """
    row = await fetchrow(_NOW, matcher, now(), limit())
    assert row is not None  # the epoch has one row
    refuse(row["refusal"])
    return Register(row["epoch"], row["writer"], row["listed"])


class _Shelf:
    """The entries that were opened under one state of the register; whoever writes to it empties the shelf.

    A reader of an older state that is still at work goes on with the old shelf, which nobody finds again.
    """

    def __init__(self) -> None:
        self._state: tuple[int, str] | None = None
        self._entries: dict[uuid.UUID, Known] = {}

    def under(self, register: Register) -> dict[uuid.UUID, Known]:
        if self._state != register[:2]:
            self._state, self._entries = register[:2], {}
        return self._entries


_shelf = _Shelf()


async def known(register: Register, ban_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Known]:
    """These entries; each is unsealed and taken apart once for every state of the register."""
    shelf = _shelf.under(register)
    found = {ban_id: shelf[ban_id] for ban_id in ban_ids if ban_id in shelf}
    if len(found) < len(ban_ids):
        opened = await take_apart([ban_id for ban_id in ban_ids if ban_id not in found])
        while shelf and len(shelf) + len(opened) > MOST:
            shelf.pop(next(iter(shelf)))
        shelf.update(opened)
        if len(opened) >= _MANY:
            # A hundred thousand entries are millions of objects, and looking through them for garbage stops
            # everybody for more than a second, again and again. They go when the shelf is emptied.
            gc.freeze()
        found.update(opened)
    return found


async def take_apart(ban_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Known]:
    """These entries, opened now."""
    return {ban_id: Known(one) for ban_id, one in (await banned(ban_ids)).items()}
