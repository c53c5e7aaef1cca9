"""Say something to what holds a person: heard while it is undecided, and judged anew by others once it is."""

from __future__ import annotations

import base64
import hashlib
import uuid

from foundation.actor import Actor
from foundation.clock import now
from foundation.database import execute, fetch, transaction
from foundation.errors import Conflict
from foundation.history import record as remember
from foundation.ids import new_id
from foundation.sealing import seal
from foundation.text import text
from registry.people.queries import visible_id
from screening.adjudication.actions import Locked, as_locked
from screening.adjudication.disputing import reopen
from screening.adjudication.queries import find_match
from screening.adjudication.rules import MatchState
from screening.hearing import rules
from screening.hearing.queries import SEALED_IN, is_own, paper
from screening.hearing.rules import Paper
from screening.hearing.tables import MatchPaper, MatchStatement

CONTEST = "screening.match.contest"
_HOLDING = """
SELECT id, person_id, ban_id, state, strength FROM match
 WHERE person_id = $1 AND state IN ('open', 'proposed', 'confirmed') ORDER BY id FOR UPDATE
"""


async def contest(
    actor: Actor, person_public_id: str, statement: str, papers: list[Paper], *, agreed: bool = False
) -> int:
    """Say it to everything that holds the person; how much of it is judged anew by other people.

    What is not decided yet is decided knowing it. Raises `Conflict` when nothing holds the person.
    """
    actor.require(CONTEST)
    person_id = await visible_id(actor, person_public_id)
    own = await is_own(actor, person_public_id)
    raised_by = rules.raiser(own=own, organisation_kind=actor.organisation_kind)
    rules.require_sayable(statement, papers, own=own, agreed=agreed)
    async with transaction():
        # The register's lock comes first, as wherever a match moves.
        await execute("SELECT pg_advisory_xact_lock_shared(7001)")
        matches = [as_locked(row) for row in await fetch(_HOLDING, person_id)]
        if not matches:
            raise Conflict(text("Nothing is on hold, so there is nothing to contest."))
        for match in matches:
            await _keep(actor, match.id, papers)
            await _say(actor, match, raised_by, statement.strip())
    return sum(match.state is MatchState.CONFIRMED for match in matches)


async def _say(actor: Actor, match: Locked, raised_by: str, statement: str) -> None:
    if match.state is MatchState.CONFIRMED:
        await reopen(actor, match, raised_by, statement)
        return
    row = MatchStatement(
        id=new_id(),
        match_id=match.id,
        raised_by=raised_by,
        statement=statement,
        account_id=actor.account_id,
        organisation_id=actor.organisation_id,
        at=now(),
    )
    await row.save()
    await remember(actor, "match.statement_given", ("match", match.id), {"raised_by": (None, raised_by)})


async def _keep(actor: Actor, match_id: uuid.UUID, papers: list[Paper]) -> None:
    for one in papers:
        row = MatchPaper(
            id=new_id(),
            match_id=match_id,
            name=one.name.replace("\\", "/").rsplit("/", 1)[-1][-120:] or "?",
            media_type=rules.media_type(one),
            content_sealed=seal(base64.b64encode(one.content).decode(), SEALED_IN),
            sha256=hashlib.sha256(one.content).digest(),
            account_id=actor.account_id,
            at=now(),
        )
        await row.save()


async def look_at(actor: Actor, public_id: str, paper_id: uuid.UUID) -> tuple[str, str, bytes]:
    """A paper, for who must judge; that it was seen is recorded. Name, media type, content."""
    actor.require("screening.match.propose")
    async with transaction():
        match = await find_match(actor, public_id)
        found = await paper(match.id, paper_id)
        await remember(actor, "match.paper_seen", ("match", match.id), {"paper": (None, str(paper_id))})
    return found
