"""Letters as outlines: for a seal's ring, and for a bold Song where only the regular face is to be had."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import msgspec
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.basePen import BasePen
from fontTools.pens.t2CharStringPen import T2CharStringPen

from foundation.printing.drawing import Contour, Segment, mapped
from foundation.printing.fonts import face_for, opened, reading

EM = 1000
Point = tuple[float, float]

# Song strokes grow sideways: uprights gain weight, the fine horizontals hardly do, as in a cut bold.
BOLD: Point = (44, 14)


class Letter(msgspec.Struct, frozen=True):
    """A character's outline in thousandths of an em, y upwards from the baseline."""

    advance: float
    contours: tuple[Contour, ...]


@lru_cache(maxsize=4096)
def letter(character: str, weight: Point = (0, 0)) -> Letter:
    """The outline of `character`, made heavier by `weight`."""
    face = face_for(character)
    if face is None:
        raise ValueError(f"no face has U+{ord(character):04X}")
    with reading():
        font = opened(face)
        glyphs = font.getGlyphSet()
        name = font.getBestCmap()[ord(character)]
        pen = _Outline(glyphs, EM / font["head"].unitsPerEm)
        glyphs[name].draw(pen)
        advance = glyphs[name].width * pen.scale
    return Letter(advance, tuple(embolden(contour, weight) for contour in pen.contours))


def embolden(contour: Contour, weight: Point) -> Contour:
    """`contour` with every point moved outwards, `weight` being the gain across and upwards.

    The method is FreeType's (`FT_Outline_EmboldenXY`): along the bisector of the neighbouring edges, limited
    by the shorter edge so that fine details do not turn inside out.
    """
    if not any(weight):
        return contour
    points = [contour.start, *(p for segment in contour.segments for p in _pairs(segment))]
    moved = iter(_shifted(points, weight[0] / 2, weight[1] / 2))
    start = next(moved)
    segments = [_flat(next(moved) for _ in range(len(segment) // 2)) for segment in contour.segments]
    return Contour(start, tuple(segments), contour.closed)


def display_face(characters: str, family: str, weight: Point = BOLD, air: float = 0) -> bytes:
    """A small OpenType font of just these characters, made heavier: the same bytes every time.

    `air` (thousandths of an em) is part of each letter's width, half on each side. Spacing them on the page
    instead would make programs that read the text see a blank after each.
    """
    names = {character: f"u{ord(character):05X}" for character in dict.fromkeys(characters)}
    letters = {name: _aired(letter(character, weight), air) for character, name in names.items()}
    builder = FontBuilder(EM, isTTF=False)
    builder.setupGlyphOrder([".notdef", *letters])
    builder.setupCharacterMap({ord(character): name for character, name in names.items()})
    postscript = family.replace(" ", "")
    outlines = {".notdef": _charstring(Letter(EM, ())), **{n: _charstring(x) for n, x in letters.items()}}
    builder.setupCFF(postscript, {"FullName": family, "FamilyName": family}, outlines, {})
    metrics = {".notdef": (EM, 0), **{name: (round(x.advance), 0) for name, x in letters.items()}}
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": postscript})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=1000, usWinDescent=200)
    builder.setupPost()
    builder.updateHead(created=0, modified=0)  # no clock in the file
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


class _Outline(BasePen):  # type: ignore[misc]  # fontTools is untyped
    """Collects contours; quadratic curves and components are resolved by the base class."""

    def __init__(self, glyphs: Any, scale: float) -> None:
        super().__init__(glyphs)
        self.scale = scale
        self.contours: list[Contour] = []
        self._points: list[Segment] = []
        self._start: Point = (0, 0)

    def _scaled(self, *points: Point) -> Segment:
        return tuple(value * self.scale for point in points for value in point)

    def _moveTo(self, point: Point) -> None:  # noqa: N802
        self._start, self._points = (point[0] * self.scale, point[1] * self.scale), []

    def _lineTo(self, point: Point) -> None:  # noqa: N802
        self._points.append(self._scaled(point))

    def _curveToOne(self, one: Point, two: Point, end: Point) -> None:  # noqa: N802
        self._points.append(self._scaled(one, two, end))

    def _closePath(self) -> None:  # noqa: N802
        if self._points:
            self.contours.append(Contour(self._start, tuple(self._points)))

    _endPath = _closePath  # noqa: N815


def _aired(shape: Letter, air: float) -> Letter:
    moved = (mapped(contour, lambda x, y: (x + air / 2, y)) for contour in shape.contours)
    return Letter(shape.advance + air, tuple(moved))


def _charstring(shape: Letter) -> Any:
    pen = T2CharStringPen(shape.advance, None)
    for contour in shape.contours:
        pen.moveTo(contour.start)
        for segment in contour.segments:
            points = list(_pairs(segment))
            if len(points) == 3:
                pen.curveTo(*points)
            else:
                pen.lineTo(points[0])
        pen.closePath()
    return pen.getCharString()


def _pairs(segment: Segment) -> Iterable[Point]:
    return zip(segment[::2], segment[1::2], strict=True)


def _flat(points: Iterable[Point]) -> Segment:
    return tuple(value for point in points for value in point)


def _shifted(points: list[Point], across: float, upwards: float) -> list[Point]:
    """Each point moved along the outward bisector; points that coincide move together."""
    count = len(points)
    ring = [i for i in range(count) if points[i] != points[i - 1]] or [0]
    shift: dict[int, Point] = {}
    for position, i in enumerate(ring):
        before, after = points[ring[position - 1]], points[ring[(position + 1) % len(ring)]]
        shift[i] = _move(before, points[i], after, across, upwards)
    moved, last = [], shift[ring[-1]]
    for i, (x, y) in enumerate(points):
        last = shift.get(i, last)
        moved.append((x + last[0], y + last[1]))
    return moved


def _move(before: Point, here: Point, after: Point, across: float, upwards: float) -> Point:
    (ix, iy), length_in = _direction(before, here)
    (ox, oy), length_out = _direction(here, after)
    d = ix * ox + iy * oy
    if d <= -0.9375 or not (length_in and length_out):
        return (0.0, 0.0)
    d, q = d + 1, ox * iy - oy * ix
    shorter = min(length_in, length_out)
    x, y = iy + oy, -(ix + ox)
    return (
        x * across / d if across * q <= shorter * d else x * shorter / q,
        y * upwards / d if upwards * q <= shorter * d else y * shorter / q,
    )


def _direction(start: Point, end: Point) -> tuple[Point, float]:
    x, y = end[0] - start[0], end[1] - start[1]
    length = math.hypot(x, y)
    return ((x / length, y / length), length) if length else ((0.0, 0.0), 0.0)
