"""Going elsewhere, and only to places of our own."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from litestar import Response
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER

from foundation.web.client import Connection, method_of
from foundation.web.origin import SAFE_METHODS

HOME: Final = "/"
SIGN_IN: Final = "/login"


def safe_next(target: str | None) -> str:
    """`target` if it is a path of this site, else the front page.

    Browsers read backslashes as slashes and drop control characters, so neither is let through.
    """
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\"):
        return HOME
    if any(ord(char) <= 32 or ord(char) == 127 or char == "\\" for char in target):
        return HOME
    return target


def is_htmx(connection: Connection) -> bool:
    """Whether htmx asks for a part of a page."""
    return connection.headers.get("hx-request") == "true"


def go_to(connection: Connection, path: str) -> Response[Any]:
    """Have the browser load `path`; htmx is told to load the whole page."""
    target = safe_next(path)
    if is_htmx(connection):
        return Response("", status_code=HTTP_200_OK, headers={"HX-Redirect": target})
    return Response("", status_code=HTTP_303_SEE_OTHER, headers={"Location": target})


def sign_in_address(connection: Connection, *, ran_out: bool = False) -> str:
    """The form for signing in, which knows where the person wanted to go."""
    query = {"next": _wanted(connection)} | ({"reason": "idle"} if ran_out else {})
    return f"{SIGN_IN}?{urlencode(query)}"


def _wanted(connection: Connection) -> str:
    """The page asked for; for a form or a part of a page, the page it lies on."""
    if method_of(connection) in SAFE_METHODS and not is_htmx(connection):
        query = connection.scope["query_string"].decode("ascii", "ignore")
        return safe_next(connection.scope["path"] + (f"?{query}" if query else ""))
    page = urlsplit(str(connection.headers.get("hx-current-url") or connection.headers.get("referer", "")))
    return safe_next(page.path + (f"?{page.query}" if page.query else ""))
