"""Line art as plain numbers: drawn once, shown as SVG on a page or as vectors in a PDF."""

from __future__ import annotations

import hashlib
import math
import zlib
from collections.abc import Callable, Iterable

import msgspec

Colour = tuple[float, float, float]
"""Red, green and blue, 0 to 1."""

Segment = tuple[float, ...]
"""Two numbers draw a line to a point, six a Bézier curve."""


class Contour(msgspec.Struct, frozen=True):
    """A start and the segments from it; `closed` joins the end to the start."""

    start: tuple[float, float]
    segments: tuple[Segment, ...]
    closed: bool = True


Placement = tuple[float, float, float, float, float, float]
"""An affine map a b c d e f, as in SVG's `matrix()` and PDF's `cm`."""

IN_PLACE: Placement = (1, 0, 0, 1, 0, 0)


class Shape(msgspec.Struct, frozen=True):
    """Contours that are filled (non-zero rule) or stroked together, once for each placement.

    Repeating a motif by placement instead of by coordinates keeps a border of a thousand curves small:
    compression sees the same words again and again.
    """

    contours: tuple[Contour, ...]
    fill: Colour | None = None
    stroke: Colour | None = None
    width: float = 0.0
    placements: tuple[Placement, ...] = (IN_PLACE,)


class Drawing(msgspec.Struct, frozen=True):
    """Shapes on a sheet of `width` × `height` units; y grows downwards."""

    width: float
    height: float
    shapes: tuple[Shape, ...]

    def svg(self, title: str = "") -> str:
        """As an SVG image, for pages."""
        name = f"<title>{_escaped(title)}</title>" if title else ""
        body = "".join(_svg_shape(shape) for shape in self.shapes)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(self.width)} {_n(self.height)}">'
            f"{name}{body}</svg>"
        )

    def operators(self) -> bytes:
        """As PDF drawing operators in the same units, y still growing downwards."""
        return "\n".join(_pdf_shape(shape) for shape in self.shapes).encode("ascii")

    def vectors(self) -> Vectors:
        """Ready to be put into any number of PDF documents."""
        operators = self.operators()
        return Vectors(
            name=hashlib.sha256(operators).hexdigest()[:16],
            width=self.width,
            height=self.height,
            deflated=zlib.compress(operators, 9),
        )


class Vectors(msgspec.Struct, frozen=True):
    """A drawing in the form in which a PDF holds it; `name` changes when the drawing does."""

    name: str
    width: float
    height: float
    deflated: bytes


def mapped(contour: Contour, place: Callable[[float, float], tuple[float, float]]) -> Contour:
    """`contour` with every point put where `place` says."""
    segments = (
        tuple(value for x, y in zip(segment[::2], segment[1::2], strict=True) for value in place(x, y))
        for segment in contour.segments
    )
    return Contour(place(*contour.start), tuple(segments), contour.closed)


def rectangle(x: float, y: float, width: float, height: float) -> Contour:
    """An upright rectangle."""
    return Contour((x, y), ((x + width, y), (x + width, y + height), (x, y + height)))


def polyline(points: Iterable[tuple[float, float]], *, closed: bool = True) -> Contour:
    """Straight lines through `points`."""
    start, *rest = points
    return Contour(start, tuple(rest), closed)


def circle(x: float, y: float, radius: float) -> Contour:
    """A circle of four curves."""
    k = 0.5522847498 * radius
    r = radius
    return Contour(
        (x + r, y),
        (
            (x + r, y + k, x + k, y + r, x, y + r),
            (x - k, y + r, x - r, y + k, x - r, y),
            (x - r, y - k, x - k, y - r, x, y - r),
            (x + k, y - r, x + r, y - k, x + r, y),
        ),
    )


def smooth(points: list[tuple[float, float]], *, closed: bool) -> Contour:
    """A smooth curve through `points` (Catmull–Rom), much shorter to write down than many short lines."""
    count = len(points)

    def at(place: int) -> tuple[float, float]:
        return points[place % count] if closed else points[min(max(place, 0), count - 1)]

    segments = []
    for i in range(count if closed else count - 1):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = at(i - 1), at(i), at(i + 1), at(i + 2)
        segments.append(
            (x1 + (x2 - x0) / 6, y1 + (y2 - y0) / 6, x2 - (x3 - x1) / 6, y2 - (y3 - y1) / 6, x2, y2)
        )
    return Contour(points[0], tuple(segments), closed)


def turned(angle: float, x: float, y: float) -> Placement:
    """Turned by `angle` (radians, clockwise as y grows downwards) and moved to x, y."""
    cosine, sine = math.cos(angle), math.sin(angle)
    return (cosine, sine, -sine, cosine, x, y)


def _n(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    written = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if written in ("", "-0") else written


def _numbers(values: Iterable[float]) -> str:
    return " ".join(map(_n, values))


def _points(values: Iterable[float]) -> str:
    return _numbers(round(value, 3) for value in values)


def _svg_shape(shape: Shape) -> str:
    path = "".join(_svg_contour(contour) for contour in shape.contours)
    fill = _hex(shape.fill) if shape.fill else "none"
    line = f' stroke="{_hex(shape.stroke)}" stroke-width="{_n(shape.width)}"' if shape.stroke else ""
    pieces = [f'<path d="{path}" fill="{fill}"{line}{_svg_placement(place)}/>' for place in shape.placements]
    return "".join(pieces)


def _svg_placement(place: Placement) -> str:
    return "" if place == IN_PLACE else f' transform="matrix({_numbers(place)})"'


def _svg_contour(contour: Contour) -> str:
    parts = [f"M{_numbers(contour.start)}"]
    parts += [f"{'C' if len(s) == 6 else 'L'}{_numbers(s)}" for s in contour.segments]
    return "".join(parts) + ("Z" if contour.closed else "")


def _pdf_shape(shape: Shape) -> str:
    lines = []
    if shape.fill:
        lines.append(f"{_numbers(shape.fill)} rg")
    if shape.stroke:
        lines.append(f"{_numbers(shape.stroke)} RG {_n(shape.width)} w")
    paint = "B" if shape.fill and shape.stroke else "f" if shape.fill else "S"
    motif = "\n".join([_pdf_contour(contour) for contour in shape.contours] + [paint])
    lines += [
        motif if place == IN_PLACE else f"q {_numbers(place)} cm\n{motif}\nQ" for place in shape.placements
    ]
    return "\n".join(lines)


def _pdf_contour(contour: Contour) -> str:
    """Points to a thousandth of a unit: finer would only make the file larger."""
    parts = [f"{_points(contour.start)} m"]
    parts += [f"{_points(s)} {'c' if len(s) == 6 else 'l'}" for s in contour.segments]
    return "\n".join([*parts, "h"] if contour.closed else parts)


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def _escaped(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
