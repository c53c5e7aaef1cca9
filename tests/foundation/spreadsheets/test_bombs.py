"""Files made to exhaust whoever reads them: each is refused, quickly, and its reader does not grow."""

from __future__ import annotations

import json
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from foundation.spreadsheets import limits

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
HEADINGS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>证件号码</t></is></c></row>'
)
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
XXE = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

MEASURED = """
import json, resource, sys
from pathlib import Path
from foundation.spreadsheets.grid import FileRefused
from foundation.spreadsheets.reader import read_grids

content, columns = Path(sys.argv[1]).read_bytes(), int(sys.argv[2])
try:
    outcome = str(sum(len(grid.rows) for grid in read_grids(content, columns)))
except FileRefused as refused:
    outcome = refused.reason
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
spent = sum(one.ru_utime + one.ru_stime for one in used)
status = Path("/proc/self/status").read_text()  # the peak of this program alone; `ru_maxrss` inherits
peak = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
print(json.dumps({"outcome": outcome, "seconds": spent, "megabytes": peak / 1024}))
"""


def sheet(data: str, *, before: str = "", after: str = "") -> str:
    rows = f"<sheetData>{HEADINGS}{data}</sheetData>"
    return f'<?xml version="1.0"?>{before}<worksheet {NS}>{rows}{after}</worksheet>'


def workbook(page: str | bytes, *, strings: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    parts: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships {RELATIONS}><Relationship Id="1" Type="{RELATION}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {NS} xmlns:r="{RELATION}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="s"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {RELATIONS}>"
        f'<Relationship Id="s" Type="{RELATION}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="t" Type="{RELATION}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": page,
    }
    if strings:
        parts["xl/sharedStrings.xml"] = strings
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in (parts | (extra or {})).items():
            archive.writestr(name, content)
    return written.getvalue()


def noise(length: int, seed: int = 0) -> str:
    """Text that hardly compresses."""
    return random.Random(seed).randbytes(length // 2).hex()


def text_cell(written: str) -> str:
    return f'<c t="inlineStr"><is><t>{written}</t></is></c>'


def padded() -> bytes:
    return workbook(sheet("") + " " * 120_000_000)


def far_cell() -> bytes:
    row = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return workbook(sheet(row).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>', 1))


def many_rows() -> bytes:
    return workbook(sheet("".join(f"<row>{text_cell(noise(40, n))}</row>" for n in range(60_000))))


def millions_of_rows() -> bytes:
    return workbook(sheet("<row><c><v>1</v></c></row>" * 3_000_000))


def styled_columns() -> bytes:
    return workbook(sheet('<row><c s="1"/><c s="1"/></row>' * 1_048_576))


def many_columns() -> bytes:
    return workbook(sheet(f"<row>{'<c><v>1</v></c>' * 1_000_000}</row>"))


def many_columns_incompressible() -> bytes:
    return workbook(sheet("<row>" + "".join(text_cell(noise(16, n)) for n in range(300)) + "</row>"))


def wide_row(columns: int) -> bytes:
    return workbook(
        sheet("<row>" + "".join(f"<c><v>{at * 7919}</v></c>" for at in range(columns)) + "</row>")
    )


def long_cell() -> bytes:
    return workbook(sheet(f"<row>{text_cell(noise(8_000_000))}</row>"))


def repeated_string() -> bytes:
    strings = f"<sst {NS}><si><t>{noise(32_000)}</t></si></sst>"
    rows = "".join(
        f'<row r="{n}"><c t="s"><v>0</v></c><c><v>{n * 7919}</v></c></row>' for n in range(2, 15_000)
    )
    return workbook(sheet(rows), strings=strings)


def overlapping_merges() -> bytes:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n * 7919}</v></c></row>' for n in range(2, 19_000))
    merges = "".join(f'<mergeCell ref="A{n}:A1048576"/>' for n in range(2, 15_000))
    return workbook(sheet(rows, after=f"<mergeCells>{merges}</mergeCells>"))


def deeply_nested() -> bytes:
    return workbook(sheet("<row>" * 2_000_000))


def deeply_nested_incompressible() -> bytes:
    return workbook(sheet("".join(f'<row r="{noise(12, n)}">' for n in range(100_000))))


def many_members() -> bytes:
    return workbook(sheet(""), extra={f"xl/media/{n}": b"" for n in range(50_000)})


def nested_archives() -> bytes:
    inner = zlib.compress(b"\0" * 50_000_000, 9)
    for _ in range(3):
        written = BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in "abcdefgh":
                archive.writestr(name, inner)
        inner = written.getvalue()
    return inner


def lying_directory() -> bytes:
    """The directory says 1,000 bytes; the member unpacks to 100 MB."""
    content = bytearray(padded())
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", 1000)
    return bytes(content)


def in_utf_16() -> bytes:
    return workbook(sheet("<row><c><v>&c;</v></c></row>", before=LAUGHS).encode("utf-16"))


BOMBS: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "padded": (padded, {"unpacked"}),
    "far cell": (far_cell, {"columns"}),
    "many rows": (many_rows, {"rows"}),
    "millions of rows": (millions_of_rows, {"unpacked"}),
    "whole columns styled": (styled_columns, {"unpacked"}),
    "many columns": (many_columns, {"unpacked"}),
    "many columns that do not compress": (many_columns_incompressible, {"columns"}),
    "long cell": (long_cell, {"long_cell"}),
    "one text a hundred thousand times": (repeated_string, {"cells"}),
    "overlapping merges": (overlapping_merges, {"damaged"}),
    "deeply nested": (deeply_nested, {"unpacked"}),
    "deeply nested and hard to compress": (deeply_nested_incompressible, {"damaged"}),
    "many members": (many_members, {"members"}),
    "nested archives": (nested_archives, {"not_a_workbook"}),
    "lying directory": (lying_directory, {"damaged"}),
    "billion laughs": (lambda: workbook(sheet("<row><c><v>&c;</v></c></row>", before=LAUGHS)), {"doctype"}),
    "billion laughs in UTF-16": (in_utf_16, {"doctype"}),
    "laughs in shared texts": (
        lambda: workbook(sheet(""), strings=f"{LAUGHS}<sst {NS}><si><t>&c;</t></si></sst>"),
        {"doctype"},
    ),
    "external entity": (lambda: workbook(sheet("<row><c><v>&x;</v></c></row>", before=XXE)), {"doctype"}),
    "csv of commas": (lambda: b"a" + b"," * 10_000_000 + b"b", {"columns"}),
    "csv of lines": (lambda: b"a\n" * 5_000_000, {"rows"}),
    "csv with an open quotation mark": (lambda: b'a,"' + b"b,\n" * 3_000_000, {"long_cell"}),
    "too large": (lambda: b"a,b\n" * 3_000_000, {"too_large"}),
}
#: Read for somebody who asks for as many columns as nobody gets.
WIDE_BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "far cell": (far_cell, "columns"),
    "more columns than anybody gets": (lambda: wide_row(limits.WIDEST + 1), "columns"),
    "csv as wide as may be": (lambda: (b"a," * (limits.WIDEST - 1) + b"a\n") * 1_001, "cells"),
    "csv of commas": (lambda: b"a" + b"," * 10_000_000 + b"b", "columns"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_it_is_refused_quickly_and_in_little_memory(name: str, tmp_path: Path) -> None:
    build, reasons = BOMBS[name]
    measured = _measured(build(), tmp_path, limits.COLUMNS)
    assert measured["outcome"] in reasons
    assert measured["seconds"] < 2
    assert measured["megabytes"] < 200


@pytest.mark.parametrize("name", WIDE_BOMBS)
def test_a_wider_sheet_opens_no_door(name: str, tmp_path: Path) -> None:
    build, reason = WIDE_BOMBS[name]
    measured = _measured(build(), tmp_path, 1_000_000)
    assert (measured["outcome"], measured["seconds"] < 2, measured["megabytes"] < 200) == (reason, True, True)


def _measured(content: bytes, folder: Path, columns: int) -> dict[str, Any]:
    bomb = folder / "bomb"
    bomb.write_bytes(content)
    command = [sys.executable, "-c", MEASURED, str(bomb), str(columns)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def test_an_exaggerated_dimension_is_not_believed(tmp_path: Path) -> None:
    page = sheet('<row r="2"><c r="A2"><v>1</v></c></row>').replace(
        "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>', 1
    )
    assert _measured(workbook(page), tmp_path, limits.COLUMNS)["outcome"] == "2"
