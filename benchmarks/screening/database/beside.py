"""nomenklatura's logic-v2 on the pairs that the sweep compares, for some of its people."""

from __future__ import annotations

import gc
import time
import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec.structs import astuple

from benchmarks.screening.population import Person
from benchmarks.screening.rivals import Rival, nomenklatura
from foundation.clock import today
from registry.people.queries import identities
from screening.matching.rules import Identity
from screening.screenings.actions import judge_among
from screening.screenings.identities import Person as OnRecord
from screening.screenings.identities import of_person
from screening.screenings.keys import sharing
from screening.screenings.known import Known, take_apart
from screening.screenings.queries import list_length
from screening.sweeps.walking import SLICE


class Beside(msgspec.Struct, frozen=True):
    """Seconds of processor time for the pairs of so many people; `own` is what comparing them takes here."""

    people: int
    pairs: int
    seconds: float
    own: float


#: By turns so many people each: whatever else the machine does meanwhile is felt by both.
_TURN: Final = 5 * SLICE


async def logic_v2(people: Sequence[uuid.UUID]) -> Beside | None:
    """Compare the candidates of the second half of these people; None where logic-v2 is not installed.

    The first half is compared before: of a million people nearly all come after what is read once or kept.
    """
    try:
        compare = nomenklatura("logic-v2")
    except ImportError:
        return None
    half = len(people) // 2
    await _compared(people[:half], compare)
    turns = [await _compared(people[at : at + _TURN], compare) for at in range(half, len(people), _TURN)]
    return Beside(*map(sum, zip(*map(astuple, turns), strict=True)))


async def _compared(people: Sequence[uuid.UUID], compare: Rival) -> Beside:
    pairs = await sharing(people, today())
    bans = await take_apart({ban_id for _, ban_id in pairs})
    recorded = await identities(people)
    couples = [(_told(of_person(recorded[one])), _told(bans[other].ban.identity)) for one, other in pairs]
    begun = time.process_time()
    compare(couples)
    seconds = time.process_time() - begun
    return Beside(len(people), len(couples), seconds, await _own(pairs, bans))


async def _own(pairs: Sequence[tuple[uuid.UUID, uuid.UUID]], bans: dict[uuid.UUID, Known]) -> float:
    """The same pairs as a sweep compares them: entries are open, people just read from the record."""
    candidates = defaultdict(list)
    for person_id, ban_id in pairs:
        candidates[person_id].append(bans[ban_id])
    found, listed, seconds = list(candidates), await list_length(), 0.0
    gc.freeze()  # as a sweep does with the entries it has opened
    for at in range(0, len(found), SLICE):
        recorded = await identities(found[at : at + SLICE])
        begun = time.process_time()
        for person_id, one in recorded.items():
            judge_among(OnRecord(one), candidates[person_id], listed)
        seconds += time.process_time() - begun
    return seconds


def _told(identity: Identity) -> Person:
    return Person(
        name=identity.names[0],
        no=identity.documents[0].number if identity.documents else "",
        dob=identity.birth_dates[0].isoformat() if identity.birth_dates else "",
        sex="M" if identity.sex == "male" else "F",
    )
