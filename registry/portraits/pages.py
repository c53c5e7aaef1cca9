"""The portrait: shown to whoever may see the person, taken in from a file."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from foundation.errors import NotFound
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, Upload, read_form
from foundation.web.pages import Answer, Request, render, see_other
from registry.people.actions import set_photo
from registry.people.pages import SEES
from registry.people.queries import person, photo, visible_id

_AMEND = "registry.person.amend"


class PhotoForm(msgspec.Struct):
    """A portrait."""

    photo: Upload
    labels: ClassVar[dict[str, Text]] = {"photo": text("Photo")}


@get("/people/{public_id:str}/photo.jpg", opt={"permission": SEES})
async def photo_file(actor: SignedIn, public_id: FromPath[str]) -> Response[bytes]:
    jpeg = await photo(await visible_id(actor, public_id))
    if jpeg is None:
        raise NotFound
    return Response(jpeg, media_type="image/jpeg")


@get("/people/{public_id:str}/photo", opt={"permission": _AMEND})
async def photo_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return render(request, "registry/person_photo.html", shown=await person(actor, public_id))


@post("/people/{public_id:str}/photo", opt={"permission": _AMEND}, request_max_body_size=8_000_000)
async def new_photo(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    shown = await person(actor, public_id)
    try:
        wanted = await read_form(request, PhotoForm, max_file_bytes=6_000_000)
        await set_photo(actor, shown.id, wanted.photo.data)
    except CORRECTABLE as error:
        return render(request, "registry/person_photo.html", error=error, shown=shown)
    return see_other(request, f"/people/{public_id}", flash=text("The photo is in the file."))


ROUTES = [photo_file, photo_page, new_photo]
