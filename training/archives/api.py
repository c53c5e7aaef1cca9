"""What a session came to, for programs: the frozen results, the figures, and the sealed archive."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from foundation.errors import Conflict
from foundation.language import say
from foundation.text import text
from foundation.web.access import SignedIn
from training.alarms.queries import watched
from training.archives.actions import open_archive
from training.archives.queries import archive_of
from training.evaluations.api import EntryOut, SessionOut, entry_list, session_out, within
from training.evaluations.queries import entries_of, find_session, statistics
from training.evaluations.rules import SessionState

_VIEW = "training.evaluation.view"


class ResultsOut(msgspec.Struct, frozen=True):
    """Results that no longer change; `archive_sha256` is the hash of all that belongs to it."""

    session: SessionOut
    confirmed_at: datetime
    confirmed_by: str | None
    archive_sha256: str | None
    total: int
    items: list[EntryOut]


class ComponentOut(msgspec.Struct, frozen=True):
    """How one component went; an absence is not a failure."""

    component: str
    passed: int
    failed: int
    absent: int
    average: Decimal | None


class AlarmOut(msgspec.Struct, frozen=True):
    """What a person should look at; it decides nothing."""

    kind: str
    said: str
    tickets: list[str]


class FiguresOut(msgspec.Struct, frozen=True):
    """Figures and alarms of a session."""

    components: list[ComponentOut]
    alarms: list[AlarmOut]


@get("/api/v1/evaluations/{public_id:str}/results", opt={"permission": _VIEW})
async def api_results(
    actor: SignedIn, public_id: FromPath[str], limit: FromQuery[int] = 50, offset: FromQuery[int] = 0
) -> ResultsOut:
    """The confirmed results by ticket number."""
    session = await find_session(actor, public_id)
    if session.status is not SessionState.CONFIRMED or session.confirmed_at is None:
        raise Conflict(
            text("The results are not confirmed yet."),
            remedy=text("Read the entries meanwhile; results are frozen once they are confirmed."),
        )
    archive = await archive_of(session.id)
    rows = await entry_list(session, "", None, within(limit, offset))
    return ResultsOut(
        session=session_out(session),
        confirmed_at=session.confirmed_at,
        confirmed_by=session.confirmed_by_name,
        archive_sha256=archive.sha256.hex() if archive else None,
        total=rows.total,
        items=rows.items,
    )


@get("/api/v1/evaluations/{public_id:str}/figures", opt={"permission": _VIEW})
async def api_figures(actor: SignedIn, public_id: FromPath[str]) -> FiguresOut:
    """How each component went, and what should be looked at."""
    session = await find_session(actor, public_id)
    components = [
        ComponentOut(one.kind, one.passed, one.failed, one.absent, one.average)
        for one in await statistics(session)
    ]
    found = [one.alarm for one in await watched(session, await entries_of(session.id))]
    return FiguresOut(components, [AlarmOut(one.kind, say(one.said), list(one.tickets)) for one in found])


@post("/api/v1/evaluations/{public_id:str}/archive", opt={"permission": _VIEW}, status_code=200)
async def api_archive(actor: SignedIn, public_id: FromPath[str]) -> Response[bytes]:
    """The archived session byte for byte, as its hash was taken; that it was opened is written down."""
    return Response(await open_archive(actor, public_id), media_type="application/json", status_code=200)


ROUTES = [api_results, api_figures, api_archive]
