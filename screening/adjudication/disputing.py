"""Contest what two persons decided: the match is opened again, and others judge it."""

from __future__ import annotations

from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import execute, transaction
from foundation.errors import FieldProblem, Invalid
from foundation.events import publish
from foundation.history import record as remember
from foundation.ids import new_id
from foundation.text import text
from registry.calendars.queries import expected_calendars
from screening.adjudication import rules
from screening.adjudication.actions import Locked, locked
from screening.adjudication.queries import MatchView
from screening.adjudication.rules import RAISERS, MatchState
from screening.adjudication.tables import MatchDispute
from screening.screenings.events import MatchOpened

PERMISSION = "screening.match.dispute"


def may_dispute(actor: Actor, match: MatchView) -> bool:
    """Whether there is something to contest, and this person may take it down."""
    return actor.may(PERMISSION) and match.state in (MatchState.CLEARED, MatchState.CONFIRMED)


async def dispute(actor: Actor, public_id: str, raised_by: str, grounds: str) -> None:
    """Take down that somebody contests the result; from now on it holds until others have judged it.

    Raises `Conflict` for a match that is not settled, `Invalid` without grounds.
    """
    actor.require(PERMISSION)
    _require_grounds(raised_by, grounds)
    async with transaction():
        await reopen(actor, await locked(actor, public_id), raised_by, grounds.strip())


async def reopen(actor: Actor, match: Locked, raised_by: str, grounds: str) -> None:
    """Open a locked match again because it is contested; whoever calls this has seen who may."""
    state = rules.reopen(match.state)
    moment = now()
    row = MatchDispute(
        id=new_id(),
        match_id=match.id,
        raised_by=raised_by,
        settled_as=str(match.state),
        grounds=grounds,
        account_id=actor.account_id,
        organisation_id=actor.organisation_id,
        at=moment,
    )
    await row.save()
    await execute(
        "UPDATE match SET state = $2, reopened_at = $3, due_on = $4 WHERE id = $1",
        match.id,
        str(state),
        moment,
        rules.due_on(today(), str(match.strength), await expected_calendars(today())),
    )
    changes = {"state": (str(match.state), str(state)), "raised_by": (None, raised_by)}
    await remember(actor, "match.disputed", ("match", match.id), changes)
    await publish(MatchOpened(match.id, match.person_id, match.ban_id, str(match.strength)))


def _require_grounds(raised_by: str, grounds: str) -> None:
    problems = []
    if raised_by not in RAISERS:
        problems.append(FieldProblem("raised_by", text("Please choose from the list.")))
    if not grounds.strip():
        problems.append(FieldProblem("grounds", text("Say on what grounds it is contested.")))
    if problems:
        raise Invalid(problems)
