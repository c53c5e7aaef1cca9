"""The square that a phone reads: error correction M or better, as vectors, crisp at any size."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

import zxingcpp

_DARK: Final = re.compile(rb"\x00+")
_FORMAT: Final = zxingcpp.BarcodeFormat.QRCode


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


def qr_operators(address: str) -> bytes:
    """`address` as drawing operators within one unit square, y growing downwards.

    One path: bars drawn apart would show hairlines between rows where a viewer smooths edges.
    """
    side, bars = qr_bars(address)
    places, lengths = _words(side)
    drawn = "".join([places[begin] + lengths[end - begin] for begin, end in bars])
    return f"0 g {1 / side:.8f} 0 0 {1 / side:.8f} 0 0 cm\n{drawn}f".encode()


@lru_cache(maxsize=16)
def _words(side: int) -> tuple[list[str], list[str]]:
    """What is written for a bar's beginning, and for its length."""
    places = [f"{place % (side + 1)} {place // (side + 1)} " for place in range(side * (side + 1))]
    return places, [f"{length} 1 re\n" for length in range(side + 1)]
