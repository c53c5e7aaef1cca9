"""How names are read and masked, and what a person's declared facts must agree with."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import msgspec

from foundation.errors import FieldProblem
from foundation.text import Text, text
from registry.areas.rules import area
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
    "NewDocument",
    "NewPerson",
    "PersonReading",
    "Sex",
    "age_on",
    "check_digit",
    "disagreements",
    "document_kind",
    "mask_date",
    "mask_name",
    "mask_number",
    "mask_phone",
    "read_document",
    "read_name",
    "read_person",
    "same_person",
]

DOT = "·"
_DOTS = re.compile(r"\s*[·•‧∙⋅・･ㆍ.．。]\s*")
_FORMER = re.compile(
    r"[(\[【〔](?:曾用姓?名|原姓?名|化名|又名|[别別]名|曾名|小名|乳名|本名|旧名)?[::]?\s*([^)\]】〕]*)[)\]】〕]"
)
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


def mask_phone(phone: str) -> str:
    """The telephone number as strangers see it: 138****0000."""
    digits = phone.strip()
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else "*" * len(digits)


def mask_date(day: date | None) -> str:
    """The birth date as strangers see it: the year only."""
    return f"{day.year}-**-**" if day else ""


def disagreements(reading: DocumentReading, birth_date: date | None, sex: Sex | None) -> Texts:
    """Where the declared facts and the number differ: a warning, the officer sees the document."""
    found: list[Text] = []
    if birth_date and reading.birth_date and birth_date != reading.birth_date:
        found.append(
            text(
                "The birth date {declared} differs from {read} in the number.",
                declared=birth_date,
                read=reading.birth_date,
            )
        )
    if sex and reading.sex and sex != reading.sex:
        found.append(text("The sex given differs from the one in the number."))
    return tuple(found)


class NewDocument(msgspec.Struct, frozen=True):
    """An identity document as it was typed or read from a sheet."""

    kind: str
    number: str
    valid_until: date | None = None


class NewPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person to be registered; birth date and sex are taken from a document where they are left out."""

    name: str
    documents: list[NewDocument]
    former_names: list[str] = []
    sex: str = "U"
    birth_date: date | None = None
    phone: str = ""
    ethnicity: str = ""
    education: str = ""
    guardian_name: str = ""
    area_code: str | None = None


class PersonReading(msgspec.Struct, frozen=True):
    """A person as it will be stored, what is odd about it and what is wrong with it, field by field."""

    name: str
    former_names: list[str]
    sex: str
    birth_date: date | None
    documents: list[DocumentReading]
    warnings: Texts
    problems: list[FieldProblem]


_SEX_OF: dict[str, Sex] = {"F": "female", "M": "male"}
_CODE_OF: dict[Sex | None, str] = {"female": "F", "male": "M"}


def read_person(new: NewPerson, today: date) -> PersonReading:
    """Read everything at once, so that every problem is told and not only the first."""
    name = read_name(new.name)
    documents = [read_document(document.kind, document.number, today) for document in new.documents]
    sexes = (_CODE_OF.get(document.sex) for document in documents)
    return PersonReading(
        name=name.name,
        former_names=_all_former_names(new, name),
        sex=new.sex if new.sex in _SEX_OF else next(filter(None, sexes), "U"),
        birth_date=new.birth_date or next((d.birth_date for d in documents if d.birth_date), None),
        documents=documents,
        warnings=name.warnings + tuple(odd for reading in documents for odd in _odd(reading, new)),
        problems=_person_problems(new, name, documents, today),
    )


def _person_problems(
    new: NewPerson, name: NameReading, documents: list[DocumentReading], today: date
) -> list[FieldProblem]:
    problems = [FieldProblem("name", problem) for problem in name.problems]
    problems += [FieldProblem("number", wrong) for reading in documents for wrong in reading.problems]
    if not documents:
        problems.append(FieldProblem("number", text("At least one identity document is needed.")))
    if new.birth_date and new.birth_date > today:
        problems.append(FieldProblem("birth_date", text("The birth date lies in the future.")))
    if new.area_code and area(new.area_code) is None:
        problems.append(FieldProblem("area_code", text("Choose an area from the list.")))
    return problems


def _odd(reading: DocumentReading, new: NewPerson) -> Texts:
    return reading.warnings + disagreements(reading, new.birth_date, _SEX_OF.get(new.sex))


def _all_former_names(new: NewPerson, name: NameReading) -> list[str]:
    given = [read_name(former).name for former in new.former_names]
    return [former for former in dict.fromkeys([*given, *name.aliases]) if former and former != name.name]


def same_person(
    name: str, birth_date: date | None, known_names: list[str], known_birth_date: date | None
) -> bool:
    """Whether somebody with a known document number can be the one registered under it."""
    dates_agree = birth_date is None or known_birth_date is None or birth_date == known_birth_date
    return dates_agree and name in known_names
