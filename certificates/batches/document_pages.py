"""The page on which a batch's documents are asked for and fetched."""

from __future__ import annotations

from urllib.parse import quote

from litestar import get, post
from litestar.params import FromPath
from litestar.response import File

from certificates.batches.documents import KEPT_HOURS, Form, hand_out, prepared, start_documents
from foundation.actor import Actor
from foundation.jobs.queries import latest_about
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.pages import Answer, Request, render, see_other

_TAKE = ("certificates.batch.prepare", "certificates.batch.approve")


@get("/batches/{public_id:str}/documents", opt={"permission": _TAKE})
async def documents_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    batch, ready = await prepared(actor, public_id)
    running = await latest_about(actor, ("batch_documents", batch.id))
    return render(
        request,
        "certificates/batch_documents.html",
        batch=batch,
        ready=ready,
        running=running if running is not None and not running.state.finished else None,
        hours=KEPT_HOURS,
    )


@post("/batches/{public_id:str}/documents.zip", opt={"permission": _TAKE})
async def gather_zip(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _started(request, actor, public_id, "zip")


@post("/batches/{public_id:str}/documents.pdf", opt={"permission": _TAKE})
async def gather_pdf(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _started(request, actor, public_id, "pdf")


async def _started(request: Request, actor: Actor, public_id: str, form: Form) -> Answer:
    job_id = await start_documents(actor, public_id, form)
    return see_other(request, f"/jobs/{job_id}", flash=text("The documents are being put together."))


@get("/batches/{public_id:str}/documents.zip", opt={"permission": _TAKE})
async def documents_zip(actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _handed_out(actor, public_id, "zip", "application/zip")


@get("/batches/{public_id:str}/documents.pdf", opt={"permission": _TAKE})
async def documents_pdf(actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _handed_out(actor, public_id, "pdf", "application/pdf")


async def _handed_out(actor: Actor, public_id: str, form: Form, media_type: str) -> Answer:
    batch, path = await hand_out(actor, public_id, form)
    name = quote(f"{batch.title}.{form}")
    disposition = f"attachment; filename=\"download\"; filename*=UTF-8''{name}"
    return File(path, media_type=media_type, headers={"Content-Disposition": disposition})


routes = [documents_page, gather_zip, gather_pdf, documents_zip, documents_pdf]
