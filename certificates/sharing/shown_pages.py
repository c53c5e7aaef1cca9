"""What whoever has a share link sees: a page, and the same as SD-JWT VC for programs."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from certificates.credentials.keys import issuer_now
from certificates.credentials.published_api import published
from certificates.credentials.queries import credential_keys
from certificates.documents.content import CertificateContent
from certificates.issuing.reserve import token_hash
from certificates.sharing.queries import Shared, content_of, shared
from certificates.sharing.rules import device_of, network_of
from certificates.sharing.selective import MEDIA_TYPE, issuer_metadata, presentation
from certificates.sharing.tables import ShareLook
from certificates.verification import lookups, sheets
from certificates.verification.asking import AWAY
from certificates.verification.queries import Finding, by_id
from foundation.clock import now
from foundation.errors import Conflict, NotFound
from foundation.ids import new_id
from foundation.logging import describe, log
from foundation.text import text
from foundation.web.client import client_address
from foundation.web.limits import limit
from foundation.web.pages import Answer, Request, render

_PUBLIC = {"public": True, "bare": True, "referrer": False}
_NOT_KEPT = {"Cache-Control": "no-store"}
#: Whoever has a link cannot guess another: only misses are counted.
_count_miss = partial(limit, "share.miss", times=30, per=60)


async def _looked(request: Request, token: str) -> tuple[Shared, Finding]:
    """The link and what the register says now; the look is noted for the holder. Raises `NotFound`."""
    link = await shared(token_hash(token))
    if link is None:
        await _count_miss(client_address(request))
        raise NotFound(
            text("This link does not work."),
            remedy=text("It may be over, or the holder has switched it off. Ask the holder for another one."),
        )
    finding = (await by_id(link.certificate_id, in_full=True)).finding
    agent = request.headers.get("user-agent", "")
    look = ShareLook(
        id=new_id(),
        share_id=link.id,
        at=finding.checked_at,
        device=device_of(agent),
        network=network_of(client_address(request)),
    )
    await look.save()
    lookups.note(link.certificate_id, "share", finding.state, finding.checked_at)
    return link, finding


@get("/s/{token:str}", opt=_PUBLIC)
async def shared_page(request: Request, token: FromPath[str]) -> Answer:
    try:
        link, finding = await _looked(request, token)
        known = finding.number != ""
        content = await content_of(link.certificate_id) if known and "results" in link.fields else None
    except AWAY as error:
        log.warning("verification.unavailable", **describe(error))
        link, finding, content = None, Finding("unavailable", now()), None
    return render(
        request,
        "certificates/shared.html",
        status=503 if finding.state == "unavailable" else 200,
        headers=_NOT_KEPT,
        link=link,
        finding=finding,
        level=sheets.level_of(finding),
        scores=content.scores() if content else [],
        token=token,
    )


@get("/s/{token:str}/photo", opt=_PUBLIC)
async def shared_photo(request: Request, token: FromPath[str]) -> Answer:
    link = await shared(token_hash(token))
    photo = None
    if link is not None and "photo" in link.fields:
        photo = (await content_of(link.certificate_id)).photo
    if photo is None:
        await _count_miss(client_address(request))
        raise NotFound()
    return Response(photo, media_type="image/jpeg", headers=_NOT_KEPT)


@get("/s/{token:str}/credential", opt=_PUBLIC)
async def shared_credential(request: Request, token: FromPath[str]) -> Answer:
    """SD-JWT VC with the chosen fields disclosed; only of a certificate that is valid at this moment."""
    link, finding = await _looked(request, token)
    if finding.state != "valid":
        raise Conflict(text("No valid certificate can be shown at present."))
    content = await content_of(link.certificate_id)
    body = presentation(
        await issuer_now(),
        {"occupation": finding.occupation, "level": str(finding.level)},
        _fields(finding, content),
        link.fields,
        now(),
        link.expires_at,
    )
    headers = {**_NOT_KEPT, "Content-Disposition": 'attachment; filename="certificate.sd-jwt"'}
    return Response(body.encode(), media_type=MEDIA_TYPE, headers=headers)


def _fields(finding: Finding, content: CertificateContent) -> dict[str, Any]:
    return {
        "name": finding.name,
        "number": finding.number,
        "evaluator": finding.issuer,
        "issued_on": str(finding.issued_on),
        "results": [{"name": zh, "value": f"{mark.normalize():f}"} for zh, _, mark in content.scores()],
    }


@get("/.well-known/jwt-vc-issuer", opt=_PUBLIC)
async def metadata(request: Request) -> Answer:
    """The keys that sign what links show, for programs."""
    body = issuer_metadata((await issuer_now()).address, await credential_keys())
    return published(request, msgspec.json.encode(body), "application/json", max_age=300)


routes = [shared_page, shared_photo, shared_credential, metadata]
