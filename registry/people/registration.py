"""Decides for each person of a registration who is known already and what to write; writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from foundation.errors import Conflict
from foundation.ids import new_id
from foundation.text import text
from registry.documents.actions import ReadDocument
from registry.documents.queries import number_index, owners_of
from registry.people.queries import Identity, identities
from registry.people.rules import NewPerson, PersonReading, same_person

Draft = tuple[NewPerson, PersonReading]


class Registration:
    """Takes people one after another; the same document twice is the same person."""

    def __init__(self, owners: dict[bytes, UUID], known: dict[UUID, Identity]) -> None:
        self._owners = owners
        self._known = known
        self.fresh: dict[UUID, Draft] = {}
        self.documents: list[ReadDocument] = []

    @classmethod
    async def among(cls, readings: Iterable[PersonReading]) -> Registration:
        """A registration that knows whoever has one of these documents already."""
        indexes = [number_index(d.kind, d.number) for reading in readings for d in reading.documents]
        owners = await owners_of(indexes)
        return cls(owners, await identities(set(owners.values())))

    def take(self, new: NewPerson, reading: PersonReading) -> UUID:
        """The id of the person: the known one, or a new one. Raises `Conflict` when it is somebody else."""
        person_id = self._owner(reading) or self._fresh(new, reading)
        for at, document in enumerate(reading.documents):
            index = number_index(document.kind, document.number)
            if index not in self._owners:
                self._owners[index] = person_id
                self.documents.append(
                    ReadDocument(
                        person_id,
                        document.kind,
                        document.number,
                        is_primary=at == 0 and person_id in self.fresh,
                        valid_until=new.documents[at].valid_until,
                    )
                )
        return person_id

    def _owner(self, reading: PersonReading) -> UUID | None:
        indexes = [number_index(document.kind, document.number) for document in reading.documents]
        found = {self._owners[index] for index in indexes if index in self._owners}
        if not found:
            return None
        known = self._known[min(found)]
        names = [known.name, *known.former_names]
        if len(found) > 1 or not same_person(reading.name, reading.birth_date, names, known.birth_date):
            raise Conflict(
                text("The document number is registered with another name or birth date."),
                remedy=text("Compare the document; if the register is wrong, have the identity amended."),
                field="number",
            )
        return known.person_id

    def _fresh(self, new: NewPerson, reading: PersonReading) -> UUID:
        person_id = new_id()
        self.fresh[person_id] = (new, reading)
        self._known[person_id] = Identity(
            person_id, reading.name, reading.former_names, reading.sex, reading.birth_date, [], 1
        )
        return person_id
