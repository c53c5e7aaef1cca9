"""What is confirmed on a day, and how each confirmation came about."""

from __future__ import annotations

import uuid
from datetime import date, datetime

import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound, Refused, Rule
from foundation.rulebook import Parameter
from foundation.text import Text, text
from registry.parameters.rules import Agreed, Keeper, Unsure, in_force


class Confirmation(msgspec.Struct, frozen=True):
    """A confirmation as pages show it."""

    id: uuid.UUID
    public_id: str
    parameter: str
    withdraws: bool
    value: int | None
    document: str
    article: str
    effective_from: date
    reason: str
    proposed_by: uuid.UUID
    proposed_by_name: str
    proposed_for_name: str
    proposed_at: datetime
    decided_by_name: str | None
    decided_at: datetime | None
    verdict: str | None
    refusal: str


_AGREED = """
SELECT parameter, effective_from, withdraws, value, document, article FROM parameter_confirmation
 WHERE verdict = 'agreed' AND ($1::text IS NULL OR parameter = $1) ORDER BY decided_at, id
"""
_SHOWN = """
SELECT c.id, c.public_id, c.parameter, c.withdraws, c.value, c.document, c.article, c.effective_from,
       c.reason, c.proposed_by, coalesce(a.name, '') AS proposed_by_name, o.name AS proposed_for_name,
       c.proposed_at,
       b.name AS decided_by_name, c.decided_at, c.verdict, c.refusal
  FROM parameter_confirmation c
  JOIN organisation o ON o.id = c.proposed_for
  LEFT JOIN account a ON a.id = c.proposed_by
  LEFT JOIN account b ON b.id = c.decided_by
"""
#: An office of the same kind whose area holds the actor's own.
_ABOVE = """
SELECT EXISTS (SELECT 1 FROM organisation o WHERE o.kind = $1 AND o.closed_at IS NULL AND o.area_code <> $2
   AND $2 LIKE CASE WHEN o.area_code LIKE '%0000' THEN left(o.area_code, 2)
                    WHEN o.area_code LIKE '%00' THEN left(o.area_code, 4) ELSE o.area_code END || '%')
"""


async def confirmations_on(day: date) -> dict[str, Agreed]:
    """Everything that is confirmed on that day, by parameter."""
    rows = await fetch(_AGREED, None)
    return in_force((Agreed(**dict(row)) for row in rows), day)


async def confirmed_on(day: date) -> frozenset[str]:
    """The identities of what is confirmed on that day."""
    return frozenset(await confirmations_on(day))


async def number(identity: str, title: Text, parameter: Parameter, day: date) -> int:
    """The value that holds on that day. Raises `Refused` for an unsure one that nobody has confirmed."""
    found = await number_or_none(identity, parameter, day)
    if found is None:
        raise unconfirmed(Rule(identity, title, parameter.document, parameter.article, parameter.confidence))
    return found


async def number_or_none(identity: str, parameter: Parameter, day: date) -> int | None:
    """The value that holds on that day; None for an unsure one that nobody has confirmed."""
    if not parameter.needs_confirm:
        return parameter.value
    rows = await fetch(_AGREED, identity)
    agreed = in_force((Agreed(**dict(row)) for row in rows), day).get(identity)
    return agreed.value if agreed else None


def unconfirmed(rule: Rule) -> Refused:
    """An unsure rule was asked for before anybody has confirmed it."""
    return Refused(
        text("“{title}” is unsure and has not been confirmed.", title=rule.title),
        remedy=text("Two persons of the office in charge confirm it on its document (Rules to confirm)."),
        rule=rule,
    )


async def history_of(parameter: str) -> list[Confirmation]:
    """Every proposal for a parameter, newest first."""
    rows = await fetch(_SHOWN + " WHERE c.parameter = $1 ORDER BY c.proposed_at DESC, c.id DESC", parameter)
    return [Confirmation(**dict(row)) for row in rows]


async def waiting() -> dict[str, Confirmation]:
    """The proposals that wait for the second person, by parameter."""
    rows = await fetch(_SHOWN + " WHERE c.decided_by IS NULL")
    return {row["parameter"]: Confirmation(**dict(row)) for row in rows}


async def find_confirmation(public_id: str) -> Confirmation:
    """One proposal. Raises `NotFound`."""
    row = await fetchrow(_SHOWN + " WHERE c.public_id = $1", public_id)
    if row is None:
        raise NotFound()
    return Confirmation(**dict(row))


async def in_charge(actor: Actor, unsure: Unsure) -> bool:
    """Whether the actor's office decides this: of the kind in charge, and no office of it stands above."""
    return await is_highest(actor, unsure.keeper)


async def is_highest(actor: Actor, keeper: Keeper) -> bool:
    """Whether the actor's office is of that kind, and no other of the kind in the register stands above."""
    if actor.organisation_kind != keeper:
        return False
    return not await fetchval(_ABOVE, actor.organisation_kind, actor.area_code)
