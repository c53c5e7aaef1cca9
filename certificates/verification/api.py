"""Verification for programs."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from certificates.verification.pages import Asked, asked_for, scanned
from certificates.verification.queries import Finding
from foundation.web.pages import Request

_PUBLIC = {"public": True, "bare": True}
_STATUS = {"unknown": 404, "unavailable": 503}


@get("/api/v1/verifications/{token:str}", opt={**_PUBLIC, "referrer": False})
async def verify_token(request: Request, token: FromPath[str]) -> Response[Finding]:
    """What is known of the certificate behind a QR code."""
    finding = await scanned(request, token)
    return Response(finding, status_code=_STATUS.get(finding.state, 200))


@post("/api/v1/verifications", opt={**_PUBLIC, "csrf": False}, status_code=200)
async def verify_number(request: Request, data: JSONBody[Asked]) -> Response[Finding]:
    """What is known of a certificate by number, name and check code."""
    finding = await asked_for(request, data)
    return Response(finding, status_code=_STATUS.get(finding.state, 200))


routes = [verify_token, verify_number]
