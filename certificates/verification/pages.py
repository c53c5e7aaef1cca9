"""The public pages: the one behind the QR code, and the form for number, name and check code."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from certificates.verification import sheets
from certificates.verification.asking import Asked, asked_for, scanned, scanned_photo
from certificates.verification.files import LARGEST, examined
from certificates.verification.ready_pages import Ready, as_page
from certificates.verification.rules import STATUS
from foundation.text import Text, text
from foundation.web.forms import CORRECTABLE, Upload, read_form, typed
from foundation.web.pages import Answer, Request, render

_PUBLIC = {"public": True, "bare": True}
_NOT_KEPT = {"Cache-Control": "no-store"}


class BroughtFile(msgspec.Struct):
    """A certificate as a file."""

    file: Upload
    labels: ClassVar[dict[str, Text]] = {"file": text("File of the certificate")}


@get("/v/{token:str}", opt=_PUBLIC)
async def scanned_page(request: Request, token: FromPath[str]) -> Ready:
    finding = (await scanned(request, token)).finding
    return as_page(sheets.page(request, finding, token), STATUS[finding.state])


@get("/v/{token:str}/photo", opt=_PUBLIC)
async def photo(request: Request, token: FromPath[str]) -> Answer:
    status, jpeg = await scanned_photo(request, token)
    return Response(jpeg, status_code=status, media_type="image/jpeg", headers=_NOT_KEPT)


@get("/verify", opt=_PUBLIC | {"referrer": False})
async def verify_page(request: Request) -> Answer:
    return render(request, "certificates/verify.html")


@post("/verify", opt=_PUBLIC | {"referrer": False}, status_code=200)
async def verify(request: Request) -> Ready:
    finding = (await asked_for(request, await _asked(request))).finding
    return as_page(sheets.page(request, finding), STATUS[finding.state])


async def _asked(request: Request) -> Asked:
    """What was typed, as it was typed: no reader of fields may tell one kind of miss from another."""
    form = await typed(request)
    values = [form.get(name) for name in Asked.__struct_fields__]
    return Asked(*(value if isinstance(value, str) else "" for value in values))


@get("/verify/document", opt=_PUBLIC | {"referrer": False})
async def document_page(request: Request) -> Answer:
    return render(request, "certificates/verify_document.html")


@post(
    "/verify/document",
    opt=_PUBLIC | {"referrer": False},
    status_code=200,
    request_max_body_size=LARGEST + 10_000,
)
async def verify_document(request: Request) -> Answer:
    """The file is read in memory, answered about, and forgotten."""
    try:
        brought = await read_form(request, BroughtFile, max_file_bytes=LARGEST)
    except CORRECTABLE as error:
        return render(request, "certificates/verify_document.html", error=error)
    found = await examined(request, brought.file.data)
    finding = found.certificate
    return render(
        request,
        "certificates/verified_document.html",
        status=503 if finding is not None and finding.state == "unavailable" else 200,
        found=found,
        finding=finding,
        level=sheets.level_of(finding) if finding else "",
        proof=sheets.proof_of(finding) if finding else None,
    )


routes = [scanned_page, photo, verify_page, verify, document_page, verify_document]
