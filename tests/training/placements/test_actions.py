"""Placements: what keeps each from beginning, who may do what, and how one runs to its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from foundation.actor import Actor
from foundation.clock import use
from foundation.database import execute, fetchval
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from foundation.history import of
from tests.people import organisation, persona
from tests.training.placed import NEW, PAPERS, SIGNED, coordinator, host, prepared, proposed
from tests.training.taught import enrolments, key_of, later, small_cohort
from training.learning.queries import hours_of
from training.placements.actions import (
    Acceptance,
    Signature,
    accept,
    assign,
    assign_many,
    record_papers,
    sign,
    start,
)
from training.placements.hosting import (
    Appraisal,
    Because,
    WorkedDay,
    appraise,
    assess,
    cancel,
    complete,
    interrupt,
    log_day,
    resume,
)
from training.placements.queries import assessed, find_placement, list_placements, status_counts
from training.placements.readiness import NotReady, caps_of

pytestmark = pytest.mark.usefixtures("database")
MISSING = {
    "consent_on": "IN-02",
    "insurance_policy_no": "IN-21",
    "insurance_until": "IN-21",
    "teacher_name": "IN-22",
    "safety_training_passed_on": "IN-25",
    "health_certificate_until": "CH-03",
}


@pytest.fixture(autouse=True)
def _in_september() -> Iterator[None]:
    with use(later()):
        yield


class College:
    """A college with trainees, and the institution that hosts them."""

    def __init__(self, registrar: Actor, staff: Actor, manager: Actor, trainees: list[str]) -> None:
        self.registrar, self.staff, self.manager, self.trainees = registrar, staff, manager, trainees

    async def prepared(self, at: int = 0) -> str:
        return await prepared(self.staff, self.manager, self.trainees[at])

    async def status(self, public_id: str) -> str:
        return (await find_placement(self.staff, public_id)).status


@pytest.fixture
async def college(database: Any) -> College:
    await execute("UPDATE ban_list SET refreshed_at = $1", later().now())
    registrar = await persona("registrar")
    cohort = await small_cohort(registrar, names=("王小花", "李小草"))
    return College(registrar, await coordinator(registrar), await host(), await enrolments(cohort))


async def _codes(college: College, public_id: str) -> list[str]:
    with pytest.raises(NotReady) as refused:
        await start(college.staff, public_id)
    return [problem.field for problem in refused.value.problems]


async def test_with_every_paper_it_begins_and_the_trainee_is_screened_for_it(college: College) -> None:
    public_id = await college.prepared()
    await start(college.staff, public_id)
    found = await find_placement(college.staff, public_id)
    assert found.status == "active"
    assert found.started_at == later().now()
    assert (
        await fetchval(
            "SELECT count(*) FROM screening WHERE person_id = $1 AND trigger = 'placement'", found.person_id
        )
        == 1
    )
    kinds = {entry.kind for entry in await of("placement", found.id)}
    assert {"placement.proposed", "placement.signed", "placement.accepted", "placement.started"} <= kinds


async def test_without_any_paper_everything_is_listed_at_once(college: College) -> None:
    public_id = await proposed(college.staff, college.trainees[0])
    with pytest.raises(Conflict):
        await start(college.staff, public_id)  # the host has not accepted
    await accept(college.manager, public_id, Acceptance(mentor_name="王老师", signed_on=SIGNED))
    assert await _codes(college, public_id) == [
        "IN-01", "IN-01", "IN-02", "IN-21", "IN-25", "CH-02", "CH-03", "CH-07",
    ]  # fmt: skip
    assert await college.status(public_id) == "blocked"


@pytest.mark.parametrize("field", MISSING)
async def test_each_missing_paper_stops_it_and_recording_it_lets_it_begin(
    college: College, field: str
) -> None:
    public_id = await college.prepared()
    empty = "" if isinstance(getattr(PAPERS, field), str) else None
    await record_papers(college.staff, public_id, msgspec.structs.replace(PAPERS, **{field: empty}))
    assert await _codes(college, public_id) == [MISSING[field]]
    assert await college.status(public_id) == "blocked"
    await record_papers(college.staff, public_id, PAPERS)
    await start(college.staff, public_id)
    assert await college.status(public_id) == "active"


@pytest.mark.parametrize(
    "change, rule",
    [
        ("UPDATE cohort SET grade_year = 1", "IN-03"),
        ("UPDATE person SET birth_date = '2010-12-01'", "IN-04"),
        ("UPDATE placement SET arranged_via = 'agency'", "IN-08"),
        ("UPDATE placement SET mentor_name = ''", "IN-22"),
        ("UPDATE placement SET agreement_host_on = NULL", "IN-01"),
        ("UPDATE filing SET status = 'submitted'", "CH-01"),
        ("UPDATE filing SET status = 'cancelled', cancelled_on = '2026-08-01'", "CH-01"),
        ("UPDATE filing SET nonconforming_since = '2026-08-01'", "CH-01"),
        ("UPDATE filing SET staff_on_duty = 9", "IN-14"),
        ("UPDATE filing SET carers = 4", "IN-15"),
    ],
)
async def test_what_the_trainee_and_the_host_must_be(college: College, change: str, rule: str) -> None:
    public_id = await college.prepared()
    await execute(change)
    assert await _codes(college, public_id) == [rule]


async def test_a_minor_needs_the_guardian(college: College) -> None:
    public_id = await college.prepared()
    await execute("UPDATE person SET birth_date = '2009-01-05'")
    await record_papers(college.staff, public_id, msgspec.structs.replace(PAPERS, guardian_consent_on=None))
    assert await _codes(college, public_id) == ["IN-02"]


async def test_somebody_with_an_open_match_is_not_placed_and_nobody_is_told_why(college: College) -> None:
    from registry.people.queries import identity
    from screening.bans.actions import record
    from screening.matching.rules import Document, Identity
    from tests.screening.entries import draft

    public_id = await college.prepared()
    known = await identity((await find_placement(college.staff, public_id)).person_id)
    documents = tuple(Document(kind, number) for kind, number in known.documents)
    banned = Identity((known.name,), documents, (known.birth_date,), "female")  # type: ignore[arg-type]
    day = date(2026, 8, 3)
    ban = msgspec.structs.replace(draft(), identity=banned, decision_on=day, served_on=day, effective_on=day)
    await record(await persona("supervision_officer"), ban)
    with pytest.raises(NotReady) as refused:
        await start(college.staff, public_id)
    assert [problem.field for problem in refused.value.problems] == ["CH-06"]
    assert "ban" not in str(refused.value.problems[0].message).lower()
    trigger = await fetchval("SELECT trigger FROM screening WHERE result <> 'clear' ORDER BY at DESC LIMIT 1")
    assert trigger == "placement"  # what the screening found is kept although the placement was refused


async def test_over_the_head_count_only_with_a_reason(college: College) -> None:
    await execute("UPDATE filing SET staff_on_duty = 10, carers = 10")
    first, second = await college.prepared(0), await college.prepared(1)
    await start(college.staff, first)
    assert (await caps_of(college.manager.organisation_id)).free == 0
    assert await _codes(college, second) == ["IN-14"]
    reason = msgspec.structs.replace(PAPERS, over_cap_reason="两名学员分属上下午班，经双方书面同意")
    await record_papers(college.staff, second, reason)
    await start(college.staff, second)
    assert await college.status(second) == "active"


async def test_it_does_not_begin_before_its_first_day(college: College) -> None:
    public_id = await college.prepared()
    with use(later(-3)), pytest.raises(Conflict):
        await start(college.staff, public_id)


async def test_each_side_sees_its_own_and_others_see_nothing(college: College) -> None:
    public_id = await proposed(college.staff, college.trainees[0])
    stranger = await persona("placement_coordinator", "360200")
    other_host = await host("other")
    assert (await find_placement(college.manager, public_id)).name == "王小花"
    for officer in ("supervision_officer", "preparer"):
        assert await find_placement(await persona(officer, "360100"), public_id)
    for outsider in (stranger, other_host, await persona("preparer", "360200")):
        with pytest.raises(NotFound):
            await find_placement(outsider, public_id)
        assert (await list_placements(outsider))[1] == 0
    with pytest.raises(NotFound):
        await accept(other_host, public_id, Acceptance(mentor_name="王老师", signed_on=SIGNED))
    with pytest.raises(NotFound):
        await record_papers(stranger, public_id, PAPERS)
    with pytest.raises(NotFound):
        await assign(stranger, college.trainees[1], "host", NEW)
    with pytest.raises(Forbidden):
        await accept(college.staff, public_id, Acceptance(mentor_name="王老师", signed_on=SIGNED))
    with pytest.raises(Forbidden):
        await sign(college.manager, public_id, Signature(party="school", signed_on=SIGNED))
    assert await status_counts(college.staff) == {"proposed": 1}


async def test_one_placement_at_a_time_and_only_at_an_institution(college: College) -> None:
    await proposed(college.staff, college.trainees[0])
    with pytest.raises(Conflict):
        await proposed(college.staff, college.trainees[0])
    await organisation("evaluator", code="not-a-host")
    for code in ("nobody", "not-a-host"):
        with pytest.raises(Invalid):
            await assign(college.staff, college.trainees[1], code, NEW)


async def test_a_whole_cohort_is_proposed_once(college: College) -> None:
    cohort = str(await fetchval("SELECT public_id FROM cohort"))
    assert len(await assign_many(college.staff, cohort, "host", NEW)) == 2
    assert await assign_many(college.staff, cohort, "host", NEW) == []


async def test_what_has_not_happened_yet_is_not_recorded(college: College) -> None:
    public_id = await proposed(college.staff, college.trainees[0])
    tomorrow = date(2026, 9, 2)
    with pytest.raises(Invalid):
        await sign(college.staff, public_id, Signature(party="school", signed_on=tomorrow))
    with pytest.raises(Invalid):
        await record_papers(college.staff, public_id, msgspec.structs.replace(PAPERS, consent_on=tomorrow))


async def test_from_the_first_day_to_the_assessment(college: College) -> None:
    public_id = await college.prepared()
    day = WorkedDay(worked_on=date(2026, 9, 1), hours=Decimal("7.5"), note="晨检、进餐照护")
    with pytest.raises(Conflict):
        await log_day(college.manager, public_id, day)
    await start(college.staff, public_id)
    await log_day(college.manager, public_id, day)
    with pytest.raises(Invalid, match="marked"):
        await log_day(college.manager, public_id, day)  # the same day again
    with pytest.raises(Invalid):
        await log_day(college.manager, public_id, msgspec.structs.replace(day, hours=Decimal("8.5")))
    with pytest.raises(Invalid):
        await log_day(college.manager, public_id, msgspec.structs.replace(day, worked_on=date(2026, 9, 2)))
    practice = await hours_of(await key_of(college.trainees[0]))  # type: ignore[arg-type]
    assert [(row.module_code, row.hours, row.source) for row in practice] == [
        ("B-P4", Decimal("7.50"), "placement")
    ]
    await interrupt(college.manager, public_id, Because(reason="学员生病"))
    assert await college.status(public_id) == "interrupted"
    await resume(college.staff, public_id)
    with pytest.raises(Refused):
        await complete(college.staff, public_id)  # before the last day
    with use(later(29)):
        with pytest.raises(Refused):
            await complete(college.staff, public_id)  # half an hour is missing
        more = msgspec.structs.replace(day, worked_on=date(2026, 9, 29), hours=Decimal("0.5"))
        await log_day(college.manager, public_id, more)
        await complete(college.staff, public_id)
    with pytest.raises(Refused):
        await assess(college.staff, public_id)
    await appraise(college.manager, public_id, Appraisal(score=Decimal(59), appraisal="尚需练习"))
    await appraise(college.staff, public_id, Appraisal(score=Decimal(85), appraisal="认真"))
    with pytest.raises(Refused):
        await assess(college.staff, public_id)  # one of the two says not passed
    await appraise(college.manager, public_id, Appraisal(score=Decimal(60), appraisal="已达到要求"))
    await assess(college.staff, public_id)
    key = await key_of(college.trainees[0])
    found = await assessed([key])  # type: ignore[list-item]
    assert found[key].hours == Decimal(8)  # type: ignore[index]
    assert (found[key].mentor_score, found[key].school_score) == (60, 85)  # type: ignore[index]


async def test_a_cancelled_placement_says_why_and_frees_the_trainee(college: College) -> None:
    public_id = await proposed(college.staff, college.trainees[0])
    await cancel(college.staff, public_id, Because(reason="托育机构名额已满"))
    assert (await find_placement(college.staff, public_id)).cancelled_reason == "托育机构名额已满"
    with pytest.raises(Conflict):
        await cancel(college.staff, public_id, Because(reason="再次取消"))
    assert await proposed(college.staff, college.trainees[0])
    assert await assessed([await key_of(college.trainees[0])]) == {}  # type: ignore[list-item]
