"""The search box: asks each room the actor may enter, within its own scope, and lists what they find."""

from __future__ import annotations

import msgspec

from certificates.register.queries import list_certificates
from foundation.actor import Actor
from foundation.text import Text, text
from registry.organisations.queries import Wanted, list_organisations
from registry.people.queries import list_people
from training.cohorts.queries import list_cohorts

#: Of each kind.
MOST = 10


class Hit(msgspec.Struct, frozen=True):
    """Something that was found, and where it is."""

    room: Text
    title: str
    note: str
    href: str


async def search(actor: Actor, wanted: str) -> list[Hit]:
    """People by name, certificates by number or holder, cohorts and organisations by name."""
    if not wanted or (len(wanted) < 2 and wanted.isascii()):  # a Chinese surname is one character
        return []
    hits: list[Hit] = []
    for permission, look in _ROOMS.items():
        if actor.may(permission):
            hits += await look(actor, wanted)
    return hits


async def _people(actor: Actor, wanted: str) -> list[Hit]:
    rows, _ = await list_people(actor, name=wanted, limit=MOST)
    return [Hit(text("People"), row.name, row.document or "", f"/people/{row.public_id}") for row in rows]


async def _certificates(actor: Actor, wanted: str) -> list[Hit]:
    rows, _ = await list_certificates(
        actor, search=wanted, standing=None, order_by="c.issued_on DESC, c.number", limit=MOST, offset=0
    )
    return [
        Hit(text("Certificates"), row.holder_name, row.number, f"/certificates/{row.public_id}")
        for row in rows
    ]


async def _cohorts(actor: Actor, wanted: str) -> list[Hit]:
    rows, _ = await list_cohorts(
        actor, search=wanted, order_by="c.starts_on DESC, c.id", limit=MOST, offset=0
    )
    return [Hit(text("Cohorts"), row.name, row.college_name, f"/cohorts/{row.public_id}") for row in rows]


async def _organisations(actor: Actor, wanted: str) -> list[Hit]:
    rows, _ = await list_organisations(actor, Wanted(q=wanted), limit=MOST)
    return [Hit(text("Organisations"), row.name, row.code, f"/organisations/{row.public_id}") for row in rows]


_ROOMS = {
    "registry.person.view": _people,
    "certificates.certificate.view": _certificates,
    "training.cohort.view": _cohorts,
    "registry.organisation.view": _organisations,
}
