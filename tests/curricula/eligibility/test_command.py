"""`yuzheng eligibility`: cases in, answers out, and every mistake named by case and field."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from curricula.eligibility.data import WORDS
from yuzheng.cli import main

CASE: dict[str, Any] = {
    "occupation": "4-10-01-03",
    "edition": "2021年版",
    "level": 4,
    "on": "2026-07-17",
    "birth": "1990-05-01",
    "status": "在职",
    "employment": [{"from": "2020-07-18", "to": None, "occupation": "4-10-01-02"}],
    "certificates": [],
    "education": [],
    "titles": [],
}


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def asking(*cases: Any, options: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        file = tmp_path / "cases.json"
        file.write_text(json.dumps(cases, ensure_ascii=False), "utf-8")
        main(["eligibility", str(file), *options])
        return json.loads(capsys.readouterr().out)

    return asking


@pytest.fixture
def refused(ask: Any, capsys: pytest.CaptureFixture[str]) -> Any:
    def refusing(*cases: Any) -> str:
        with pytest.raises(SystemExit) as ended:
            ask(*cases)
        out, err = capsys.readouterr()
        assert (ended.value.code, out) == (1, "")
        return err

    return refusing


GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "eligibility.md"


def met(answer: dict[str, Any]) -> list[str]:
    return [rule["id"] for rule in answer["rules"] if rule["met"]]


def test_the_day_before_and_the_day(ask: Any) -> None:
    before, on = ask(CASE, {**CASE, "on": "2026-07-18", "id": "a"})
    assert (before["eligible"], before["earliest"]) == (False, "2026-07-18")
    assert (on["eligible"], on["earliest"], met(on), on["id"]) == (True, "2026-07-18", ["G18-4b"], "a")
    assert [rule["id"] for rule in before["rules"]] == ["G18-4a", "G18-4b", "G18-4c"]
    assert before["rules"][1]["missing"] == ["从事本职业或相关职业的年限不足：要求满6年，还差1天。"]
    assert on["rules"][1]["missing"] == []


def test_every_rule_carries_text_source_and_confidence(ask: Any) -> None:
    for edition, level in (("2021", 5), ("2021", 1)):
        (answer,) = ask({**CASE, "edition": edition, "level": level})
        for rule in answer["rules"]:
            assert rule["title"]
            assert "2018年版" in rule["document"]
            assert rule["article"].startswith("申报条件")
            assert rule["confidence"] in {"V", "K"}


def test_english_is_spoken_when_asked_for(ask: Any) -> None:
    (answer,) = ask(CASE, options=("--language", "en"))
    assert answer["rules"][1]["title"] == "6 years of work in this or a related occupation"


@pytest.mark.parametrize("edition", [2021, "2021", "2021年", "2021年版", "２０２１"])
@pytest.mark.parametrize("level", [4, "4", "四级", "中级工", "四级/中级工"])
def test_editions_and_levels_as_they_are_written(ask: Any, edition: Any, level: Any) -> None:
    (answer,) = ask({**CASE, "edition": edition, "level": level})
    assert answer["earliest"] == "2026-07-18"


def test_an_edition_decides_which_generation_holds(ask: Any) -> None:
    facilitator = {**CASE, "occupation": "婴幼儿发展引导员", "on": "2026-07-17"}
    old, new = ask(facilitator, {**facilitator, "edition": "2025"})
    assert (old["eligible"], old["earliest"]) == (False, "2026-07-18")
    assert (new["eligible"], new["earliest"], met(new)) == (True, "2025-07-18", ["G23-4a"])
    assert old["notes"] == []
    assert "尚未核实" in new["notes"][0]
    (confirmed,) = ask({**facilitator, "edition": "2025"}, options=("--confirm", "4-10-01-01/2025年版"))
    assert (confirmed["eligible"], confirmed["notes"]) == (True, [])


def test_a_level_that_the_edition_lacks_admits_nobody(ask: Any) -> None:
    (answer,) = ask({**CASE, "occupation": "4-10-01-01", "level": 5})
    assert (answer["eligible"], answer["rules"], answer["earliest"]) == (False, [], None)
    assert answer["notes"] == ["这一版标准没有五级/初级工。"]


def test_what_is_unconfirmed_decides_nothing_and_is_said(ask: Any) -> None:
    carer = {**CASE, "employment": [{"from": "2010-01-01", "occupation": "健康照护师"}]}
    (answer,) = ask(carer)
    assert not answer["eligible"]
    assert "RO-HEALTH" in answer["notes"][0]
    (confirmed,) = ask(carer, options=("--confirm", "RO-HEALTH"))
    assert (confirmed["eligible"], confirmed["notes"]) == (True, [])


def test_the_code_of_a_programme_stands_for_its_major_only_if_it_is_sure(ask: Any) -> None:
    def school(major: str) -> dict[str, Any]:
        return {"kind": "技工学校", "major": major, "graduated": "2020-07-01"}

    sure, unsure = ask(
        *({**CASE, "employment": [], "education": [school(major)]} for major in ("720803", "770101"))
    )
    assert met(sure) == ["G18-4c"]
    assert (unsure["eligible"], len(unsure["notes"])) == (False, 1)


def test_a_superseded_edition_is_said_to_be_one(ask: Any) -> None:
    (answer,) = ask({**CASE, "occupation": "保育员", "edition": "2019"})
    assert answer["earliest"] == "2026-07-18"
    assert answer["notes"] == ["这一版标准已被2021年版取代。"]


def test_overlapping_and_reversed_jobs_count_once(ask: Any) -> None:
    jobs = [
        {"from": "2022-01-01", "to": "2024-01-01", "occupation": "保育师"},
        {"from": "2020-01-01", "to": "2023-01-01", "occupation": "育婴员"},
        {"from": "2020-01-01", "to": "2026-01-01", "occupation": "保安员"},
    ]
    for order in (jobs, jobs[::-1]):
        (answer,) = ask({**CASE, "on": "2026-07-18", "employment": order})
        assert (answer["eligible"], answer["earliest"]) == (False, None)
    (again,) = ask({**CASE, "employment": [*jobs, {"from": "2025-07-18", "occupation": "保育师"}]})
    assert again["earliest"] == "2027-07-18"  # four years until 2024, two more from 2025-07-18 on


@pytest.mark.parametrize("state, rule", [("学徒期满", "G18-5b"), ("apprenticeship_completed", "G18-5b")])
def test_an_apprenticeship_is_a_state(ask: Any, state: str, rule: str) -> None:
    (answer,) = ask({**CASE, "level": 5, "employment": [], "status": ["在职", state]})
    assert (met(answer), answer["earliest"]) == ([rule], "2026-07-17")


@pytest.mark.parametrize(
    "more", [{"status": "技师班学生"}, {"education": [{"kind": "预备技师班", "graduated": "2027-07-01"}]}]
)
def test_a_student_of_a_technician_class(ask: Any, more: dict[str, Any]) -> None:
    held = [{"occupation": "4-10-01-01", "level": 3, "issued": "2024-07-18"}]
    goal = {"occupation": "4-10-01-01", "edition": "2025", "level": 2, "employment": []}
    before, on = ask(
        *({**CASE, **goal, "certificates": held, **more, "on": day} for day in ("2026-07-17", "2026-07-18"))
    )
    assert (met(before), before["earliest"]) == ([], "2026-07-18")
    assert met(on) == ["G23-2e"]


def test_a_reserve_technician_is_a_certificate_or_a_state(ask: Any) -> None:
    held = [{"occupation": "保育师", "level": "预备技师", "issued": "2026-07-18"}]
    foreign = [{"occupation": "保安员", "level": "预备技师", "issued": "2020-07-18"}]
    by_paper, by_state, not_ours = ask(
        {**CASE, "level": 2, "certificates": held},
        {**CASE, "level": 2, "status": "预备技师"},
        {**CASE, "level": 2, "certificates": foreign},
    )
    assert (by_paper["eligible"], by_paper["earliest"]) == (False, "2026-07-18")
    assert met(by_state) == ["G18-2b"]
    assert not_ours["earliest"] is None


@pytest.mark.parametrize("kind", [word for one in WORDS.diplomas for word in (one.kind, one.zh, *one.words)])
def test_every_word_for_a_diploma_is_read(ask: Any, kind: str) -> None:
    education = [{"kind": kind, "major": "学前教育", "graduated": "2020-07-01"}]
    (answer,) = ask({**CASE, "occupation": "4-10-01-01", "edition": "2025", "education": education})
    assert "G23-4c" in met(answer)


@pytest.mark.parametrize(
    "kind", ["经评估论证的高职", "assessed_higher_vocational", "经评估论证的高职毕业证书"]
)
def test_an_assessed_programme_is_said_with_the_kind(ask: Any, kind: str) -> None:
    education = [{"kind": kind, "major": "护理", "final_year": True}]
    plain, assessed = ask(*({**CASE, "education": [{**education[0], "kind": one}]} for one in ("高职", kind)))
    assert (plain["eligible"], met(assessed)) == (False, ["G18-4c"])


@pytest.mark.parametrize("word", [word for one in WORDS.titles for word in (one.rank, one.zh, *one.words)])
def test_every_word_for_a_title_is_read(ask: Any, word: str) -> None:
    (answer,) = ask({**CASE, "titles": [{"grade": word, "granted": "2020-01-01"}]})
    assert not answer["eligible"]


BROKEN: list[tuple[Any, str]] = [
    ({**CASE, "on": "2026-02-30"}, "case 2: on:"),
    ({**CASE, "on": "18.7.2026"}, "case 2: on:"),
    ({key: value for key, value in CASE.items() if key != "level"}, "case 2: level:"),
    ({**CASE, "level": 6}, "case 2: level:"),
    ({**CASE, "occupation": "5-05-05-05"}, "case 2: occupation:"),
    ({**CASE, "occupation": "4-14-01-03"}, "case 2: edition:"),
    ({**CASE, "edition": "1999"}, "case 2: edition:"),
    ({**CASE, "birth": "2030-01-01"}, "case 2: birth:"),
    ({**CASE, "status": "astronaut"}, "case 2: status:"),
    ({**CASE, "employments": []}, "case 2: employments:"),
    ({**CASE, "employment": {}}, "case 2: employment:"),
    ({**CASE, "employment": [{"occupation": "保育师"}]}, "case 2: employment[0].from:"),
    (
        {**CASE, "employment": [{"occupation": "a", "from": "2020-01-02", "to": "2020-01-01"}]},
        "case 2: employment[0].to:",
    ),
    (
        {**CASE, "certificates": [{"occupation": "a", "issued": "2020-01-02"}]},
        "case 2: certificates[0].level:",
    ),
    (
        {**CASE, "certificates": [{"occupation": "a", "issued": "2020-01-02", "level": 7}]},
        "case 2: certificates[0].level:",
    ),
    ({**CASE, "education": [{"kind": "夜校"}]}, "case 2: education[0].kind:"),
    ({**CASE, "education": [{"kind": "本科", "final_year": "maybe"}]}, "case 2: education[0].final_year:"),
    ({**CASE, "titles": [{"grade": "特级", "granted": "2020-01-01"}]}, "case 2: titles[0].grade:"),
    ({**CASE, "titles": [{"grade": "初级", "granted": "soon"}]}, "case 2: titles[0].granted:"),
    (["not", "a", "case"], "case 2:"),
]


@pytest.mark.parametrize("broken, place", BROKEN)
def test_a_mistake_is_named_by_case_and_field(refused: Any, broken: Any, place: str) -> None:
    said = refused(CASE, broken, CASE)
    assert place in said
    assert "case 1" not in said
    assert "case 3" not in said


def test_every_mistake_is_named(refused: Any) -> None:
    said = refused({**CASE, "level": 0, "status": "x"}, {**CASE, "on": "?"})
    assert [line.split(": ")[:2] for line in said.splitlines()[1:]] == [
        ["  case 1", "level"],
        ["  case 1", "status"],
        ["  case 2", "on"],
    ]


@pytest.mark.parametrize(
    "content", [b"{", b"{}", b'"x"', b"\xff\xfe", pytest.param(b"[" * 100_000, id="deep")]
)
def test_what_is_no_list_of_cases_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    file = tmp_path / "cases.json"
    file.write_bytes(content)
    for asked in (file, tmp_path / "nowhere.json"):
        with pytest.raises(SystemExit) as ended:
            main(["eligibility", str(asked)])
        out, err = capsys.readouterr()
        assert (ended.value.code, out) == (1, "")
        assert "file: " in err or "nowhere.json" in err


def test_cases_may_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    content = b"\xef\xbb\xbf" + json.dumps([CASE]).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    main(["eligibility", "-"])
    assert json.loads(capsys.readouterr().out)[0]["earliest"] == "2026-07-18"
    main(["eligibility", "--help"])
    said = capsys.readouterr().out
    assert all(one.kind in said for one in WORDS.diplomas)
    assert all(one.state in said for one in WORDS.states)


def test_the_example_of_the_guide_is_answered_as_it_says(ask: Any) -> None:
    asked, answered = re.findall(r"```json\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert ask(*json.loads(asked)) == json.loads(answered)


def test_the_guide_names_every_word() -> None:
    said = GUIDE.read_text("utf-8")
    words = (*WORDS.diplomas, *WORDS.titles, *WORDS.states)
    assert [one.zh for one in words if one.zh not in said] == []
