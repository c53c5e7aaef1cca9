"""From bytes to a sheet with its headings found; whatever the file is called or pretends to be."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from foundation.errors import Invalid
from foundation.language import use_language
from foundation.spreadsheets import limits, reader
from foundation.spreadsheets.grid import FileRefused
from foundation.spreadsheets.reader import read_grids, read_sheet, read_upload
from foundation.spreadsheets.refusals import REASONS
from foundation.spreadsheets.sheet import Line

KNOWN = ("姓名", "证件号码", "出生日期", "理论成绩", "技能成绩")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def book(*rows: Sequence[Any], finish: Callable[[Any], None] | None = None) -> bytes:
    made = Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    if finish:
        finish(made)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def problem_of(content: bytes) -> tuple[str, str]:
    with pytest.raises(Invalid) as invalid:
        read_sheet(content, KNOWN)
    (problem,) = invalid.value.problems
    assert problem.field == "file"
    assert problem.remedy
    return problem.message.english(), problem.remedy.english()


def test_headings_are_found_below_titles_and_above_signatures() -> None:
    def merge(made: Any) -> None:
        made.worksheets[0].merge_cells("A1:D1")
        made.worksheets[0].merge_cells("A6:D6")

    content = book(
        ["2026春花名册"],
        [],
        ["*姓 名", "证件号码（身份证）", "出生\n日期", "备注"],
        ["张三", "1", date(2001, 3, 5), "x"],
        ["李四", "2", "2001.3.5"],
        ["说明文字，与数据无关"],
        ["姓名", "证件号码(身份证)", "出生日期", "备注"],
        ["王五", "3", 20010305],
        ["合计", 3],
        ["填表人：张老师", None, "审核人：李老师"],
        finish=merge,
    )
    sheet = read_sheet(content, KNOWN)
    assert (sheet.name, sheet.position, sheet.header_row) == ("Sheet", 1, 3)
    assert sheet.columns == ["*姓 名", "证件号码（身份证）", "出生 日期", "备注"]
    assert sheet.letters["出生 日期"] == "C"
    assert sheet.above == [Line(1, "2026春花名册")]
    assert [row.number for row in sheet.rows] == [4, 5, 8]
    assert [row.cell("出生 日期").text for row in sheet.rows] == ["2001-03-05", "2001.3.5", "20010305"]
    assert [line.number for line in sheet.aside] == [6, 7, 9, 10]


def test_headings_in_two_rows() -> None:
    def merge(made: Any) -> None:
        for area in ("A1:A2", "B1:B2", "C1:D1"):
            made.worksheets[0].merge_cells(area)

    content = book(
        ["姓名", "证件号码", "成绩"],
        [None, None, "理论成绩", "技能成绩"],
        ["张三", "1", 80, 90],
        finish=merge,
    )
    sheet = read_sheet(content, KNOWN)
    assert (sheet.header_row, sheet.columns) == (2, ["姓名", "证件号码", "理论成绩", "技能成绩"])


def test_a_person_with_an_empty_row_is_not_a_note() -> None:
    sheet = read_sheet(book(["姓名", "证件号码"], ["合欢"], ["张三", "1"]), KNOWN)
    assert [row.number for row in sheet.rows] == [2, 3]


def test_columns_without_or_with_the_same_heading_are_told_apart() -> None:
    content = book(["姓名", "证件号码", "备注", None, "备注"], ["张三", "1", "a", "b", "c"])
    sheet = read_sheet(content, KNOWN)
    assert sheet.columns == ["姓名", "证件号码", "备注 [C]", "[D]", "备注 [E]"]
    assert sheet.rows[0].cell("[D]").text == "b"


def test_the_sheet_with_the_table_is_chosen_and_the_others_named() -> None:
    def second(made: Any) -> None:
        page = made.create_sheet("花名册")
        page.append(["姓名", "证件号码"])
        page.append(["张三", "1"])

    sheet = read_sheet(book(["填写说明"], ["姓名不得为空"], finish=second), KNOWN)
    assert (sheet.name, sheet.position, sheet.others) == ("花名册", 2, ["Sheet"])


@pytest.mark.parametrize(
    "content,message",
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf \r\n", "The file is empty."),
        (OLD_OFFICE, "This is an .xls file, the format of Excel before 2007."),
        (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "The file is protected by a password."),
        (b"%PDF-1.7", "This is not a spreadsheet but a document or a picture."),
        (b"\xff\xd8\xff\xe0", "This is not a spreadsheet but a document or a picture."),
        (b"<html><table>", "This is a web page that only calls itself a spreadsheet."),
        (b"PK\x03\x04nothing", "The file is damaged."),
        ("张三,李四\n王五,赵六\n".encode(), "No row of the file holds the column headings."),
        ("姓名,证件号码\n".encode(), "There is nothing below the column headings in row 1."),
    ],
)
def test_what_is_not_read_is_told_with_a_remedy(content: bytes, message: str) -> None:
    said, remedy = problem_of(content)
    assert said == message
    assert "{" not in said + remedy


def test_the_headings_it_looks_for_are_named() -> None:
    assert problem_of(b"a,b\n1,2\n")[1].endswith("姓名、证件号码、出生日期、理论成绩、技能成绩.")


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_said_in_chinese(reason: str) -> None:
    from foundation.language import gettext

    with use_language("zh-CN"):
        for said in REASONS[reason]:
            assert gettext(said.msgid) != said.msgid


def test_the_child_process_has_limits(tmp_path: Path) -> None:
    confined = "from foundation.spreadsheets.child import _confine; _confine(); "
    hungry = subprocess.run(
        [sys.executable, "-c", confined + "bytearray(10**9)"], capture_output=True, check=False
    )
    assert b"MemoryError" in hungry.stderr
    command = confined + f"import pathlib; pathlib.Path({str(tmp_path / 'file')!r}).write_text('a')"
    writing = subprocess.run([sys.executable, "-c", command], capture_output=True, check=False)
    assert b"OSError" in writing.stderr


def test_nothing_of_our_environment_reaches_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    real = subprocess.run

    def spy(*args: Any, **kwargs: Any) -> Any:
        seen.update(kwargs["env"])
        return real(*args, **kwargs)

    monkeypatch.setattr(reader.subprocess, "run", spy)
    monkeypatch.setenv("YUZHENG_SEALING_KEY", "secret")
    read_grids(b"a,b\n")
    assert set(seen) == {"PYTHONPATH"}
    assert "YUZHENG_SEALING_KEY" in os.environ


def test_a_reader_that_does_not_finish_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.01)
    with pytest.raises(FileRefused, match="exhausted"):
        read_grids(b"a,b\n")


def test_a_reader_that_is_killed_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader.sys, "executable", "/bin/false")
    with pytest.raises(FileRefused, match="exhausted"):
        read_grids(b"a,b\n")


async def test_an_upload_does_not_hold_up_the_others() -> None:
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0.005)

    heart = asyncio.create_task(beat())
    sheet = await read_upload(book(["姓名", "证件号码"], ["张三", "1"]), KNOWN)
    heart.cancel()
    assert len(sheet.rows) == 1
    assert beats > 5


def test_ten_thousand_rows_are_read_in_seconds() -> None:
    rows = [
        [f"张{n}", f"36999919850101{n:04d}", date(1985, 1, 1), "女", "汉族", n, "大专", ""]
        for n in range(10_000)
    ]
    content = book(["姓名", "证件号码", "出生日期", "性别", "民族", "学号", "学历", "备注"], *rows)
    begun = time.process_time()
    sheet = read_sheet(content, KNOWN)
    assert len(sheet.rows) == 10_000
    assert time.process_time() - begun < 3
