"""Sets a page with WeasyPrint: shared fonts, parsed style sheets, ready-made drawings, nothing fetched."""

from __future__ import annotations

import atexit
import shutil
import threading
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

import msgspec
import pydyf
from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetchingError

from foundation.errors import Refused
from foundation.printing.accessibility import declare_accessible
from foundation.printing.drawing import Vectors
from foundation.printing.fetcher import SCHEME, Asset, AssetFetcher
from foundation.printing.fonts import Face, faces, families, font_asset, font_files
from foundation.text import text

COLOURS = "--srgb"
KIND = {"pdf_variant": "pdf/a-3a", "output_intent": COLOURS}
PIXELS_PER_MILLIMETRE = 96 / 25.4

# Pango's font map is shared and not meant for two threads at once.
_SETTING = threading.Lock()


class Enclosure(msgspec.Struct, frozen=True):
    """A file that travels inside the document as the data it shows."""

    name: str
    body: bytes
    description: str
    created: datetime


class Printed(msgspec.Struct, frozen=True):
    """A finished document."""

    pdf: bytes
    pages: int


class Stylesheet:
    """A style sheet parsed once, with the faces it brings; in it, `var(--faces)` names the common ones."""

    def __init__(self, css: str, display_faces: Mapping[str, bytes] | None = None) -> None:
        self._css = css
        self._display = dict(display_faces or {})
        self._parsed: tuple[FontConfiguration, list[CSS]] | None = None

    @property
    def families(self) -> set[str]:
        """Families a document may be set in."""
        return {*families(), *self._display}

    def parsed(self, fonts: FontConfiguration) -> list[CSS]:
        """The rules for this configuration of fonts."""
        if self._parsed is None or self._parsed[0] is not fonts:
            self._parsed = (fonts, self._parse(fonts))
        return self._parsed[1]

    def _parse(self, fonts: FontConfiguration) -> list[CSS]:
        fetcher = AssetFetcher(_font_assets(self._display))
        common = ", ".join(f'"{family}"' for family in families())
        own = f":root {{ --faces: {common} }}" + "".join(map(_font_face, self._display))
        parsed = [CSS(string=css, url_fetcher=fetcher, font_config=fonts) for css in (own, self._css)]
        _nothing_refused(fetcher)
        return parsed


def typeset(
    html: str,
    style: Stylesheet,
    *,
    drawings: Mapping[str, Vectors] | None = None,
    images: Mapping[str, Asset] | None = None,
    enclosures: Sequence[Enclosure] = (),
) -> Printed:
    """`html` as a PDF/A-3a and PDF/UA-1 file: tagged, fonts embedded, the same bytes for the same input.

    Drawings and images are named in the page as `asset:NAME`. Raises `Refused` when the page asks for
    anything else, or when a character is missing from our faces.
    """
    fetcher = AssetFetcher(images)
    with _SETTING:
        try:
            document, pdf = _set(html, style, drawings or {}, enclosures, fetcher)
        except URLFetchingError:
            _nothing_refused(fetcher)
            raise
    _nothing_refused(fetcher)
    _own_faces_only(list(document.fonts.values()), style.families)
    return Printed(pdf, len(document.pages))


def _set(
    html: str,
    style: Stylesheet,
    drawings: Mapping[str, Vectors],
    enclosures: Sequence[Enclosure],
    fetcher: AssetFetcher,
) -> tuple[Document, bytes]:
    fonts = _fonts(faces())
    document = HTML(string=html, url_fetcher=fetcher).render(
        font_config=fonts,
        color_profiles={COLOURS: _srgb()},
        stylesheets=style.parsed(fonts),
        # A cache of its own for every document: it would otherwise keep each person's photo.
        cache={SCHEME + name: _Figure(vectors) for name, vectors in drawings.items()},
        **KIND,
    )
    declare_accessible(document.metadata)
    document.metadata.attachments = [_attachment(enclosure, fetcher) for enclosure in enclosures]
    return document, document.write_pdf(finisher=_deflate_once, **KIND)


class _Figure:
    """A drawing in the place of an image; WeasyPrint asks its images for just these methods."""

    def __init__(self, vectors: Vectors) -> None:
        self.id = vectors.name
        self._vectors = vectors

    def get_intrinsic_size(self, _resolution: object, _font_size: object) -> tuple[float, float, float]:
        width, height = self._vectors.width, self._vectors.height
        return width * PIXELS_PER_MILLIMETRE, height * PIXELS_PER_MILLIMETRE, width / height

    def draw(self, stream: Any, width: float, height: float, _style: object) -> None:
        name = stream.add_image(self, False, 1)
        stream.transform(a=width / self._vectors.width, d=height / self._vectors.height)
        stream.draw_x_object(name)

    def get_x_object(self, _interpolate: object, _ratio: object) -> pydyf.Stream:
        extra = {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([0, 0, self._vectors.width, self._vectors.height]),
            "Filter": "/FlateDecode",
        }
        return pydyf.Stream([self._vectors.deflated], pydyf.Dictionary(extra))


@lru_cache(maxsize=1)
def _fonts(_known: tuple[Face, ...]) -> FontConfiguration:
    """One configuration for the process: registering a face copies and scans a file of 10 MB."""
    fonts = FontConfiguration()
    font_bytes = font_files()
    fetcher = AssetFetcher(
        {font_asset(family): Asset(body, "font/otf") for family, body in font_bytes.items()}
    )
    CSS(string="".join(map(_font_face, font_bytes)), url_fetcher=fetcher, font_config=fonts)
    atexit.register(shutil.rmtree, fonts._folder, ignore_errors=True)
    return fonts


class _Srgb:
    """The colours that PDF/A asks to be named, as the file they came in.

    WeasyPrint's own class opens that file anew for each document, and its library writes the profile in other
    bytes once it has looked into it.
    """

    name = "sRGB"
    components = (["r"], ["g"], ["b"])

    def __init__(self) -> None:
        self.content = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
        self.pdf_reference: bytes | None = None  # set by WeasyPrint, document by document


@lru_cache(maxsize=1)
def _srgb() -> _Srgb:
    return _Srgb()


def _font_assets(bodies: Mapping[str, bytes]) -> dict[str, Asset]:
    return {font_asset(family): Asset(body, "font/otf") for family, body in bodies.items()}


def _font_face(family: str) -> str:
    return f'@font-face {{ font-family: "{family}"; src: url("{SCHEME}{font_asset(family)}") }}\n'


def _attachment(enclosure: Enclosure, fetcher: AssetFetcher) -> Attachment:
    return Attachment(
        string=enclosure.body,
        name=enclosure.name,
        description=enclosure.description,
        created=enclosure.created,
        modified=enclosure.created,
        relationship="Data",
        url_fetcher=fetcher,
    )


def _deflate_once(_document: object, pdf: pydyf.PDF) -> None:
    """Compress every stream now; left to itself the writer does it twice, once for the file's identifier."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.compress:
            raw = b"\n".join(pydyf._to_bytes(part) for part in item.stream)
            item.stream = [zlib.compress(raw, 6)]
            item.extra["Filter"] = "/FlateDecode"
            item.compress = False


def _nothing_refused(fetcher: AssetFetcher) -> None:
    if fetcher.refused:
        raise Refused(
            text(
                "The document was not printed: it refers to something outside itself ({address}).",
                address=fetcher.refused[0][:200],
            )
        )


def _own_faces_only(used: list[Any], known: set[str]) -> None:
    """Neither a face of this machine, which another does not have, nor the empty box of a missing glyph."""
    if any(font.missing or font.family not in known for font in used):
        raise Refused(text("The document was not printed: its fonts lack a character."))
