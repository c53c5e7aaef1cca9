"""Amend an entry: one person proposes, another agrees, and everybody is compared anew at once."""

from __future__ import annotations

import uuid

import asyncpg
import msgspec

from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import execute, fetch, transaction
from foundation.errors import Conflict, FieldProblem, Invalid
from foundation.history import record as remember
from foundation.ids import new_id, new_public_id
from foundation.sealing import seal
from foundation.text import text
from registry.calendars.queries import expected_calendars
from screening.adjudication.rules import due_on
from screening.amending.queries import SEALED_IN, Amendment, open_amendment
from screening.amending.rules import Basis, basis_problems, differences
from screening.amending.tables import BanAmendment
from screening.bans.actions import changed, checked, columns, locked, take_effect
from screening.bans.queries import BanView, draft_of
from screening.bans.rules import (
    Draft,
    RemedyStatus,
    Status,
    after,
    remedy_after,
    require_two_persons,
    screenable,
)
from screening.screenings.identities import banned, fingerprint, replace_identity
from screening.screenings.keys import drop_ban_keys

_APPLY = """
UPDATE ban SET status = $2, remedy_status = $3, kind = $4, person_role = $5, scope = $6, source_channel = $7,
  authority_name = $8, legal_basis_document = $9, legal_basis_article = $10, document_no = $11,
  remedy_notice = $12, decision_on = $13, served_on = $14, effective_on = $15, term_until = $16,
  authority_uscc = $17, area_code = $18, person_name = $19, document_masked = $20
WHERE id = $1
"""
_ORDER = (
    "kind",
    "person_role",
    "scope",
    "source_channel",
    "authority_name",
    "legal_basis_document",
    "legal_basis_article",
    "document_no",
    "remedy_notice",
    "decision_on",
    "served_on",
    "effective_on",
    "term_until",
    "authority_uscc",
    "area_code",
    "person_name",
    "document_masked",
)
#: What was said about other data than those of now; what a newer match replaced has ended already.
_JUDGED_ON_OTHER_DATA = """
SELECT id, strength FROM match WHERE ban_id = $1 AND ban_fp <> $2 AND state IN ('proposed', 'confirmed')
"""


async def propose(actor: Actor, public_id: str, draft: Draft, basis: Basis) -> str:
    """Put an amendment before a second person; nothing changes yet. Its public id."""
    actor.require("screening.ban.record")
    if missing := basis_problems(basis):
        raise Invalid(missing)
    draft = checked(actor, draft)
    if not screenable(draft):
        said = text("Nobody could be searched for any more with this.")
        raise Invalid([FieldProblem("document_number", said)])
    async with transaction():
        ban = await locked(actor, public_id)
        after(Status(ban.status), "amend")
        before = draft_of(ban, (await banned([ban.id]))[ban.id].identity)
        if not (fields := differences(before, draft)):
            raise Invalid([FieldProblem("amending_reason", text("Nothing is changed."))])
        amendment = await _save(actor, ban, draft, basis)
        changes = {"fields": (None, fields)}
        await remember(actor, "ban.amendment_proposed", ("ban", ban.id), changes, reason=basis.reason.strip())
    return amendment


async def _save(actor: Actor, ban: BanView, draft: Draft, basis: Basis) -> str:
    row = BanAmendment(
        id=new_id(),
        public_id=new_public_id(),
        ban_id=ban.id,
        draft_sealed=seal(msgspec.json.encode(draft).decode(), SEALED_IN),
        document_no=basis.document_no.strip(),
        authority_name=basis.authority_name.strip(),
        reason=basis.reason.strip(),
        proposed_by=actor.account_id,
        proposed_at=now(),
    )
    try:
        async with transaction():
            await row.save()
    except asyncpg.UniqueViolationError as error:
        raise Conflict(text("An amendment of this entry already waits for a second person.")) from error
    return str(row.public_id)


async def refuse(actor: Actor, public_id: str, reason: str) -> None:
    """The second person's no: the entry stays as it is."""
    actor.require("screening.ban.confirm")
    if not reason.strip():
        raise Invalid([FieldProblem("reason", text("Say why the entry is not amended."))])
    async with transaction():
        ban, amendment = await _waiting(actor, public_id)
        await _decide(actor, amendment, "refused")
        await remember(actor, "ban.amendment_refused", ("ban", ban.id), reason=reason.strip())


async def agree(actor: Actor, public_id: str) -> int:
    """The second person's yes: the entry says what the amending document says, and means whom that names.

    Everybody is compared with the new data before this transaction ends; what was judged on the old data is
    judged again. How many people it may mean now.
    """
    actor.require("screening.ban.confirm")
    async with transaction():
        ban, amendment = await _waiting(actor, public_id)
        status = after(Status(ban.status), "amend")
        known = (await banned([ban.id]))[ban.id]
        await _decide(actor, amendment, "agreed")
        await _apply(ban, status, amendment.draft)
        people = []
        if (
            fingerprint(amendment.draft.identity) != known.fingerprint
            or amendment.draft.area_code != ban.area_code
        ):
            people = await _identify_anew(ban.id, amendment.draft)
        elif amendment.draft.term_until != ban.term_until:
            people = await _search_anew(ban.id, amendment.draft)
        await changed(actor, "ban.amended", ban, status, amendment.reason)
    return len(set(people))


async def _waiting(actor: Actor, public_id: str) -> tuple[BanView, Amendment]:
    ban = await locked(actor, public_id)
    amendment = await open_amendment(ban.id)
    if amendment is None:
        raise Conflict(text("Nobody has proposed to amend this entry."))
    require_two_persons(amendment.proposed_by, actor.account_id)
    return ban, amendment


async def _decide(actor: Actor, amendment: Amendment, verdict: str) -> None:
    await execute(
        "UPDATE ban_amendment SET verdict = $2, decided_by = $3, decided_at = $4 WHERE id = $1",
        amendment.id,
        verdict,
        actor.account_id,
        now(),
    )


async def _apply(ban: BanView, status: Status, draft: Draft) -> None:
    """A decision that is contested and comes back otherwise was changed by the remedy."""
    remedy = RemedyStatus(ban.remedy_status)
    if remedy in (RemedyStatus.RECONSIDERATION, RemedyStatus.LITIGATION):
        remedy = remedy_after(remedy, "change")
    values = columns(draft)
    await execute(_APPLY, ban.id, str(status), str(remedy), *(values[name] for name in _ORDER))


async def _identify_anew(ban_id: uuid.UUID, draft: Draft) -> list[uuid.UUID]:
    await replace_identity(ban_id, draft.identity, draft.area_code)
    people = await _search_anew(ban_id, draft)
    current = fingerprint(draft.identity)
    for row in await fetch(_JUDGED_ON_OTHER_DATA, ban_id, current):
        await execute(
            "UPDATE match SET state = 'open', reopened_at = $2, due_on = $3 WHERE id = $1",
            row["id"],
            now(),
            due_on(today(), row["strength"], await expected_calendars(today())),
        )
    return people


async def _search_anew(ban_id: uuid.UUID, draft: Draft) -> list[uuid.UUID]:
    await drop_ban_keys(ban_id)
    return await take_effect(ban_id, draft.identity)
