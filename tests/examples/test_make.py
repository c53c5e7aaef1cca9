"""The example files hold what they say, are the same every time, and are read as the story goes."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image

import examples
from examples import hours, scores
from examples.make import files
from examples.people import STARTS_ON, people
from examples.portrait import HEIGHT, WIDTH, portrait
from foundation.reading import Made
from foundation.spreadsheets.reader import read_sheet
from registry.documents.rules import read_document
from training.cohorts import columns
from training.cohorts.roll import OnRoll
from training.cohorts.sheet import CohortReading, read_cohort
from training.evaluations import sheet as evaluation
from training.learning import sheet as learning
from training.papers import key_sheet
from training.papers import sheet as answers
from training.papers.key_sheet import read_keys
from training.papers.rules import score
from training.papers.sheet import Frame, read_papers

TODAY = date(2026, 7, 20)
FILES = files()


def roster(name: str) -> CohortReading:
    sheet = read_sheet(FILES[name], columns.HEADINGS)
    return read_cohort(sheet, starts_on=STARTS_ON, today=STARTS_ON)


@pytest.mark.parametrize("name", FILES)
def test_the_files_that_lie_here_are_those_it_makes(name: str) -> None:
    assert Path(examples.__file__).with_name(name).read_bytes() == FILES[name]


@pytest.mark.parametrize("name", ["cohort.xlsx", "cohort-gb18030.csv"])
def test_a_hundred_and_sixteen_of_a_hundred_and_twenty_are_taken(name: str) -> None:
    reading = roster(name)
    assert len(reading.rows) == 116
    assert Counter(problem.message.msgid[:20] for problem in reading.problems) == {
        "The same person as i": 2,
        "The check digit shou": 1,
        "Under {years} on the": 1,
    }
    assert len({problem.row for problem in reading.problems}) == 4


def test_both_forms_of_the_roster_say_the_same() -> None:
    one, other = roster("cohort.xlsx"), roster("cohort-gb18030.csv")
    assert [row.document_number for row in one.rows] == [row.document_number for row in other.rows]
    assert [row.birth_date for row in one.rows] == [row.birth_date for row in other.rows]


def test_the_roster_has_what_rosters_have() -> None:
    made = Counter(conversion.kind for conversion in roster("cohort.xlsx").conversions)
    assert made[Made.CAPITAL_X] >= 5
    assert made[Made.FULL_WIDTH] >= 5
    assert made[Made.SPACES] >= 5
    assert made[Made.DATE_SPELLING] > 60
    spellings = {len(c.before) for c in roster("cohort.xlsx").conversions if c.kind is Made.DATE_SPELLING}
    assert len(spellings) >= 3


def test_the_mended_roster_is_taken_whole() -> None:
    reading = roster("cohort-corrected.xlsx")
    assert reading.problems == ()
    assert [(row.name, row.document_number) for row in reading.rows] == [
        (
            person.name,
            read_document("01", person.number, TODAY).number if len(person.number) == 15 else person.number,
        )
        for person in hours.trainees()
    ]


def test_hours_and_scores_match_the_roster() -> None:
    roll = [OnRoll(uuid4(), row.name, (row.document_number,)) for row in roster("cohort-corrected.xlsx").rows]
    sheet = read_sheet(FILES["hours.xlsx"], learning.HEADINGS)
    modules = [learning.ModuleOf(code, title) for code, title, _, _ in hours.MODULES]
    taught = learning.read_learning(sheet, roll=roll, modules=modules, today=TODAY)
    assert taught.problems == ()
    full = Counter[object]()
    for row in taught.rows:
        full[row.trainee_id] += int(row.hours or 0)
    complete = {trainee for trainee, total in full.items() if total == 120}
    assert len(complete) == len(roll) - 3 == len(hours.completing())

    candidates = [person for person in roll if person.id in complete]
    sheet = read_sheet(FILES["scores.xlsx"], evaluation.HEADINGS)
    scored = evaluation.read_scores(sheet, candidates=candidates, components=("theory", "skill"))
    assert (scored.problems, scored.missing) == ((), ())
    passed = [row for row in scored.rows if len(row.scores) == 2 and min(row.scores.values()) >= 60]
    assert len(passed) == scores.passing() == 110


def test_nobody_is_real() -> None:
    for person in people():
        if person.kind == "居民身份证":
            assert person.number.startswith("369999")
        if len(person.number) == 18:
            assert read_document(
                {"81": "02", "83": "03"}.get(person.number[:2], "01"), person.number, TODAY
            ).readable
    sexes = Counter(person.sex for person in people())
    assert sexes["female"] / sexes.total() > 0.9
    assert all(1975 <= person.birth_date.year <= 2010 for person in people())


def test_portraits_differ_and_repeat() -> None:
    drawn = [portrait(seed) for seed in range(12)]
    assert len(set(drawn)) == 12
    assert portrait(3) == drawn[3]
    assert portrait(3, "male") != drawn[3]
    image = Image.open(BytesIO(drawn[0]))
    assert (image.format, image.size) == ("JPEG", (WIDTH, HEIGHT))


def test_papers_come_to_the_scores_that_the_score_sheet_has() -> None:
    keys, faults = read_keys(read_sheet(FILES["paper-keys.xlsx"], key_sheet.HEADINGS))
    assert (faults, {version: len(items) for version, items in keys.items()}) == ([], {"A": 120, "B": 120})
    marks = dict(zip((person.number for person in hours.completing()), scores.results(), strict=True))
    roll = {uuid4(): number for number in marks}
    people = [OnRoll(key, "", (number,)) for key, number in roll.items()]
    reading = read_papers(read_sheet(FILES["papers.xlsx"], answers.HEADINGS), people, Frame(keys=keys))
    assert reading.problems == ()
    assert {roll[row.entry_id]: score(keys[row.version], row.answers) for row in reading.rows} == {
        number: Decimal(theory) for number, (theory, _) in marks.items() if theory
    }
