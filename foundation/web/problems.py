"""What went wrong, as HTTP knows it: one table from errors to status, name and title.

Nothing in here is a page or JSON yet; `problem_responses` writes it down.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

import asyncpg
import msgspec
from litestar.exceptions import HTTPException, ValidationException

from foundation.constraints import meaning
from foundation.errors import (
    Conflict,
    DomainError,
    FieldProblem,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    Rule,
    Stale,
    TooMany,
    Unavailable,
)
from foundation.text import Text, text
from foundation.web.access import SignInNeeded
from foundation.web.validation import field_problem


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """An error on its way to the reader."""

    status: int
    #: The last part of the URN that programs compare.
    kind: str
    title: Text
    message: Text
    remedy: Text | None = None
    rule: Rule | None = None
    problems: list[FieldProblem] = []
    headers: dict[str, str] = {}


#: From the special to the general: the first that fits.
_DOMAIN: Final[list[tuple[type[DomainError], int, str, Text]]] = [
    (NotFound, 404, "not-found", text("Not found")),
    (Forbidden, 403, "forbidden", text("Not allowed")),
    (Stale, 409, "stale", text("Changed in the meantime")),
    (Conflict, 409, "conflict", text("Not possible in the present state")),
    (Invalid, 422, "invalid", text("Please check what you entered")),
    (Refused, 422, "refused", text("A rule does not allow it")),
    (TooMany, 429, "too-many-requests", text("Too many tries")),
    (Unavailable, 503, "unavailable", text("Cannot be checked right now")),
    (DomainError, 422, "refused", text("Not possible")),
]
_HTTP: Final[dict[int, tuple[str, Text, Text]]] = {
    400: ("bad-request", text("Not understood"), text("The request cannot be read.")),
    401: ("sign-in-needed", text("Please sign in"), text("You must sign in to see this.")),
    403: ("forbidden", text("Not allowed"), text("Your role does not include this step.")),
    404: ("not-found", text("Not found"), text("There is nothing at this address.")),
    405: (
        "method-not-allowed",
        text("Not possible here"),
        text("This address does not answer such requests."),
    ),
    413: ("too-large", text("Too large"), text("What you sent is larger than this page accepts.")),
    415: (
        "unsupported-media-type",
        text("Not understood"),
        text("This kind of content is not accepted here."),
    ),
}
_CONNECTION: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection cut at the wrong moment
    asyncpg.TooManyConnectionsError,
)
_OUTAGE: Final = (
    *_CONNECTION,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.QueryCanceledError,
    ConnectionError,
    asyncio.TimeoutError,
)


def problem_of(error: BaseException) -> Problem:
    """The problem that an error is; whatever is not foreseen is opaque."""
    known = error if isinstance(error, DomainError) else meaning(error)
    if known is not None:
        return _of_domain(known)
    if isinstance(error, SignInNeeded):
        return _of_status(401, {"WWW-Authenticate": "Bearer"})
    if isinstance(error, ValidationException):
        return _of_validation(error)
    if isinstance(error, HTTPException) and error.status_code < 500:
        return _of_status(error.status_code, dict(error.headers or {}))
    if isinstance(error, _OUTAGE):
        return _of_domain(
            Unavailable(
                text("The database does not answer at the moment."), remedy=text("Try again in a minute.")
            )
        )
    return Problem(
        status=500,
        kind="internal",
        title=text("A fault on our side"),
        message=text("Something went wrong here. It was recorded and will be looked at."),
        remedy=text("Try again. If it happens again, tell us the reference below."),
    )


def _of_domain(error: DomainError) -> Problem:
    _, status, kind, title = next(row for row in _DOMAIN if isinstance(error, row[0]))
    problems = list(error.problems) if isinstance(error, Invalid) else []
    if error.field:
        problems.append(FieldProblem(error.field, error.message, error.remedy))
    return Problem(
        status=status,
        kind=kind,
        title=title,
        message=error.message,
        remedy=error.remedy,
        rule=error.rule,
        problems=problems,
        headers={"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {},
    )


def _of_status(status: int, headers: dict[str, str] | None = None) -> Problem:
    kind, title, message = _HTTP.get(status, _HTTP[400])
    return Problem(status=status, kind=kind, title=title, message=message, headers=headers or {})


def _of_validation(error: ValidationException) -> Problem:
    """What Litestar found wrong with an address, a query or a JSON body."""
    found: list[dict[str, Any]] = [one for one in error.extra or [] if isinstance(one, dict)]
    problems = [
        field_problem(str(one.get("message", "")), str(one.get("key", "")).removeprefix("data"))
        for one in found
    ]
    if any(one.get("source") == "body" for one in found):
        return _of_domain(Invalid(problems))
    return msgspec.structs.replace(_of_status(400), problems=problems)
