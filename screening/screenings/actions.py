"""Compare people with the whole ban register, keep the answer, open matches; refuse when it cannot be."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import execute, fetchval, transaction
from foundation.errors import Refused
from foundation.events import publish
from foundation.ids import new_id, new_public_id
from foundation.sealing import seal
from foundation.text import text
from registry.people.queries import Identity as Recorded
from registry.people.queries import identities
from screening.adjudication.data import DEADLINES
from screening.adjudication.rules import clearing_holds_since, due_on
from screening.alarms.readiness import refuses_in_time, require_ready
from screening.matching.rules import MATCHER_VERSION, Judgement, canonical, judge
from screening.screenings.ending import replace_older
from screening.screenings.events import MatchOpened
from screening.screenings.identities import Banned, banned, fingerprint, of_person
from screening.screenings.keys import keyed, people_sharing, sharing
from screening.screenings.queries import ScreeningView, Trigger, list_length, unresolved
from screening.screenings.tables import Screening

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

    The epoch is read before the list: if a ban comes in between, the screening is already stale and the
    database will not accept it for a certificate.
    """
    wanted = list(dict.fromkeys(person_ids))
    async with transaction():
        await require_ready(MATCHER_VERSION)
        epoch: int = await fetchval("SELECT epoch FROM ban_epoch")
        people = await identities(wanted)
        await _all_have_keys(wanted)
        candidates = await _candidates(wanted)
        await _compare(people, candidates)
        found = await unresolved(wanted)
        return {
            person_id: await _keep(
                actor,
                people[person_id],
                trigger,
                purpose,
                epoch,
                len(candidates[person_id]),
                found.get(person_id, "clear"),
            )
            for person_id in wanted
        }


@refuses_in_time
async def retro_screen(ban_id: uuid.UUID) -> list[uuid.UUID]:
    """Compare everybody who shares a key with this ban, in the ban's own transaction; who it may be."""
    people = await identities(await people_sharing(ban_id))
    return await _compare(people, defaultdict(set, {person_id: {ban_id} for person_id in people}))


async def _all_have_keys(person_ids: list[uuid.UUID]) -> None:
    if len(await keyed(person_ids)) != len(person_ids):
        raise Refused(
            text(
                "Somebody here cannot be screened: neither a document number nor a birth date is on record."
            ),
            remedy=text("Complete the person's identity data."),
        )


async def _candidates(person_ids: list[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    pairs: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for person_id, ban_id in await sharing(person_ids, today()):
        pairs[person_id].add(ban_id)
    return pairs


async def _compare(
    people: dict[uuid.UUID, Recorded], candidates: dict[uuid.UUID, set[uuid.UUID]]
) -> list[uuid.UUID]:
    """Judge each pair and open a match where they may be the same; no candidate is ever left out."""
    bans = await banned({ban_id for ban_ids in candidates.values() for ban_id in ban_ids})
    listed = await list_length() if bans else 0
    hit: list[uuid.UUID] = []
    for person_id, ban_ids in candidates.items():
        for ban_id in sorted(ban_ids):
            judgement = judge(of_person(people[person_id]), bans[ban_id].identity, listed)
            if judgement.state != "clear":
                hit.append(person_id)
                await _open_match(people[person_id], bans[ban_id], judgement)
    return hit


async def _open_match(person: Recorded, ban: Banned, judgement: Judgement) -> None:
    """Open it unless this very pair, with these very data, is being judged or was.

    It is opened again when a newer match had taken its place and the data are back to what they were, or when
    it was ruled out so long ago, or by a matcher that weighed it so much lighter, that the papers should be
    looked at again.
    """
    await execute("SELECT pg_advisory_xact_lock_shared(7001)")  # a ban ends before this, or afterwards
    match_id = await fetchval(
        _OPEN_MATCH,
        new_id(),
        new_public_id(),
        person.person_id,
        ban.ban_id,
        str(judgement.state),
        msgspec.json.encode(judgement.evidence).decode(),
        fingerprint(of_person(person)),
        ban.fingerprint,
        judgement.matcher_version,
        now(),
        due_on(today(), str(judgement.state)),
        clearing_holds_since(now()),
        judgement.bits,
        DEADLINES["heavier"].value,
    )
    if match_id is not None:
        await replace_older(person.person_id, ban.ban_id, match_id)
        await publish(MatchOpened(match_id, person.person_id, ban.ban_id, str(judgement.state)))


async def _keep(
    actor: Actor, person: Recorded, trigger: Trigger, purpose: str, epoch: int, candidates: int, result: str
) -> ScreeningView:
    identity = of_person(person)
    screening = Screening(
        id=new_id(),
        person_id=person.person_id,
        trigger=trigger,
        epoch=epoch,
        matcher_version=MATCHER_VERSION,
        identity_version=person.identity_version,
        person_fp=fingerprint(identity),
        input_sealed=seal(canonical(identity), "screening.input"),
        result=result,
        candidates=candidates,
        at=now(),
        purpose=purpose,
        account_id=actor.account_id,
        organisation_id=actor.organisation_id,
    )
    await screening.save()
    return ScreeningView(screening.id, person.person_id, epoch, person.identity_version, result, screening.at)
