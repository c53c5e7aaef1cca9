"""Writes a problem down: as a page for people, as RFC 9457 JSON for programs, in the reader's language."""

from __future__ import annotations

from typing import Any, Final

import litestar
import msgspec
from litestar import Response
from markupsafe import escape

from foundation.errors import Rule
from foundation.language import current_language, say
from foundation.logging import describe, log
from foundation.text import text
from foundation.web.access import SignInNeeded, actor_of
from foundation.web.client import Connection, is_api
from foundation.web.pages import page_answer, problem_context, render
from foundation.web.problems import Problem, problem_of
from foundation.web.redirects import go_to, sign_in_address

Request = litestar.Request[Any, Any, Any]

JSON: Final = "application/problem+json"


class ProblemDetails(msgspec.Struct, omit_defaults=True):
    """RFC 9457, with what our clients need besides."""

    type: str
    title: str
    status: int
    detail: str
    #: This occurrence; the address itself may hold a secret, so it is not repeated.
    instance: str
    remedy: str = ""
    rule: dict[str, str] | None = None
    errors: list[dict[str, str]] = []


def answer_problem(request: Request, error: Exception) -> Response[Any]:
    """The app's one exception handler."""
    problem = problem_of(error)
    reference = request.scope["state"].get("request_id", "")
    if problem.status >= 500:
        log.error("request.failed", request_id=reference, status=problem.status, **describe(error))
    if isinstance(error, SignInNeeded) and not wants_json(request):
        return go_to(request, sign_in_address(request, ran_out=error.ran_out))
    if wants_json(request):
        return _as_json(problem, reference)
    return _as_page(request, problem, reference)


def wants_json(connection: Connection) -> bool:
    """Whether a program asks: by the address, or because it accepts JSON and no HTML."""
    if is_api(connection):
        return True
    accepted = connection.headers.get("accept", "")
    return "json" in accepted and "text/html" not in accepted


def _as_json(problem: Problem, reference: str) -> Response[Any]:
    details = ProblemDetails(
        type=f"urn:yuzheng:problem:{problem.kind}",
        title=say(problem.title),
        status=problem.status,
        detail=say(problem.message),
        instance=f"urn:yuzheng:request:{reference}",
        remedy=say(problem.remedy),
        rule=_rule(problem.rule) if problem.rule else None,
        errors=[
            {"field": one.field, "message": say(one.message), "remedy": say(one.remedy)}
            for one in problem.problems
        ],
    )
    headers = {**problem.headers, "Content-Language": current_language()}
    content = msgspec.json.encode(details)
    return Response(content, status_code=problem.status, media_type=JSON, headers=headers)


def _rule(rule: Rule) -> dict[str, str]:
    return {
        "id": rule.id,
        "title": say(rule.title),
        "document": rule.document,
        "article": rule.article,
        "confidence": rule.confidence,
    }


def _as_page(request: Request, problem: Problem, reference: str) -> Response[Any]:
    shown = problem_context(problem, reference if problem.status >= 500 else "")
    if actor_of(request) is None:
        shown["back_label"] = text("To the front page")
    try:
        return render(request, "problem.html", status=problem.status, headers=problem.headers, problem=shown)
    except Exception as error:  # a fault in the page about the fault must not hide the first one
        log.error("problem_page.failed", request_id=reference, **describe(error))
        return page_answer(request, _plain(problem, reference), problem.status, problem.headers)


def _plain(problem: Problem, reference: str) -> str:
    return (
        f'<!doctype html><html lang="{current_language()}"><meta charset="utf-8">'
        f"<title>{escape(say(problem.title))}</title><h1>{escape(say(problem.title))}</h1>"
        f"<p>{escape(say(problem.message))} {escape(say(problem.remedy))}</p><p>{escape(reference)}</p>"
    )
