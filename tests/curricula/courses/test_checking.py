"""`yuzheng curriculum check`: what a course version in a file lacks, line by line."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from curricula.outlines.data import OUTLINES
from foundation.spreadsheets.writing import write_workbook
from yuzheng.cli import main

OUTLINE = OUTLINES["TY-BYRY", "2021"]
HEADINGS = ["模块代码", "模块名称", "类别", "学时", "大纲模块", "合格分数"]


def modules() -> list[dict[str, Any]]:
    return [
        {"code": one.code, "title": one.zh, "kind": one.kind, "hours": one.hours, "outline_module": one.code}
        for one in OUTLINE.modules
    ]


def version(changed: dict[int, dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    plan = modules()
    for at, change in (changed or {}).items():
        plan[at] = {**plan[at], **change}
    return {"outline": "TY-BYRY", "modules": plan, **more}


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def checking(content: bytes | dict[str, Any], name: str = "version.json", *more: str) -> tuple[int, Any]:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        code = 0
        try:
            main(["curriculum", "check", str(file), *more])
        except SystemExit as ended:
            code = int(str(ended.code))
        out, err = capsys.readouterr()
        return code, out.splitlines() if out else err

    return checking


def test_a_complete_version_lacks_nothing(check: Any) -> None:
    code, lines = check(version(title="保育师四级", occupation="4-10-01-03", level=4))
    assert (code, len(lines)) == (0, 1)
    assert "120" in lines[0]


def test_every_lack_is_a_line(check: Any) -> None:
    code, lines = check(version({0: {"hours": 5.5}, 3: {"outline_module": "B-X"}, 4: {"code": "B-T1"}}))
    assert code == 1
    assert lines == [
        "第 4 个模块: 大纲中没有这个模块。",
        "第 5 个模块: 前面的模块已用了这个代码。",
        "总学时：要求 120 学时，已有 119.5 学时，还差 0.5 学时。",
        "理论学时：要求 60 学时，已有 59.5 学时，还差 0.5 学时。",
        "职业道德与职业行为准则：要求 6 学时，已有 5.5 学时，还差 0.5 学时。",
    ]


@pytest.mark.parametrize(
    "change, said",
    [
        ({"hours": 0}, "第 2 个模块: 请填写大于 0 的学时。"),
        ({"title": ""}, "第 2 个模块: 请填写模块的代码和名称。"),
        ({"kind": "practice"}, "第 2 个模块: 大纲把这个模块归入另一类别。"),
        (
            {"kind": "游戏"},
            "第 2 个模块: 模块类别应为以下之一：理论、实操、职业道德、安全、法律法规、卫生保健。",
        ),
    ],
)
def test_what_is_wrong_with_a_module(check: Any, change: dict[str, Any], said: str) -> None:
    code, lines = check(version({1: change}))
    assert (code, lines[0]) == (1, said)


@pytest.mark.parametrize("change", [{"hours": "NaN"}, {"hours": 5000}, {"pass_mark": 101}, {"pass_mark": -1}])
def test_numbers_out_of_bounds(check: Any, change: dict[str, Any]) -> None:
    code, lines = check(version({1: change}))
    assert code == 1
    assert lines[0].startswith("第 2 个模块: ")


def test_kind_and_module_of_the_outline_may_be_left_out(check: Any) -> None:
    plan = [{key: one[key] for key in ("code", "title", "hours")} for one in modules()]
    assert check({"outline": "TY-BYRY", "edition": "2021", "modules": plan})[0] == 0


def test_a_level_that_the_occupation_lacks(check: Any) -> None:
    assert check(version(occupation="4-10-01-01", level=5))[0] == 1
    assert check(version(occupation="4-10-01-01", level=4))[0] == 0


def test_toml_is_read(check: Any) -> None:
    lines = ['outline = "TY-BYRY"']
    for one in modules():
        lines += [
            "[[modules]]",
            f'code = "{one["code"]}"',
            f'title = "{one["title"]}"',
            f"hours = {one['hours']}",
        ]
    assert check("\n".join(lines).encode(), "version.toml")[0] == 0


def sheet(rows: list[list[Any]], title: str = "保育人员培训方案 TY-BYRY") -> bytes:
    return write_workbook(HEADINGS, rows, title=title)


def rows() -> list[list[Any]]:
    kinds = {"theory": "理论", "practice": "实操", "ethics": "职业道德", "law": "法律法规", "safety": "安全"}
    return [
        [one.code, one.zh, kinds[one.kind], Decimal(one.hours), one.code, None] for one in OUTLINE.modules
    ]


def test_a_sheet_is_read_and_its_rows_are_named(check: Any) -> None:
    assert check(sheet(rows()), "version.xlsx")[0] == 0
    short = rows()
    short[1][3] = "很多"
    code, lines = check(sheet(short), "version.xlsx")
    assert code == 1
    assert lines[0].startswith("第 ")
    assert any("法律法规与政策：要求 6 学时，已有 0 学时" in line for line in lines)


def test_a_sheet_that_names_no_outline_needs_to_be_told(check: Any) -> None:
    code, said = check(sheet(rows(), title=""), "version.xlsx")
    assert code == 1
    assert "TY-BYRY" in said
    assert check(sheet(rows(), title=""), "version.xlsx", "--outline", "TY-BYRY")[0] == 0


@pytest.mark.parametrize(
    "content, name",
    [
        (b"[]", "a.json"),
        (b"{", "a.json"),
        (b"= 1", "a.toml"),
        (b'{"outline": "TY-BYRY", "colour": 1}', "a.json"),
        (b'{"outline": "NONE"}', "a.json"),
        (b"\xff\xfe\x00", "a.json"),
        (b"nothing", "a.xlsx"),
        pytest.param(b"[" * 100_000, "a.json", id="deep"),
    ],
)
def test_what_is_no_course_version_is_refused(check: Any, content: bytes, name: str) -> None:
    code, said = check(content, name)
    assert code == 1
    assert isinstance(said, str)
    assert said


def test_an_empty_version_lacks_everything(check: Any) -> None:
    code, lines = check({"outline": "TY-BYRY", "modules": []})
    assert code == 1
    assert lines[0] == "课程至少要有一个模块。"
    compulsory = [one for one in OUTLINE.modules if one.compulsory]
    assert len(lines) == 4 + len(compulsory) + sum(len(one.topics) for one in compulsory)


def test_content_that_no_module_teaches(check: Any) -> None:
    code, lines = check(version({0: {"topics": []}, 1: {"topics": ["law-01", "LAW-02"]}}))
    assert (code, len(lines)) == (1, 2)
    assert "ETH-01" in lines[0]
    assert "LAW-03" in lines[1]
    unknown = check(version({0: {"topics": ["ETH-01", "ETH-9"]}}))
    assert (unknown[0], len(unknown[1])) == (1, 1)
    assert "ETH-9" in unknown[1][0]
