"""The page of a session's figures and alarms, and its archive."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.params import FromPath

from curricula.standards.data import COMPONENT_LABELS
from foundation.actor import Actor
from foundation.errors import DomainError
from foundation.language import say
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.charts import Part, bar_chart
from foundation.web.pages import Answer, Request, download, render
from training.alarms.queries import thresholds_for, watched
from training.archives.actions import open_archive
from training.archives.queries import archive_of, scores_of
from training.archives.rules import bands
from training.evaluations.pages import session_context
from training.evaluations.queries import EntryView, SessionView, entries_of, find_session, statistics
from training.papers.queries import papers_of

_VIEW = "training.evaluation.view"


@get("/evaluations/{public_id:str}/figures", opt={"permission": _VIEW})
async def figures_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await figures(request, actor, await find_session(actor, public_id))


async def figures(
    request: Request,
    actor: Actor,
    session: SessionView,
    error: DomainError | None = None,
    looked_at: str = "",
) -> Answer:
    """The page; `error` is about the alarm that somebody has looked at."""
    entries = await entries_of(session.id)
    return render(
        request,
        "training/session_figures.html",
        error=error,
        looked_at=looked_at,
        figures=await statistics(session),
        spreads=_spreads(session, entries),
        alarms=await watched(session, entries),
        limits=await thresholds_for(session),
        papers=len(await papers_of(session.id)),
        archive=await archive_of(session.id),
        opens_archive=actor.may("training.evaluation.confirm") or actor.organisation_kind == "hrss",
        **session_context(actor, session),
    )


def _spreads(session: SessionView, entries: list[EntryView]) -> list[dict[str, Any]]:
    found = []
    counted = [one for one in entries if one.status not in ("applied", "ineligible", "annulled")]
    for kind in session.components:
        scores = [one[kind] for entry in counted if kind in (one := scores_of(entry, session.components))]
        if not scores:
            continue
        parts = bands(scores)
        label = say(COMPONENT_LABELS[kind])
        title = say(text("Scores in {component}", component=COMPONENT_LABELS[kind]))
        chart = bar_chart(
            title,
            "; ".join(f"{band}: {count}" for band, count in parts),
            [
                Part(band, count, "stopped" if int(band.split("–")[0]) < 60 else "valid")
                for band, count in parts
            ],
        )
        found.append({"label": label, "title": title, "bands": parts, "chart": chart})
    return found


@post("/evaluations/{public_id:str}/archive", opt={"permission": _VIEW})
async def archive(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    """A POST, since opening it is written down."""
    session = await find_session(actor, public_id)
    content = await open_archive(actor, public_id)
    return download(content, f"{session.code}-归档.json", "application/json")


ROUTES = [figures_page, archive]
