"""The certificate's page before it is typeset: template, style and drawings.

Loaded with the first page that is typeset; a process that only fills plans does without it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from certificates.documents.content import TITLE, TITLE_EN, CertificateContent
from certificates.documents.lines import Sizes, scores, size_class
from certificates.documents.ornament import border
from certificates.documents.photo import silhouette
from certificates.documents.seal import seal
from foundation.printing import Stylesheet, Vectors
from foundation.printing.lettering import display_face

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates" / "certificates" / "print"
TITLE_FAMILY: Final = "Yuzheng Title"
TITLE_AIR: Final = 360  # thousandths of an em between the letters
HOLES: Final = {"photo": "hole-photo", "code": "hole-code"}
"""Drawings in whose place each document puts its own."""

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def page(content: CertificateContent, fitted: Sizes) -> str:
    """The page as HTML."""
    return _template().render(_shown(content, fitted))


def drawings(content: CertificateContent) -> dict[str, Vectors]:
    """Border, seal and silhouette; photo and code are left open."""
    hole = {name: Vectors(called, 1, 1, b"") for name, called in HOLES.items()}
    photo = hole["photo"] if content.photo else _silhouette()
    return {
        "border": border(content.level),
        "seal": seal(content.evaluator_name),
        "qr": hole["code"],
        "photo": photo,
    }


def _shown(content: CertificateContent, fitted: Sizes) -> dict[str, object]:
    """What the template needs beside the content itself."""
    day = content.issue_date
    return {
        "c": content,
        "sizes": fitted,
        "title": TITLE,
        "title_en": TITLE_EN,
        "statement": _statement(content),
        "edition_year": _year(content.standard_edition),
        "scores_zh": scores(content),
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


def _year(edition: str) -> str:
    found = re.search(r"\d{4}", edition)
    return found.group() if found else ""


@lru_cache(maxsize=1)
def _silhouette() -> Vectors:
    return silhouette()


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.filters["size"] = size_class
    return environment.get_template("certificate.html")


@lru_cache(maxsize=2)
def style(marked: tuple[str, ...] = ()) -> Stylesheet:
    """The certificate's rules; with `marked`, each of these slots in a colour by which it is found again."""
    css = (TEMPLATES / "certificate.css").read_text("utf-8")
    css += "".join(f"[data-slot={name}] {{ color: rgb(1 0 {n}) }}\n" for n, name in enumerate(marked, 1))
    return Stylesheet(css, {TITLE_FAMILY: display_face(TITLE, TITLE_FAMILY, air=TITLE_AIR)})
