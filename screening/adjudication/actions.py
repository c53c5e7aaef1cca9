"""Say what one thinks of a match: one person proposes, another decides; until they agree the hold stays."""

from __future__ import annotations

import uuid

import asyncpg
import msgspec

from foundation.actor import Actor
from foundation.clock import now
from foundation.database import execute, fetchrow, transaction
from foundation.errors import FieldProblem, Invalid, NotFound, Refused
from foundation.events import publish
from foundation.history import record as remember
from foundation.ids import new_id
from foundation.text import text
from registry.people.queries import identity
from screening.adjudication import rules
from screening.adjudication.queries import VISIBLE, find_match, involved_in, opinions_of
from screening.adjudication.rules import MatchState, Opinion, Verdict
from screening.adjudication.tables import Adjudication
from screening.matching.rules import Identity, State
from screening.screenings.events import MatchResolved
from screening.screenings.identities import banned, of_person


class Locked(msgspec.Struct, frozen=True):
    """The match under judgement, locked."""

    id: uuid.UUID
    person_id: uuid.UUID
    ban_id: uuid.UUID
    state: MatchState
    strength: State


_MATCH = f"""
SELECT m.id, m.person_id, m.ban_id, m.state, m.strength
  FROM match m JOIN ban b ON b.id = m.ban_id JOIN person p ON p.id = m.person_id
 WHERE m.public_id = $2 AND {VISIBLE} FOR UPDATE OF m
"""  # noqa: S608 - a constant condition


async def propose(actor: Actor, public_id: str, verdict: Verdict, reason_code: str, note: str) -> MatchState:
    """The first opinion. The proposer cannot decide; the hold stays."""
    actor.require("screening.match.propose")
    _noted(note)
    async with transaction():
        match = await locked(actor, public_id)
        earlier = await opinions_of(match.id)
        opinion = Opinion(actor.account_id, actor.organisation_id, verdict, reason_code)
        state = rules.propose(match.state, opinion, await involved_in(match.id, earlier))
        await _say(actor, match, "propose", opinion, note)
        await _move(actor, match, state, "match.proposed", verdict)
    return state


async def decide(actor: Actor, public_id: str, verdict: Verdict, reason_code: str, note: str) -> MatchState:
    """The second opinion: agreement settles the match and lets go or keeps the hold; else it is open again.

    Raises `Refused` for the proposer, and for the proposer's organisation when a strong match is ruled out.
    """
    actor.require("screening.match.decide")
    _noted(note)
    async with transaction():
        match = await locked(actor, public_id)
        earlier = await opinions_of(match.id)
        decision = Opinion(actor.account_id, actor.organisation_id, verdict, reason_code)
        before, proposal = earlier[:-1], earlier[-1] if earlier else decision
        involved = await involved_in(match.id, before)
        state = rules.decide(match.state, match.strength, proposal, decision, involved)
        await _say(actor, match, "decide", decision, note)
        await _move(actor, match, state, "match.decided", verdict)
        if state in (MatchState.CLEARED, MatchState.CONFIRMED):
            await publish(MatchResolved(match.id, match.person_id, match.ban_id, str(state)))
    return state


async def reveal(actor: Actor, public_id: str) -> tuple[Identity, Identity]:
    """Both sides in full, for who must judge; that they were seen is recorded with both."""
    actor.require("screening.match.propose")
    async with transaction():
        match = await find_match(actor, public_id)
        who = await fetchrow("SELECT person_id, ban_id FROM match WHERE id = $1", match.id)
        assert who is not None  # found just now, and never deleted
        await remember(actor, "match.unmasked", ("match", match.id))
        await remember(actor, "person.unmasked", ("person", who["person_id"]))
        person = of_person(await identity(who["person_id"]))
        return person, (await banned([who["ban_id"]]))[who["ban_id"]].identity


def _noted(note: str) -> None:
    if not note.strip():
        raise Invalid([FieldProblem("note", text("Say which papers you compared, or which are missing."))])


async def locked(actor: Actor, public_id: str) -> Locked:
    """The match, if the officer's area has to do with it.

    The register's lock comes first, shared: lifting a hold needs it, and a ban that ends takes it before
    it takes its matches.
    """
    await execute("SELECT pg_advisory_xact_lock_shared(7001)")
    row = await fetchrow(_MATCH, actor.area_prefix, public_id)
    if row is None:
        raise NotFound
    return as_locked(row)


def as_locked(row: asyncpg.Record) -> Locked:
    """A match whose row is locked in this transaction."""
    return msgspec.convert(dict(row), Locked)


async def _say(actor: Actor, match: Locked, step: str, opinion: Opinion, note: str) -> None:
    row = Adjudication(
        id=new_id(),
        match_id=match.id,
        step=step,
        account_id=actor.account_id,
        organisation_id=actor.organisation_id,
        verdict=str(opinion.verdict),
        reason_code=opinion.reason_code,
        note=note.strip(),
        at=now(),
    )
    try:
        await row.save()
    except asyncpg.PostgresError as error:
        if error.sqlstate != "P0B06":
            raise
        raise Refused(
            text("The database refuses: a match needs two persons, a strong one two organisations."),
            rule=rules.TWO_PERSONS,
        ) from error


async def _move(actor: Actor, match: Locked, state: MatchState, kind: str, verdict: Verdict) -> None:
    await execute("UPDATE match SET state = $2 WHERE id = $1", match.id, str(state))
    changes = {"state": (str(match.state), str(state)), "verdict": (None, str(verdict))}
    await remember(actor, kind, ("match", match.id), changes)
