"""Sets a certificate: the same content gives the same bytes, on any machine and at any time."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from certificates.documents.content import TITLE, TITLE_EN, CertificateContent
from certificates.documents.ornament import border
from certificates.documents.photo import silhouette
from certificates.documents.qr import qr_drawing
from certificates.documents.seal import seal
from foundation.errors import Refused
from foundation.printing import Asset, Enclosure, Stylesheet, Vectors, missing_characters, typeset
from foundation.printing.lettering import display_face
from foundation.text import text
from registry.people.photo import portrait

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "certificates" / "print"
TITLE_FAMILY = "Yuzheng Title"
TITLE_AIR = 360  # thousandths of an em between the letters

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def render(content: CertificateContent, *, credential: bytes | None = None) -> bytes:
    """The certificate as PDF/A-3a and PDF/UA-1, one page; `credential` travels in it as a file.

    Synchronous and bound by the processor: call it in a thread or a process of its own. Raises `Refused`
    rather than print a character the fonts do not have, or a second page.
    """
    if missing := missing_glyphs(content):
        raise Refused(
            text("The certificate was not printed: no font has {characters}.", characters=_named(missing)),
            remedy=text(
                "Ask the system administrator to add a font with these characters, then print again."
            ),
        )
    page = _template().render(_shown(content))
    printed = typeset(
        page,
        _style(),
        drawings=_drawings(content),
        images=_images(content),
        enclosures=_enclosed(content, credential),
    )
    if printed.pages != 1:
        raise Refused(text("The certificate was not printed: its text does not fit on one page."))
    return printed.pdf


def missing_glyphs(content: CertificateContent) -> list[str]:
    """Characters that no font at hand can show, each once; empty when the certificate can be printed."""
    return missing_characters(content.words())


def _named(characters: list[str]) -> str:
    return "、".join(
        f"{character if character.isprintable() else ''}（U+{ord(character):04X}）"
        for character in characters
    )


def _shown(content: CertificateContent) -> dict[str, object]:
    """What the template needs beside the content itself."""
    day = content.issue_date
    return {
        "c": content,
        "title": TITLE,
        "title_en": TITLE_EN,
        "statement": _statement(content),
        "edition_year": _year(content.standard_edition),
        "scores_zh": "　".join(f"{zh} {_mark(mark)}" for zh, _, mark in content.scores()) or "合格",
        "scores_en": " / ".join(en for _, en, _ in content.scores()) or "Pass",
        "date_zh": f"{day.year}年{day.month}月{day.day}日",
        "date_en": f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        "photo_alt": "持证人照片 Photo of the holder" if content.photo else "无照片 No photo",
    }


def _statement(content: CertificateContent) -> str:
    edition = content.standard_edition
    standard = edition if "标准" in edition else f"国家职业标准（{edition}）"
    return (
        f"经本机构依据{standard}组织的职业技能等级认定，成绩合格，"
        f"具备{content.occupation}{content.level_name.zh}职业技能水平，特发此证。"
    )


def _size(words: str, *limits: float) -> str:
    """The class for words wider than the limits (in Chinese characters): none, long, longer, longest."""
    width = sum(1.0 if unicodedata.east_asian_width(character) in "WF" else 0.55 for character in words)
    return ("", "long", "longer", "longest")[sum(width > limit for limit in limits)]


def _year(edition: str) -> str:
    found = re.search(r"\d{4}", edition)
    return found.group() if found else ""


def _mark(mark: Decimal) -> str:
    """86, 86.5: never 86.50 or 8.6E+1."""
    return f"{Decimal(mark).normalize():f}"


def _drawings(content: CertificateContent) -> dict[str, Vectors]:
    drawings = {
        "border": border(content.level),
        "seal": seal(content.evaluator_name),
        "qr": qr_drawing(content.verification_url).vectors(),
    }
    return drawings if content.photo else {**drawings, "photo": _silhouette()}


def _images(content: CertificateContent) -> dict[str, Asset]:
    return {"photo": Asset(portrait(content.photo), "image/jpeg")} if content.photo else {}


def _enclosed(content: CertificateContent, credential: bytes | None) -> list[Enclosure]:
    if credential is None:
        return []
    created = datetime.combine(content.issue_date, time())
    return [Enclosure("credential.json", credential, "可验证凭证 Verifiable credential", created)]


@lru_cache(maxsize=1)
def _silhouette() -> Vectors:
    return silhouette()


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.filters["size"] = _size
    return environment.get_template("certificate.html")


@lru_cache(maxsize=1)
def _style() -> Stylesheet:
    css = (TEMPLATES / "certificate.css").read_text("utf-8")
    return Stylesheet(css, {TITLE_FAMILY: display_face(TITLE, TITLE_FAMILY, air=TITLE_AIR)})
