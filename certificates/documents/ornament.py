"""The guilloche border: fine interlaced waves and rosettes, computed, in one tint for each level."""

from __future__ import annotations

import math
from functools import lru_cache

from foundation.printing.drawing import (
    Colour,
    Contour,
    Drawing,
    Placement,
    Shape,
    Vectors,
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


@lru_cache(maxsize=8)
def border(level: int) -> Vectors:
    """The frame around the page for this level."""
    return border_drawing(level).vectors()


def border_drawing(level: int) -> Drawing:
    """The frame: two pairs of hairlines, waves along the sides, a rosette in every corner."""
    colour = tint(level)
    lines = Shape((_frame(OUTER - 0.9), _frame(INNER + 0.9)), stroke=colour, width=0.35)
    hairlines = Shape((_frame(OUTER), _frame(INNER)), stroke=colour, width=0.12)
    return Drawing(WIDTH, HEIGHT, (lines, hairlines, *_sides(colour), *_corners(colour)))


def _frame(inset: float) -> Contour:
    return rectangle(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)


def _sides(colour: Colour) -> list[Shape]:
    """One period of the wave, laid along all four sides between the corners."""
    band = INNER - OUTER
    across, down = WIDTH - 2 * INNER, HEIGHT - 2 * INNER
    count_across, count_down = round(across / band), round(down / band)
    middle = (OUTER + INNER) / 2
    horizontal = _period(across / count_across, band)
    vertical = _period(down / count_down, band)
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


def _period(length: float, band: float, strands: int = 5) -> list[Contour]:
    """Strands that cross in an eye of lines: a slow wave carries a faster, smaller one."""
    reach = band / 2 - 0.35
    strokes = [(math.pi * strand / strands, sign) for strand in range(strands) for sign in (1, -1)]
    return [
        smooth([_wave(i / 16, length, reach, phase, sign) for i in range(17)], closed=False)
        for phase, sign in strokes
    ]


def _wave(t: float, length: float, reach: float, phase: float, sign: int) -> tuple[float, float]:
    turn = 2 * math.pi * t
    envelope = 0.72 + 0.28 * math.cos(turn)
    return (t * length, sign * reach * envelope * math.cos(turn + phase))


def _corners(colour: Colour) -> list[Shape]:
    """A rosette turned about its centre, in each corner of the band."""
    middle, radius = (OUTER + INNER) / 2, (INNER - OUTER) / 2 - 0.3
    centres = [(x, y) for x in (middle, WIDTH - middle) for y in (middle, HEIGHT - middle)]
    petals = 12
    places = [turned(2 * math.pi * i / petals, x, y) for x, y in centres for i in range(petals)]
    return [_stroked([_petal(radius)], colour, places)]


def _petal(radius: float) -> Contour:
    """A loop through the centre; turned a dozen times it makes a rosette."""
    points = []
    for i in range(24):
        angle = 2 * math.pi * i / 24
        points.append((radius / 2 * (1 + math.cos(angle)), radius * 0.32 * math.sin(angle)))
    return smooth(points, closed=True)
