"""The public pages: the one behind the QR code, and the form for number, name and check code."""

from __future__ import annotations

import asyncpg
import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from certificates.verification import lookups
from certificates.verification.queries import Finding, Found, by_number, by_token, photo_of
from curricula.occupations.rules import level_label
from foundation.clock import now
from foundation.errors import Unavailable
from foundation.web.client import client_address
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.limits import limit
from foundation.web.pages import Answer, Request, render

_PUBLIC = {"public": True, "bare": True}
#: Whoever holds a QR code cannot guess another: only misses are counted.
_MISSES = {"times": 30, "per": 60}
#: Tries from one address, and tries against one number from anywhere.
_BY_ADDRESS = {"times": 20, "per": 300}
_BY_NUMBER = {"times": 10, "per": 3600}
#: What says that the database cannot be asked now.
AWAY = (Unavailable, OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError, TimeoutError)


class Asked(msgspec.Struct):
    """What stands on the certificate."""

    number: str
    name: str
    check_code: str


@get("/v/{token:str}", opt=_PUBLIC)
async def scanned_page(request: Request, token: FromPath[str]) -> Answer:
    return _page(request, await scanned(request, token), token)


async def scanned(request: Request, token: str) -> Finding:
    """The answer to a scanned QR code: misses are counted, hits are noted for the holder to see."""
    try:
        found = await by_token(token)
        if found.certificate_id is None:
            await limit("verify.miss", client_address(request), **_MISSES)
    except AWAY:
        return Finding("unavailable", now())
    return _noted(found, "qr")


@get("/v/{token:str}/photo", opt=_PUBLIC)
async def scanned_photo(token: FromPath[str]) -> Answer:
    photo = await photo_of(token)
    if photo is None:
        return Response(b"", status_code=404)
    return Response(photo, media_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


@get("/verify", opt=_PUBLIC)
async def verify_page(request: Request) -> Answer:
    return render(request, "certificates/verify.html")


@post("/verify", opt={"public": True, "csrf": False})
async def verify(request: Request) -> Answer:
    try:
        asked = await read_form(request, Asked)
        finding = await asked_for(request, asked)
    except CORRECTABLE as error:
        return render(request, "certificates/verify.html", error=error)
    return _page(request, finding)


async def asked_for(request: Request, asked: Asked) -> Finding:
    """The answer to number, name and check code; the same for every kind of miss."""
    try:
        await limit("verify.address", client_address(request), **_BY_ADDRESS)
        await limit("verify.number", asked.number.strip().upper(), **_BY_NUMBER)
        found = await by_number(asked.number, asked.name, asked.check_code)
    except AWAY:
        return Finding("unavailable", now())
    return _noted(found, "number")


def _noted(found: Found, channel: str) -> Finding:
    if found.certificate_id is not None:
        lookups.note(found.certificate_id, channel, found.finding.state)
    return found.finding


def _page(request: Request, finding: Finding, token: str = "") -> Answer:
    status = {"unknown": 404, "unavailable": 503}.get(finding.state, 200)
    return render(
        request,
        "certificates/verification.html",
        status=status,
        finding=finding,
        level=level_label(finding.level) if finding.level else None,
        token=token,
    )


routes = [scanned_page, scanned_photo, verify_page, verify]
