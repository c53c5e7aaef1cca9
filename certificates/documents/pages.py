"""The roots that vouch for signers of documents, for whoever checks a PDF with a program of their own."""

from __future__ import annotations

from litestar import get

from certificates.credentials.published_api import published
from certificates.documents.trust import document_trust, written
from foundation.web.pages import Answer, Request


@get("/.well-known/document-roots.pem", opt={"public": True, "bare": True})
async def document_roots(request: Request) -> Answer:
    """Every root of this installation, one after the other."""
    roots = written(await document_trust())["document-roots.pem"]
    return published(request, roots, "application/x-pem-file", max_age=3_600)


routes = [document_roots]
