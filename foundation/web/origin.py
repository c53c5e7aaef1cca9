"""Tells a request that our own pages made from one that another site made a browser send."""

from __future__ import annotations

from urllib.parse import urlsplit

from foundation.errors import Forbidden
from foundation.text import text
from foundation.web.client import Connection, settings_of

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def require_same_origin(connection: Connection) -> None:
    """Raise `Forbidden` when a browser says that another site is behind the request.

    `Sec-Fetch-Site` cannot be set by pages; `Origin` is "null" for our own forms on pages that send no
    referrer, so it decides only where the first is missing or where it names a host. A program that sends
    neither passes: it carries no one else's cookies, and the session's token is still asked for.
    """
    site = connection.headers.get("sec-fetch-site")
    origin = connection.headers.get("origin")
    if site not in (None, "same-origin", "none"):
        raise _foreign()
    if origin is None or (origin == "null" and site == "same-origin"):
        return
    if not _is_own(origin, connection):
        raise _foreign()


def _is_own(origin: str, connection: Connection) -> bool:
    host = urlsplit(origin).netloc
    return bool(host) and host in (
        connection.headers.get("host"),
        urlsplit(settings_of(connection).address).netloc,
    )


def _foreign() -> Forbidden:
    return Forbidden(
        text("The request came from another website and was not carried out."),
        remedy=text("Open the page here, from the menu, and send the form again."),
    )
