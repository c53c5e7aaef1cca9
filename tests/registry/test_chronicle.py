"""The history in words: everything that this floor records has a title, its fields and values too."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import registry
from foundation.history import Entry
from foundation.ids import new_id
from foundation.text import Text, text
from registry.chronicle import TITLES, events, tell

MOMENT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def entry(kind: str, changes: dict[str, list[object]], role: str = "registrar") -> Entry:
    return Entry(new_id(), MOMENT, kind, "王芳", role, changes, None)


def said(value: object) -> str:
    return value.english() if isinstance(value, Text) else str(value)


def test_every_kind_that_is_recorded_has_a_title() -> None:
    root = Path(registry.__file__).parent
    source = "\n".join(file.read_text("utf-8") for file in root.rglob("*.py"))
    recorded = set(re.findall(r'"((?:organisation|filing|person|account)\.[a-z_]+)"', source))
    no_kinds = (".name", ".kind", ".toml", "_sealed")  # fields, files and places of sealed values
    assert {kind for kind in recorded if not kind.endswith(no_kinds)} == set(TITLES)


def test_values_are_said_in_words() -> None:
    [event] = events(
        [
            entry(
                "filing.submitted",
                {
                    "status": ["registered", "submitted"],
                    "papers": [[], ["premises", "staff"]],
                    "submitted_on": [None, "2026-11-24"],
                    "inclusive": [False, True],
                    "area_code": ["360102", "360103"],
                },
            )
        ]
    )
    changes = {said(change.label): (change.old, change.new) for change in event.changes}
    assert said(changes["Papers"][1]) == "Proof of the premises, Staff qualifications and health certificates"
    assert changes["Papers"][0] is None
    assert changes["Submitted on"] == (None, date(2026, 11, 24))
    assert changes["Area"] == ("南昌市东湖区", "南昌市西湖区")
    assert said(changes["Inclusive (subsidised)"][1]) == "yes"


def test_the_name_of_an_organisation_is_not_the_name_of_a_person() -> None:
    [of_place] = events([entry("organisation.amended", {"name": ["甲", "乙"]})])
    [of_person] = events([entry("person.identity_amended", {"name": ["甲*", "乙*"]})])
    assert said(of_place.changes[0].label) == "Official name"
    assert said(of_person.changes[0].label) == "Name"


def test_a_floor_above_names_what_it_writes() -> None:
    paper = text("Paper")
    tell({"paper.shown": paper}, {"paper.kind": text("Kind of paper")}, {"paper.kind": {"diploma": paper}})
    [event] = events([entry("paper.shown", {"kind": [None, "diploma"]})])
    [change] = event.changes
    assert (event.title, said(change.label), change.new) == (paper, "Kind of paper", paper)


def test_what_is_not_known_keeps_its_name_rather_than_vanish() -> None:
    [event] = events([entry("person.cloned", {"dna": ["a", "b"]})])
    assert (event.title, event.changes[0].label, event.changes[0].new) == ("person.cloned", "dna", "b")


def test_the_system_is_called_so() -> None:
    [event] = events([entry("person.registered", {}, role="system")])
    assert said(event.by) == "the system"
