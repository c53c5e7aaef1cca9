"""The faces at hand, which characters they have, and letters made heavier."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

from foundation.errors import Refused
from foundation.printing import Stylesheet, add_faces, fonts, missing_characters, typeset
from foundation.printing.drawing import polyline
from foundation.printing.lettering import display_face, embolden, letter
from foundation.printing.subset import everyday, subset


def test_everyday_and_rare_characters_are_there() -> None:
    assert missing_characters(["王秀英 Wáng Xiùyīng 2026", "䶮㛃𨱏𬱖犇彧玥", "阿卜杜·麦麦提•（）／—"]) == []


@pytest.mark.parametrize("character", ["𬎆", "\ue000", "\u200b", "\n", "\u0378", "\u202e", "😀"])
def test_a_character_that_would_not_show_is_named_once(character: str) -> None:
    assert missing_characters([f"王{character}英", f"李{character}"]) == [character]


@pytest.fixture
def supplement(tmp_path: Path) -> Iterator[Path]:
    """A folder with a face that has just 𬎆."""
    pen = T2CharStringPen(1000, None)
    pen.moveTo((100, 0))
    for corner in ((900, 0), (900, 800), (100, 800)):
        pen.lineTo(corner)
    pen.closePath()
    box = pen.getCharString()
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "rare"])
    builder.setupCharacterMap({0x2C386: "rare"})
    builder.setupCFF("Rare", {}, {".notdef": box, "rare": box}, {})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "rare": (1000, 0)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Rare", "styleName": "Regular", "psName": "Rare"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(tmp_path / "rare.otf")
    (tmp_path / "readme.txt").write_text("not a font")
    yield tmp_path
    fonts._supplements.clear()


def test_a_face_of_ones_own_supplies_a_missing_character(supplement: Path) -> None:
    style = Stylesheet("body { font-family: var(--faces) }")
    page = '<html lang="zh-CN"><head><title>x</title></head><body>王𬎆'
    with pytest.raises(Refused, match="lack a character"):
        typeset(page, style)
    assert len(add_faces(supplement)) == len(add_faces(supplement)) == 1
    assert missing_characters(["王𬎆"]) == []
    with pypdfium2.PdfDocument(typeset(page, style).pdf) as pdf:
        assert "王𬎆" in pdf[0].get_textpage().get_text_bounded()
    assert letter("𬎆").advance == 1000


def test_a_folder_that_is_not_there_adds_nothing(tmp_path: Path) -> None:
    assert add_faces(tmp_path / "none") == []


def test_the_everyday_cut_numbers_its_glyphs_by_place() -> None:
    """A PDF names glyphs by CID, the typesetter by place: where they differ viewers show other characters."""
    cut = TTFont(BytesIO(subset(fonts.faces()[0].path.read_bytes(), everyday())))
    charset = cut["CFF "].cff.topDictIndex[0].charset
    assert charset[1:] == [f"cid{place:05d}" for place in range(1, len(charset))]
    assert {ord(character) for character in "王秀英婷琪璐ǚ·（A1"} <= set(cut.getBestCmap())
    assert len(charset) < 9000


# --- letters ------------------------------------------------------------------------------------------------


def extent(character: str, weight: tuple[float, float]) -> tuple[float, float]:
    contours = letter(character, weight).contours
    ends = [segment[-2:] for contour in contours for segment in contour.segments]
    points = [*(contour.start for contour in contours), *ends]
    xs, ys = zip(*points, strict=True)
    return max(xs) - min(xs), max(ys) - min(ys)


@pytest.mark.parametrize("character", "职业技能等级证书")
def test_bold_grows_a_letter_by_its_weight(character: str) -> None:
    plain, heavy = extent(character, (0, 0)), extent(character, (40, 12))
    # Pointed ends of strokes move further than the strokes themselves.
    assert 28 <= heavy[0] - plain[0] <= 64
    assert 8 <= heavy[1] - plain[1] <= 28


def test_bold_thickens_a_stroke_on_both_sides() -> None:
    # Anticlockwise with y upwards is the filled side of a PostScript outline.
    stroke = polyline([(0, 0), (100, 0), (100, 500), (0, 500)])
    thick = embolden(stroke, (40, 10))
    assert thick.start == (-20, -5)
    assert thick.segments == ((120, -5), (120, 505), (-20, 505))


def test_a_display_face_is_small_and_the_same_every_time() -> None:
    face = display_face("证书证", "Test Title")
    assert face == display_face("证书证", "Test Title")
    assert len(face) < 4000
    assert set(TTFont(BytesIO(face)).getBestCmap()) == {ord("证"), ord("书")}


def test_air_belongs_to_the_letters_of_a_display_face() -> None:
    tight, airy = (TTFont(BytesIO(display_face("证", "Test Title", air=air))) for air in (0, 300))
    (name,) = (name for name in tight.getGlyphOrder() if name != ".notdef")
    assert airy["hmtx"][name][0] == tight["hmtx"][name][0] + 300
    left, moved = (
        font["CFF "].cff.topDictIndex[0].CharStrings[name].calcBounds(None)[0] for font in (tight, airy)
    )
    assert moved == left + 150


def test_a_letter_no_face_has_is_an_error() -> None:
    with pytest.raises(ValueError, match="U\\+0378"):
        letter("\u0378")
