"""The kit in one document, and the pages on which anybody fetches it and the page that verifies with it."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Response, get

from certificates.credentials import queries
from certificates.credentials.contexts import kit as contexts
from certificates.credentials.offline.browser_page import NAME, browser_page
from certificates.credentials.proofs import moment
from certificates.log.actions import sequence
from certificates.log.queries import latest_note, verifier_keys
from certificates.status.actions import LASTS
from certificates.status.queries import all_lists
from foundation.clock import now
from foundation.web.pages import Answer, Request, render

_BARE: Final = {"public": True, "bare": True, "referrer": False}
#: In seconds; a kit is made of lists that are a minute behind in any case.
_KEPT: Final = 60


async def whole_kit() -> dict[str, Any]:
    """Keys, every status list as signed token, and the log's checkpoint: for certificates of any holder."""
    await sequence()
    return {
        "made": moment(now()),
        "did": await queries.did_now(),
        "lists": await all_lists(),
        "keys": await verifier_keys(),
        "checkpoint": await latest_note() or "",
    }


@get("/verify/offline", opt=_BARE)
async def offline_page(request: Request) -> Answer:
    return render(request, "certificates/verify_offline.html", days=LASTS.days)


@get(f"/verify/offline/{NAME}", opt=_BARE)
async def page_to_keep(request: Request) -> Answer:
    """The page with today's kit inside; as a file, since on this site its script would be refused."""
    return _file(browser_page(await whole_kit()), NAME, "text/html; charset=utf-8")


@get("/verify/offline/kit.json", opt=_BARE)
async def kit_to_keep(request: Request) -> Answer:
    """The kit alone, to add to a page that was fetched before; with the contexts, for other verifiers."""
    body = msgspec.json.encode({**await whole_kit(), "contexts": contexts()})
    return _file(body, "kit.json", "application/json")


def _file(body: bytes, name: str, media_type: str) -> Answer:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": f"public, max-age={_KEPT}",
    }
    answer: Response[Any] = Response(body, media_type=media_type, headers=headers)
    return answer


routes = [offline_page, page_to_keep, kit_to_keep]
