"""Sets a page with WeasyPrint: shared fonts, parsed style sheets, ready-made drawings, nothing fetched."""

from __future__ import annotations

import atexit
import shutil
import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pydyf
from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetchingError

from foundation.errors import Refused
from foundation.printing.accessibility import declare_accessible
from foundation.printing.dismantling import Sheet, deflate, take_apart
from foundation.printing.drawing import Vectors
from foundation.printing.fetcher import SCHEME, AssetFetcher
from foundation.printing.fonts import Face, faces, families, font_asset, font_files
from foundation.printing.sheets import WHOLE, Asset, Enclosure, Printed, Stylesheet
from foundation.text import text

COLOURS = "--srgb"
KIND = {"pdf_variant": "pdf/a-3a", "output_intent": COLOURS}
PIXELS_PER_MILLIMETRE = 96 / 25.4

# Pango's font map is shared and not meant for two threads at once.
_SETTING = threading.Lock()


def typeset(
    html: str,
    style: Stylesheet,
    drawings: Mapping[str, Vectors],
    images: Mapping[str, Asset],
    enclosures: Sequence[Enclosure],
) -> Printed:
    """See `foundation.printing.typeset`."""
    fetcher = AssetFetcher(images)
    with _SETTING:
        try:
            document, pdf = _set(html, style, drawings, enclosures, fetcher)
        except URLFetchingError:
            _nothing_refused(fetcher)
            raise
    _nothing_refused(fetcher)
    _own_faces_only(list(document.fonts.values()), style.families)
    return Printed(pdf, len(document.pages))


def dismantle(
    html: str, style: Stylesheet, drawings: Mapping[str, Vectors], named: Mapping[str, str]
) -> Sheet:
    """See `foundation.printing.dismantle`."""
    fetcher = AssetFetcher()
    sheets: list[Sheet] = []
    with _SETTING:
        try:
            document = _laid_out(html, style, drawings, fetcher)
            document.write_pdf(finisher=lambda _, pdf: sheets.append(take_apart(pdf, named)), **KIND)
        except URLFetchingError:
            _nothing_refused(fetcher)
            raise
    _nothing_refused(fetcher)
    _own_faces_only(list(document.fonts.values()), style.families)
    return sheets[0]


def _set(
    html: str,
    style: Stylesheet,
    drawings: Mapping[str, Vectors],
    enclosures: Sequence[Enclosure],
    fetcher: AssetFetcher,
) -> tuple[Document, bytes]:
    document = _laid_out(html, style, drawings, fetcher)
    document.metadata.attachments = [_attachment(enclosure, fetcher) for enclosure in enclosures]
    return document, document.write_pdf(finisher=lambda _, pdf: deflate(pdf), **KIND)


def _laid_out(
    html: str, style: Stylesheet, drawings: Mapping[str, Vectors], fetcher: AssetFetcher
) -> Document:
    fonts = _fonts(faces())
    document = HTML(string=html, url_fetcher=fetcher).render(
        font_config=fonts,
        color_profiles={COLOURS: _srgb()},
        stylesheets=_parsed(style, fonts),
        # A cache of its own for every document: it would otherwise keep each person's photo.
        cache={SCHEME + name: _Figure(vectors) for name, vectors in drawings.items()},
        **KIND,
    )
    declare_accessible(document.metadata)
    return document


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
    bodies = font_files()
    fetcher = AssetFetcher(_font_assets(bodies))
    CSS(string="".join(map(_font_face, bodies)), url_fetcher=fetcher, font_config=fonts)
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


@lru_cache(maxsize=8)
def _parsed(style: Stylesheet, fonts: FontConfiguration) -> list[CSS]:
    """The rules of a style sheet for this configuration of fonts; held to the same fetcher as the page."""
    fetcher = AssetFetcher(_font_assets(style.display_faces))
    common = ", ".join(f'"{family}"' for family in families())
    own = f":root {{ --faces: {common} }}" + "".join(map(_font_face, style.display_faces))
    parsed = [CSS(string=css, url_fetcher=fetcher, font_config=fonts) for css in (own, style.css)]
    _nothing_refused(fetcher)
    return parsed


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


def _nothing_refused(fetcher: AssetFetcher) -> None:
    if fetcher.refused:
        raise Refused(
            text(
                "The document was not printed: it refers to something outside itself ({address}).",
                address=fetcher.refused[0][:200],
            ),
            rule=WHOLE,
        )


def _own_faces_only(used: list[Any], known: set[str]) -> None:
    """Neither a face of this machine, which another does not have, nor the empty box of a missing glyph."""
    if any(font.missing or font.family not in known for font in used):
        raise Refused(text("The document was not printed: its fonts lack a character."), rule=WHOLE)
