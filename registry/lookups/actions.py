"""Look-ups that are written down before they are answered."""

from __future__ import annotations

from foundation import history
from foundation.actor import Actor
from foundation.clock import today
from foundation.database import fetchval, transaction
from foundation.errors import FieldProblem, Invalid
from registry.documents.queries import by_document
from registry.documents.rules import read_document
from registry.people.queries import PersonView, person, visible
from registry.people.rules import mask_number


async def unmask(actor: Actor, public_id: str) -> PersonView:
    """Show a person in full; the person can see who did so, and for what purpose."""
    actor.require("registry.person.reveal")
    async with transaction():
        shown = await person(actor, public_id, in_full=True)
        await history.record(actor, "person.unmasked", ("person", shown.id))
    return shown


async def seek(actor: Actor, kind: str, number: str) -> str | None:
    """The address of the person with exactly this document, within the actor's scope; written down."""
    actor.require("registry.person.find")
    reading = read_document(kind, number, today())
    if reading.problems:
        raise Invalid([FieldProblem("number", problem) for problem in reading.problems])
    condition, args = visible(actor)
    sql = f"SELECT p.public_id FROM person p WHERE {condition} AND p.id = $3"  # noqa: S608 - constants
    async with transaction():
        owner = await by_document(reading.kind, reading.number)
        public_id = await fetchval(sql, *args, owner) if owner else None
        subject = ("person", owner) if owner and public_id else ("organisation", actor.organisation_id)
        await history.record(actor, "person.sought", subject, {"number": (None, mask_number(reading.number))})
    return str(public_id) if public_id else None
