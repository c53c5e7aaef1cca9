"""Portraits: what people send becomes one clean form, and what is no portrait is refused unopened."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageDraw

from foundation.errors import Invalid
from registry.people.actions import set_photo
from registry.people.photo import LARGEST_FILE, TARGET, portrait
from registry.people.queries import photo, photos
from tests.people import person, persona


def picture(
    size: tuple[int, int] = (600, 840), form: str = "JPEG", mode: str = "RGB", **options: Any
) -> bytes:
    """An image file: a head before a wall."""
    image = Image.new("RGB", size, (90, 140, 200))
    width, height = size
    pen = ImageDraw.Draw(image)
    pen.ellipse((width * 0.3, height * 0.2, width * 0.7, height * 0.65), fill=(226, 186, 160))
    out = io.BytesIO()
    image.convert(mode).save(out, form, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    "size", [(600, 840), (3000, 4000), (4000, 3000), (413, 579), (300, 800), (295, 413), (231, 311)]
)
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_any_portrait_becomes_a_small_upright_jpeg(size: tuple[int, int], form: str) -> None:
    result = opened(portrait(picture(size, form)))
    assert result.format == "JPEG"
    assert result.mode == "RGB"
    assert result.width / result.height == pytest.approx(TARGET[0] / TARGET[1], abs=0.01)
    assert result.width <= min(TARGET[0], size[0])


def test_a_finished_portrait_stays_as_it_is() -> None:
    for size in ((3000, 4000), (300, 800), (295, 413)):
        once = portrait(picture(size))
        assert portrait(once) == once


def test_place_camera_and_comments_are_removed() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Wang"
    exif.get_ifd(0x8825)[2] = (27.0, 52.0, 1.0)
    for marked in (
        picture((413, 579), exif=exif.tobytes()),
        picture((413, 579), comment=b"Camera of Wang"),
        picture((413, 579), icc_profile=b"Camera of Wang"),
    ):
        assert b"Camera" in marked
        clean = portrait(marked)
        assert b"Camera" not in clean
        assert b"Exif" not in clean
        assert not opened(clean).getexif()


def test_a_photo_taken_sideways_stands_upright() -> None:
    sideways = Image.new("RGB", (840, 600), "white")
    sideways.paste("black", (0, 0, 420, 600))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right to see
    out = io.BytesIO()
    sideways.save(out, "JPEG", exif=exif.tobytes())
    upright = opened(portrait(out.getvalue())).convert("L")
    assert upright.getpixel((200, 20)) < 50
    assert upright.getpixel((200, 560)) > 200


def test_the_head_is_kept_when_a_tall_picture_is_cut() -> None:
    tall = Image.new("RGB", (600, 2000), "white")
    tall.paste("black", (0, 300, 600, 500))
    out = io.BytesIO()
    tall.save(out, "PNG")
    result = opened(portrait(out.getvalue())).convert("L")
    assert (
        min(result.getdata() if not hasattr(result, "get_flattened_data") else result.get_flattened_data())
        < 20
    )


def test_transparency_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (600, 840), (255, 0, 0, 0)).save(out, "PNG")
    assert opened(portrait(out.getvalue())).getpixel((100, 100)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_grey_and_print_colours_are_understood(mode: str) -> None:
    assert opened(portrait(picture(mode=mode))).mode == "RGB"


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(50_000, 50_000), (7_000, 7_000), (9_000, 300), (2_000_000, 400)])
def test_a_file_that_claims_to_be_enormous_is_not_unpacked(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(Invalid, match=r"too many|cannot be read"):
        portrait(bomb(*size))


def test_what_is_no_portrait_is_refused_with_advice() -> None:
    cases = {
        b"": "cannot be read",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>": "cannot be read",
        b"\xff\xd8\xff" + b"x" * 500: "cannot be read",
        picture(form="GIF"): "cannot be read",
        picture(form="TIFF"): "cannot be read",
        picture()[:-3000]: "cannot be read",
        picture(form="PNG")[:-600]: "cannot be read",
        picture((200, 280)): "only 200 × 280 pixels",
        picture() + b"\0" * LARGEST_FILE: "larger than 5 MB",
    }
    for data, message in cases.items():
        with pytest.raises(Invalid, match=message) as caught:
            portrait(data)
        [problem] = caught.value.problems
        assert problem.field == "photo"
        assert problem.remedy is not None


@pytest.mark.usefixtures("database")
async def test_the_newest_photo_is_kept() -> None:
    registrar = await persona("registrar")
    person_id, without = await person(registrar), await person(registrar)
    for width in (600, 700):
        await set_photo(registrar, person_id, picture((width, 900)))
    kept = await photo(person_id)
    assert kept is not None
    assert kept == portrait(kept)
    assert await photo(without) is None
    assert await photos([person_id, without]) == {person_id: kept}
