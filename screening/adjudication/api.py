"""Matches for programs of the supervising authorities; masked, as on the pages."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from litestar import get
from litestar.params import FromQuery

from foundation.web.access import SignedIn
from screening.adjudication.pages import VIEW, Shown
from screening.adjudication.queries import MatchView, involved_in_many, list_matches
from screening.adjudication.standpoint import Standpoint, standpoint

_MOST = 200


class EvidenceOut(msgspec.Struct, frozen=True):
    """One feature that was compared."""

    feature: str
    agrees: bool
    message: str
    person: str
    banned: str


class MatchOut(msgspec.Struct, frozen=True, kw_only=True):
    """A match and what it rests on; `due_on` is expected, not confirmed: it sorts and reminds."""

    public_id: str
    strength: str
    state: str
    opened_at: datetime
    due_on: date
    overdue: bool
    action_required_by: str | None
    contested: bool
    ban: str | None
    evidence: list[EvidenceOut]


class MatchList(msgspec.Struct, frozen=True):
    """One page of the work list."""

    items: list[MatchOut]
    total: int


@get("/api/v1/matches", opt={"permission": VIEW})
async def api_matches(
    actor: SignedIn, show: FromQuery[Shown] = Shown.WAITING, offset: FromQuery[int] = 0
) -> MatchList:
    """The matches of your area, the most urgent first, 200 at a time."""
    rows, total = await list_matches(actor, str(show), _MOST, max(offset, 0))
    involved = await involved_in_many([row.id for row in rows])
    return MatchList([out(row, standpoint(actor, row, involved[row.id])) for row in rows], total)


def out(match: MatchView, stand: Standpoint) -> MatchOut:
    """The match with whose turn it is."""
    return MatchOut(
        public_id=match.public_id,
        strength=match.strength,
        state=str(match.state),
        opened_at=match.opened_at,
        due_on=match.due_on,
        overdue=match.overdue,
        action_required_by=stand.waits_for.english() if stand.waits_for else None,
        contested=match.contested,
        ban=match.ban_public_id if match.ban_visible else None,
        evidence=[
            EvidenceOut(one.feature, one.agrees, one.message.english(), one.person, one.banned)
            for one in match.evidence
        ],
    )


ROUTES = [api_matches]
