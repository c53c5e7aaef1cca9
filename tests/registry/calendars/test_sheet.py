"""A sheet of days, a row each: read as the notice has it, with every fault by its row."""

from __future__ import annotations

from datetime import date, timedelta

from foundation.spreadsheets.reader import read_sheet
from registry.calendars.rules import Notice, problems
from registry.calendars.sheet import HEADINGS, DaySheet, read_day_sheet
from registry.working_days.data import SHIPPED


def _read(*rows: tuple[str, str], year: int = 2026) -> DaySheet:
    lines = ["日期,类别", *(",".join(row) for row in rows)]
    return read_day_sheet(read_sheet("\n".join(lines).encode(), HEADINGS), year)


def _faults(*rows: tuple[str, str]) -> list[tuple[int, str]]:
    return [(one.row, one.message.english()) for one in _read(*rows).problems]


def test_a_whole_year_is_read_as_it_is_shipped() -> None:
    shipped = SHIPPED[2026]
    rows = [(day.isoformat(), "放假") for day in sorted(shipped.free)]
    rows += [(f"{day:%Y/%m/%d}", "上班") for day in sorted(shipped.worked)]
    read = _read(*rows)
    notice = Notice(
        year=2026,
        title="示例通知",
        document_no="示例〔2025〕1号",
        dated=date(2025, 11, 4),
        spans=read.spans,
        worked=read.worked,
    )
    assert read.problems == ()
    assert notice.arrangement == shipped
    assert problems(notice, date(2026, 1, 1)) == []


def test_every_fault_names_its_row() -> None:
    found = dict(
        _faults(
            ("2026-01-01", "放假"),
            ("2026-01-02", "也许"),
            ("2026-02-30", "放假"),
            ("2026-01-01", "放假"),
            ("2027-01-01", "放假"),
            ("2026-03-02", "上班"),
            ("2025-12-23", "放假"),
            ("", "放假"),
        )
    )
    assert sorted(found) == [3, 4, 5, 6, 7, 8, 9]
    assert "not one of the choices" in found[3]
    assert "row 2" in found[5]
    assert "does not belong" in found[6]
    assert "not a Saturday" in found[7]
    assert "does not belong" in found[8]


def test_days_of_december_before_belong_to_new_year_and_no_holiday_is_endless() -> None:
    assert _read(("2025-12-31", "休"), ("2026-01-01", "休")).spans == (
        (date(2025, 12, 31), date(2026, 1, 1)),
    )
    endless = [(str(date(2026, 5, 1) + timedelta(days=after)), "放假") for after in range(13)]
    assert [row for row, _ in _faults(("2026-01-01", "放假"), *endless)] == [3]
    assert _faults(*endless[:12]) == []


def test_days_off_are_read_in_any_order() -> None:
    days = [date(2026, 5, 3), date(2026, 1, 1), date(2026, 5, 1), date(2026, 5, 2)]
    assert _read(*((str(day), "放假") for day in days)).spans == (
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 5, 1), date(2026, 5, 3)),
    )
