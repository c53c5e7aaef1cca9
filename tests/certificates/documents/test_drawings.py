"""Seal, border and code as drawings: nothing overlaps, nothing leaves its place."""

from __future__ import annotations

import itertools
import math

import pytest
import zxingcpp
from PIL import Image

from certificates.documents.content import LEVELS
from certificates.documents.ornament import (
    HEIGHT,
    INNER,
    OUTER,
    RICHNESS,
    TINTS,
    WIDTH,
    border,
    border_drawing,
)
from certificates.documents.qr import qr_operators
from certificates.documents.seal import DIAMETER, PURPOSE, seal, seal_drawing
from foundation.printing.drawing import Contour, Placement
from foundation.printing.lettering import letter

CENTRE = DIAMETER / 2
NAME = "江西省婴幼儿照护服务职业技能等级认定与社会培训评价中心有限"


def points(contours: list[Contour]) -> list[tuple[float, float]]:
    flat = [(*contour.start, *itertools.chain(*contour.segments)) for contour in contours]
    return [(x, y) for values in flat for x, y in zip(values[::2], values[1::2], strict=True)]


def letters_of(name: str) -> list[list[Contour]]:
    """The contours of the seal's ring, letter by letter."""
    contours = iter(seal_drawing(name).shapes[1].contours)
    return [[next(contours) for _ in letter(character).contours] for character in name]


def angles(contours: list[Contour]) -> tuple[float, float]:
    """From where to where a letter reaches along the ring, in degrees from the top."""
    turns = [math.degrees(math.atan2(x - CENTRE, CENTRE - y)) for x, y in points(contours)]
    return min(turns), max(turns)


@pytest.mark.parametrize("length", range(6, 31, 4))
def test_letters_of_the_seal_stand_apart_within_the_ring(length: int) -> None:
    letters = letters_of(NAME[:length])
    reach = [angles(contours) for contours in letters]
    # Slanting strokes of neighbours may share an angle at different heights, a little.
    assert all(here[1] < there[0] + 2.0 for here, there in itertools.pairwise(reach))
    assert reach[0][0] == pytest.approx(-reach[-1][1], abs=6)
    radii = [math.dist(p, (CENTRE, CENTRE)) for contours in letters for p in points(contours)]
    assert min(radii) > 13
    assert max(radii) < CENTRE - 1.1


@pytest.mark.parametrize("length", [6, 18, 30])
def test_what_the_seal_is_for_stands_clear_of_the_name(length: int) -> None:
    name = NAME[:length]
    contours = list(seal_drawing(name).shapes[1].contours)
    count = sum(len(letter(character).contours) for character in name)
    purpose = sum(len(letter(character).contours) for character in PURPOSE)
    around, below = points(contours[:count]), points(contours[count : count + purpose])
    assert len(contours) == count + purpose + 1  # and the star
    assert min(math.dist(a, b) for a in around for b in below) > 0.4
    assert all(math.dist(p, (CENTRE, CENTRE)) > 6.5 for p in below)


def test_a_seal_is_made_once_for_an_evaluator() -> None:
    assert seal("江西示范评价中心") is seal("江西示范评价中心")
    assert seal("江西示范评价中心").name != seal("江西第二评价中心").name
    assert seal_drawing("江西示范评价中心").svg("印章").startswith("<svg")


def placed(point: tuple[float, float], place: Placement) -> tuple[float, float]:
    a, b, c, d, e, f = place
    return (a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f)


@pytest.mark.parametrize("level", LEVELS)
def test_the_border_keeps_to_its_band(level: int) -> None:
    shapes = border_drawing(level).shapes
    inside = 2 + len(RICHNESS[level].rings)  # rank and medallion come first
    for shape in shapes[inside:]:
        ends = [segment[-2:] for contour in shape.contours for segment in contour.segments]
        for place in shape.placements:
            for x, y in (placed((end[0], end[1]), place) for end in ends):
                inset = min(x, y, WIDTH - x, HEIGHT - y)
                assert OUTER - 1 < inset < INNER + 1


@pytest.mark.parametrize("level", LEVELS)
def test_the_higher_the_level_the_more_lozenges_and_the_denser_the_lines(level: int) -> None:
    lozenges = border_drawing(level).shapes[len(RICHNESS[level].rings)]
    assert len(lozenges.placements) == 6 - level
    if level > 1:
        above, below = RICHNESS[level - 1], RICHNESS[level]
        assert (above.strands, above.petals, above.lobes) > (below.strands, below.petals, below.lobes)


def test_the_medallion_is_too_faint_to_hide_a_letter() -> None:
    for level in LEVELS:
        for shape in border_drawing(level).shapes[: len(RICHNESS[level].rings)]:
            assert min(shape.stroke) > 0.85


def test_levels_differ_in_tint_and_photocopy_alike() -> None:
    assert len(set(TINTS.values())) == len(TINTS) == 5
    greys = [0.299 * red + 0.587 * green + 0.114 * blue for red, green, blue in TINTS.values()]
    assert max(greys) - min(greys) < 0.1
    assert all(0.35 < grey < 0.6 for grey in greys)
    assert len({border(level).name for level in LEVELS}) == 5


def test_a_border_is_small_in_the_file() -> None:
    assert all(len(border(level).deflated) < 20_000 for level in LEVELS)


@pytest.mark.parametrize("length", [20, 60, 106, 200])
def test_the_code_holds_the_address(length: int) -> None:
    address = "https://yuzheng.example.org/v/".ljust(length, "x")
    head, *bars = qr_operators(address).decode().splitlines()
    scale = float(head.split()[2])
    assert bars.pop() == "f"
    image = Image.new("L", (400, 400), 255)
    for bar in bars:
        x, y, wide, high, _ = bar.split()
        corners = (int(x), int(y), int(x) + int(wide), int(y) + int(high))
        image.paste(0, tuple(round(30 + value * scale * 340) for value in corners))
    [code] = zxingcpp.read_barcodes(image)
    assert code.text == address
    assert code.ec_level in ("M", "Q", "H")
