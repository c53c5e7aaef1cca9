"""The round red seal of an evaluator: its name along the ring, a star, and what the seal is for."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

from foundation.printing.drawing import Colour, Contour, Drawing, Shape, Vectors, circle, mapped, polyline
from foundation.printing.lettering import EM, letter

DIAMETER = 42.0  # millimetres
PURPOSE = "证书专用章"
RED: Colour = (0.86, 0.21, 0.18)

_CENTRE = DIAMETER / 2
_RIM = 1.1  # stroke of the ring
_WEIGHT = (46.0, 26.0)  # seal script is cut heavier than print
_NAME_HEIGHT = 4.9
_NAME_RADIUS = _CENTRE - _RIM - 0.9 - _NAME_HEIGHT  # of the line the letters stand on
_WIDEST_ARC = math.radians(264)
_STAR_RADIUS = 5.8


@lru_cache(maxsize=256)
def seal(evaluator_name: str) -> Vectors:
    """The seal ready for printing; one evaluator prints many certificates."""
    return seal_drawing(evaluator_name).vectors()


def seal_drawing(evaluator_name: str) -> Drawing:
    """The seal as line art."""
    ring = Shape((circle(_CENTRE, _CENTRE, _CENTRE - _RIM / 2),), stroke=RED, width=_RIM)
    ink = (*_ring_of_letters(evaluator_name), *_purpose(), _star())
    return Drawing(DIAMETER, DIAMETER, (ring, Shape(ink, fill=RED)))


def _ring_of_letters(name: str) -> list[Contour]:
    """The name clockwise along the upper ring, centred; many letters become narrower, not smaller."""
    step = min(_WIDEST_ARC / len(name), math.radians(27))
    width = min(step * (_NAME_RADIUS + _NAME_HEIGHT * 0.28) * 0.94, _NAME_HEIGHT * 0.88)
    first = -step * (len(name) - 1) / 2
    contours = []
    for index, character in enumerate(name):
        angle = first + index * step
        contours += _placed(character, width, _NAME_HEIGHT, angle, _NAME_RADIUS)
    return contours


def _purpose() -> list[Contour]:
    """What the seal is for, in a straight line under the star."""
    size, pitch = 3.0, 3.15
    contours = []
    for index, character in enumerate(PURPOSE):
        x = (index - (len(PURPOSE) - 1) / 2) * pitch
        contours += _upright(character, size * 0.92, size, _CENTRE + x, _CENTRE + 12.0)
    return contours


def _star() -> Contour:
    """A five-pointed star around the centre, one point up."""
    inner = _STAR_RADIUS * math.sin(math.radians(18)) / math.sin(math.radians(54))
    corners = []
    for i in range(10):
        radius, angle = (_STAR_RADIUS, inner)[i % 2], math.radians(36 * i)
        corners.append((_CENTRE + radius * math.sin(angle), _CENTRE - radius * math.cos(angle)))
    return polyline(corners)


def _placed(character: str, width: float, height: float, angle: float, radius: float) -> list[Contour]:
    """A letter standing on the circle of `radius`, its foot towards the centre, `angle` from the top."""
    cosine, sine = math.cos(angle), math.sin(angle)

    def place(x: float, y: float) -> tuple[float, float]:
        across, up = (x / EM - 0.5) * width, radius + (y / EM + 0.12) * height
        return (_CENTRE + across * cosine + up * sine, _CENTRE + across * sine - up * cosine)

    return _mapped(character, place)


def _upright(character: str, width: float, height: float, x: float, baseline: float) -> list[Contour]:
    return _mapped(character, lambda px, py: (x + (px / EM - 0.5) * width, baseline - py / EM * height))


def _mapped(character: str, place: Callable[[float, float], tuple[float, float]]) -> list[Contour]:
    shape = letter(character, _WEIGHT)
    margin = (EM - shape.advance) / 2  # a dot or a Latin letter stands in the middle of its place
    return [mapped(contour, lambda x, y: place(x + margin, y)) for contour in shape.contours]
