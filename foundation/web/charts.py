"""Charts drawn on the server as SVG; colours are classes and plain attributes, never inline style.

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
TRACK: Final = "#f0ede6"
WIDTH: Final = 480
#: Of a row with its words, and of the bar in it.
ROW: Final = 52
BAR: Final = 12
#: Of a line chart: the plot, and the room left and right of it for figures.
HEIGHT: Final = 180
LEFT: Final = 60
RIGHT: Final = 52


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
        shapes.append(_bar(0, y + 27, WIDTH, "chart__track", TRACK))
        shapes.extend(_segments(row, y + 27, WIDTH / top))
    return _svg(title, description, WIDTH, max(len(rows), 1) * ROW - 8, shapes)


def line_chart(title: str, description: str, points: Sequence[Part]) -> Markup:
    """A line over an ordered row of points, from zero, with the last value written out."""
    top = _ceiling(max((point.value for point in points), default=0))
    step = (WIDTH - LEFT - RIGHT) / max(len(points) - 1, 1)
    places = [(LEFT + index * step, _height(point.value / top)) for index, point in enumerate(points)]
    every = max(math.ceil(len(points) / 6), 1)
    shapes = list(_grid(top))
    if places:
        shapes.extend(_line(places, points[-1].value))
    shapes.extend(
        _text(x, HEIGHT + 24, point.label, anchor="middle", soft=True)
        for (x, _), point in list(zip(places, points, strict=True))[::every]
    )
    return _svg(title, description, WIDTH, HEIGHT + 32, shapes)


def ring_chart(title: str, description: str, share: float, meaning: Meaning | str = "accent") -> Markup:
    """A ring filled to `share` (0 to 1) with the percentage in its middle."""
    share = min(max(share, 0.0), 1.0)
    radius, size = 60, 144
    around, middle = 2 * math.pi * radius, size / 2
    place: dict[str, float] = {"cx": middle, "cy": middle, "r": radius, "stroke_width": 12}
    shapes = [_shape("circle", "chart__track", "", fill="none", stroke=TRACK, **place)]
    if share > 0:
        dash = f"{share * around:.2f} {around:.2f}"
        turn = f"rotate(-90 {middle:g} {middle:g})"
        ring = {"fill": "none", "stroke": FILLS[meaning], "stroke_dasharray": dash, "transform": turn}
        shapes.append(_shape("circle", f"ring ring--{meaning}", "", **ring, **place))
    big = {"x": middle, "y": middle + 9, "font_size": 25.0}
    shapes.append(_shape("text", "chart__big", _percent(share), text_anchor="middle", **big))
    return _svg(title, description, size, size, shapes, kind="chart--ring")


def _height(share: float) -> float:
    return 12 + (HEIGHT - 12) * (1 - share)


def _grid(top: float) -> Iterable[str]:
    for share in (0, 0.5, 1):
        y = _height(share)
        yield _shape("line", "chart__grid", stroke="#dfdbd2", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y)
        yield _text(LEFT - 10, y + 5, _figure(top * share), anchor="end", soft=True)


def _line(places: Sequence[tuple[float, float]], last: float) -> Iterable[str]:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    yield _shape("polyline", "chart__line", fill="none", stroke=FILLS["accent"], points=path)
    x, y = places[-1]
    yield _shape("circle", "chart__dot", fill="#fff", stroke=FILLS["accent"], cx=x, cy=y, r=4)
    yield _text(x + 10, y + 5, _figure(last))


def _segments(row: Row, y: float, scale: float) -> Iterable[str]:
    x = 0.0
    for part in row.parts:
        wide = part.value * scale
        if wide > 0:
            yield _bar(x, y, wide, f"fill fill--{part.meaning}", FILLS[part.meaning])
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


def _shape(tag: str, css: str, words: str = "", **attributes: str | float) -> str:
    """One element; `text_anchor=` becomes `text-anchor=`, numbers get one decimal at most."""
    given = "".join(
        f' {name.replace("_", "-")}="{escape(value if isinstance(value, str) else f"{round(value, 1):g}")}"'
        for name, value in attributes.items()
    )
    return f'<{tag} class="{escape(css)}"{given}>{escape(words)}</{tag}>'


def _bar(x: float, y: float, wide: float, css: str, fill: str) -> str:
    return _shape("rect", css, fill=fill, x=x, y=y, width=wide, height=BAR)


def _text(x: float, y: float, words: str, *, anchor: str = "start", soft: bool = False) -> str:
    css = "chart__soft" if soft else "chart__word"
    return _shape("text", css, words=words, x=x, y=y, text_anchor=anchor, font_size=14)


def _svg(
    title: str, description: str, wide: float, high: float, shapes: Iterable[str], kind: str = ""
) -> Markup:
    css = f"chart {kind}".strip()
    return Markup(  # noqa: S704 - every value above is a number or escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{css}" viewBox="0 0 {wide:g} {high:g}" role="img">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(shapes)}</svg>"
    )
