"""Charts drawn on the server as SVG; shapes carry colour classes and plain fill attributes, never inline style.

Every chart has a title and a description for screen readers; the page puts the table of values beneath it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from markupsafe import Markup, escape

from foundation.web.status import Meaning

#: The colours of the light theme, for print and for readers without the stylesheet; classes override them.
FILLS: Final = {
    "accent": "#0f6b63",
    "valid": "#1d7240",
    "attention": "#d8972b",
    "stopped": "#ad221b",
    "information": "#1c5a9e",
    "neutral": "#87837a",
}
WIDTH: Final = 480
ROW: Final = 52
BAR: Final = 12


class Part(msgspec.Struct, frozen=True):
    """One value with its name; `meaning` colours it."""

    label: str
    value: float
    meaning: Meaning | str = "accent"


class Row(msgspec.Struct, frozen=True):
    """One bar of a stacked chart."""

    label: str
    parts: Sequence[Part]


def bar_chart(title: str, description: str, parts: Sequence[Part]) -> Markup:
    """Horizontal bars, one a line, all from zero."""
    return stacked_bar_chart(title, description, [Row(part.label, [part]) for part in parts])


def stacked_bar_chart(title: str, description: str, rows: Sequence[Row]) -> Markup:
    """Horizontal bars made of parts; above each bar its name and, at the right, its total."""
    top = max((_total(row) for row in rows), default=0) or 1
    shapes: list[str] = []
    for index, row in enumerate(rows):
        y = index * ROW
        shapes.append(_text(0, y + 18, _short(row.label)))
        shapes.append(_text(WIDTH, y + 18, _figure(_total(row)), anchor="end"))
        shapes.append(_rect(0, y + 27, WIDTH, BAR, "chart__track", "#f0ede6"))
        shapes.extend(_segments(row, y + 27, WIDTH / top))
    return _svg(title, description, WIDTH, max(len(rows), 1) * ROW - 8, shapes)


def line_chart(title: str, description: str, points: Sequence[Part]) -> Markup:
    """A line over an ordered row of points, from zero, with the last value written out."""
    left, right, height, foot = 60, 52, 180, 32
    top = _ceiling(max((point.value for point in points), default=0))
    step = (WIDTH - left - right) / max(len(points) - 1, 1)
    places = [
        (left + index * step, 12 + (height - 12) * (1 - point.value / top))
        for index, point in enumerate(points)
    ]
    shapes: list[str] = []
    for share in (0, 0.5, 1):
        y = 12 + (height - 12) * (1 - share)
        shapes.append(
            f'<line class="chart__grid" stroke="#dfdbd2" x1="{left}" x2="{WIDTH - right}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        shapes.append(_text(left - 10, y + 5, _figure(top * share), anchor="end", soft=True))
    if places:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        shapes.append(
            f'<polyline class="chart__line" fill="none" stroke="{FILLS["accent"]}" points="{path}"/>'
        )
        x, y = places[-1]
        shapes.append(
            f'<circle class="chart__dot" fill="#fff" stroke="{FILLS["accent"]}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
        )
        shapes.append(_text(x + 10, y + 5, _figure(points[-1].value)))
    every = max(math.ceil(len(points) / 6), 1)
    for index in range(0, len(points), every):
        shapes.append(_text(places[index][0], height + 24, points[index].label, anchor="middle", soft=True))
    return _svg(title, description, WIDTH, height + foot, shapes)


def ring_chart(title: str, description: str, share: float, meaning: Meaning | str = "accent") -> Markup:
    """A ring filled to `share` (0 to 1) with the percentage in its middle."""
    share = min(max(share, 0.0), 1.0)
    radius, size = 60, 144
    around = 2 * math.pi * radius
    middle = size / 2
    circle = f'cx="{middle:g}" cy="{middle:g}" r="{radius}" fill="none" stroke-width="12"'
    shapes = [f'<circle class="chart__track" stroke="#f0ede6" {circle}/>']
    if share > 0:
        shapes.append(
            f'<circle class="ring ring--{escape(meaning)}" stroke="{FILLS[meaning]}" {circle} '
            f'stroke-dasharray="{share * around:.2f} {around:.2f}" transform="rotate(-90 {middle:g} {middle:g})"/>'
        )
    shapes.append(
        f'<text class="chart__big" x="{middle:g}" y="{middle + 9:g}" text-anchor="middle" font-size="25">{_percent(share)}</text>'
    )
    return _svg(title, description, size, size, shapes, kind="chart--ring")


def _segments(row: Row, y: float, scale: float) -> Iterable[str]:
    x = 0.0
    for part in row.parts:
        wide = part.value * scale
        if wide > 0:
            yield _rect(x, y, wide, BAR, f"fill fill--{part.meaning}", FILLS[part.meaning])
        x += wide


def _total(row: Row) -> float:
    return sum(part.value for part in row.parts)


def _ceiling(value: float) -> float:
    """The next round number at or above `value`: 1, 2 or 5 times a power of ten."""
    if value <= 0:
        return 1
    power = 10 ** math.floor(math.log10(value))
    return next(float(step * power) for step in (1, 2, 5, 10) if step * power >= value)


def _short(label: str) -> str:
    return label if len(label) <= 28 else label[:27] + "…"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _percent(share: float) -> str:
    """Whole per cent, but never 100 % or 0 % when something is missing or there."""
    rounded = round(share * 100)
    if 0 < share < 1:
        rounded = min(max(rounded, 1), 99)
    return f"{rounded}%"


def _rect(x: float, y: float, wide: float, high: float, css: str, fill: str) -> str:
    return f'<rect class="{escape(css)}" fill="{fill}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"/>'


def _text(x: float, y: float, words: str, *, anchor: str = "start", soft: bool = False) -> str:
    css = ' class="chart__soft"' if soft else ""
    return f'<text{css} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="14">{escape(words)}</text>'


def _svg(
    title: str, description: str, wide: float, high: float, shapes: Iterable[str], kind: str = ""
) -> Markup:
    css = f"chart {kind}".strip()
    return Markup(  # noqa: S704 - every value above is a number or escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{css}" viewBox="0 0 {wide:g} {high:g}" role="img">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(shapes)}</svg>"
    )
