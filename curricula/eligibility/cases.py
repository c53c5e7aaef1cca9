"""Cases as outsiders declare them, read into what the rules weigh; every problem named by case and field."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

import msgspec

from foundation.errors import FieldProblem, Invalid
from foundation.text import Text, text


class Employment(msgspec.Struct, forbid_unknown_fields=True, rename={"from_on": "from", "until_on": "to"}):
    """`to` is the first day without the work; left out, the work goes on."""

    from_on: date
    occupation: str
    until_on: date | None = None


class Certificate(msgspec.Struct, forbid_unknown_fields=True):
    """A certificate that is held."""

    occupation: str
    level: int | str
    issued: date


class Education(msgspec.Struct, forbid_unknown_fields=True):
    """A diploma, or studies that lead to one."""

    kind: str
    major: str = ""
    graduated: date | None = None
    final_year: bool = False
    assessed: bool = False


class ProfessionalTitle(msgspec.Struct, forbid_unknown_fields=True):
    """A title 职称 that belongs to the occupation."""

    grade: str
    granted: date


class Case(msgspec.Struct, forbid_unknown_fields=True):
    """One question: may this person be assessed for that level on that day?"""

    occupation: str
    edition: int | str
    level: int | str
    on: date
    birth: date | None = None
    status: str | list[str] = ""
    employment: list[Employment] = []
    certificates: list[Certificate] = []
    education: list[Education] = []
    titles: list[ProfessionalTitle] = []
    id: int | str | None = None
    note: str = ""


_DATE: Final = text("Write the day as YYYY-MM-DD.")
_LIST: Final = text("A list is expected here.")
_TEXT: Final = text("Text is expected here.")
LEVEL: Final = text("Write the level as a digit from 1 (highest) to 5.")
_YES_NO: Final = text("Write true or false.")
_EXPECTED: Final[dict[str, Text]] = {
    **dict.fromkeys(("on", "birth", "from", "to", "issued", "graduated", "granted"), _DATE),
    **dict.fromkeys(("employment", "certificates", "education", "titles"), _LIST),
    **dict.fromkeys(("final_year", "assessed"), _YES_NO),
    "level": LEVEL,
}
_MISSING: Final = re.compile(r"missing required field `(\w+)`")
_UNKNOWN: Final = re.compile(r"unknown field `(\w+)`")
_PLACE: Final = re.compile(r" - at `\$\.?(.*)`$")


class Read(msgspec.Struct):
    """The cases that could be read, by their number from 1, and what is wrong with the others."""

    cases: dict[int, Case]
    problems: dict[int, FieldProblem]


def read_cases(content: bytes) -> Read:
    """The cases of a file. Raises `Invalid` when it holds none at all."""
    read = Read({}, {})
    for number, raw in enumerate(_decoded(content), start=1):
        try:
            read.cases[number] = msgspec.convert(_filled(raw), Case)
        except msgspec.ValidationError as error:
            read.problems[number] = _problem(number, str(error))
    return read


UNREADABLE: Final = text("The cases cannot be answered.")


def case_field(number: int, field: str) -> str:
    """Where a problem is: the number of the case from 1, and the field as it stands in the file."""
    return f"case {number}: {field}" if field else f"case {number}"


def _decoded(content: bytes) -> list[Any]:
    try:
        found = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        said = text("This is no JSON: {detail}", detail=str(error))
        raise Invalid([FieldProblem("file", said)], UNREADABLE) from None
    if not isinstance(found, list):
        raise Invalid([FieldProblem("file", text("The file holds a list of cases."))], UNREADABLE)
    return found


def _filled(raw: Any) -> Any:
    """Without what is left empty: null and "" say nothing."""
    if isinstance(raw, dict):
        return {key: _filled(value) for key, value in raw.items() if value not in (None, "")}
    return [_filled(each) for each in raw] if isinstance(raw, list) else raw


def _problem(number: int, detail: str) -> FieldProblem:
    place = found[1] if (found := _PLACE.search(detail)) else ""
    if lacking := _MISSING.search(detail):
        return FieldProblem(case_field(number, _under(place, lacking[1])), text("This field is missing."))
    if unknown := _UNKNOWN.search(detail):
        said = text("There is no such field.")
        return FieldProblem(case_field(number, _under(place, unknown[1])), said)
    if not place or (place.endswith("]") and not place.startswith("status")):
        said = text("An object with named fields is expected here.")
        return FieldProblem(case_field(number, place), said)
    return FieldProblem(case_field(number, place), _EXPECTED.get(place.rpartition(".")[2], _TEXT))


def _under(place: str, field: str) -> str:
    return f"{place}.{field}" if place else field
