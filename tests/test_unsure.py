"""Every row that our tables call unsure waits for confirmation, or says why it decides about nobody."""

from __future__ import annotations

import ast
import csv
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from registry.parameters.catalogue import advice, everything
from tests.test_architecture import CODE, FLOORS, ROOT, imported
from yuzheng.floors import routes

SUBSIDIES = "certificates/subsidies/data/rules.toml#*"
#: Every row that decides about nobody, and what it does instead. A row that is added here was looked at by
#: people: nobody is admitted, held, released, published, certified or refused because of it.
ADVISORY = {
    "curricula/occupations/data/occupations.toml#occupations.*.editions.*.functions.*": "shown",
    "curricula/outlines/data/outlines.toml#annual_hours": "shown",
    "curricula/standards/data/assessments.toml#assessments.*.components.*": "shown",
    "registry/organisations/data/filing.toml#clocks.registration_push": "shown",
    "screening/adjudication/data/deadlines.toml#possible": "sorts",
    "screening/adjudication/data/deadlines.toml#strong": "sorts",
    "screening/bans/data/deadlines.toml#complete": "sorts",
    "screening/checks/data/clocks.toml#answer": "sorts",
    "screening/checks/data/clocks.toml#yearly_month": "reminds",
}
#: Who counts by the calendar as it is expected to be; each gives a day that only sorts or reminds.
REMINDERS = {
    "registry/calendars/rules.py": {"is_working_day"},  # shows where two calendars differ
    "registry/filings/rules.py": {"working_days_between"},
    "registry/organisations/rules.py": {"add_working_days"},
    "screening/adjudication/queries.py": {"working_days_between"},
    "screening/adjudication/rules.py": {"add_working_days"},
    "screening/bans/rules.py": {"add_working_days"},
    "screening/checks/rules.py": {"add_working_days"},
}
#: Code that reads a row that is only shown: the page that shows it and the list of what is unsure.
SHOWN_BY = {
    "ANNUAL_HOURS": {"curricula/outlines/data/__init__.py", "curricula/outlines/unsure.py"},
    "least_minutes": {"curricula/standards/data/__init__.py", "templates/curricula/occupation.html"},
    "registration_push": {"registry/organisations/data/__init__.py", "registry/parameters/own.py"},
}
#: What a row of a list is called by; the first that it has.
NAMES = ("id", "kind", "code", "letter", "edition", "version", "year")


def _unsure(value: Any, place: str) -> Iterator[str]:
    """Places of everything in a parsed table that says confidence = "U"."""
    if isinstance(value, list):
        for at, one in enumerate(value):
            named = one if isinstance(one, dict) else {}
            name = next((str(named[key]) for key in NAMES if key in named), str(at))
            yield from _unsure(one, f"{place}.{name}")
    if isinstance(value, dict):
        if value.get("confidence") == "U":
            yield place
        for key, one in value.items():
            yield from _unsure(one, f"{place}.{key}" if not place.endswith("#") else f"{place}{key}")


def _tables() -> Iterator[str]:
    for floor in FLOORS:
        for file in sorted((ROOT / floor).rglob("*.toml")):
            yield from _unsure(tomllib.loads(file.read_text("utf-8")), f"{file.relative_to(ROOT)}#")
        for file in sorted((ROOT / floor).rglob("*.csv")):
            rows = csv.DictReader(file.read_text("utf-8").splitlines())
            yield from (f"{file.relative_to(ROOT)}#{at}" for at, row in enumerate(rows) if _says_so(row))


def _says_so(row: dict[str, str]) -> bool:
    return row.get("confidence") == "U"


def _listed() -> tuple[list[str], list[str]]:
    """The rows that wait for confirmation, and the rows that are only advisory."""
    assert routes()  # every floor has said what it is unsure of
    waiting = [one.row for one in everything() if one.row]
    if any(one.id.startswith("subsidy.") for one in everything()):
        waiting.append(SUBSIDIES)  # the amounts, terms and caps of every kind, one by one
    return waiting, [one.row for one in advice()]


def test_every_unsure_row_waits_for_confirmation_or_says_why_not() -> None:
    waiting, advisory = _listed()
    places = list(_tables())
    assert len(places) > 50
    neither = [place for place in places if not any(fnmatchcase(place, row) for row in waiting + advisory)]
    assert neither == []


def test_nothing_is_both_and_nothing_is_listed_that_is_not_there() -> None:
    waiting, advisory = _listed()
    places = list(_tables())
    both = [
        place
        for place in places
        if any(fnmatchcase(place, row) for row in waiting)
        and any(fnmatchcase(place, row) for row in advisory)
    ]
    assert both == []
    assert [row for row in advisory if not any(fnmatchcase(place, row) for place in places)] == []
    of_tables = [one for one in everything() if one.row and one.confidence == "U"]
    assert [one.id for one in of_tables if not any(fnmatchcase(place, one.row) for place in places)] == []


def test_what_is_advisory_is_a_closed_list_and_says_what_it_does() -> None:
    assert routes()  # every floor has said what it is unsure of
    assert {one.row: one.use for one in advice()} == ADVISORY


def test_only_reminders_count_by_a_calendar_that_nobody_has_confirmed() -> None:
    expected = {"add_working_days", "working_days_between", "is_working_day"}
    found: dict[str, set[str]] = {}
    for file in CODE:
        if file.parts[:2] != ("registry", "working_days"):
            names = {name.rpartition(".")[2] for name in imported(file) if ".working_days.rules." in name}
            if names & expected:
                found[str(file)] = names & expected
    assert found == REMINDERS


def test_what_is_only_shown_is_read_by_nothing_else() -> None:
    files = [*CODE, *(file.relative_to(ROOT) for file in (ROOT / "templates").rglob("*.html"))]
    said = {str(file): (ROOT / file).read_text("utf-8") for file in files}
    for name, readers in SHOWN_BY.items():
        assert {file for file, text in said.items() if name in text} == readers


def test_a_day_that_only_reminds_is_shown_as_expected() -> None:
    """Every template that shows such a day calls it expected."""
    said = {file: file.read_text("utf-8") for file in (ROOT / "templates" / "screening").rglob("*.html")}
    showing = {file.name: text for file, text in said.items() if "due_on" in text}
    assert len(showing) > 5
    assert [name for name, text in showing.items() if "expected" not in text] == []


def test_no_rule_in_code_is_unsure() -> None:
    """A rule that is written in code cannot be confirmed; what is unsure stands in a table."""
    found = [f"{file}:{line}" for file in CODE for line in _unsure_rules(file)]
    assert found == ["foundation/web/design.py:24"]  # an example on the design page


def _unsure_rules(file: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse((ROOT / file).read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Rule":
            given = [*node.args, *(word.value for word in node.keywords)]
            said = [one for one in given if isinstance(one, ast.Constant) and one.value == "U"]
            yield from (one.lineno for one in said)


def test_every_page_that_shows_a_refusal_shows_its_rule() -> None:
    templates = {file: file.read_text("utf-8") for file in sorted((ROOT / "templates").rglob("*.html"))}
    telling = {file: said for file, said in templates.items() if "form.error.message" in said}
    assert len(telling) > 30
    assert [
        str(file.relative_to(ROOT)) for file, said in telling.items() if "form.error.rule" not in said
    ] == []
