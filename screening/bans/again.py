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
SELECT public_id FROM ban WHERE document_no = $1 AND person_name = $2 AND area_code = $3
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
    for row in await fetch(_SAME, draft.document_no, name, draft.area_code):
        ban = await find_ban(actor, row["public_id"])
        known = draft_of(ban, (await banned([ban.id]))[ban.id].identity)
        if _said(known) == _said(draft):
            raise EnteredBefore(ban.public_id)


def _said(draft: Draft) -> tuple[object, ...]:
    """All that an entry says, however its names are ordered and its number is written."""
    one = draft.identity
    documents = {(document.kind, tidy_number(document.number)) for document in one.documents}
    return structs.replace(draft, identity=Identity()), {*one.names}, documents, {*one.birth_dates}, one.sex
