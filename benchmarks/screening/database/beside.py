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
from screening.matching.rules import Identity
from screening.screenings.identities import banned, of_person
from screening.screenings.keys import sharing


class Beside(msgspec.Struct, frozen=True):
    """Seconds of processor time for the pairs of so many people."""

    people: int
    pairs: int
    seconds: float


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
    return Beside(len(people), len(couples), time.process_time() - begun)


def _told(identity: Identity) -> Person:
    return Person(
        name=identity.names[0],
        no=identity.documents[0].number if identity.documents else "",
        dob=identity.birth_dates[0].isoformat() if identity.birth_dates else "",
        sex="M" if identity.sex == "male" else "F",
    )
