"""How names are read and masked, and what a person's declared facts must agree with."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import msgspec

from foundation.text import Text, text
from registry.documents.rules import (
    DocumentReading,
    Sex,
    Texts,
    age_on,
    check_digit,
    document_kind,
    read_document,
)
from registry.people.data import COMPOUND_SURNAMES

__all__ = [
    "DocumentReading",
    "NameReading",
    "Sex",
    "age_on",
    "check_digit",
    "disagreements",
    "document_kind",
    "mask_name",
    "mask_number",
    "read_document",
    "read_name",
]

DOT = "·"
_DOTS = re.compile(r"\s*[·•‧∙⋅・･ㆍ.．。]\s*")
_FORMER = re.compile(r"[(\[【〔](?:曾用名|原名|化名|又名|别名|曾名)?[::]?\s*([^)\]】〕]*)[)\]】〕]")
_PLACEHOLDER = re.compile(r"[?*□■〓_#]|[\ue000-\uf8ff]")
_USUAL_LENGTH = 25  # characters every name field must take (twelve ministries' notice on names, 2016)
_LONGEST = 60


class NameReading(msgspec.Struct, frozen=True):
    """A name as it is stored, the former names written beside it in brackets, and what is odd or wrong."""

    name: str
    aliases: tuple[str, ...] = ()
    warnings: Texts = ()
    problems: Texts = ()


def read_name(written: str) -> NameReading:
    """Read a name: one kind of dot (U+00B7), no stray spaces, bracketed former names apart."""
    whole = "".join(
        char for char in unicodedata.normalize("NFKC", written) if unicodedata.category(char) != "Cf"
    )
    aliases = tuple(alias for inner in _FORMER.findall(whole) for alias in _former_names(inner))
    name = _plain_name(_FORMER.sub("", whole))
    return NameReading(name, aliases, _name_warnings(name), _name_problems(name))


def _former_names(inner: str) -> list[str]:
    """A single character in brackets is a remark (男, 大), not a name."""
    names = [_plain_name(part) for part in re.split(r"[,、;/]", inner)]
    return [name for name in names if len(name) > 1]


def _plain_name(written: str) -> str:
    name = _DOTS.sub(DOT, written.strip()).strip(DOT)
    return " ".join(name.split()) if _is_latin(name) else "".join(name.split())


def _is_latin(name: str) -> bool:
    return bool(re.match(r"[A-Za-zÀ-ɏ]", name))


def _name_warnings(name: str) -> Texts:
    odd: list[Text] = []
    if len(name) == 1:
        odd.append(text("The name has one character only."))
    if len(name) > _USUAL_LENGTH:
        odd.append(text("The name is longer than {count} characters.", count=_USUAL_LENGTH))
    return tuple(odd)


def _name_problems(name: str) -> Texts:
    if not name:
        return (text("The name is missing."),)
    if len(name) > _LONGEST:
        return (text("The name has more than {count} characters.", count=_LONGEST),)
    if found := _PLACEHOLDER.search(name):
        wrong = (
            "“{sign}” stands for a character that could not be written: write the character of the document."
        )
        return (text(wrong, sign=found.group()),)
    if found := re.search(r"[^\w· '’-]|[\d_]", name):
        return (text("“{sign}” does not belong in a name.", sign=found.group()),)
    return ()


def surname(name: str) -> str:
    """The surname of a Chinese name, two characters where it is a compound one."""
    longest = max(
        (len(known) for known in COMPOUND_SURNAMES if name.startswith(known) and len(name) > len(known)),
        default=1,
    )
    return name[:longest]


def mask_name(name: str) -> str:
    """The name as strangers see it: 王**, 欧阳*, 阿***·***, J*** S***."""
    if _is_latin(name):
        return " ".join(f"{word[0]}***" for word in name.split())
    if DOT in name:
        return name[0] + "***" + DOT + "***"
    kept = surname(name)
    return kept + "*" * max(len(name) - len(kept), 0) if len(name) > 1 else "*"


def mask_number(number: str) -> str:
    """The number as strangers see it: three first and two last places, 362*************18."""
    first = 3 if len(number) >= 15 else 1
    if len(number) <= first + 2:
        return "*" * len(number)
    return number[:first] + "*" * (len(number) - first - 2) + number[-2:]


def disagreements(reading: DocumentReading, birth_date: date | None, sex: Sex | None) -> Texts:
    """Where the declared facts and the number differ: a warning, the officer sees the document."""
    found: list[Text] = []
    if birth_date and reading.birth_date and birth_date != reading.birth_date:
        found.append(
            text(
                "The birth date {declared} differs from {read} in the number.",
                declared=birth_date.isoformat(),
                read=reading.birth_date.isoformat(),
            )
        )
    if sex and reading.sex and sex != reading.sex:
        found.append(text("The sex given differs from the one in the number."))
    return tuple(found)
