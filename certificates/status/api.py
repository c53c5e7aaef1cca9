"""The status lists where every credential says they are: from a file's point of view, static."""

from __future__ import annotations

from typing import Final

from litestar import get
from litestar.params import FromPath

from certificates.credentials.published_api import published
from certificates.credentials.rules import STATUS_PURPOSES
from certificates.status.queries import status_list
from foundation.errors import NotFound
from foundation.web.pages import Answer, Request

#: In seconds: how much later than here a suspension is seen by whoever asks a cache.
_KEPT: Final = 300
_JWT: Final = "application/vc+jwt"
_LARGEST: Final = 1_000_000


@get("/status/{purpose:str}/{number:int}", opt={"public": True, "bare": True, "referrer": False})
async def published_list(request: Request, purpose: FromPath[str], number: FromPath[int]) -> Answer:
    """The signed list; as a JWT for whoever asks for that alone."""
    found = (
        await status_list(number, purpose) if purpose in STATUS_PURPOSES and 0 < number < _LARGEST else None
    )
    if found is None:
        raise NotFound()
    offered = ["application/vc", "application/ld+json", "application/json", _JWT]
    wanted = request.accept.best_match(offered, default="application/vc")
    body = found.jwt.encode() if wanted == _JWT else found.body
    return published(request, body, wanted, max_age=_KEPT)


routes = [published_list]
