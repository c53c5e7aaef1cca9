"""What holds a person, as the person may read it; what was said to it; the papers."""

from __future__ import annotations

import base64
import uuid
from datetime import date, datetime
from typing import Any

import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound
from foundation.sealing import unseal
from registry.people.queries import own_public_id
from screening.adjudication.rules import MatchState

SEALED_IN = "match_paper.content"


class Said(msgspec.Struct, frozen=True):
    """Something that was said for the person."""

    raised_by: str
    statement: str
    at: datetime
    name: str
    organisation: str


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """One match that holds, without a word of the other side until two persons have decided that it is her.

    `authority`, `document_no` and `remedy_notice` are of the decision that was served on the person.
    """

    state: MatchState
    since: datetime
    due_on: date
    compared: list[str]
    authority: str
    document_no: str
    decided_on: date | None
    remedy_notice: str
    said: list[Said]

    @property
    def confirmed(self) -> bool:
        """Whether two persons have found that the decision means this person."""
        return self.state is MatchState.CONFIRMED


class PaperView(msgspec.Struct, frozen=True):
    """A paper by its name."""

    id: uuid.UUID
    name: str
    at: datetime
    by: str


_HELD = """
SELECT m.id, m.state, coalesce(m.reopened_at, m.opened_at) AS since, m.due_on, m.evidence::text AS evidence,
       b.authority_name, b.document_no, b.decision_on, b.remedy_notice
  FROM match m JOIN ban b ON b.id = m.ban_id
 WHERE m.person_id = $1 AND m.state IN ('open', 'proposed', 'confirmed') ORDER BY m.opened_at, m.id
"""
_SAID = """
SELECT s.match_id, s.raised_by, s.statement, s.at, coalesce(c.name, '') AS name,
       coalesce(o.name, '') AS organisation
  FROM (SELECT match_id, raised_by, statement, account_id, organisation_id, at FROM match_statement
        UNION ALL SELECT match_id, raised_by, grounds, account_id, organisation_id, at FROM match_dispute
                   WHERE raised_by <> 'authority') s
  LEFT JOIN account c ON c.id = s.account_id LEFT JOIN organisation o ON o.id = s.organisation_id
 WHERE s.match_id = ANY($1::uuid[]) ORDER BY s.at
"""


async def is_own(actor: Actor, public_id: str) -> bool:
    """Whether the file is the actor's own."""
    return not actor.may("registry.person.view") and await own_public_id(actor) == public_id


async def held(person_id: uuid.UUID) -> list[Held]:
    """Everything that holds the person; whoever asks has made sure that it is the person's own file."""
    rows = await fetch(_HELD, person_id)
    said: dict[uuid.UUID, list[Said]] = {}
    for row in await fetch(_SAID, [row["id"] for row in rows]):
        values = dict(row)
        said.setdefault(values.pop("match_id"), []).append(Said(**values))
    return [_held(row, said.get(row["id"], [])) for row in rows]


def _held(row: Any, said: list[Said]) -> Held:
    state = MatchState(row["state"])
    known = state is MatchState.CONFIRMED
    evidence = msgspec.json.decode(row["evidence"])
    return Held(
        state=state,
        since=row["since"],
        due_on=row["due_on"],
        compared=list(dict.fromkeys(line["feature"] for line in evidence if line["agrees"])),
        authority=row["authority_name"] if known else "",
        document_no=row["document_no"] if known else "",
        decided_on=row["decision_on"] if known else None,
        remedy_notice=row["remedy_notice"] if known else "",
        said=said,
    )


async def statements_of(match_id: uuid.UUID) -> list[Said]:
    """What was said to a match while it was not decided, first things first."""
    rows = await fetch(
        "SELECT s.raised_by, s.statement, s.at, coalesce(c.name, '') AS name,"
        " coalesce(o.name, '') AS organisation FROM match_statement s"
        " LEFT JOIN account c ON c.id = s.account_id LEFT JOIN organisation o ON o.id = s.organisation_id"
        " WHERE s.match_id = $1 ORDER BY s.at, s.id",
        match_id,
    )
    return [Said(**dict(row)) for row in rows]


async def papers_of(match_id: uuid.UUID) -> list[PaperView]:
    """The papers that were handed in, newest last."""
    rows = await fetch(
        "SELECT p.id, p.name, p.at, coalesce(c.name, '') AS by FROM match_paper p"
        " LEFT JOIN account c ON c.id = p.account_id WHERE p.match_id = $1 ORDER BY p.at, p.id",
        match_id,
    )
    return [PaperView(**dict(row)) for row in rows]


async def paper(match_id: uuid.UUID, paper_id: uuid.UUID) -> tuple[str, str, bytes]:
    """Name, media type and content of a paper of this match. Raises `NotFound`."""
    row = await fetchrow(
        "SELECT name, media_type, content_sealed FROM match_paper WHERE match_id = $1 AND id = $2",
        match_id,
        paper_id,
    )
    if row is None:
        raise NotFound
    content = base64.b64decode(unseal(bytes(row["content_sealed"]), SEALED_IN))
    return row["name"], row["media_type"], content


async def commission_name(person_id: uuid.UUID) -> str:
    """The county health commission of the person's area, or the one above; "" when none is known."""
    found = await fetchval(
        "SELECT o.name FROM person p JOIN organisation o ON o.kind = 'health_commission' AND o.area_code IN"
        " (p.area_code, left(p.area_code, 4) || '00', left(p.area_code, 2) || '0000')"
        " WHERE p.id = $1 ORDER BY o.area_code DESC, o.id LIMIT 1",
        person_id,
    )
    return found or ""
