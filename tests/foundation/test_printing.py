"""Fonts, letters and drawings for print, and the typesetter that puts them on a page."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pypdfium2
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

from foundation.errors import Refused, Unavailable
from foundation.printing import (
    Drawing,
    Enclosure,
    Stylesheet,
    add_faces,
    check_libraries,
    fonts,
    libraries,
    missing_characters,
    typeset,
)
from foundation.printing.drawing import Shape, circle, polyline, rectangle, smooth, turned
from foundation.printing.lettering import display_face, embolden, letter
from foundation.printing.subset import everyday, subset

SHEET = """@page { size: A6; margin: 5mm }
body { margin: 0; font-family: var(--faces) }
img { width: 20mm; height: 20mm }"""
RED = (1.0, 0.0, 0.0)


@pytest.fixture(scope="module")
def style() -> Stylesheet:
    return Stylesheet(SHEET)


def page(body: str) -> str:
    return f'<html lang="zh-CN"><head><title>x</title></head><body>{body}</body></html>'


def words(document: bytes) -> str:
    with pypdfium2.PdfDocument(document) as pdf:
        return "\n".join(sheet.get_textpage().get_text_bounded() for sheet in pdf)


# --- characters ---------------------------------------------------------------------------------------------


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


def test_a_face_of_ones_own_supplies_a_missing_character(supplement: Path, style: Stylesheet) -> None:
    with pytest.raises(Refused, match="lack a character"):
        typeset(page("王𬎆"), style)
    assert len(add_faces(supplement)) == len(add_faces(supplement)) == 1
    assert missing_characters(["王𬎆"]) == []
    assert "王𬎆" in words(typeset(page("王𬎆"), style).pdf)
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


# --- drawings -----------------------------------------------------------------------------------------------


def test_a_drawing_is_svg_and_pdf_of_the_same_lines() -> None:
    motif = Shape((rectangle(0, 0, 2, 1),), fill=RED, placements=(turned(0, 3, 4), turned(0, 5, 4)))
    line = Shape((smooth([(0, 0), (1, 1), (2, 0)], closed=False),), stroke=RED, width=0.25)
    drawing = Drawing(10, 8, (motif, line))
    root = ElementTree.fromstring(drawing.svg("A <title>"))
    assert root.get("viewBox") == "0 0 10 8"
    assert [child.get("transform") for child in root[1:]] == [
        "matrix(1 0 0 1 3 4)",
        "matrix(1 0 0 1 5 4)",
        None,
    ]
    operators = drawing.operators().decode()
    assert operators.count("2 0 l\n2 1 l\n0 1 l\nh\nf") == 2
    assert operators.endswith("S")
    assert drawing.vectors() == drawing.vectors()
    assert drawing.vectors().name != Drawing(10, 8, (line,)).vectors().name


def test_a_drawing_appears_where_the_page_puts_it(style: Stylesheet) -> None:
    disc = Drawing(20, 20, (Shape((circle(10, 10, 10),), fill=RED),)).vectors()
    printed = typeset(page('<img src="asset:disc" alt="disc">'), style, drawings={"disc": disc})
    with pypdfium2.PdfDocument(printed.pdf) as pdf:
        image = pdf[0].render(scale=25.4 / 72 * 10).to_pil().convert("RGB")  # ten dots a millimetre
    left = top = 50
    assert image.getpixel((left + 100, top + 100)) == (255, 0, 0)
    assert image.getpixel((left + 8, top + 8)) == (255, 255, 255)
    assert image.getpixel((left + 205, top + 100)) == (255, 255, 255)


# --- documents ----------------------------------------------------------------------------------------------


def test_words_fonts_and_title_are_in_the_file(style: Stylesheet) -> None:
    printed = typeset(page("<h1>证书</h1><p>龚䶮 Gong Yan"), style)
    assert printed.pages == 1
    assert "龚䶮 Gong Yan" in words(printed.pdf)
    with pikepdf.open(BytesIO(printed.pdf)) as pdf:
        dictionaries = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary)]
        faces = [item for item in dictionaries if item.get("/Type") == "/FontDescriptor"]
        assert faces
        assert all("/FontFile3" in face for face in faces)
        assert pdf.docinfo["/Title"] == "x"
        assert "/StructTreeRoot" in pdf.Root
        metadata = bytes(pdf.Root.Metadata.read_bytes())
    assert b'pdfaid:part="3"' in metadata
    assert b'pdfuaid:part="1"' in metadata
    ElementTree.fromstring(metadata[metadata.index(b"<x:") : metadata.index(b"<?xpacket end")])


def test_more_text_takes_more_pages(style: Stylesheet) -> None:
    assert typeset(page("<p>证书" * 60), style).pages > 1


def test_a_face_of_this_machine_is_not_used(style: Stylesheet) -> None:
    with pytest.raises(Refused, match="lack a character"):
        typeset(page('<p style="font-family: sans-serif">x'), style)


def test_an_enclosure_travels_as_data(style: Stylesheet) -> None:
    enclosure = Enclosure("credential.json", b'{"a": 1}', "credential", datetime(2026, 10, 18, tzinfo=UTC))
    with pikepdf.open(BytesIO(typeset(page("x"), style, enclosures=[enclosure]).pdf)) as pdf:
        attached = pdf.attachments["credential.json"]
        assert attached.get_file().read_bytes() == b'{"a": 1}'
        assert attached.obj.AFRelationship == "/Data"


def test_threads_set_the_same_page_alike(style: Stylesheet) -> None:
    results: list[bytes] = []

    def work() -> None:
        results.extend(typeset(page(f"<p>{name}"), style).pdf for name in ("王秀英", "丁一"))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8
    assert len(set(results)) == 2


ALONE = """
import hashlib, sys
from foundation.printing import Stylesheet, typeset
print(hashlib.sha256(typeset(sys.argv[1], Stylesheet(sys.argv[2])).pdf).hexdigest())
"""


def test_another_process_without_system_fonts_sets_the_same_bytes(tmp_path: Path) -> None:
    """Neither the machine's fonts nor the order of hashes nor the clock shows in a document."""
    (tmp_path / "fonts.conf").write_text(f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>")
    source = page("<p>王秀英 龚䶮 Wang Xiuying")
    environments = [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "2", "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "TZ": "America/Lima"},
    ]
    digests = {
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", ALONE, source, SHEET],
            env=environment,
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for environment in environments
    }
    assert len(digests) == 1


# --- set-up -------------------------------------------------------------------------------------------------


def test_the_typesetter_is_loaded_with_the_first_document_only() -> None:
    """So a machine without Pango starts, and is told what to install when it prints."""
    code = (
        "import sys, foundation.printing, certificates.documents.render; print('weasyprint' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "False"


def test_this_machine_can_print() -> None:
    check_libraries()


def test_a_missing_library_is_told_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(libraries.LIBRARIES, "libharfbuzz-nothing.so.0", "libharfbuzz-subset0")
    with pytest.raises(Unavailable) as caught:
        check_libraries()
    assert caught.value.remedy is not None
    assert caught.value.remedy.english() == "Install them: apt install libharfbuzz-subset0"
