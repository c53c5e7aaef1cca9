"""`yuzheng screen`: JSON Lines in, one line for each pair found, and errors that name the line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from benchmarks.screening.measuring import pairs
from benchmarks.screening.population import people
from foundation.errors import Invalid
from screening.matching.entries import Entry, identity_of
from screening.matching.identity import Document, Identity
from yuzheng.commands.screen import screen

NUMBER = "369999199001010018"


def run(tmp_path: Path, known: list[Any], listed: list[Any], *options: str) -> Result:
    files = []
    for name, lines in (("people", known), ("list", listed)):
        file = tmp_path / f"{name}.jsonl"
        file.write_text(
            "\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines), encoding="utf-8"
        )
        files.append(str(file))
    return CliRunner().invoke(screen, [files[0], "--list", files[1], *options])


def hits(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.exception
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_hit_names_both_lines_and_why_and_no_value_in_full(tmp_path: Path) -> None:
    known = [
        {"name": "李娜", "dob": "1988-02-03"},
        "",
        {"name": "王小明", "doc": "RIC", "no": NUMBER, "x": 1},
    ]
    listed = [
        {"name": "陈静", "no": "369999197705060023"},
        {"name": "WANG XIAOMING", "no": NUMBER, "sex": "M"},
    ]
    result = run(tmp_path, known, listed)
    (hit,) = hits(result)
    assert (hit["person"], hit["listed"], hit["state"]) == (2, 1, "strong")
    assert hit["bits"] == pytest.approx(
        sum(e["bits"] for e in hit["evidence"] if e["feature"] != "chance"), abs=0.1
    )
    assert {e["feature"] for e in hit["evidence"]} == {"document", "name", "birth_date", "sex", "chance"}
    assert NUMBER not in result.stdout
    assert "王小明" not in result.stdout


def test_the_threshold_decides_what_is_told(tmp_path: Path) -> None:
    known, listed = [{"name": "王小明", "dob": "1990-05"}], [{"name": "王晓明", "dob": "1990-05"}]
    (hit,) = hits(run(tmp_path, known, listed))
    assert hit["state"] == "possible"
    assert hits(run(tmp_path, known, listed, "--threshold", str(hit["bits"] + 1))) == []
    assert len(hits(run(tmp_path, known, listed, "--threshold", "1"))) == 1


@pytest.mark.parametrize("bad", ["{", "[]", '{"name": 5}', '{"former": {"a": 1}}', '{"x":' + "[" * 10_000])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, bad: str) -> None:
    result = run(tmp_path, [{"name": "王小明"}, bad], [{"name": "王小明"}])
    assert isinstance(result.exception, Invalid)
    assert [problem.field for problem in result.exception.problems] == ["people.jsonl:1"]


def test_a_threshold_that_is_no_number_clears_nobody(tmp_path: Path) -> None:
    result = run(tmp_path, [{"name": "王小明"}], [{"name": "王小明"}], "--threshold", "nan")
    assert (result.exit_code, result.stdout) == (2, "")


def test_what_is_null_is_not_told() -> None:
    told = Entry(name=None, former=[None, "李娜", ""], sex="female")
    assert identity_of(told) == Identity(names=("李娜",), sex="female")


def test_several_processes_answer_as_one_in_the_order_of_the_people(tmp_path: Path) -> None:
    found = pairs(2, 11)
    known = [msgspec.to_builtins(one.person) for one in found]
    known += [msgspec.to_builtins(one) for one in people(25_000, 12)]
    listed = [msgspec.to_builtins(one.listed) for one in found]
    alone = run(tmp_path, known, listed, "--processes", "1").stdout
    assert run(tmp_path, known, listed, "--processes", "2").stdout == alone
    persons = [json.loads(line)["person"] for line in alone.splitlines()]
    assert persons == sorted(persons)
    assert len(persons) >= len(found) * 0.9


@pytest.mark.parametrize(
    ("word", "kind"),
    [("RIC", "01"), ("HKM", "06"), ("TW", "07"), ("PP", "08"), ("FPR", "05"), ("?", "09"), ("", "01")],
)
def test_kinds_of_documents(word: str, kind: str) -> None:
    told = Entry(name="王", former=["李"], doc=word, no="E12345678", dob="1990", sex="f")
    assert identity_of(told) == Identity(
        names=("王", "李"), documents=(Document(kind, "E12345678"),), sex="female", partial_births=("1990",)
    )
