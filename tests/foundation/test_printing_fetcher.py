"""A page that is printed reaches neither the network nor this machine's files, whatever is written in it."""

from __future__ import annotations

import base64
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path

import msgspec
import pikepdf
import pytest
from weasyprint import CSS, HTML

from foundation.errors import Refused
from foundation.printing import Asset, Stylesheet, typeset
from foundation.printing.fetcher import AddressRefused, AssetFetcher

SECRET = b"the-secret-of-this-machine"

PAGES = {
    "image over http": '<img src="{http}/a.png">',
    "image from a file": '<img src="{file}">',
    "image candidates": '<img srcset="{http}/a.png 1x" src="{http}/b.png">',
    "picture in an object": '<object data="{http}/a.svg"></object>',
    "embedded picture": '<embed src="{http}/a.svg" type="image/svg+xml">',
    "inline SVG, image": '<svg width="9" height="9"><image href="{http}/a.png" width="9" height="9"/></svg>',
    "inline SVG, use": '<svg width="9" height="9"><use href="{http}/a.svg#x"/></svg>',
    "SVG as data, image": '<img src="data:image/svg+xml;base64,{svg}">',
    "stylesheet link": '<link rel="stylesheet" href="{http}/a.css">',
    "stylesheet from a file": '<link rel="stylesheet" href="{file}">',
    "import": '<style>@import url("{http}/a.css");</style>',
    "import from data": '<link rel="stylesheet" href="data:text/css,@import%20url({http}/b.css);">',
    "font": '<style>@font-face {{ font-family: x; src: url("{http}/a.otf") }}</style><p>x',
    "font of this machine": '<style>@font-face {{ font-family: x; src: url("{file}") }}</style><p>x',
    "background": '<p style="background: url({http}/a.png)">x',
    "bullet": '<ul><li style="list-style-image: url({http}/a.png)">x</ul>',
    "border image": '<p style="border: 1px solid; border-image: url({http}/a.png) 1">x',
    "content": '<style>p::before {{ content: url("{http}/a.png") }}</style><p>x',
    "page background": '<style>@page {{ background: url("{http}/a.png") }}</style>',
    "attachment link": '<link rel="attachment" href="{file}"><p>x',
    "attachment over http": '<a rel="attachment" href="{http}/a.txt">x</a>',
    "base address": '<base href="{http}/"><img src="a.png">',
    "redirect": '<img src="{http}/redirect">',
    "colour profile": '<style>@color-profile --x {{ src: url("{http}/a.icc") }}</style><p>x',
}


class Canary(msgspec.Struct):
    """What can be reached from a careless page, and how often it was."""

    http: str
    file: str
    hits: list[str]

    def page(self, source: str) -> str:
        picture = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{self.http}/in-svg.png"/></svg>'
        svg = base64.b64encode(picture.encode()).decode()
        body = source.format(http=self.http, file=self.file, svg=svg)
        return f'<html lang="en"><head><title>x</title></head><body>{body}</body></html>'


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Canary]:
    hits: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(302 if self.path == "/redirect" else 200)
            self.send_header("Location", "/redirected")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    secret = tmp_path / "secret.txt"
    secret.write_bytes(SECRET)
    yield Canary(f"http://127.0.0.1:{server.server_port}", secret.as_uri(), hits)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def style() -> Stylesheet:
    return Stylesheet("@page { size: A6 } body { font-family: var(--faces) }")


@pytest.mark.parametrize("source", PAGES.values(), ids=PAGES.keys())
def test_nothing_outside_is_reached(source: str, canary: Canary, style: Stylesheet) -> None:
    try:
        printed = typeset(canary.page(source), style).pdf
    except Refused:
        printed = b""
    assert canary.hits == []
    assert SECRET not in everything_in(printed)


def test_the_canary_would_sing(canary: Canary) -> None:
    """With WeasyPrint's own fetcher most of these pages do reach it; else the test above proves nothing."""
    reached = sum(reached_by_default(canary, source) for source in PAGES.values())
    assert reached >= 15


def reached_by_default(canary: Canary, source: str) -> bool:
    before = len(canary.hits)
    printed = HTML(string=canary.page(source)).write_pdf()
    return len(canary.hits) > before or SECRET in everything_in(printed)


def everything_in(document: bytes) -> bytes:
    """All streams of a PDF, unpacked."""
    if not document:
        return b""
    with pikepdf.open(BytesIO(document)) as pdf:
        return b"".join(
            item.read_bytes() if item.get("/Filter") != "/DCTDecode" else b""
            for item in pdf.objects
            if isinstance(item, pikepdf.Stream)
        )


@pytest.mark.parametrize("css", ['@import url("{http}/a.css");', "@import '{file}';"])
def test_a_stylesheet_is_held_to_the_same(css: str, canary: Canary) -> None:
    sheet = Stylesheet(css.format(http=canary.http, file=canary.file))
    with pytest.raises(Refused, match="refers to something outside"):
        typeset(canary.page("x"), sheet)
    assert canary.hits == []


def test_a_stylesheet_without_the_fetcher_would_not_be(canary: Canary) -> None:
    CSS(string=f'@import url("{canary.http}/a.css");')
    assert canary.hits == ["/a.css"]


def test_what_was_refused_stops_the_document(canary: Canary, style: Stylesheet) -> None:
    """A certificate whose photo could not be had must not come out without it."""
    with pytest.raises(Refused, match="refers to something outside"):
        typeset(canary.page('<img src="asset:photo" alt="photo">'), style)


def test_assets_and_inline_data_are_given() -> None:
    fetcher = AssetFetcher({"a/b": Asset(b"body", "text/css")})
    assert fetcher.fetch("asset:a/b").read() == b"body"
    assert fetcher("asset:a/b").content_type == "text/css"
    assert fetcher.fetch("data:text/plain,a%20b").read() == b"a b"
    assert fetcher.fetch("data:image/png;base64,AAEC").read() == b"\x00\x01\x02"
    assert fetcher.refused == []


@pytest.mark.parametrize(
    "address",
    ["a/b", "asset:c", "ASSET:a/b", "file:///etc/hostname", "http://127.0.0.1/", "ftp://x/", "//x/y"],
)
def test_every_other_address_is_refused_and_remembered(address: str) -> None:
    fetcher = AssetFetcher({"a/b": Asset(b"body", "text/css")})
    with pytest.raises(AddressRefused):
        fetcher.open(address)
    assert fetcher.refused == [address]


def test_compression_does_not_hide_the_secret_from_the_test() -> None:
    with pikepdf.new() as pdf:
        packed = pdf.make_stream(zlib.compress(SECRET), {"/Filter": pikepdf.Name.FlateDecode})
        pdf.Root.Secret = packed
        out = BytesIO()
        pdf.save(out)
    assert SECRET in everything_in(out.getvalue())
