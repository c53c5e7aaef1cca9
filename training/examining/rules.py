"""Who sits where, how many persons an examination needs, and what is missing before it is held."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TypeVar

import msgspec

from curricula.standards.data import COMPONENT_LABELS, STANDARDS, ComponentKind, Staffing
from curricula.standards.rules import committee_complete, persons_needed
from foundation.errors import Refused, Rule
from foundation.text import Text, text
from training.evaluations.rules import ARRANGED

Key = TypeVar("Key", bound=Hashable)
Place = TypeVar("Place", bound=Hashable)

INVIGILATION = Rule(
    "EV-INV",
    text("Invigilators for the number of candidates"),
    STANDARDS.invigilation.document,
    confidence=STANDARDS.invigilation.confidence,
)
COMMITTEE = Rule(
    "EV-COM",
    text("A committee of an odd number of persons"),
    STANDARDS.committee.document,
    confidence=STANDARDS.committee.confidence,
)


class Duty(StrEnum):
    """What somebody does in a session."""

    INVIGILATOR = "invigilator"
    ASSESSOR = "assessor"
    REVIEWER = "reviewer"


DUTY_LABELS = {
    Duty.INVIGILATOR: text("Invigilator"),
    Duty.ASSESSOR: text("Assessor"),
    Duty.REVIEWER: text("Member of the committee"),
}
#: Who gives the marks of a component.
MARKED_BY: dict[ComponentKind, Duty] = {"skill": Duty.ASSESSOR, "review": Duty.REVIEWER}


class IncidentKind(StrEnum):
    """What went wrong."""

    CHEATING = "cheating"
    IMPERSONATION = "impersonation"
    DISTURBANCE = "disturbance"
    ILLNESS = "illness"
    TECHNICAL = "technical"
    OTHER = "other"


INCIDENT_LABELS = {
    IncidentKind.CHEATING: text("Cheating"),
    IncidentKind.IMPERSONATION: text("Somebody sat for another"),
    IncidentKind.DISTURBANCE: text("Disturbance"),
    IncidentKind.ILLNESS: text("Illness"),
    IncidentKind.TECHNICAL: text("Technical fault"),
    IncidentKind.OTHER: text("Something else"),
}
#: For these the result can be annulled.
ANNULLING = frozenset({IncidentKind.CHEATING, IncidentKind.IMPERSONATION})


def seat_plan(
    candidates: Iterable[tuple[Key, Hashable]], rooms: Sequence[tuple[Place, int]]
) -> dict[Key, tuple[Place, int]]:
    """A seat for each, rooms filled in their order; those of one group are kept apart as far as possible.

    Raises `Refused` when the rooms have too few seats.
    """
    mixed = list(_mixed(candidates))
    seats = [(place, seat) for place, count in rooms for seat in range(1, count + 1)]
    if len(seats) < len(mixed):
        raise Refused(
            text("{candidates} candidates, {seats} seats.", candidates=len(mixed), seats=len(seats)),
            remedy=text("Add a room, or seats to a room."),
            rule=ARRANGED,
        )
    return dict(zip(mixed, seats, strict=False))


def _mixed(candidates: Iterable[tuple[Key, Hashable]]) -> Iterator[Key]:
    """Always one of the largest group that is left, unless the one before belongs to it."""
    groups: dict[Hashable, deque[Key]] = defaultdict(deque)
    for key, group in candidates:
        groups[group].append(key)
    last: Hashable = object()
    while groups:
        order = sorted(groups, key=lambda group: -len(groups[group]))
        group = next((one for one in order if one != last), order[0])
        yield groups[group].popleft()
        last = group
        if not groups[group]:
            del groups[group]


def assessors(least: int | None, candidates_each: int | None) -> Staffing | None:
    """How many assessors a practical examination needs; None while that is not confirmed."""
    if least is None or candidates_each is None:
        return None
    return Staffing(least=least, candidates_each=candidates_each)


class Manned(msgspec.Struct, frozen=True):
    """A component with how many sit in each of its rooms, and who has which duty."""

    component: ComponentKind
    candidates: int
    rooms: dict[str, int]
    persons: int
    unpromised: int = 0


def shortages(manned: Manned, staffing: Staffing | None) -> list[Text]:
    """What is missing of persons to a component; `staffing` is the confirmed ratio of assessors."""
    label = COMPONENT_LABELS[manned.component]
    found = []
    needed = _needed(manned, staffing)
    if manned.persons < needed:
        said = text("{component}: {persons} persons are appointed, {needed} are needed.",
                    component=label, persons=manned.persons, needed=needed)  # fmt: skip
        found.append(said)
    if manned.component == "review" and manned.persons >= needed and not committee_complete(manned.persons):
        found.append(text("The committee has {persons} persons; it needs an odd number.",
                          persons=manned.persons))  # fmt: skip
    if manned.unpromised:
        said = text("{component}: {count} persons have not declared pupils and relatives yet.",
                    component=label, count=manned.unpromised)  # fmt: skip
        found.append(said)
    return found


def _needed(manned: Manned, staffing: Staffing | None) -> int:
    if manned.component == "theory":
        return sum(persons_needed(STANDARDS.invigilation, seated) for seated in manned.rooms.values())
    if manned.component == "review":
        return STANDARDS.committee.least
    # Marks are given by two at least, whatever ratio is confirmed.
    return max(2, persons_needed(staffing, manned.candidates) if staffing else 0)
