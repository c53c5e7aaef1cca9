"""Make the answer of a screening again, against the whole register as it stood; nothing is kept of it.

Neither a screening is written nor a match opened. That somebody looked, and what for, is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from foundation.actor import SYSTEM, Actor
from foundation.clock import CHINA
from foundation.database import transaction
from foundation.errors import Forbidden
from foundation.history import record as remember
from foundation.jobs.queue import enqueue
from foundation.text import text
from screening.matching.rules import MATCHER_VERSION, Identity, Judgement, Profile, weigh
from screening.replaying.queries import (
    PERMISSION,
    EntryName,
    ScreeningRecord,
    count_at,
    entries_at,
    entry_names,
    find_screening,
    input_of,
    standing_at,
)
from screening.replaying.rules import (
    AT_ONCE,
    UNRESOLVED,
    Earlier,
    Hit,
    Replay,
    Standing,
    Stood,
    expected,
    pair_by_pair,
    share_a_key,
)
from screening.screenings.identities import banned_at

KIND: Final = "screening.replaying.replay"
#: Entries that are opened and compared before others of the same process have their turn.
_AT_A_TIME: Final = 100
Told = Callable[[int], Awaitable[None]]
Found = tuple[UUID, Identity, Judgement]


def may_replay(actor: Actor) -> bool:
    """Whoever audits, and of the health commissions the province's: the whole register is gone through."""
    if actor is SYSTEM:
        return True
    province = actor.area_prefix == actor.area_code[:2]
    return actor.may(PERMISSION) and (province or actor.organisation_kind != "health_commission")


async def require_replay(actor: Actor, screening_id: UUID) -> ScreeningRecord:
    """The screening, for who may replay it. Raises `Forbidden` or `NotFound`."""
    if actor is not SYSTEM:
        actor.require(PERMISSION)
    if not may_replay(actor):
        raise Forbidden(text("Only the province's health commission and the auditors take this step."))
    return await find_screening(actor, screening_id)


async def replay_or_enqueue(actor: Actor, screening_id: UUID, purpose: str) -> Replay | UUID:
    """The replay where the register was short, else the job that makes it, whose progress can be seen."""
    record = await require_replay(actor, screening_id)
    if await count_at(record.epoch, _day(record)) <= AT_ONCE:
        return await replay(actor, screening_id, purpose)
    await input_of(screening_id)  # what cannot be read back is said now, not by a job that fails
    return await enqueue(
        actor,
        KIND,
        {"screening_id": screening_id, "purpose": purpose},
        title=text("Replay a screening"),
        total=await count_at(record.epoch, _day(record)),
        subject=("screening", screening_id),
    )


async def replay(actor: Actor, screening_id: UUID, purpose: str, told: Told | None = None) -> Replay:
    """Compare the person as she was read with every entry as it stood, by the matcher that is installed.

    No search key leads the way, so that what a search would have missed is found. `told` learns how many
    entries were compared. What is read is of an epoch that has passed: nobody can change it meanwhile.
    """
    record = await require_replay(actor, screening_id)
    person = await input_of(screening_id)
    await _remember(actor, record, purpose)
    entries = await entries_at(record.epoch, _day(record))
    found = await _compare(person, entries, record, told)
    standing = pair_by_pair(await standing_at(record.person_id, record.at))
    names = await entry_names(actor, {*standing, *(ban_id for ban_id, _, _ in found)})
    hits = tuple(_hit(person, one, standing.get(one[0]), names[one[0]]) for one in found)
    held = [one for ban_id, one in standing.items() if one.state in UNRESOLVED]
    known = {hit.ban_id for hit in hits}
    return Replay(
        screening_id=record.id,
        recorded=record.result,
        expected=expected(hits, held),
        matcher_recorded=record.matcher_version,
        matcher=MATCHER_VERSION,
        epoch=record.epoch,
        listed=record.listed,
        entries=len(entries),
        hits=hits,
        earlier=tuple(_earlier(one, names[one.ban_id]) for one in held if one.ban_id not in known),
    )


def _day(record: ScreeningRecord) -> date:
    return record.at.astimezone(CHINA).date()


async def _remember(actor: Actor, record: ScreeningRecord, purpose: str) -> None:
    async with transaction():
        await remember(actor, "screening.replayed", ("screening", record.id), reason=purpose.strip())
        await remember(actor, "person.replayed", ("person", record.person_id), reason=purpose.strip())


async def _compare(
    person: Identity, entries: Sequence[UUID], record: ScreeningRecord, told: Told | None
) -> list[Found]:
    """The entries that may mean the person, the heaviest first."""
    profile, found = Profile(person), list[Found]()
    for at in range(0, len(entries), _AT_A_TIME):
        opened = await banned_at(entries[at : at + _AT_A_TIME], record.epoch)
        for ban_id, one in opened.items():
            if judgement := weigh(profile, Profile(one.identity), record.listed):
                found.append((ban_id, one.identity, judgement))
        await (told(len(opened)) if told else asyncio.sleep(0))
    return sorted(found, key=lambda one: (-one[2].bits, one[0]))


def _hit(person: Identity, found: Found, standing: Standing | None, name: EntryName) -> Hit:
    ban_id, identity, judgement = found
    return Hit(
        ban_id=ban_id,
        ban=name.public_id,
        authority=name.authority,
        document_no=name.document_no,
        state=str(judgement.state),
        bits=judgement.bits,
        evidence=judgement.evidence,
        shares_key=share_a_key(person, identity),
        stood=standing.state if standing else Stood.NONE,
        match=standing.match_id if standing else None,
    )


def _earlier(standing: Standing, name: EntryName) -> Earlier:
    return Earlier(
        ban=name.public_id,
        authority=name.authority,
        document_no=name.document_no,
        strength=standing.strength,
        stood=standing.state,
        match=standing.match_id,
    )
