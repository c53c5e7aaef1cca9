"""The guilloche: fine interlaced waves and rosettes, computed, in a tint and richness of each level's own."""

from __future__ import annotations

import math
from functools import lru_cache

import msgspec

from foundation.printing.drawing import (
    Colour,
    Contour,
    Drawing,
    Placement,
    Shape,
    Vectors,
    polyline,
    rectangle,
    smooth,
    turned,
)

WIDTH, HEIGHT = 297.0, 210.0  # A4, landscape, in millimetres
OUTER, INNER = 10.0, 16.5  # where the band begins and ends, from the paper's edge
LINE = 0.09

# Quiet tints of about the same depth, so that each photocopies to the same grey.
TINTS: dict[int, Colour] = {
    5: (0.345, 0.545, 0.475),
    4: (0.255, 0.520, 0.545),
    3: (0.290, 0.450, 0.620),
    2: (0.480, 0.400, 0.600),
    1: (0.620, 0.480, 0.255),
}


def tint(level: int) -> Colour:
    """The colour of a level's ornament."""
    return TINTS[level]


class Richness(msgspec.Struct, frozen=True):
    """How much ornament a level carries: the higher, the denser its lines."""

    strands: int
    petals: int
    lobes: int
    turns: int
    rings: tuple[float, ...]


RICHNESS: dict[int, Richness] = {
    5: Richness(3, 8, 6, 5, (46.0,)),
    4: Richness(4, 10, 8, 6, (46.0,)),
    3: Richness(5, 12, 10, 6, (46.0, 25.0)),
    2: Richness(6, 16, 12, 7, (46.0, 25.0)),
    1: Richness(7, 24, 16, 8, (46.0, 27.0, 14.0)),
}

MEDALLION = (120.0, 121.0)  # where the medallion's centre lies, under statement and table
RANK = (WIDTH / 2, 52.2)  # the row of lozenges under the title


@lru_cache(maxsize=8)
def border(level: int) -> Vectors:
    """Everything that is drawn under the text for this level."""
    return border_drawing(level).vectors()


def border_drawing(level: int) -> Drawing:
    """Medallion, rank, and the frame: hairlines, waves along the sides, a rosette in every corner."""
    colour, rich = tint(level), RICHNESS[level]
    lines = Shape((_frame(OUTER - 0.9), _frame(INNER + 0.9)), stroke=colour, width=0.35)
    hairlines = Shape((_frame(OUTER), _frame(INNER)), stroke=colour, width=0.12)
    frame = (lines, hairlines, *_sides(colour, rich.strands), *_corners(colour, rich.petals))
    return Drawing(WIDTH, HEIGHT, (*_medallion(colour, rich), *_rank(level, colour), *frame))


def _medallion(colour: Colour, rich: Richness) -> list[Shape]:
    """Rings of lobes, turned over one another: faint enough to read and to copy through."""
    red, green, blue = (1 - (1 - part) * 0.17 for part in colour)
    places = [turned(2 * math.pi * i / (rich.lobes * rich.turns), *MEDALLION) for i in range(rich.turns)]
    return [
        Shape((_lobes(radius, rich.lobes),), stroke=(red, green, blue), width=0.16, placements=tuple(places))
        for radius in rich.rings
    ]


def _lobes(radius: float, count: int) -> Contour:
    """A ring that swings in and out `count` times."""
    steps = 10 * count
    angles = [2 * math.pi * i / steps for i in range(steps)]
    reach = [radius * (0.76 + 0.24 * math.cos(count * angle)) for angle in angles]
    points = [(r * math.cos(a), r * math.sin(a)) for r, a in zip(reach, angles, strict=True)]
    return smooth(points, closed=True)


def _rank(level: int, colour: Colour) -> list[Shape]:
    """One lozenge at level 5, five at level 1, between two hairlines: the level at a glance."""
    (x, y), count = RANK, 6 - level
    half, pitch = 1.15, 4.2
    first = x - pitch * (count - 1) / 2
    lozenge = polyline([(0, -half), (half, 0), (0, half), (-half, 0)])
    places = tuple(turned(0, first + pitch * i, y) for i in range(count))
    gap = pitch * (count + 1) / 2
    rules = [polyline([(x + side * gap, y), (x + side * (gap + 26), y)], closed=False) for side in (-1, 1)]
    return [
        Shape((lozenge,), fill=colour, placements=places),
        Shape(tuple(rules), stroke=colour, width=0.2),
    ]


def _frame(inset: float) -> Contour:
    return rectangle(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)


def _sides(colour: Colour, strands: int) -> list[Shape]:
    """One period of the wave, laid along all four sides between the corners."""
    band = INNER - OUTER
    across, down = WIDTH - 2 * INNER, HEIGHT - 2 * INNER
    count_across, count_down = round(across / band), round(down / band)
    middle = (OUTER + INNER) / 2
    horizontal = _period(across / count_across, band, strands)
    vertical = _period(down / count_down, band, strands)
    top = [
        turned(0, INNER + i * across / count_across, y)
        for i in range(count_across)
        for y in (middle, HEIGHT - middle)
    ]
    sides = [
        turned(math.pi / 2, x, INNER + i * down / count_down)
        for i in range(count_down)
        for x in (middle, WIDTH - middle)
    ]
    return [_stroked(horizontal, colour, top), _stroked(vertical, colour, sides)]


def _stroked(contours: list[Contour], colour: Colour, placements: list[Placement]) -> Shape:
    return Shape(tuple(contours), stroke=colour, width=LINE, placements=tuple(placements))


def _period(length: float, band: float, strands: int) -> list[Contour]:
    """Strands that cross in an eye of lines: a slow wave carries a faster, smaller one."""
    reach = band / 2 - 0.35
    strokes = [(math.pi * strand / strands, sign) for strand in range(strands) for sign in (1, -1)]
    return [
        smooth([_wave(i / 12, length, reach, phase, sign) for i in range(13)], closed=False)
        for phase, sign in strokes
    ]


def _wave(t: float, length: float, reach: float, phase: float, sign: int) -> tuple[float, float]:
    turn = 2 * math.pi * t
    envelope = 0.72 + 0.28 * math.cos(turn)
    return (t * length, sign * reach * envelope * math.cos(turn + phase))


def _corners(colour: Colour, petals: int) -> list[Shape]:
    """A rosette turned about its centre, in each corner of the band."""
    middle, radius = (OUTER + INNER) / 2, (INNER - OUTER) / 2 - 0.3
    centres = [(x, y) for x in (middle, WIDTH - middle) for y in (middle, HEIGHT - middle)]
    places = [turned(2 * math.pi * i / petals, x, y) for x, y in centres for i in range(petals)]
    return [_stroked([_petal(radius)], colour, places)]


def _petal(radius: float) -> Contour:
    """A loop through the centre; turned a dozen times it makes a rosette."""
    points = []
    for i in range(24):
        angle = 2 * math.pi * i / 24
        points.append((radius / 2 * (1 + math.cos(angle)), radius * 0.32 * math.sin(angle)))
    return smooth(points, closed=True)
