"""What colleges and institutions keep of training that the demo does not leave behind."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

from foundation.actor import SYSTEM
from foundation.clock import now
from foundation.database import fetchval
from foundation.spreadsheets.writing import write_workbook
from registry.people.links import link
from registry.people.queries import public_id_of
from registry.people.tables import LinkKind
from tests.people import person
from training.exemptions.actions import Evidence, NewExemption, propose_exemption
from training.lessons.actions import NewLesson, plan_lesson
from training.module_tests.actions import NewTest, plan_test
from training.questions.actions import NewBank, open_bank, take_questions
from training.refreshers.actions import NewRefresher, record_refresher
from yuzheng.demo.world import acting


async def taught() -> dict[str, str]:
    """What colleges and institutions keep of training that the demo does not leave behind."""
    registrar, manager = await acting("registrar"), await acting("manager")
    worker = await person(name="许在岗")
    await link(SYSTEM, worker, manager.organisation_id, LinkKind.WORKER)
    fresh = NewRefresher(
        people=(await public_id_of(worker),), subjects=("law",), held_on=date(2026, 3, 2), hours=Decimal(4),
        provider="示例院校",
    )  # fmt: skip
    await record_refresher(manager, fresh)
    trainee = await fetchval(
        "UPDATE enrolment SET status = 'active', completed_on = NULL WHERE id ="
        " (SELECT id FROM enrolment WHERE college_id = $1 ORDER BY student_no DESC LIMIT 1)"
        " RETURNING public_id",
        registrar.organisation_id,
    )
    earlier = NewExemption(
        kind="transfer", module_code="B-T3", hours=Decimal(6), learnt_at="示例院校",
        learnt_on=date(2025, 6, 1), evidence="成绩单 2025-118",
    )  # fmt: skip
    paper = Evidence("成绩单.pdf", b"%PDF-1.7")
    lesson = NewLesson(
        module_code="B-T3", mode="onsite", place="3号楼 203", teacher_name="刘文静", held_on=date(2026, 3, 3),
        starts=time(9), ends=time(11), hours=Decimal(2),
    )  # fmt: skip
    cohort = str(await fetchval("SELECT public_id FROM cohort LIMIT 1"))
    bank = await open_bank(registrar, NewBank(code="T", title="示例题库"))
    question = write_workbook(["题号", "题型", "题干", "答案"], [["1", "判断", "示例", "对"]])
    await take_questions(registrar, bank, question)
    test = NewTest(
        module_code="B-T3", bank=bank, title="示例测验", judgements=1, minutes=10,
        opens_at=now(), closes_at=now() + timedelta(days=1),
    )  # fmt: skip
    return {
        "lesson": await plan_lesson(registrar, cohort, lesson),
        "bank": bank,
        "module_test": await plan_test(registrar, cohort, test),
        "refresher": str(await fetchval("SELECT public_id FROM refresher LIMIT 1")),
        "exemption": await propose_exemption(registrar, trainee, earlier, paper),
    }
