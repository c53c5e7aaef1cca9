"""nomenklatura's logic-v2 on the pairs that the sweep compares, for some of its people."""

from __future__ import annotations

import gc
import time
import uuid
from collections import defaultdict
from collections.abc import Sequence

import msgspec

from benchmarks.screening.population import Person
from benchmarks.screening.rivals import nomenklatura
from foundation.clock import today
from registry.people.queries import Identity as Recorded
from registry.people.queries import identities
from screening.matching.rules import Identity
from screening.screenings.actions import judge_among
from screening.screenings.identities import Person as OnRecord
from screening.screenings.identities import of_person
from screening.screenings.keys import sharing
from screening.screenings.known import Known, take_apart
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
    recorded = await identities(people)
    bans = await take_apart({ban_id for _, ban_id in pairs})
    couples = [(_told(of_person(recorded[one])), _told(bans[other].ban.identity)) for one, other in pairs]
    try:
        compare = nomenklatura("logic-v2")
    except ImportError:
        return None
    compare(couples[:20])  # what it loads the first time is not counted
    begun = time.process_time()
    compare(couples)
    seconds = time.process_time() - begun
    return Beside(len(people), len(couples), seconds, _own(pairs, recorded, bans, await list_length()))


def _own(
    pairs: Sequence[tuple[uuid.UUID, uuid.UUID]],
    recorded: dict[uuid.UUID, Recorded],
    bans: dict[uuid.UUID, Known],
    listed: int,
) -> float:
    """The same people against the same entries as in a sweep: entries are open, people are not."""
    candidates = defaultdict(list)
    for person_id, ban_id in pairs:
        candidates[person_id].append(bans[ban_id])
    gc.freeze()  # as a sweep does with the entries it has opened
    begun = time.process_time()
    for person_id, found in candidates.items():
        judge_among(OnRecord(recorded[person_id]), found, listed)
    return time.process_time() - begun


def _told(identity: Identity) -> Person:
    return Person(
        name=identity.names[0],
        no=identity.documents[0].number if identity.documents else "",
        dob=identity.birth_dates[0].isoformat() if identity.birth_dates else "",
        sex="M" if identity.sex == "male" else "F",
    )
