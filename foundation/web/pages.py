"""What a handler answers with: a page, a part of one, another address, a file."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import litestar
import msgspec

from foundation.errors import DomainError, FieldProblem
from foundation.language import LANGUAGES, current_language, say
from foundation.text import Text
from foundation.web.access import actor_of
from foundation.web.client import settings_of
from foundation.web.context import page_context
from foundation.web.form_view import FormView, filled_values, typed_values
from foundation.web.forms import labels_of, sent_form
from foundation.web.navigation import navigation_for
from foundation.web.problems import problem_of
from foundation.web.redirects import go_to
from foundation.web.sessions import session_of
from foundation.web.templates import draw

Request = litestar.Request[Any, Any, Any]
Answer = litestar.Response[Any]

_HTML: Final = "text/html"
_WORTH_ZIPPING: Final = 1_400


class Flash(msgspec.Struct, frozen=True):
    """A message that the next page shows once, in the words of the language it was made in."""

    meaning: str
    title: str
    body: str | None = None


def render(
    request: Request,
    template: str,
    /,
    *,
    status: int | None = None,
    error: DomainError | None = None,
    filled: Any = None,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Answer:
    """A page. With `error` its form shows what was typed and what is wrong, else what `filled` holds."""
    everything = _common(request) | {"form": _form(request, error, filled)} | context
    html = draw(request, template, everything, reload=settings_of(request).development)
    return page_answer(request, html, status or (problem_of(error).status if error else 200), headers)


def fragment(request: Request, template: str, /, *, status: int = 200, **context: Any) -> Answer:
    """A part of a page, for htmx; it has an address of its own."""
    return render(request, template, status=status, **context)


def page_answer(request: Request, html: str, status: int, headers: Mapping[str, str] | None = None) -> Answer:
    """HTML as a response; zipped where that helps, but not on the hot public routes."""
    sent = dict(headers or {})
    body: bytes = html.encode()
    is_hot = request.scope.get("route_handler") is None or request.route_handler.opt.get("bare")
    if len(body) > _WORTH_ZIPPING and not is_hot and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, 5, mtime=0)
        sent |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return litestar.Response(body, status_code=status, media_type=_HTML, headers=sent)


def see_other(
    request: Request,
    path: str,
    *,
    flash: Text | None = None,
    meaning: str = "valid",
    body: Text | None = None,
) -> Answer:
    """After something was done: the page to look at next, which shows `flash` once."""
    session = session_of(request)
    if flash is not None and session is not None:
        message = Flash(meaning, say(flash), say(body) if body is not None else None)
        session.flash(msgspec.json.encode(message).decode())
    return go_to(request, path)


def download(data: bytes, filename: str, media_type: str) -> Answer:
    """A file to keep; the name may be Chinese."""
    disposition = f"attachment; filename=\"download\"; filename*=UTF-8''{quote(filename)}"
    return litestar.Response(data, media_type=media_type, headers={"Content-Disposition": disposition})


def _common(request: Request) -> dict[str, Any]:
    actor = actor_of(request)
    path = request.scope["path"]
    return {
        "actor": actor,
        "development": settings_of(request).development,
        "flash": _take_flash(request),
        "language": current_language(),
        "languages": LANGUAGES,
        "navigation": navigation_for(actor, path, request.app.state.navigation),
        "query": dict(request.query_params),
        "request_id": request.scope["state"].get("request_id", ""),
        "request_path": path,
    } | page_context(request)


def _take_flash(request: Request) -> list[Flash]:
    session = session_of(request)
    if session is None or session.stored is None or session.stored.flash is None:
        return []
    flash = msgspec.json.decode(session.stored.flash, type=Flash)
    session.flash(None)
    return [flash]


def _form(request: Request, error: DomainError | None, filled: Any) -> FormView:
    if error is not None and (form := sent_form(request)) is not None:
        return FormView(typed_values(form), error, labels_of(request))
    return FormView(filled_values(filled) if filled is not None else None, error, labels_of(request))


def problem_context(problem: Any, reference: str) -> dict[str, Any]:
    """What `problem.html` is given."""
    problems: list[FieldProblem] = problem.problems
    return {
        "status": problem.status,
        "title": problem.title,
        "message": problem.message,
        "remedy": problem.remedy,
        "rule": problem.rule,
        "problems": problems,
        "reference": reference,
    }
