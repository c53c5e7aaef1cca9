"""Whether the keys on record are those that the identities on record give under the key in use."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable, Mapping
from typing import Final

from foundation.database import fetch, fetchrow
from foundation.errors import Unavailable
from foundation.sealing import SearchKey, key_hash64, search_keys
from foundation.text import text
from registry.people.queries import identities
from screening.bans.rules import SEARCHED
from screening.matching.rules import Key, ban_keys, worker_keys
from screening.screenings.identities import banned, of_person

_SLICE: Final = 200
#: Of the people, as many as may be registered in a day.
_PEOPLE: Final = 200
_INCOMPLETE = "SELECT DISTINCT o FROM screening_keys.incomplete($1, $2) AS o"


async def open_search_keys() -> None:
    """Name the search key of a new installation; raises `Unavailable` when it is not that of this one."""
    ring = search_keys()
    prints = [search.fingerprint() for search in ring]
    await fetch("SELECT screening_keys.unknown_to($1, $2)", [search.version for search in ring], prints)
    await live_search_key()


async def live_search_key() -> SearchKey | None:
    """The key that counts, out of the key file; nothing before anybody has search keys.

    Raises `Unavailable` when the key file has none of that version, or another one.
    """
    live = await fetchrow(
        "SELECT version, fingerprint FROM screening_keys.search_key WHERE state = 'live'",
    )
    if live is None:
        return None
    for search in search_keys():
        if (search.version, search.fingerprint()) == (live["version"], bytes(live["fingerprint"])):
            return search
    raise Unavailable(
        text("Search key version {version} is missing, or is another one.", version=live["version"]),
        remedy=text("Put the key file that holds it in place and restart the service."),
    )


_BANS: Final = """
SELECT id FROM ban WHERE status = ANY($1::text[]) AND ($2::integer IS NULL
    OR id IN (SELECT id FROM ban ORDER BY id DESC LIMIT $2)
    OR id IN (SELECT id FROM ban ORDER BY random() LIMIT $2))
 ORDER BY id
"""


async def bans_keyed_wrongly(most: int | None = None) -> int:
    """How many bans that must be found lack a key, or have keys although they must not be found.

    All of them, or of a long list the newest `most` and as many others, chosen by chance.
    """
    searched = [str(status) for status in SEARCHED]
    wrong = len(await fetch("SELECT * FROM screening_keys.strays($1)", searched))
    rows = await fetch(_BANS, searched, most)
    for first in range(0, len(rows), _SLICE):
        ban_ids = [row["id"] for row in rows[first : first + _SLICE]]
        known = await banned(ban_ids)
        expected = {ban_id: ban_keys(one.identity) for ban_id, one in known.items()}
        wrong += len(set(ban_ids) - set(expected)) + await _lacking(expected)
        await asyncio.sleep(0)  # the pages of the same process go on
    return wrong


async def people_keyed_wrongly() -> int:
    """How many of the people who were registered last lack a key that they should have."""
    rows = await fetch("SELECT id FROM person ORDER BY id DESC LIMIT $1", _PEOPLE)
    known = await identities([row["id"] for row in rows])
    expected = {person_id: worker_keys(of_person(recorded)) for person_id, recorded in known.items()}
    return await _lacking({person_id: keys for person_id, keys in expected.items() if keys})


async def _lacking(expected: Mapping[uuid.UUID, Iterable[Key]]) -> int:
    """How many of these owners have no keys, or lack one of them."""
    live = await live_search_key()
    pairs = [
        (owner, key_hash64(key.kind, key.value, live)) for owner, keys in expected.items() for key in keys
    ]
    rows = await fetch(_INCOMPLETE, [owner for owner, _ in pairs], [hashed for _, hashed in pairs])
    return len(rows) + len(set(expected) - {owner for owner, _ in pairs})
