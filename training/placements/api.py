"""Placements for other systems, read-only; no document numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from litestar import get
from litestar.params import FromPath, FromQuery

from foundation.language import say
from foundation.web.access import SignedIn
from training.placements.queries import PlacementView, find_placement, list_placements
from training.placements.readiness import blocks_of

_VIEW = ("training.placement.view", "training.placement.host_view")
_MOST = 200


class BlockOut(msgspec.Struct):
    """Something that keeps a placement from beginning."""

    rule: str
    message: str
    remedy: str
    turn: str
    warning: bool


class PlacementOut(msgspec.Struct):
    """A placement."""

    id: str
    status: str
    trainee: str
    college: str
    host: str
    post: str
    starts_on: date
    ends_on: date
    hours: Decimal
    required_hours: Decimal
    mentor_score: Decimal | None
    school_score: Decimal | None


class PlacementDetail(PlacementOut):
    """A placement with what is open."""

    blocks: list[BlockOut]


@get("/api/v1/placements", opt={"permission": _VIEW})
async def api_placements(
    actor: SignedIn, page: FromQuery[int] = 1, status: FromQuery[str] = ""
) -> list[PlacementOut]:
    rows, _ = await list_placements(actor, status=status, limit=_MOST, offset=(max(page, 1) - 1) * _MOST)
    return [PlacementOut(**_values(row)) for row in rows]


@get("/api/v1/placements/{public_id:str}", opt={"permission": _VIEW})
async def api_placement(actor: SignedIn, public_id: FromPath[str]) -> PlacementDetail:
    shown = await find_placement(actor, public_id)
    blocks = await blocks_of(shown) if shown.status in ("proposed", "accepted", "blocked") else []
    found = [
        BlockOut(one.rule.id, say(one.message), say(one.remedy), one.turn, one.warning) for one in blocks
    ]
    return PlacementDetail(**_values(shown), blocks=found)


def _values(row: PlacementView) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "status": row.status,
        "trainee": row.name,
        "college": row.college_name,
        "host": row.host_name,
        "post": row.post,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "hours": row.hours,
        "required_hours": row.required_hours,
        "mentor_score": row.mentor_score,
        "school_score": row.school_score,
    }


ROUTES = [api_placements, api_placement]
