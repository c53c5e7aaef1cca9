"""The same entry made a second time: a second click or a repeated call, never a second decision."""

from __future__ import annotations

from typing import Final

from msgspec import structs

from foundation.actor import Actor
from foundation.database import fetch, fetchval
from foundation.errors import Conflict
from foundation.text import text
from registry.documents.rules import tidy_number
from screening.bans.queries import draft_of, find_ban
from screening.bans.rules import Draft
from screening.matching.rules import Identity
from screening.screenings.identities import banned

_SAME: Final = """
SELECT id, public_id FROM ban WHERE document_no = $1 AND person_name = $2 AND area_code = $3
   AND status NOT IN ('rejected', 'lifted') ORDER BY recorded_at
"""


class EnteredBefore(Conflict):
    """This decision stands in the register, word for word; `public_id` is its entry."""

    def __init__(self, public_id: str) -> None:
        super().__init__(
            text("This decision about this person stands in the register already, word for word."),
            remedy=text("It is not entered a second time. Look at the entry that is there."),
        )
        self.public_id = public_id


async def require_new(actor: Actor, draft: Draft) -> None:
    """Within the transaction that enters it. Raises `EnteredBefore` when nothing in it is new."""
    name = draft.identity.names[0]
    await fetchval("SELECT pg_advisory_xact_lock(hashtextextended($1, 41))", f"{draft.document_no}\n{name}")
    entries = {row["id"]: row["public_id"] for row in await fetch(_SAME, *_place(draft))}
    # Namesakes in one decision may be many: all of them are told apart at once, and hardly one is looked at.
    for ban_id, known in (await banned(entries)).items():
        if _person(known.identity) != _person(draft.identity):
            continue
        entry = draft_of(await find_ban(actor, entries[ban_id]), known.identity)
        if _decision(entry) == _decision(draft):
            raise EnteredBefore(entries[ban_id])


def _place(draft: Draft) -> tuple[str, str, str]:
    return draft.document_no, draft.identity.names[0], draft.area_code


def _decision(draft: Draft) -> Draft:
    """All that an entry says about the decision."""
    return structs.replace(draft, identity=Identity())


def _person(one: Identity) -> tuple[object, ...]:
    """All that it says about the person, however the names are ordered and the number is written."""
    documents = {(document.kind, tidy_number(document.number)) for document in one.documents}
    return {*one.names}, documents, {*one.birth_dates}, one.sex
