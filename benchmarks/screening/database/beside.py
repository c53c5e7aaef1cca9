"""nomenklatura's logic-v2 on the pairs that the sweep compares, for some of its people."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence

import msgspec

from benchmarks.screening.population import Person
from benchmarks.screening.rivals import nomenklatura
from foundation.clock import today
from registry.people.queries import identities
from screening.matching.rules import Identity, Profile, weigh
from screening.screenings.identities import Banned, banned, of_person
from screening.screenings.keys import sharing
from screening.screenings.queries import list_length


class Beside(msgspec.Struct, frozen=True):
    """Seconds of processor time for the pairs of so many people; `own` is what comparing them takes here."""

    people: int
    pairs: int
    seconds: float
    own: float


async def logic_v2(people: Sequence[uuid.UUID]) -> Beside | None:
    """Compare each of these people's candidates by logic-v2; None where it is not installed."""
    pairs = await sharing(people, today())
    known = {one: of_person(found) for one, found in (await identities(people)).items()}
    bans = await banned({ban_id for _, ban_id in pairs})
    couples = [(_told(known[one]), _told(bans[other].identity)) for one, other in pairs]
    try:
        compare = nomenklatura("logic-v2")
    except ImportError:
        return None
    compare(couples[:20])  # what it loads the first time is not counted
    begun = time.process_time()
    compare(couples)
    seconds = time.process_time() - begun
    return Beside(len(people), len(couples), seconds, await _own(pairs, known, bans))


async def _own(
    pairs: list[tuple[uuid.UUID, uuid.UUID]], known: dict[uuid.UUID, Identity], bans: dict[uuid.UUID, Banned]
) -> float:
    """People taken apart and weighed against entries that are open, as in a sweep."""
    listed = await list_length()
    entries = {ban_id: Profile(one.identity) for ban_id, one in bans.items()}
    begun = time.process_time()
    people = {person_id: Profile(known[person_id]) for person_id in {one for one, _ in pairs}}
    for person_id, ban_id in pairs:
        weigh(people[person_id], entries[ban_id], listed)
    return time.process_time() - begun


def _told(identity: Identity) -> Person:
    return Person(
        name=identity.names[0],
        no=identity.documents[0].number if identity.documents else "",
        dob=identity.birth_dates[0].isoformat() if identity.birth_dates else "",
        sex="M" if identity.sex == "male" else "F",
    )
