"""Other ways to make the same page. None of them signs; PDF/A and the enclosed file where they know it."""

from __future__ import annotations

import base64
import io
import shutil
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import segno
import zxingcpp

from benchmarks.certificates.holders import CREDENTIAL, holder
from certificates.documents.content import TITLE, TITLE_EN, CertificateContent
from certificates.documents.lines import scores, sizes
from certificates.documents.ornament import border_drawing
from certificates.documents.page import TEMPLATES, page
from certificates.documents.seal import seal_drawing

Making = Callable[[int], bytes]
MILLIMETRE = 72 / 25.4


def _inline(kind: str, body: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(body).decode()}"


def _html(n: int) -> str:
    """The page as somebody would write it first: style, ornament and pictures in one document."""
    content = holder(n)
    svg = "image/svg+xml"
    code = segno.make_qr(content.verification_url, error="m").svg_inline(border=0).encode()
    css = (TEMPLATES / "certificate.css").read_text("utf-8").replace("var(--faces)", '"Noto Serif CJK SC"')
    css = css.replace('"Yuzheng Title"', '"Noto Serif CJK SC"; letter-spacing: .36em')
    html = page(content, sizes(content)).replace("</head>", f"<style>{css}</style></head>")
    for name, kind, body in (
        ("border", svg, border_drawing(content.level).svg().encode()),
        ("seal", svg, seal_drawing(content.evaluator_name).svg().encode()),
        ("photo", "image/jpeg", content.photo or b""),
        ("qr", svg, code),
    ):
        html = html.replace(f"asset:{name}", _inline(kind, body))
    return html


def naive(_folder: Path) -> Making:
    """WeasyPrint as its first page of documentation shows it, with the fonts of the system."""
    from weasyprint import HTML, Attachment

    def make(n: int) -> bytes:
        enclosed = [Attachment(string=CREDENTIAL, name="credential.json", relationship="Data")]
        written: bytes = HTML(string=_html(n)).write_pdf(pdf_variant="pdf/a-3a", attachments=enclosed)
        return written

    return make


def typst(folder: Path) -> Making:
    """Typst with one compiler that keeps what it has read; the portrait is a file, as its users do it."""
    from typst import Compiler, Fonts

    common = holder(0)
    (folder / "border.svg").write_text(border_drawing(common.level).svg(), "utf-8")
    (folder / "seal.svg").write_text(seal_drawing(common.evaluator_name).svg(), "utf-8")
    for n in range(8):
        (folder / f"photo-{n}.jpg").write_bytes(holder(n).photo or b"")
    shutil.copy(Path(__file__).with_name("certificate.typ"), folder / "main.typ")
    faces = str(resources.files("pylopdf_fonts_zh_cn"))
    fonts = Fonts(include_system_fonts=False, font_paths=[faces])
    compiler = Compiler(str(folder / "main.typ"), root=str(folder), font_paths=fonts)

    def make(n: int) -> bytes:
        content = holder(n)
        symbol = zxingcpp.create_barcode(
            content.verification_url, zxingcpp.BarcodeFormat.QRCode, ec_level="M"
        )
        said = {
            "name": content.holder_name,
            "number": content.certificate_number,
            "document": content.document_number,
            "scores": scores(content),
            "check": content.check_code,
            "photo": f"photo-{n % 8}.jpg",
            "code": zxingcpp.write_barcode_to_svg(symbol, add_quiet_zones=False),
            "credential": CREDENTIAL.decode(),
        }
        written: bytes = compiler.compile(format="pdf", pdf_standards=["a-3a"], sys_inputs=said)
        return written

    return make


def _lines(content: CertificateContent) -> list[tuple[float, float, float, str]]:
    """The page's words for programs that place each line themselves: x, y in millimetres, size, words."""
    rows = [
        ("证件类型", "居民身份证", "证件号码", content.document_number),
        ("职业名称", content.occupation, "工种／职业方向", "—"),
        ("职业技能等级", content.level_name.zh, "评价成绩", scores(content)),
        ("证书编号", content.certificate_number, "发证日期", "2026年10月18日"),
    ]
    lines: list[tuple[float, float, float, str]] = [
        (92.0, 36, 38, TITLE),
        (112.0, 46, 12, TITLE_EN),
        (31.0, 64, 10, "姓名 Name"),
        (60.0, 64, 24, content.holder_name),
        (31.0, 78, 14, "经本机构依据国家职业标准（2021年版）组织的职业技能等级认定，成绩合格，"),
        (31.0, 87, 14, "具备保育师三级／高级工职业技能水平，特发此证。"),
        (
            31.0,
            95,
            9.5,
            "The holder has passed the assessment held by this body and has attained Level 3 / Senior.",
        ),
        (110.0, 168, 13, content.evaluator_name),
        (100.0, 174, 8.5, content.evaluator_name_en),
        (232.0, 158, 9, "扫码查验 Scan to verify"),
        (232.0, 163, 9, content.certificate_number),
        (240.0, 168, 9, content.check_code),
        (31.0, 178, 8.5, "证书信息查询 Certificate enquiry"),
        (31.0, 182, 8.5, content.certificate_lookup),
    ]
    for n, row in enumerate(rows):
        lines += [(x, 109 + 11.9 * n, 12, words) for x, words in zip((31, 60, 120, 149), row, strict=True)]
    return lines


def _face() -> str:
    folder = resources.files("justmytype_intl_cjk")
    return str(folder / "fonts" / "ofl" / "notosanssc" / "NotoSansSC[wght].ttf")


def reportlab(_folder: Path) -> Making:
    """ReportLab: font and ornament prepared once. It has no PDF/A, no tags, no enclosed files."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Song", _face()))
    ornament = border_drawing(3).operators().decode()
    mark = seal_drawing(holder(0).evaluator_name).operators().decode()

    def make(n: int) -> bytes:
        content, out = holder(n), io.BytesIO()
        canvas: Any = Canvas(out, pagesize=(297 * MILLIMETRE, 210 * MILLIMETRE), pageCompression=1)
        for drawn, left, top, scale in ((ornament, 0, 0, 1.0), (mark, 131, 151, 38 / 42)):
            canvas.saveState()
            size = MILLIMETRE * scale
            canvas.transform(size, 0, 0, -size, left * MILLIMETRE, (210 - top) * MILLIMETRE)
            canvas._code.append(drawn)
            canvas.restoreState()
        for x, y, size, words in _lines(content):
            canvas.setFont("Song", size)
            canvas.drawString(x * MILLIMETRE, (210 - y) * MILLIMETRE, words)
        box = (231 * MILLIMETRE, 102 * MILLIMETRE, 35 * MILLIMETRE, 49 * MILLIMETRE)
        canvas.drawImage(ImageReader(io.BytesIO(content.photo or b"")), *box)
        _squares(content, lambda x, y, w, h: canvas.rect(x, y, w, h, stroke=0, fill=1), up=210)
        canvas.save()
        return out.getvalue()

    return make


def fpdf2(_folder: Path) -> Making:
    """fpdf2, which reads and subsets its font for every document; ornament left out, it cannot be kept."""
    from fpdf import FPDF

    def make(n: int) -> bytes:
        content = holder(n)
        pdf = FPDF(orientation="landscape", unit="mm", format="A4")
        pdf.add_font("Song", fname=_face())
        pdf.add_page()
        for x, y, size, words in _lines(content):
            pdf.set_font("Song", size=size)
            pdf.text(x, y, words)
        pdf.image(io.BytesIO(content.photo or b""), 231, 59, 35, 49)
        _squares(content, lambda x, y, w, h: pdf.rect(x, y, w, h, style="F"), scale=1 / MILLIMETRE)
        return bytes(pdf.output())

    return make


def _squares(
    content: CertificateContent,
    draw: Callable[[float, float, float, float], Any],
    *,
    up: float = 0,
    scale: float = 1,
) -> None:
    """The code as bars, in points from below or in millimetres from above."""
    from foundation.qr import qr_bars

    side, bars = qr_bars(content.verification_url)
    module = 32 / side
    for begin, end in bars:
        x, y = 232 + begin % (side + 1) * module, 118 + begin // (side + 1) * module
        y = up - y - module if up else y
        draw(*(value * MILLIMETRE * scale for value in (x, y, (end - begin) * module, module)))


def chromium(_folder: Path) -> Making:
    """Chromium kept open, the page handed over and printed. It has no PDF/A and no enclosed files."""
    from playwright.sync_api import sync_playwright

    from tests.journeys.conftest import ARGUMENTS
    from tests.journeys.conftest import chromium as program

    browser = sync_playwright().start().chromium.launch(executable_path=program(), args=ARGUMENTS)
    tab = browser.new_page()

    def make(n: int) -> bytes:
        tab.set_content(_html(n))
        return tab.pdf(width="297mm", height="210mm", print_background=True, tagged=True)

    return make
