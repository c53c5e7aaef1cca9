"""A session from its plan to the frozen result, by page and by sheet, and a sheet with ten kinds of fault.

Twenty candidates here; `make bench-examination` lets five hundred through the same pages.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from openpyxl import load_workbook

from foundation.postgres import start_embedded, stop_embedded
from foundation.spreadsheets.writing import Value, write_workbook
from tests.journeys.absences import is_ticked_absent_and_was_there
from tests.journeys.conftest import Visit
from tests.journeys.examining import arranges, declares, downloads, enters, files, plans, tickets
from tests.journeys.papers import compares_papers
from tests.journeys.visitor import Visitor
from tests.played import BEFORE_THE_ROSTER, ROOT, Folder, new_folder

pytestmark = pytest.mark.browser

#: What the organiser's sheet gets wrong at first, and how many of its rows.
FAULTS = 10


@contextmanager
def crowded(count: int) -> Iterator[Folder]:
    """A running site with a taught cohort of that size."""
    with new_folder() as folder:
        folder.play(BEFORE_THE_ROSTER)
        command = [sys.executable, "-m", "tests.crowd", str(count)]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=folder.environment,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        with folder.serve():
            yield folder


@pytest.mark.parametrize("count", [20, pytest.param(500, marks=pytest.mark.bench)])
async def test_a_session_from_plan_to_frozen_result(count: int, visit: Visit, tmp_path: Path) -> None:
    with crowded(count) as folder:
        organiser, officer, second = [await visit(folder.address) for _ in range(3)]
        await organiser.signs_in("organiser")
        await officer.signs_in("preparer")
        await second.signs_in("organiser2")
        here = await plans(organiser, count)
        await files(officer, here)
        await enters(organiser, here, count)
        await arranges(organiser, here, count)
        assert await tickets(organiser, here, tmp_path) == -(-count // 2)
        assessors = [await visit(folder.address) for _ in range(3)]
        for number, assessor in enumerate(assessors):
            await assessor.signs_in(f"kp{number:02}")
            await declares(assessor, here)
        await organiser.goes_to(f"{here}/hold")
        await organiser.presses(f"form[action='{here}/hold'] button")
        roll = await downloads_roll(organiser, here, tmp_path)
        assert len(roll) == count
        await meets_ten_faults(organiser, here, roll, tmp_path)
        theory = {
            ticket: Decimal(60 + at % 40) - (20 if at % 7 == 3 else 0) for at, (_, ticket) in enumerate(roll)
        }
        await uploads_theory(organiser, here, roll, theory, tmp_path)
        await is_ticked_absent_and_was_there(organiser, second, here, roll[1][1])
        skill = await mark_twice(assessors, here, roll, tmp_path)
        await compares_papers(organiser, second, here, theory, tmp_path)
        await organiser.goes_to(f"{here}/publicise")
        await organiser.presses(f"form[action='{here}/publicise'] button")
        await objects_and_is_answered(organiser, second, here, roll[0][1])
        the_publicity_passes(folder)
        await second.goes_to(f"{here}/confirm")
        await second.presses(f"form[action='{here}/confirm'] button")
        await second.goes_to(f"{here}/figures")
        assert "SHA-256" in await second.reads()
        nothing_is_lost(folder, theory, skill)
        for person in (organiser, officer, second, *assessors):
            assert person.complaints == []


async def downloads_roll(organiser: Visitor, here: str, folder: Path) -> list[tuple[str, str]]:
    """Name and ticket of everybody, from the template of the score sheet."""
    await organiser.goes_to(f"{here}/scores/sheet")
    link = f"a[href='{here}/scores/template.xlsx']"
    file = await downloads(organiser, link, folder / "template.xlsx")
    rows = list(load_workbook(file).worksheets[0].iter_rows(values_only=True))
    assert "技能成绩" not in rows[1], "practical marks are not for the organiser"
    return [(str(row[0]), str(row[1])) for row in rows[2:] if row[1]]


async def meets_ten_faults(organiser: Visitor, here: str, roll: list[tuple[str, str]], folder: Path) -> None:
    """Each fault is told with its row; nothing is entered."""
    columns = ["姓名", "准考证号", "理论成绩", "技能成绩", "缺考"]
    rows: list[list[Value]] = [
        [roll[0][0], "2026-X-999", 80, "", ""],  # nobody's ticket
        ["另一人", roll[1][1], 80, "", ""],  # another name
        [roll[2][0], roll[2][1], 101, "", ""],  # over 100
        [roll[3][0], roll[3][1], -5, "", ""],  # beneath 0
        [roll[4][0], roll[4][1], "八十", "", ""],  # no number
        [roll[5][0], roll[5][1], "", "", ""],  # neither score nor absence
        [roll[6][0], roll[6][1], 75, "", "缺考"],  # both
        [roll[7][0], roll[7][1], "80.125", "", ""],  # too exact
        [roll[8][0], roll[8][1], 80, 77, ""],  # a practical score by the organiser
        [roll[9][0], roll[9][1], 80, "", "大概来了"],  # no word for absence
        [roll[10][0], roll[10][1], 80, "", ""],
        [roll[10][0], roll[10][1], 81, "", ""],  # twice
        [roll[11][0], "", 80, "", ""],  # no number at all
    ]
    await _sheet(organiser, here, columns, rows, folder / "faults.xlsx")
    table = organiser.page.locator("#problems ~ * table tbody tr, section:has(#problems) table tbody tr")
    cells = [
        [text.strip() for text in await row.locator("td, th").all_inner_texts()] for row in await table.all()
    ]
    told = {int(row[0]) for row in cells if row[0].strip().isdigit()}
    wrong = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14}
    assert wrong <= told, f"not told: {sorted(wrong - told)}"
    assert 12 not in told, "the first of two rows is sound"
    assert len({row[3] for row in cells if row[0].strip().isdigit()}) >= FAULTS
    await organiser.presses("form[action$='/discard'] button")
    await organiser.goes_to(here)
    assert "80" not in await organiser.page.locator("#results").inner_text()


async def _sheet(
    organiser: Visitor, here: str, columns: list[str], rows: list[list[Value]], file: Path
) -> None:
    _writes(file, columns, rows)
    await organiser.goes_to(f"{here}/scores/sheet")
    await organiser.page.set_input_files("#file", file)
    await organiser.presses("main form button[type=submit]")


def _writes(file: Path, columns: list[str], rows: list[list[Value]]) -> None:
    file.write_bytes(write_workbook(columns, rows))


async def uploads_theory(
    organiser: Visitor, here: str, roll: list[tuple[str, str]], theory: dict[str, Decimal], folder: Path
) -> None:
    """The mended sheet: everybody, in one go."""
    rows: list[list[Value]] = [[name, ticket, theory[ticket]] for name, ticket in roll]
    await _sheet(organiser, here, ["姓名", "准考证号", "理论成绩"], rows, folder / "theory.xlsx")
    assert await organiser.page.locator("#problems").count() == 0
    await organiser.presses("form[action$='/confirm'] button")
    assert str(len(roll)) in await organiser.reads()


async def mark_twice(
    assessors: list[Visitor], here: str, roll: list[tuple[str, str]], folder: Path
) -> dict[str, Decimal]:
    """Two assessors by sheet, one pair of marks too far apart, settled by the third; what it comes to."""
    first = {ticket: Decimal(62 + at % 30) for at, (_, ticket) in enumerate(roll)}
    other = {ticket: points + at % 4 for at, (ticket, points) in enumerate(first.items())}
    odd = roll[-1][1]
    other[odd] = first[odd] + 9
    for assessor, marks in zip(assessors, (first, other), strict=False):
        file = folder / "marks.xlsx"
        rows: list[list[Value]] = [[name, ticket, marks[ticket]] for name, ticket in roll]
        _writes(file, ["姓名", "准考证号", "技能成绩"], rows)
        await assessor.goes_to(f"{here}/marks/skill")
        if await assessor.page.locator("details[open] #file").count() == 0:
            await assessor.page.locator("details:has(#file) summary").click()
        await assessor.page.set_input_files("#file", file)
        await assessor.presses(f"form[action='{here}/marks/skill/sheet'] button")
        assert f"{len(roll)}" in await assessor.page.inner_text("body")
    third = assessors[2]
    await third.goes_to(f"{here}/marks/skill")
    await third.presses("a[href$='/settle']")
    await third.page.fill("#points", "70")
    await third.page.fill("#reason", "复看操作录像")
    await third.presses("form[action$='/settle'] button")
    means = {ticket: (first[ticket] + other[ticket]) / 2 for ticket in first}
    return means | {odd: Decimal(70)}


async def objects_and_is_answered(organiser: Visitor, second: Visitor, here: str, ticket: str) -> None:
    """An objection is recorded by one person and answered by another."""
    await organiser.goes_to(f"{here}/objections")
    await organiser.page.fill("#ticket_no", ticket)
    await organiser.page.fill("#raised_by", "考生本人")
    await organiser.page.fill("#content", "请复核理论成绩")
    await organiser.presses(f"form[action='{here}/objections'] button")
    await second.goes_to(f"{here}/objections")
    await second.page.check("input[name=verdict][value=rejected]")
    await second.page.fill("textarea[name=answer]", "复核无误")
    await second.presses("form[action*='/objections/'] button")
    assert "复核无误" in await second.reads()


@contextmanager
def _database(folder: Folder) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(start_embedded(folder.path)) as one:
        yield one
    stop_embedded(folder.path)


def the_publicity_passes(folder: Folder) -> None:
    """The publicity began so long ago that it is over, even where the calendar of a new year is missing."""
    with _database(folder) as database:
        # The database takes no earlier day; here it is time that should pass.
        database.execute("ALTER TABLE evaluation_session DISABLE TRIGGER evaluation_session_publicity")
        database.execute(
            "UPDATE evaluation_session SET publicised_from = publicised_from - 60,"
            " publicised_until = publicised_until - 60"
        )
        database.execute("ALTER TABLE evaluation_session ENABLE TRIGGER evaluation_session_publicity")


def nothing_is_lost(folder: Folder, theory: dict[str, Decimal], skill: dict[str, Decimal]) -> None:
    """What stands in the database is what stood in the sheets, and it is frozen."""
    with _database(folder) as database:
        rows = database.execute("SELECT ticket_no, theory, skill, status FROM evaluation_entry").fetchall()
        assert {row[0]: row[1] for row in rows} == theory
        assert {row[0]: row[2] for row in rows} == skill
        expected = {ticket: min(theory[ticket], skill[ticket]) >= 60 for ticket in theory}
        assert {row[0]: row[3] == "confirmed" for row in rows} == expected
        assert {row[3] for row in rows} == {"confirmed", "failed"}
        with pytest.raises(psycopg.errors.DatabaseError) as refused:
            database.execute("UPDATE evaluation_entry SET theory = 100")
        assert refused.value.sqlstate == "P0B07"
        database.rollback()
