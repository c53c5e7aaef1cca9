"""The square that a phone reads: error correction M or better, as vectors, crisp at any size."""

from __future__ import annotations

from itertools import groupby

import segno

from foundation.printing.drawing import Contour, Drawing, Shape, rectangle

INK = (0.0, 0.0, 0.0)


def qr_drawing(address: str) -> Drawing:
    """`address` as a QR symbol, one unit a module, without the quiet zone: the page keeps that white."""
    # segno raises the level for free where the symbol stays the same size.
    rows = [list(row) for row in segno.make_qr(address, error="m", boost_error=True).matrix]
    bars = [bar for y, row in enumerate(rows) for bar in _bars(row, y)]
    # One shape: bars drawn apart would show hairlines between rows where a viewer smooths edges.
    return Drawing(len(rows), len(rows), (Shape(tuple(bars), fill=INK),))


def _bars(row: list[int], y: int) -> list[Contour]:
    bars, x = [], 0
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            bars.append(rectangle(x, y, length, 1))
        x += length
    return bars
