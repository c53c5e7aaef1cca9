"""The holder's pages: own certificates, their links, and who looked."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from certificates.issuing.means import press
from certificates.register.actions import export_document
from certificates.sharing import actions
from certificates.sharing.actions import PERMISSION, NewShare
from certificates.sharing.queries import links_of, looks_of, own_certificate, own_certificates
from certificates.sharing.rules import DAYS, FIELDS
from curricula.occupations.data import occupation
from curricula.occupations.rules import level_label
from foundation.actor import Actor
from foundation.errors import DomainError, NotFound
from foundation.history import record
from foundation.language import say
from foundation.qr import qr_picture
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, download, render, see_other

_OPT = {"permission": PERMISSION}
_HERE = "/my-certificates/{public_id:str}"
NAVIGATION = [NavigationItem("/my-certificates", text("My certificates"), permission=PERMISSION, order=15)]


class ShareForm(msgspec.Struct):
    """What a new link shows, and for how long."""

    fields: list[str] = []
    days: int = 7
    label: Annotated[str, Meta(max_length=60)] = ""
    labels: ClassVar[dict[str, Text]] = {
        "fields": text("What is shown"),
        "days": text("How long"),
        "label": text("For whom"),
    }


@get("/my-certificates", opt=_OPT)
async def my_certificates(request: Request, actor: SignedIn) -> Answer:
    return _render(request, "my_certificates", certificates=await own_certificates(actor))


def _render(request: Request, template: str, **context: Any) -> Answer:
    return render(
        request,
        f"certificates/{template}.html",
        occupation=occupation,
        level_label=level_label,
        fields=FIELDS,
        **context,
    )


@get(_HERE, opt=_OPT)
async def my_certificate(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    certificate = await own_certificate(actor, public_id)
    return _render(
        request,
        "my_certificate",
        certificate=certificate,
        links=await links_of(certificate.id),
        looks=await looks_of(certificate.id),
    )


@get(_HERE + "/certificate.pdf", opt=_OPT)
async def my_document(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    """The document as it was issued; the newest version under the number."""
    certificate = await own_certificate(actor, public_id)
    document = await export_document(certificate.number)
    await record(actor, "certificate.document_opened", ("certificate", certificate.id))
    return download(document, f"{certificate.number}.pdf", "application/pdf")


@get(_HERE + "/links/new", opt=_OPT)
async def new_link_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _new(request, actor, public_id)


async def _new(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    return _render(
        request,
        "share_new",
        error=error,
        filled=None if error else ShareForm(fields=["name"]),
        certificate=await own_certificate(actor, public_id),
        days=DAYS,
    )


@post(_HERE + "/links/new", opt=_OPT, status_code=200)
async def new_link(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    """The link is shown in the answer itself and nowhere else: only its hash is kept."""
    try:
        wanted = await read_form(request, ShareForm)
        token = await actions.share(actor, public_id, NewShare(wanted.fields, wanted.days, wanted.label))
    except CORRECTABLE as error:
        return await _new(request, actor, public_id, error)
    address = f"{press().address}/s/{token}"
    return _render(
        request,
        "share_made",
        certificate=await own_certificate(actor, public_id),
        address=address,
        square=qr_picture(address, say(text("The link as a QR code"))),
        wanted=wanted,
        days=DAYS,
    )


@get(_HERE + "/links/{link_id:str}/end", opt=_OPT)
async def end_link_page(
    request: Request, actor: SignedIn, public_id: FromPath[str], link_id: FromPath[str]
) -> Answer:
    certificate = await own_certificate(actor, public_id)
    link = next((each for each in await links_of(certificate.id) if each.public_id == link_id), None)
    if link is None:
        raise NotFound()
    return _render(request, "share_end", certificate=certificate, link=link)


@post(_HERE + "/links/{link_id:str}/end", opt=_OPT)
async def end_link(
    request: Request, actor: SignedIn, public_id: FromPath[str], link_id: FromPath[str]
) -> Answer:
    await actions.switch_off(actor, public_id, link_id)
    return see_other(request, f"/my-certificates/{public_id}", flash=text("The link is switched off."))


routes = [
    my_certificates,
    my_certificate,
    my_document,
    new_link_page,
    new_link,
    end_link_page,
    end_link,
]
