"""What a roster is held to before anybody is enrolled: age on the first day, one row for each person."""

from __future__ import annotations

import re
from datetime import date

import msgspec

from foundation.errors import Rule
from foundation.text import Text, text
from registry.people.rules import DocumentReading, Sex, age_on
from training.cohorts.data import COHORT_RULES

IDENTITY_CARD = "01"
_SHAPES = (
    ("02", re.compile(r"8[12]\d{15}[\dX]")),
    ("03", re.compile(r"83\d{15}[\dX]")),
    ("04", re.compile(r"9\d{16}[\dX]")),
    ("05", re.compile(r"[A-Z]{3}\d{12}")),
    ("06", re.compile(r"[HM]\d{8}(\d{2})?")),
    ("07", re.compile(r"\d{8}")),
    ("08", re.compile(r"[A-Z]{1,2}\d{7,8}")),
)


class Objection(msgspec.Struct, frozen=True):
    """Why a row cannot be taken, or what about it somebody should look at."""

    message: Text
    remedy: Text | None = None
    rule: Rule | None = None


def likely_document_kind(number: str) -> str:
    """The kind of document that the number has the shape of; an identity card where none fits."""
    return next((kind for kind, shape in _SHAPES if shape.fullmatch(number)), IDENTITY_CARD)


def too_young(birth_date: date, starts_on: date) -> Objection | None:
    """Nobody is under sixteen on the first day (教职成〔2021〕4号 第十六条)."""
    limit = COHORT_RULES.youngest
    age = age_on(birth_date, starts_on)
    if age >= limit.years:
        return None
    said = "Under {years} on the first day, {day}: aged {age}. May not be placed in an internship."
    return Objection(
        text(said, years=limit.years, day=starts_on, age=age),
        text("Remove the row, or check the birth date against the document."),
        limit.rule,
    )


def guardian_missing(birth_date: date, starts_on: date, guardian_name: str | None) -> Objection | None:
    """A minor is not placed without the guardian's consent: better to know the guardian now."""
    limit = COHORT_RULES.minor
    if guardian_name or age_on(birth_date, starts_on) >= limit.years:
        return None
    return Objection(
        text(
            "Under {years} on the first day: the guardian's name is needed before a placement.",
            years=limit.years,
        ),
        text("Add the name in the guardian's column, or later on the trainee's page."),
        limit.rule,
    )


def birth_date_disagrees(birth_date: date | None, document: DocumentReading | None) -> Objection | None:
    """The number holds the birth date; the two columns must agree."""
    read = document.birth_date if document and document.readable else None
    if birth_date is None or read is None or birth_date == read:
        return None
    return Objection(
        text("According to the identity number: {date}.", date=read),
        text("Compare both columns with the document and correct the wrong one."),
    )


def sex_disagrees(sex: Sex | None, document: DocumentReading | None) -> Objection | None:
    """The seventeenth place is odd for men and even for women (GB 11643—1999)."""
    read = document.sex if document and document.readable else None
    if sex is None or read is None or sex == read:
        return None
    said = text("Male") if read == "male" else text("Female")
    return Objection(
        text("According to the identity number: {sex}.", sex=said),
        text("Compare both columns with the document and correct the wrong one."),
    )


def same_person(earlier_row: int, earlier_name: str, name: str) -> Objection:
    """The number stands in an earlier row too."""
    if earlier_name == name:
        return Objection(
            text("The same person as in row {row}.", row=earlier_row), text("Delete one of the two rows.")
        )
    return Objection(
        text("Row {row} has the same number under another name.", row=earlier_row),
        text("Compare both rows with the documents."),
    )


def namesake(earlier_row: int) -> Objection:
    """Name and birth date stand in an earlier row too, under another number: perhaps one person with two."""
    return Objection(
        text("Row {row} has the same name and birth date, but another number.", row=earlier_row),
        text("Check that they are two persons."),
    )
