"""Fonts, letters and drawings for print, and the typesetter that puts them on a page."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pypdfium2
import pytest

from foundation.errors import Refused, Unavailable
from foundation.printing import (
    Drawing,
    Enclosure,
    Stylesheet,
    check_libraries,
    libraries,
    typeset,
)
from foundation.printing.drawing import Shape, circle, rectangle, smooth, turned

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
