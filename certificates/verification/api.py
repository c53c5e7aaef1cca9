"""Verification for programs."""

from __future__ import annotations

import msgspec
from litestar import get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody

from certificates.verification.asking import Asked, asked_for, scanned
from certificates.verification.files import LARGEST, FileFinding, examined
from certificates.verification.queries import Finding, Found
from certificates.verification.ready_pages import Ready, as_json
from certificates.verification.rules import STATUS
from foundation.web.pages import Request

_PUBLIC = {"public": True, "bare": True, "referrer": False}
_RESPONSES = {
    200: ResponseSpec(
        Finding, generate_examples=False, description="What the certificate says, and its state."
    ),
    404: ResponseSpec(Finding, generate_examples=False, description="There is no such certificate."),
    503: ResponseSpec(
        Finding, generate_examples=False, description="It cannot be checked now. Neither valid nor not."
    ),
}
_FILES = {
    200: ResponseSpec(FileFinding, generate_examples=False, description="Only `genuine` is what was issued."),
    503: ResponseSpec(FileFinding, generate_examples=False, description="It cannot be checked now."),
}
_encode = msgspec.json.Encoder().encode


@get("/api/v1/verifications/{token:str}", opt=_PUBLIC, responses=_RESPONSES)
async def verify_token(request: Request, token: FromPath[str]) -> Ready:
    """What is known of the certificate behind a QR code."""
    return _answer(await scanned(request, token))


@post("/api/v1/verifications", opt=_PUBLIC, status_code=200, responses=_RESPONSES)
async def verify_number(request: Request, data: JSONBody[Asked]) -> Ready:
    """What is known of a certificate by number, name and check code."""
    return _answer(await asked_for(request, data))


@post(
    "/api/v1/verifications/documents",
    opt=_PUBLIC,
    status_code=200,
    request_max_body_size=LARGEST,
    responses=_FILES,
)
async def verify_file(request: Request) -> Ready:
    """What a file is that was brought as the body (application/pdf): what was issued, or what else."""
    found = await examined(request, await request.body())
    away = found.certificate is not None and found.certificate.state == "unavailable"
    return as_json(_encode(found), 503 if away else 200)


def _answer(found: Found) -> Ready:
    return as_json(found.encoded(), STATUS[found.finding.state])


routes = [verify_token, verify_number, verify_file]
