"""Credentials at their unguessable addresses, for programs and for people, and the issuer's identifier."""

from __future__ import annotations

import json
from typing import Final

import msgspec
from litestar import get
from litestar.params import FromPath

from certificates.credentials import queries
from certificates.credentials.published_api import published
from foundation.errors import NotFound
from foundation.web.pages import Answer, Request, render

_PUBLIC: Final = {"public": True, "referrer": False}
_BARE: Final = _PUBLIC | {"bare": True}
_PROGRAMS: Final = ("application/vc", "application/ld+json", "application/json", "application/vc+ld+json")
#: Each credential may end any day, but what was signed stays; the lists say what counts.
_HOUR: Final = 3_600


@get("/credentials/{token:str}", opt=_PUBLIC)
async def credential(request: Request, token: FromPath[str]) -> Answer:
    """The exact signed bytes; for browsers a page that says the same."""
    found = await queries.by_token(token)
    if found is None:
        raise NotFound()
    wanted = request.accept.best_match([*_PROGRAMS, "text/html"], default="application/vc")
    if wanted == "text/html":
        said = json.loads(found.body)
        return render(
            request,
            "certificates/credential.html",
            said=said,
            subject=said["credentialSubject"],
            achievement=said["credentialSubject"]["achievement"],
            token=token,
            headers={"Vary": "Accept"},
        )
    return published(request, found.body, wanted, max_age=_HOUR)


@get("/credentials/{token:str}/credential.json", opt=_BARE)
async def credential_file(request: Request, token: FromPath[str]) -> Answer:
    """The same bytes as a file to keep."""
    found = await queries.by_token(token)
    if found is None:
        raise NotFound()
    name = {"Content-Disposition": 'attachment; filename="credential.json"'}
    return published(request, found.body, "application/vc", max_age=_HOUR, headers=name)


@get(["/.well-known/did.json", "/did.json"], opt=_BARE)
async def did(request: Request) -> Answer:
    """The keys whose signatures count. Kept for minutes only: a compromised key must disappear soon."""
    return published(
        request, msgspec.json.encode(await queries.did_now()), "application/did+json", max_age=300
    )


routes = [credential, credential_file, did]
