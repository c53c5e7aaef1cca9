"""In which language to answer: what the reader chose, else what the browser prefers, else Chinese."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import litestar
from litestar import Response, post

from foundation.language import DEFAULT, LANGUAGES
from foundation.web.client import settings_of
from foundation.web.redirects import go_to, safe_next

COOKIE: Final = "language"
_CHOSEN: Final = {f"{COOKIE}={tag}".encode(): tag for tag in LANGUAGES}
_YEAR: Final = 31_536_000


def language_of(headers: list[tuple[bytes, bytes]]) -> str:
    """The language for a request with these raw headers."""
    accepted = b""
    for name, value in headers:
        if name == b"cookie" and COOKIE.encode() in value:
            for part in value.split(b";"):
                if chosen := _CHOSEN.get(part.strip()):
                    return chosen
        elif name == b"accept-language":
            accepted = value
    return _preferred(accepted) if accepted else DEFAULT


@lru_cache(1024)
def _preferred(accepted: bytes) -> str:
    """The first of the browser's languages, by weight, that we speak."""
    weighed: list[tuple[float, str]] = []
    for part in accepted.decode("latin-1").split(",")[:20]:
        tag, _, parameter = part.strip().partition(";")
        weighed.append((_weight(parameter), tag.strip().lower()))
    for _, tag in sorted(weighed, key=lambda one: -one[0]):
        if tag.startswith("zh"):
            return DEFAULT
        if tag == "en" or tag.startswith("en-"):
            return "en"
    return DEFAULT


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


@post("/language", opt={"public": True, "csrf": False}, include_in_schema=False)
async def choose_language(request: litestar.Request[Any, Any, Any]) -> Response[Any]:
    """Remember the language in a cookie of its own, which holds nothing else."""
    form = await request.form()
    answer = go_to(request, safe_next(form.get("next")))
    language = form.get("language")
    if language in LANGUAGES:
        secure = "; Secure" if settings_of(request).secure else ""
        answer.headers["Set-Cookie"] = (
            f"{COOKIE}={language}; Path=/; Max-Age={_YEAR}; HttpOnly; SameSite=Lax{secure}"
        )
    return answer
