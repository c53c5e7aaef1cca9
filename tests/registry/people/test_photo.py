"""Portraits: what people send becomes one clean form, and what is no portrait is refused unopened."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from foundation.errors import Invalid
from registry.people.actions import set_photo
from registry.people.photo import TARGET, portrait
from registry.people.queries import photo, photos
from tests.people import person, persona


def picture(width: int = 600, height: int = 840, form: str = "JPEG", **how: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(out, form, **how)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of some kilobytes that says it has `width` × `height` pixels, and does."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * (1 + 3 * width)) for _ in range(min(height, 2_000)))
    body = rows + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_portrait_becomes_five_to_seven_and_small() -> None:
    made = portrait(picture(1200, 1200))
    with Image.open(io.BytesIO(made)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", TARGET)
    assert len(made) < 200_000


def test_what_is_finished_stays_as_it_is() -> None:
    once = portrait(picture())
    assert portrait(once) == once


def test_hidden_data_does_not_travel() -> None:
    exif = Image.Exif()
    exif[0x010E] = "GPS 28.68N 115.86E"
    sent = picture(exif=exif.tobytes())
    assert b"GPS 28.68N" in sent
    assert b"GPS 28.68N" not in portrait(sent)


def test_a_sideways_picture_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(portrait(picture(840, 600, exif=exif.tobytes())))) as image:
        assert image.size == TARGET


def test_a_transparent_picture_lies_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (413, 579), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(portrait(out.getvalue()))) as image:
        assert image.getpixel((200, 200)) == (255, 255, 255)


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(bomb(30_000, 30_000), id="bomb: 900 million pixels in a small file"),
        pytest.param(bomb(7_999, 7_999), id="bomb: sides just within, area not"),
        pytest.param(picture(100, 140), id="too few pixels"),
        pytest.param(picture()[:-3000], id="cut off"),
        pytest.param(b"", id="empty"),
        pytest.param(b"%PDF-1.7", id="a document"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="a drawing"),
        pytest.param(picture(form="GIF"), id="another kind of picture"),
        pytest.param(picture() + b"\0" * 6_000_000, id="too large a file"),
    ],
)
def test_what_is_no_portrait_is_refused(sent: bytes) -> None:
    with pytest.raises(Invalid) as raised:
        portrait(sent)
    assert raised.value.problems[0].field == "photo"
    assert raised.value.problems[0].remedy


@pytest.mark.usefixtures("database")
async def test_the_newest_photo_is_kept() -> None:
    registrar = await persona("registrar")
    person_id, without = await person(registrar), await person(registrar)
    for width in (600, 700):
        await set_photo(registrar, person_id, picture(width, 900))
    kept = await photo(person_id)
    assert kept is not None
    assert kept == portrait(kept)
    assert await photo(without) is None
    assert await photos([person_id, without]) == {person_id: kept}
