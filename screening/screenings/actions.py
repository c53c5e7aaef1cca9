"""Compare people with the whole ban register, keep the answer, open matches; refuse when it cannot be."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import asyncpg
import msgspec

from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import execute, fetchval
from foundation.errors import Refused, own_rule
from foundation.events import publish
from foundation.ids import new_id, new_public_id
from foundation.text import text
from registry.calendars.queries import expected_calendars
from registry.people.queries import identities
from screening.adjudication.rules import Reopening, clearing_holds_since, due_on
from screening.adjudication.unsure import reopening
from screening.alarms.readiness import refuses_in_time
from screening.matching.rules import MATCHER_VERSION, Judgement, Profile, far, threshold, weigh
from screening.screenings.ending import replace_older
from screening.screenings.events import MatchOpened
from screening.screenings.identities import Person, fingerprint_of
from screening.screenings.keeping import keep, views
from screening.screenings.keys import people_sharing
from screening.screenings.known import Known, Register, known, register_now, take_apart
from screening.screenings.looking import Look, Occasion, look
from screening.screenings.patience import patient, patient_transaction
from screening.screenings.queries import ScreeningView, Trigger, list_length

Candidates = Mapping[uuid.UUID, Collection[uuid.UUID]]

COMPARABLE = own_rule(
    "SCR-KEYS", text("Whoever is screened is known by a document number or a birth date, or is not screened")
)
_OPEN_MATCH = """
INSERT INTO match (id, public_id, person_id, ban_id, strength, evidence, person_fp, ban_fp, matcher_version,
                   state, opened_at, due_on, bits)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10, $11, $13)
ON CONFLICT (person_id, ban_id, person_fp, ban_fp) DO UPDATE
   SET state = 'open', reopened_at = $10, due_on = $11, bits = excluded.bits
 WHERE match.state = 'ended' OR (match.state = 'cleared' AND (excluded.bits >= match.bits + $14 OR $12 > (
       SELECT max(a.at) FROM adjudication a WHERE a.match_id = match.id)))
RETURNING id
"""


async def screen(actor: Actor, person_id: uuid.UUID, trigger: Trigger, purpose: str) -> ScreeningView:
    """Screen one person now. Raises `Unavailable` for a stale list, `Refused` without identity."""
    return (await screen_many(actor, [person_id], trigger, purpose))[person_id]


@refuses_in_time
async def screen_many(
    actor: Actor, person_ids: Iterable[uuid.UUID], trigger: Trigger, purpose: str
) -> dict[uuid.UUID, ScreeningView]:
    """Screen these people against the list of this moment, in one transaction.

    The epoch is read before the list, and the version of an identity together with its keys: if either
    changes meanwhile, the screening is already stale and the database will not take it for a certificate.
    Raises `Refused` when one of them has no keys.
    """
    wanted = list(dict.fromkeys(person_ids))
    async with patient_transaction():
        register = await register_now(MATCHER_VERSION)
        occasion = _occasion(actor, trigger, purpose, register)
        looks = await look(wanted, today(), occasion)
        _all_have_keys(wanted, looks)
        return views(occasion, looks.values(), await _answer(register, occasion, looks.values()))


@refuses_in_time
async def screen_planned(
    actor: Actor, person_ids: Iterable[uuid.UUID], trigger: Trigger, purpose: str
) -> int:
    """The same in a sweep, by its plan where that still holds; for how many, for who has no keys is left."""
    wanted = list(dict.fromkeys(person_ids))
    async with patient_transaction():
        register = await register_now(MATCHER_VERSION)
        occasion = _occasion(actor, trigger, purpose, register)
        looks = await look(wanted, today(), occasion, "looked_up")
        keyed = [one for one in looks.values() if one.keyed]
        await _answer(register, occasion, keyed)
        return len(keyed)


def _occasion(actor: Actor, trigger: Trigger, purpose: str, register: Register) -> Occasion:
    return Occasion(actor, trigger, purpose, register.epoch, MATCHER_VERSION, now(), register.listed)


async def _answer(register: Register, occasion: Occasion, looks: Collection[Look]) -> list[asyncpg.Record]:
    """Compare whom a key leads to somebody, and keep the answer for everybody; what was kept now."""
    candidates = {one.person_id: one.bans for one in looks if one.bans}
    people = await _people([one.person_id for one in looks if not one.kept])
    bans = await known(register, {ban_id for ban_ids in candidates.values() for ban_id in ban_ids})
    await _compare(people, candidates, bans, register.listed, occasion.moment)
    return await keep(occasion, looks, people)


@refuses_in_time
async def retro_screen(ban_id: uuid.UUID) -> list[uuid.UUID]:
    """Compare everybody who shares a key with this ban, in the ban's own transaction; who it may be."""
    async with patient():
        return await compare_sharers(ban_id)


async def compare_sharers(ban_id: uuid.UUID) -> list[uuid.UUID]:
    """The same, for whoever has said already how long it may take."""
    people = await _people(await people_sharing(ban_id))
    if not people:
        return []
    candidates = dict.fromkeys(people, (ban_id,))
    return await _compare(people, candidates, await take_apart([ban_id]), await list_length(), now())


async def _people(person_ids: list[uuid.UUID]) -> dict[uuid.UUID, Person]:
    found = await identities(person_ids) if person_ids else {}
    return {person_id: Person(one) for person_id, one in found.items()}


def _all_have_keys(person_ids: list[uuid.UUID], looks: Mapping[uuid.UUID, Look]) -> None:
    if not all(person_id in looks and looks[person_id].keyed for person_id in person_ids):
        raise Refused(
            text(
                "Somebody here cannot be screened: neither a document number nor a birth date is on record."
            ),
            remedy=text("Complete the person's identity data."),
            rule=COMPARABLE,
        )


#: Between so many people others of the same process have their turn: some milliseconds.
_AT_A_TIME = 50


async def _compare(
    people: Mapping[uuid.UUID, Person],
    candidates: Candidates,
    bans: Mapping[uuid.UUID, Known],
    listed: int,
    moment: datetime,
) -> list[uuid.UUID]:
    """Judge each pair and open a match where they may be the same; no candidate is ever left out."""
    hits: list[tuple[uuid.UUID, Known, Judgement]] = []
    for at, (person_id, ban_ids) in enumerate(candidates.items()):
        found = judge_among(people[person_id], [bans[ban_id] for ban_id in ban_ids], listed)
        hits += [(person_id, ban, judgement) for ban, judgement in found]
        if at % _AT_A_TIME == _AT_A_TIME - 1:
            await asyncio.sleep(0)
    again = await reopening(today()) if hits else Reopening()
    for person_id, ban, judgement in sorted(hits, key=lambda hit: (hit[0], hit[1].ban.ban_id)):
        await _open_match(person_id, people[person_id].profile, ban, judgement, again, moment)
    return [person_id for person_id, _, _ in hits]


def judge_among(person: Person, bans: Iterable[Known], listed: int) -> list[tuple[Known, Judgement]]:
    """The entries that may mean this person. Whoever can be told apart at a glance is not taken apart."""
    least, told = threshold(listed), person.plain
    found: list[tuple[Known, Judgement]] = []
    for one in bans:
        if told and (known_as := one.plain) and far(told, known_as, least):
            continue
        if judgement := weigh(person.profile, one.profile, listed):
            found.append((one, judgement))
    return found


async def _open_match(
    person_id: uuid.UUID,
    person: Profile,
    known_as: Known,
    judgement: Judgement,
    again: Reopening,
    moment: datetime,
) -> None:
    """Open it unless this very pair, with these very data, is being judged or was.

    It is opened again when a newer match had taken its place and the data are back to what they were, or when
    it was ruled out so long ago, or by a matcher that weighed it so much lighter, that the papers should be
    looked at again.
    """
    await execute("SELECT pg_advisory_xact_lock_shared(7001)")  # a ban ends before this, or afterwards
    ban_id = known_as.ban.ban_id
    match_id = await fetchval(
        _OPEN_MATCH,
        new_id(),
        new_public_id(),
        person_id,
        ban_id,
        str(judgement.state),
        msgspec.json.encode(judgement.evidence).decode(),
        fingerprint_of(person),
        fingerprint_of(known_as.profile),
        judgement.matcher_version,
        moment,  # of the screening that opens it, so that its answer holds this match already
        due_on(today(), str(judgement.state), await expected_calendars(today())),
        clearing_holds_since(now(), again),
        judgement.bits,
        again.heavier,
    )
    if match_id is not None:
        await replace_older(person_id, ban_id, match_id)
        await publish(MatchOpened(match_id, person_id, ban_id, str(judgement.state)))
