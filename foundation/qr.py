"""The square that a phone reads: error correction M or better, as vectors, crisp at any size."""

from __future__ import annotations

import re
from typing import Any, Final

import zxingcpp
from markupsafe import Markup

_DARK: Final = re.compile(rb"\x00+")
_FORMAT: Final = zxingcpp.BarcodeFormat.QRCode
#: Modules that stay white around the symbol (ISO/IEC 18004).
_QUIET: Final = 4
_DRAWN: Final = Markup(
    '<svg class="{kind}" viewBox="0 0 {side} {side}" role="img"><title>{title}</title>'
    '<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path fill="#000" d="{bars}"/></svg>'
)


def qr_bars(address: str) -> tuple[int, list[tuple[int, int]]]:
    """The symbol's side in modules, and where its dark bars begin and end, counted through all rows.

    Each row is one longer than the side, so that no bar goes on in the next. There is no quiet zone: the page
    keeps that white.
    """
    symbol = zxingcpp.create_barcode(address, _FORMAT, ec_level="M")
    image: Any = zxingcpp.write_barcode_to_image(symbol, scale=1, add_quiet_zones=False)
    side, pixels = image.shape[0], bytes(image)
    rows = b"\xff".join([pixels[at : at + side] for at in range(0, side * side, side)])
    return side, [bar.span() for bar in _DARK.finditer(rows)]


def qr_picture(address: str, title: str, kind: str = "square") -> Markup:
    """The address as a square for a page, dark on white in every theme, with its quiet zone.

    `kind` is the class that gives it its size.
    """
    side, bars = qr_bars(address)
    drawn = "".join(
        f"M{begin % (side + 1) + _QUIET} {begin // (side + 1) + _QUIET}h{end - begin}v1h-{end - begin}z"
        for begin, end in bars
    )
    return _DRAWN.format(kind=kind, side=side + 2 * _QUIET, title=title, bars=drawn)
