"""A sheet of decisions: every row in order is entered once, the others are said in the sheet's own terms."""

from __future__ import annotations

import hashlib
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from examples import bans as example
from foundation.actor import Actor
from foundation.database import fetch, fetchval
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.jobs.worker import drain
from foundation.spreadsheets.writing import write_workbook
from screening.bans.actions import confirm as confirm_entry
from screening.bans.queries import list_bans
from screening.bans.turns import steps_for
from screening.intake import actions, jobs
from screening.intake.queries import find_sheet, sheets_of
from screening.screenings.queries import unresolved
from tests.parameters import confirm_kind_of_ban
from tests.people import citizen_number, persona
from tests.screening.conftest import SignIn
from tests.screening.entries import BIRTH, NAME, registered

ENTERED = example.ROWS - 3


def _sheet(*changes: dict[str, object]) -> bytes:
    """One row for each set of changes to a row in order."""
    model = dict(zip(example.COLUMNS, example.rows()[0], strict=True))
    rows = [list((model | change).values()) for change in changes]
    return write_workbook(example.COLUMNS, rows, sheet="禁入决定")  # type: ignore[arg-type]


async def _taken_in(actor: Actor, content: bytes) -> str:
    sheet = await actions.preview(actor, "决定.xlsx", content)
    await actions.confirm(actor, sheet)
    await drain()
    return sheet


@pytest.mark.parametrize("content", [example.workbook(), example.old_csv()], ids=["xlsx", "gb18030"])
async def test_the_example_is_read_checked_and_entered(first: Actor, content: bytes) -> None:
    sheet = await actions.preview(first, "C:\\决定.xlsx", content)
    assert await fetchval("SELECT count(*) FROM ban") == 0  # nothing before a person confirms
    _, seen = await actions.read_again(first, sheet)
    assert {(one.row - seen.problems[0].row, one.column) for one in seen.problems} == {
        (0, "送达日期"),
        (example.WRONG_TERM_AT - example.WITHOUT_SERVICE_AT, "截止日期"),
        (example.TWICE_AT - example.WITHOUT_SERVICE_AT, "决定文书号"),
    }
    assert "set aside" in " ".join(one.message.english() for one in seen.warnings)
    assert len(seen.rows) == ENTERED
    await actions.confirm(first, sheet)
    await drain()
    shown = await find_sheet(first, sheet)
    assert (shown.state, shown.entered, shown.sha256) == (
        "confirmed",
        ENTERED,
        hashlib.sha256(content).hexdigest(),
    )
    assert await fetchval("SELECT count(*) FROM ban_sheet WHERE file_sealed IS NOT NULL") == 0
    rows = await fetch("SELECT status, count(*) AS n FROM ban GROUP BY status")
    assert {row["status"]: row["n"] for row in rows} == {"awaiting_second": ENTERED - 1, "unscreenable": 1}


async def test_an_entered_row_holds_at_once_and_awaits_somebody_else(first: Actor, second: Actor) -> None:
    number = citizen_number(BIRTH)
    person = await registered(number)
    await _taken_in(first, _sheet({"姓名": NAME, "证件号码": number, "出生日期": "1990-05-06"}))
    assert await unresolved([person]) == {person: "strong"}
    (ban,), _ = await list_bans(second, status=None, search="", limit=5, offset=0)
    assert ban.term_until is None  # 终身
    assert steps_for(first, ban) == []
    await confirm_kind_of_ban()
    await confirm_entry(second, ban.public_id)


async def test_the_same_sheet_again_doubles_nothing(first: Actor) -> None:
    await _taken_in(first, example.workbook())
    again = await actions.preview(first, "决定.xlsx", example.workbook())
    _, seen = await actions.read_again(first, again)
    assert (len(seen.rows), len(seen.known)) == (0, ENTERED)
    with pytest.raises(Invalid):
        await actions.confirm(first, again)
    await actions.discard(first, again)
    assert (await find_sheet(first, again)).state == "discarded"
    with pytest.raises(Conflict):
        await actions.confirm(first, again)


async def test_an_entering_that_was_broken_off_goes_on_where_it_stopped(
    first: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = await actions.preview(first, "决定.xlsx", example.workbook())
    await actions.confirm(first, sheet)
    monkeypatch.setattr(jobs, "PORTION", 5)
    entered = jobs._enter
    calls = 0

    async def breaks(*args: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 8:
            raise OSError
        await entered(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "_enter", breaks)
    await drain()
    assert (await find_sheet(first, sheet)).entered == 5  # the first portion
    await fetch("UPDATE job SET run_after = clock_timestamp() RETURNING id")
    await drain()
    assert (await find_sheet(first, sheet)).entered == ENTERED
    assert await fetchval("SELECT count(*) FROM ban") == ENTERED


async def test_portions_are_small() -> None:
    assert jobs.PORTION <= 500
    assert [len(part) for part in actions.batches(tuple(range(12)), 5)] == [5, 5, 2]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"地区": "赣州市"}, "地区", "Choose an area of your own commission."),
        ({"地区": "火星"}, "地区", "“火星” is not an area of the province."),
        ({"禁入类型": "入职查询命中（仅限本单位不得录用）"}, "禁入类型", "it is no ban"),
        ({"送达日期": "2020-01-01"}, "送达日期", "before it was decided"),
        ({"决定机关": ""}, "决定机关", "is empty"),
        ({"证件类型": "借书证"}, "证件类型", "is not a kind of identity document"),
    ],
)
async def test_what_is_wrong_is_said_with_row_and_column(
    first: Actor, change: dict[str, object], column: str, said: str
) -> None:
    sheet = await actions.preview(first, "x.xlsx", _sheet(change))
    _, seen = await actions.read_again(first, sheet)
    assert seen.rows == ()
    assert [one.column for one in seen.problems] == [column]
    assert said in seen.problems[0].message.english()


async def test_a_file_that_is_none_is_refused_and_nothing_kept(first: Actor) -> None:
    with pytest.raises(Invalid):
        await actions.preview(first, "x.xlsx", b"%PDF-1.7")
    with pytest.raises(Invalid):
        await actions.preview(first, "x.csv", "颜色,大小\n红,1\n".encode())
    assert await sheets_of(first) == []


async def test_other_commissions_find_nothing(first: Actor, elsewhere: Actor, above: Actor) -> None:
    sheet = await actions.preview(first, "决定.xlsx", example.workbook())
    for other in (elsewhere, above):
        with pytest.raises(NotFound):
            await actions.confirm(other, sheet)
    with pytest.raises(Forbidden):
        await actions.preview(await persona("auditor"), "决定.xlsx", example.workbook())


async def test_the_pages_lead_from_the_file_to_the_receipt(first: Actor, signed_in: SignIn) -> None:
    browser = await signed_in(first)
    await browser.get("/bans/sheets")
    template = await browser.get("/bans/sheets/template.xlsx")
    assert load_workbook(BytesIO(template.content)).active.max_column == len(example.COLUMNS) + 0
    await browser.get("/bans/sheets")
    bad = await browser.post("/bans/sheets", files={"file": ("x.pdf", b"%PDF-1.7")})
    assert bad.status_code == 422
    done = await browser.post("/bans/sheets", files={"file": ("决定.xlsx", example.workbook())})
    here = done.headers["location"]
    check = await browser.get(here)
    assert f"Enter {ENTERED} decisions" in check.text
    marked = await browser.get(f"{here}/marked.xlsx")
    page = load_workbook(BytesIO(marked.content)).active
    said = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value]
    assert any("送达日期" in value and "is empty" in value for value in said)
    await browser.get(here)
    started = await browser.post(f"{here}/confirm")
    assert started.headers["location"].startswith("/jobs/")
    await drain()
    receipt = await browser.get(here)
    assert f"{ENTERED} decisions are entered" in receipt.text
    assert (await browser.post(f"{here}/discard")).status_code == 409


async def test_dates_are_read_however_they_are_written(first: Actor) -> None:
    content = _sheet(
        {"决定日期": "2026年7月3日", "送达日期": date(2026, 7, 5), "生效日期": "20260705", "截止日期": ""}
    )
    await _taken_in(first, content)
    (ban,), _ = await list_bans(first, status=None, search="", limit=5, offset=0)
    assert (ban.decision_on, ban.served_on, ban.effective_on) == (
        date(2026, 7, 3),
        date(2026, 7, 5),
        date(2026, 7, 5),
    )
