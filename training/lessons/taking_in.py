"""Takes a sheet of attendance in: all of it, or nothing with every fault by row and column."""

from __future__ import annotations

from foundation.actor import Actor
from foundation.clock import CHINA
from foundation.errors import Conflict, NotFound
from foundation.spreadsheets.findings import RowProblem
from foundation.spreadsheets.reader import read_upload
from foundation.text import text
from training.cohorts.roll import OnRoll
from training.lessons.actions import Seen, at_time, enter_attendance
from training.lessons.queries import LessonView, attendance_of, find_lesson
from training.lessons.sheet import HEADINGS, Marked, read_attendance


class SheetRefused(Conflict):
    """A sheet with faults; nothing of it was taken. `problems` has every one."""

    def __init__(self, problems: list[RowProblem]) -> None:
        rows = len({one.row for one in problems})
        super().__init__(
            text("{count} rows have problems; nothing was taken from the sheet.", count=rows),
            remedy=text("Mend the rows and upload the sheet again."),
        )
        self.problems = problems


async def take_sheet(actor: Actor, public_id: str, content: bytes) -> int:
    """Enter the attendance of a sheet; how many trainees. Raises `Invalid` or `SheetRefused`."""
    actor.require("training.lesson.plan")
    lesson = await find_lesson(actor, public_id)
    if lesson.college_id != actor.organisation_id:
        raise NotFound()
    sheet = await read_upload(content, HEADINGS)
    everybody = await attendance_of(lesson)
    roll = [OnRoll(one.enrolment_id, one.name, (one.student_no,)) for one in everybody]
    rows, problems = read_attendance(sheet, roll)
    if problems:
        raise SheetRefused(problems)
    names = {one.enrolment_id: one.public_id for one in everybody}
    seen = {names[row.trainee_id]: _seen(lesson, row) for row in rows}
    return await enter_attendance(actor, public_id, seen, how="sheet")


def _seen(lesson: LessonView, row: Marked) -> Seen:
    if not row.there:
        return Seen()
    day = lesson.starts_at.astimezone(CHINA).date()
    stayed = lesson.ends_at if lesson.check_out else None
    return Seen(at_time(day, row.came) or lesson.starts_at, at_time(day, row.left) or stayed)
