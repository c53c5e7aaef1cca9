"""The certificate as it comes out of the printer: one page, every field, read by people and by machines."""

from __future__ import annotations

import hashlib
import itertools
import math
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pypdfium2
import pytest
import zxingcpp

from certificates.documents.content import LEVELS, TITLE, TITLE_EN, CertificateContent
from certificates.documents.ornament import HEIGHT, INNER, WIDTH
from certificates.documents.render import missing_glyphs, render
from foundation.errors import Refused

Making = Callable[..., CertificateContent]
MILLIMETRE = 72 / 25.4
BAND = {"/FontFile", "/FontFile2", "/FontFile3"}


class Printed:
    """A rendered certificate, read back by another program than the one that wrote it."""

    def __init__(self, document: bytes) -> None:
        self.pdf = pypdfium2.PdfDocument(document)
        self.page = self.pdf[0]
        self.text = self.page.get_textpage()
        self.characters = self.text.get_text_range()

    @property
    def words(self) -> str:
        return " ".join(self.characters.split())

    def box(self, words: str) -> tuple[float, float, float, float]:
        """Where `words` stand first: left, top, right, bottom in millimetres from the top left corner."""
        begin = self.characters.index(words)
        boxes = [
            self.text.get_charbox(i) for i in range(begin, begin + len(words)) if self.characters[i] != " "
        ]
        left, bottom, right, top = (
            pick(values) for pick, values in zip((min, min, max, max), zip(*boxes, strict=True), strict=True)
        )
        up = self.page.get_height()
        return (left / MILLIMETRE, (up - top) / MILLIMETRE, right / MILLIMETRE, (up - bottom) / MILLIMETRE)

    def points(self, words: str) -> float:
        """The smallest type size used for `words`."""
        begin = self.characters.index(words)
        sizes = []
        for i in range(begin, begin + len(words)):
            matrix = pypdfium2.raw.FS_MATRIX()
            pypdfium2.raw.FPDFText_GetMatrix(self.text, i, matrix)
            sizes.append(math.hypot(matrix.a, matrix.b) * pypdfium2.raw.FPDFText_GetFontSize(self.text, i))
        return min(sizes)

    def image(self, dots_per_inch: float) -> Any:
        return self.page.render(scale=dots_per_inch / 72).to_pil()


def fields(content: CertificateContent) -> list[str]:
    """Every word the certificate must show."""
    spoken = [value for value in content.words() if value != content.standard_edition]
    return [*spoken, TITLE, TITLE_EN, content.level_name.zh, content.level_name.en, content.standard_edition]


@pytest.mark.parametrize("level", LEVELS)
def test_every_field_is_on_the_page(certificate: Making, level: int) -> None:
    content = certificate(level=level, review_score=Decimal(77))
    printed = Printed(render(content))
    assert [field for field in fields(content) if field not in printed.words] == []
    assert "2026年10月18日" in printed.words
    assert "18 October 2026" in printed.words
    assert "理论 86 技能 91.5" in printed.words
    assert ("综合评审 77" in printed.words) == (level in (1, 2))


def test_empty_fields_are_filled_or_left_out(certificate: Making) -> None:
    bare = ("work_type", "work_type_en", "holder_name_latin", "evaluator_name_en", "occupation_en")
    content = certificate(
        **dict.fromkeys(bare, ""),
        **dict.fromkeys(("theory_score", "skill_score")),
        province_lookup="",
        printing_serial="",
    )
    words = Printed(render(content)).words
    assert "工种／职业方向 — Specialty" in words or "—" in words
    assert "合格" in words
    assert "印制流水号" not in words
    assert "None" not in words


def test_the_longest_words_fit_on_one_page_apart_from_each_other(longest: CertificateContent) -> None:
    printed = Printed(render(longest))
    assert len(printed.pdf) == 1
    squeezed = "".join(printed.words.split())
    assert [field for field in fields(longest) if "".join(field.split()) not in squeezed] == []
    name, statement, table = (
        printed.box(longest.holder_name),
        printed.box("经本机构"),
        printed.box("证件类型"),
    )
    latin, english = printed.box(longest.holder_name_latin), printed.box(f"attained {longest.level_name.en}")
    stacked = [printed.box(TITLE_EN), name, latin, statement, english, table, printed.box("证书编号")]
    for above, below in itertools.pairwise(stacked):
        assert above[3] <= below[1]
    evaluator, enquiry = printed.box(longest.evaluator_name), printed.box("Assessment body enquiry")
    assert enquiry[2] < evaluator[0]
    assert evaluator[2] < printed.box("扫码查验")[0]
    assert printed.box("18 October 2026")[3] < evaluator[1]


@pytest.mark.parametrize(
    "name",
    [
        "丁一",
        "欧阳娜娜",
        "买买提·艾合买提江",
        "阿卜杜热合曼·麦麦提图尔荪·阿布都克力木",
        "古丽" * 20,
        "MARIA DEL CARMEN GONZALEZ RODRIGUEZ DE LA VEGA",
    ],
)
def test_names_of_any_length_keep_clear_of_the_photo(certificate: Making, name: str) -> None:
    printed = Printed(render(certificate(holder_name=name, holder_name_latin="Xx Yy Zz " * 4)))
    squeezed = "".join(printed.characters.split())
    assert "".join(name.split()) in squeezed
    first, last = name[:6].split()[0], printed.box("Xx Yy")
    assert printed.points(first) >= 10
    assert last[2] < 220
    assert last[3] <= printed.box("经本机构")[1]


def test_nothing_that_counts_is_smaller_than_ten_points(longest: CertificateContent) -> None:
    printed = Printed(render(longest))
    for words in (
        longest.holder_name,
        longest.document_kind,
        longest.document_number,
        longest.occupation,
        longest.work_type[:8],
        longest.certificate_number,
        longest.evaluator_name,
        "综合评审",
    ):
        assert printed.points(words) >= 9.99, words
    assert printed.points("扫码查验") >= 8


def test_everything_stays_inside_the_border(longest: CertificateContent) -> None:
    printed = Printed(render(longest))
    for index, character in enumerate(printed.characters):
        if character.isspace():
            continue
        left, bottom, right, top = (value / MILLIMETRE for value in printed.text.get_charbox(index))
        assert left > INNER + 3
        assert right < WIDTH - INNER - 3
        assert bottom > INNER + 2
        assert top < HEIGHT - INNER - 3


@pytest.mark.parametrize("dots_per_inch", [72, 100, 150, 300])
@pytest.mark.parametrize("long", [False, True])
def test_the_code_is_read_from_the_page(
    certificate: Making, longest: CertificateContent, dots_per_inch: int, long: bool
) -> None:
    content = longest if long else certificate()
    codes = zxingcpp.read_barcodes(Printed(render(content)).image(dots_per_inch))
    assert [code.text for code in codes] == [content.verification_url]
    assert codes[0].format == zxingcpp.BarcodeFormat.QRCode
    corner = codes[0].position
    side = math.dist((corner.top_left.x, corner.top_left.y), (corner.top_right.x, corner.top_right.y))
    assert side / dots_per_inch * 25.4 >= 25


def test_the_code_is_read_from_a_grey_and_tilted_copy(longest: CertificateContent) -> None:
    copy = Printed(render(longest)).page.render(scale=150 / 72).to_pil().convert("L").rotate(7, fillcolor=255)
    faint = copy.point(lambda grey: 60 + grey * 0.65)
    assert [code.text for code in zxingcpp.read_barcodes(faint)] == [longest.verification_url]


def test_paper_is_one_sheet_of_a4_landscape(certificate: Making) -> None:
    printed = Printed(render(certificate()))
    assert len(printed.pdf) == 1
    assert printed.page.get_size() == pytest.approx((297 * MILLIMETRE, 210 * MILLIMETRE), abs=0.01)


def test_the_same_content_gives_the_same_bytes(certificate: Making, picture: Callable[..., bytes]) -> None:
    photo = picture()
    first = render(certificate(photo=photo), credential=b"{}")
    other = render(certificate(holder_name="李娟"), credential=b"{}")
    assert render(certificate(photo=photo), credential=b"{}") == first
    assert other != first


ALONE = """
import hashlib, sys
import msgspec
from certificates.documents.content import CertificateContent
from certificates.documents.render import render
content = msgspec.json.decode(sys.stdin.buffer.read(), type=CertificateContent)
print(hashlib.sha256(render(content, credential=b"{}")).hexdigest())
"""


def test_another_process_gives_the_same_bytes(certificate: Making, picture: Callable[..., bytes]) -> None:
    """From content that was frozen as JSON, too."""
    content = certificate(photo=picture())
    printed = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ALONE],
        input=msgspec.json.encode(content),
        env={**os.environ, "PYTHONHASHSEED": "4", "TZ": "America/Lima"},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        check=True,
    ).stdout.decode()
    assert printed.strip() == hashlib.sha256(render(content, credential=b"{}")).hexdigest()


def test_fonts_are_embedded_and_images_lie_still(
    longest: CertificateContent, picture: Callable[..., bytes]
) -> None:
    document = render(msgspec.structs.replace(longest, photo=picture()))
    assert len(document) < 130_000
    with pikepdf.open(BytesIO(document)) as pdf:
        dictionaries = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary | pikepdf.Stream)]
        faces = [item for item in dictionaries if item.get("/Type") == "/FontDescriptor"]
        images = [item for item in dictionaries if item.get("/Subtype") == "/Image"]
        assert len(faces) >= 2
        assert all(BAND & set(face.keys()) for face in faces)
        assert images
        assert not any(image.get("/Interpolate") for image in images)  # PDF/A forbids it
        assert pdf.Root.Lang == "zh-CN"
        assert "/JavaScript" not in str(pdf.Root)
        assert pdf.docinfo["/Title"] == f"{TITLE} {longest.certificate_number}"


def test_the_credential_travels_inside(certificate: Making) -> None:
    with pikepdf.open(BytesIO(render(certificate(), credential=b'{"id": 1}'))) as pdf:
        assert pdf.attachments["credential.json"].get_file().read_bytes() == b'{"id": 1}'
    with pikepdf.open(BytesIO(render(certificate()))) as pdf:
        assert len(pdf.attachments) == 0


@pytest.mark.parametrize("name", ["龚䶮", "㛃彧玥", "𨱏𬱖犇"])
def test_rare_characters_are_printed(certificate: Making, name: str) -> None:
    content = certificate(holder_name=name)
    assert missing_glyphs(content) == []
    assert name in Printed(render(content)).words


@pytest.mark.parametrize(
    "field",
    ["holder_name", "evaluator_name", "occupation", "work_type", "document_number", "printing_serial"],
)
def test_a_character_without_a_glyph_is_refused_never_boxed(certificate: Making, field: str) -> None:
    content = certificate(**{field: "王𬎆\ue863"})
    assert missing_glyphs(content) == ["𬎆", "\ue863"]
    with pytest.raises(Refused, match="𬎆（U\\+2C386）、（U\\+E863）"):
        render(content)


def test_an_address_is_not_set_in_type(certificate: Making) -> None:
    content = certificate(verification_url="https://yuzheng.example.org/v/x")
    assert "yuzheng.example.org" not in Printed(render(content)).words


def test_words_are_words_not_markup(certificate: Making) -> None:
    content = certificate(evaluator_name="<b>&中心</b>", holder_name="<img src=x>")
    words = Printed(render(content)).words
    assert "<b>&中心</b>" in words
    assert "<img src=x>" in words


def test_dates_and_marks_are_written_plainly(certificate: Making) -> None:
    content = certificate(
        issue_date=date(2027, 1, 5), theory_score=Decimal("1E+2"), skill_score=Decimal("60.0")
    )
    words = Printed(render(content)).words
    assert "2027年1月5日" in words
    assert "5 January 2027" in words
    assert "理论 100 技能 60" in words
