"""What is filled into a certificate's page, and how small it must be set to fit."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from certificates.documents.content import CertificateContent


class Sizes(msgspec.Struct, frozen=True):
    """How small each line is set so that it fits: nothing, long, longer or longest."""

    name: str
    document: str
    scores: str


def sizes(content: CertificateContent) -> Sizes:
    """The sizes that this content asks for; they are in the page's plan, the words are not."""
    return Sizes(
        size_class(content.holder_name, 8, 16, 28),
        size_class(content.document_number, 13, 14.5),
        size_class(scores(content), 13, 14.5),
    )


def scores(content: CertificateContent) -> str:
    """理论 86　技能 91.5, or 合格 where no marks are given."""
    return "　".join(f"{zh} {_mark(mark)}" for zh, _, mark in content.scores()) or "合格"


def values(content: CertificateContent) -> Mapping[str, str]:
    """What stands in each slot, by the slot's name."""
    number = content.certificate_number
    return {
        "name": content.holder_name,
        "latin": content.holder_name_latin,
        "document": content.document_number,
        "scores": scores(content),
        "number": number,
        "number-aside": number,
        "check": content.check_code,
        "serial": content.printing_serial,
    }


def size_class(words: str, *limits: float) -> str:
    """The class for words wider than the limits (in Chinese characters): none, long, longer, longest."""
    width = sum(1.0 if unicodedata.east_asian_width(character) in "WF" else 0.55 for character in words)
    return ("", "long", "longer", "longest")[sum(width > limit for limit in limits)]


def _mark(mark: Decimal) -> str:
    """86, 86.5: never 86.50 or 8.6E+1."""
    return f"{Decimal(mark).normalize():f}"
