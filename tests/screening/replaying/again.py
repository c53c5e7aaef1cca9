"""People with an area, their screenings, and the answers made again."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from foundation.actor import Actor
from registry.people.actions import NewDocument
from screening.replaying.actions import replay
from screening.replaying.rules import Replay, Stood
from screening.screenings.actions import screen
from tests.people import person as registered_person
from tests.screening.entries import NAME


async def registered(number: str, name: str = NAME) -> UUID:
    """Somebody of 南昌市东湖区 with this number, born as the number says."""
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    documents = [NewDocument("01", number)]
    return await registered_person(name=name, birth_date=born, documents=documents, area_code="360102")


async def screened(actor: Actor, person: UUID) -> UUID:
    return (await screen(actor, person, "enrol", "enrolment")).id


async def again(actor: Actor, screening_id: UUID) -> Replay:
    return await replay(actor, screening_id, "稽核〔2026〕1号")


def hits_of(found: Replay) -> list[tuple[str, Stood, bool]]:
    return [(hit.state, hit.stood, hit.shares_key) for hit in found.hits]
