"""How public, unchanging or slowly changing files are sent: to any site, from any cache in between."""

from __future__ import annotations

import hashlib
from typing import Any

from litestar import Response

from foundation.web.pages import Answer, Request


def published(
    request: Request, body: bytes, media_type: str, *, max_age: int, headers: dict[str, str] | None = None
) -> Answer:
    """The file, or that the asker has it already."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    sent = {
        "ETag": tag,
        "Cache-Control": f"public, max-age={max_age}",
        "Access-Control-Allow-Origin": "*",
        "Vary": "Accept",
        **(headers or {}),
    }
    if tag in request.headers.get("if-none-match", ""):
        nothing: Response[Any] = Response(b"", status_code=304, headers=sent)
        return nothing
    return Response(body, media_type=media_type, headers=sent)
