"""A placement in the hands of one of its sides: locked, changed, written into its history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from foundation.actor import Actor
from foundation.database import execute, fetchval
from foundation.errors import NotFound
from foundation.history import record
from training.placements.hosted import LIVING, hide_from_host
from training.placements.queries import PlacementView, find_placement


async def before_bans() -> None:
    """Take the register's lock before any row: a ban that lets placements rest waits for us, or we for it."""
    await execute("SELECT pg_advisory_xact_lock_shared(7001)")


async def as_college(actor: Actor, public_id: str) -> PlacementView:
    """A placement of the actor's own college, locked. Raises `NotFound`."""
    placement = await _locked(actor, public_id)
    if placement.college_id != actor.organisation_id:
        raise NotFound()
    return placement


async def as_host(actor: Actor, public_id: str) -> PlacementView:
    """A placement at the actor's own institution, locked. Raises `NotFound`."""
    placement = await _locked(actor, public_id)
    if placement.host_id != actor.organisation_id:
        raise NotFound()
    return placement


async def _locked(actor: Actor, public_id: str) -> PlacementView:
    await fetchval("SELECT 1 FROM placement WHERE public_id = $1 FOR UPDATE", public_id)
    return await find_placement(actor, public_id)


async def saved(
    actor: Actor, before: PlacementView, step: str, values: Mapping[str, Any], *, reason: str | None = None
) -> None:
    """Write what has changed and record it; the names in `values` are columns of our own."""
    changed = {name: value for name, value in values.items() if not _same(getattr(before, name), value)}
    if not changed:
        return
    fields = ", ".join(f"{name} = ${at}" for at, name in enumerate(changed, 2))
    await execute(
        f"UPDATE placement SET {fields} WHERE id = $1",  # noqa: S608 - names of columns
        before.id,
        *(str(value) if name == "status" else value for name, value in changed.items()),
    )
    changes = {name: (_plain(getattr(before, name)), _plain(value)) for name, value in changed.items()}
    await record(actor, f"placement.{step}", ("placement", before.id), changes, reason=reason)
    if "status" in changed and str(changed["status"]) not in LIVING:
        await hide_from_host(actor, before.person_id, before.host_id)


def _same(old: Any, new: Any) -> bool:
    """Nothing and an empty text are the same."""
    return bool(old == new or (old in (None, "") and new in (None, "")))


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value
