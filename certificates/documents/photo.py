"""Takes a portrait as people send it and makes it fit to print: one format, one shape, no hidden data."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from foundation.errors import FieldProblem, Invalid
from foundation.printing.drawing import Contour, Drawing, Shape, Vectors, circle, rectangle
from foundation.text import Text, text

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_SIDE = 8000
LARGEST_AREA = 30_000_000  # pixels; a file of a few kilobytes can claim to be of gigabytes
SMALLEST = (215, 300)
PRINTED = (35.0, 49.0)  # millimetres: the two-inch portrait of Chinese documents
TARGET = (413, 579)  # the same at 300 dots per inch
QUALITY = 88

_FORMATS = {"JPEG", "MPO", "PNG"}
_JPEG_END, _PNG_END = b"\xff\xd9", b"IEND\xaeB`\x82"


def portrait(data: bytes) -> bytes:
    """`data` (JPEG or PNG) as an upright JPEG of 5:7, at most `TARGET` large, without metadata.

    A file that already is one comes back unchanged, so that what was frozen stays what is printed.
    """
    if len(data) > LARGEST_FILE:
        raise _invalid(
            text("The photo's file is larger than 5 MB."), text("Send a smaller JPEG or PNG file.")
        )
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
            _guard(image, data)
            return data if _is_finished(image, data) else _finished(image)
    except Invalid:
        raise
    except Exception as error:  # whatever a broken file makes the decoder say
        raise _unreadable() from error


def _guard(image: Image.Image, data: bytes) -> None:
    """Refuse, by the header alone, what must not be decoded."""
    width, height = image.size
    if image.format not in _FORMATS or not _complete(data):
        raise _unreadable()
    if max(width, height) > LARGEST_SIDE or width * height > LARGEST_AREA:
        raise _invalid(
            text("The photo has {width} × {height} pixels, which is too many.", width=width, height=height),
            text("Send it with at most 8,000 pixels a side."),
        )
    if width < SMALLEST[0] or height < SMALLEST[1]:
        raise _invalid(
            text("The photo has only {width} × {height} pixels.", width=width, height=height),
            text("At least 215 × 300 are needed for a clear print."),
        )


def _complete(data: bytes) -> bool:
    """A file that was cut off would otherwise print with a grey lower half."""
    return _JPEG_END in data[-4096:] if data.startswith(b"\xff\xd8") else _PNG_END in data[-4096:]


def _is_finished(image: Image.Image, data: bytes) -> bool:
    plain = image.format == "JPEG" and image.mode == "RGB" and not _extra_segments(image)
    shape = image.size[0] <= TARGET[0] and image.size == _box(image.size)[1]
    return plain and shape and len(data) <= 200_000


def _extra_segments(image: Image.Image) -> bool:
    """Whether anything but the plain JFIF header travels with the picture."""
    return any(name != "APP0" for name, _ in getattr(image, "applist", [])) or "comment" in image.info


def _finished(image: Image.Image) -> bytes:
    upright = _flat(ImageOps.exif_transpose(image))
    crop, size = _box(upright.size)
    picture = upright.crop(crop).resize(size, Image.Resampling.LANCZOS)
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)  # a new image carries no profile, comment or position
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _flat(image: Image.Image) -> Image.Image:
    """On white, where it was transparent."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(ground, image).convert("RGB")
    return image.convert("RGB")


def _box(size: tuple[int, int]) -> tuple[tuple[int, int, int, int], tuple[int, int]]:
    """What to keep of a picture of `size`, and how large to make it: 5:7, never enlarged.

    Sides are cut evenly; of a tall picture the foot goes rather than the head.
    """
    width, height = size
    keep_width = min(width, round(height * TARGET[0] / TARGET[1]))
    keep_height = min(height, round(width * TARGET[1] / TARGET[0]))
    left, top = (width - keep_width) // 2, (height - keep_height) // 4
    scale = min(1.0, TARGET[0] / keep_width)
    return (left, top, left + keep_width, top + keep_height), (
        round(keep_width * scale),
        round(keep_height * scale),
    )


def _unreadable() -> Invalid:
    return _invalid(
        text("The photo cannot be read."), text("Send it as a JPEG or PNG file, complete and undamaged.")
    )


def _invalid(message: Text, remedy: Text) -> Invalid:
    return Invalid([FieldProblem("photo", message, remedy)], message)


def silhouette() -> Vectors:
    """What stands in the photo's place when there is none."""
    width, height = PRINTED
    ground, figure = (0.945, 0.941, 0.925), (0.800, 0.788, 0.760)
    head = circle(width / 2, 18.5, 7.4)
    # Shoulders: from the lower edge up around and down again.
    body = Contour(
        (4.2, height),
        ((4.2, 38.5, 9.0, 31.0, width / 2, 31.0), (26.0, 31.0, 30.8, 38.5, 30.8, height)),
    )
    sheet = Shape((rectangle(0, 0, width, height),), fill=ground)
    return Drawing(width, height, (sheet, Shape((head, body), fill=figure))).vectors()
