"""A year's calendar at the command line: entered in somebody's name, agreed to by somebody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from foundation.clock import today
from foundation.database import fetch
from foundation.errors import NotFound, Refused
from foundation.settings import Settings
from registry.calendars.actions import decide
from registry.calendars.importing import Named, SheetRefused
from registry.calendars.queries import settled_calendars, versions_of
from tests.parameters import officers
from tests.people import login_of, persona
from yuzheng.commands import import_calendar

pytestmark = pytest.mark.usefixtures("database")


@asynccontextmanager
async def _running(_: Settings) -> AsyncIterator[None]:
    """The database is there already."""
    yield


async def test_a_sheet_is_looked_at_then_entered_for_the_second_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_calendar, "running", _running)
    proposer, (_, decider) = await persona("approver", "360100"), await officers()
    year, wanted, login = today().year + 1, Settings(data_dir=tmp_path), await login_of(proposer)
    named = Named(year=year, title="示例通知", document_no="示例〔2026〕1号", dated=today())
    good, bad = tmp_path / "日历.csv", tmp_path / "错.csv"
    good.write_text(f"日期,类别\n{year}-01-01,放假\n{year}-10-01,放假\n", "utf-8")
    bad.write_text(f"日期,类别\n{year}-01-01,放假\n{year + 1}-10-01,放假\n", "utf-8")
    with pytest.raises(SheetRefused) as refused:
        await import_calendar._calendar(wanted, named, bad, login, False)
    assert [one.row for one in refused.value.problems] == [3]
    _, seen, nothing = await import_calendar._calendar(wanted, named, good, login, True)
    assert nothing is None
    assert seen.warnings
    assert await versions_of(year) == []
    _, _, entered = await import_calendar._calendar(wanted, named, good, login, False)
    assert entered is not None
    (line,) = await fetch("SELECT account_id, account_name FROM history WHERE kind = 'calendar.entered'")
    assert (line["account_id"], "(command line)" in line["account_name"]) == (proposer.account_id, True)
    assert year not in await settled_calendars(today())
    with pytest.raises(Refused):
        await decide(proposer, entered, agree=True)
    await decide(decider, entered, agree=True)
    assert date(year, 10, 1) in (await settled_calendars(today()))[year].free


async def test_only_somebody_of_the_office_in_charge_can_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_calendar, "running", _running)
    await officers()
    year, wanted, file = today().year + 1, Settings(data_dir=tmp_path), tmp_path / "日历.csv"
    file.write_text(f"日期,类别\n{year}-01-01,放假\n", "utf-8")
    named = Named(year=year, title="示例通知", document_no="示例〔2026〕1号", dated=today())
    for login in ("nobody-here", await login_of(await persona("registrar"))):
        with pytest.raises(NotFound, match="no account"):
            await import_calendar._calendar(wanted, named, file, login, True)
    county = await login_of(await persona("approver", "360102"))
    with pytest.raises(Refused):
        await import_calendar._calendar(wanted, named, file, county, True)
