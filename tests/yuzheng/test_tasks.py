"""The front page counts what waits for the role that must act, and for nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from foundation.actor import Actor
from foundation.clock import FixedClock, now, today, use
from foundation.database import execute, fetchval
from foundation.events import subscribe
from foundation.outbox.actions import MANAGE
from registry.calendars.actions import enter
from registry.calendars.rules import Notice
from registry.people.actions import NewDocument
from registry.people.events import IdentityRecorded
from registry.people.queries import public_id_of
from screening.adjudication.actions import decide, propose
from screening.adjudication.disputing import dispute
from screening.adjudication.rules import Verdict
from screening.amending import actions as amending
from screening.amending.rules import Basis
from screening.bans import actions as bans
from screening.checks.actions import Candidate, ask_about_candidate
from screening.hearing.actions import contest
from screening.matching.rules import Identity
from screening.screenings.following import on_identity_recorded
from screening.sweeps import actions as sweeps
from screening.sweeps import jobs as sweep_jobs
from tests.parameters import confirm_kind_of_ban
from tests.people import citizen_number, person, persona
from tests.screening.entries import BIRTH, banned, draft, identity
from yuzheng.desks import DESKS
from yuzheng.tasks import Task, tasks_for

assert sweep_jobs  # importing them makes their kinds of work known
subscribe(IdentityRecorded, on_identity_recorded)
pytestmark = pytest.mark.usefixtures("database")
CALENDAR = "Years without a working calendar in effect"
SAME = (Verdict.SAME, "same_document_seen", "seen")


async def _waits(actor: Actor) -> dict[str, Task]:
    return {task.label.english(): task for task in await tasks_for(actor) if task.count}


async def test_every_desk_can_be_asked_by_whoever_has_it() -> None:
    for role in (
        "supervision_officer",
        "manager",
        "registrar",
        "preparer",
        "approver",
        "record_check_officer",
    ):
        actor = await persona(role)
        office = role in ("preparer", "approver")  # which nobody has given a calendar yet
        assert set(await _waits(actor)) == ({CALENDAR} if office else set())
        assert any(actor.may(desk.permission) for desk in DESKS)


async def test_a_calendar_that_is_missing_waits_for_the_office_until_somebody_enters_it() -> None:
    year = today().year
    preparer, approver = [await persona(role, "360100") for role in ("preparer", "approver")]
    with use(FixedClock(datetime(year, 11, 20, tzinfo=UTC))):
        before = (await _waits(preparer))[CALENDAR]
        assert before.late == (before.count > 1)  # this year's, if nobody has confirmed it either
        assert before.due_on == date(year - before.late, 12, 31)
        day = date(year + 1, 1, 1)
        notice = Notice(
            year=year + 1,
            title="示例",
            document_no="示例〔2026〕1号",
            dated=date(year, 11, 4),
            spans=((day, day),),
            worked=(),
        )
        await enter(preparer, notice)
        after = (await _waits(preparer)).get(CALENDAR)
        assert (after.count if after else 0) == before.count - 1
        assert (await _waits(approver))["Working calendars to confirm"].count == 1
        assert "Working calendars to confirm" not in await _waits(preparer)
        assert CALENDAR not in await _waits(await persona("approver", "360102"))


async def test_matches_wait_for_those_who_may_judge_them_still() -> None:
    officers = [await persona("supervision_officer", "360100") for _ in range(4)]
    number = citizen_number(BIRTH)
    await person(name="王小花", birth_date=BIRTH, documents=[NewDocument("01", number)])
    await banned(officers[0], number)
    match = await fetchval("SELECT public_id FROM match")
    assert (await _waits(officers[0]))["Matches to be judged"].count == 1
    assert set(await _waits(officers[1])) == {"Matches to be judged", "Bans awaiting a second person"}
    await propose(officers[0], match, *SAME)
    assert "Matches to be judged" not in await _waits(officers[0])
    with use(FixedClock(now() + timedelta(days=30))):
        assert (await _waits(officers[1]))["Matches to be judged"].late == 1
    await decide(officers[1], match, *SAME)
    await dispute(officers[0], match, "person", "不是本人")
    for officer, waits in zip(officers[:3], (False, False, True), strict=True):
        assert ("Contested results to be judged anew" in await _waits(officer)) is waits
    assert await _waits(await persona("supervision_officer", "360700")) == {}


async def test_the_person_finds_what_holds_until_heard() -> None:
    officers = [await persona("supervision_officer", "360100") for _ in range(2)]
    own, other = [await persona("worker") for _ in range(2)]
    number = citizen_number(BIRTH)
    one = await person(name="王小花", birth_date=BIRTH, documents=[NewDocument("01", number)])
    await execute("UPDATE account SET person_id = $2 WHERE id = $1", own.account_id, one)
    await banned(officers[0], number)
    waits = await _waits(own)
    assert {label: task.href for label, task in waits.items()} == {
        "Results of screening on which you can be heard": "/my-file/screening"
    }
    assert await _waits(other) == {}
    match = await fetchval("SELECT public_id FROM match")
    await propose(officers[0], match, *SAME)
    await decide(officers[1], match, *SAME)
    assert await _waits(own), "a decision can be contested"
    await contest(own, await public_id_of(one), "同名同生日，不是本人", [])
    assert await _waits(own) == {}


async def test_proposals_wait_for_another_person_and_incomplete_bans_for_their_day() -> None:
    first, second = [await persona("supervision_officer", "360100") for _ in range(2)]
    number = citizen_number(BIRTH)
    receipt = await banned(first, number)
    await confirm_kind_of_ban()
    await bans.confirm(second, receipt.public_id)
    change = draft(identity(number), document_no="洪卫罚〔2026〕99号")
    await amending.propose(
        first, receipt.public_id, change, Basis("洪卫更〔2026〕1号", "南昌市卫生健康委员会", "文号有误")
    )
    assert "Amendments to be decided" not in await _waits(first)
    assert (await _waits(second))["Amendments to be decided"].href == "/bans?status=amending"
    await amending.refuse(second, receipt.public_id, "文号无误")
    await bans.propose_lift(
        second,
        receipt.public_id,
        document_no="洪卫撤〔2026〕1号",
        authority_name="南昌市卫生健康委员会",
        reason="决定被撤销",
    )
    assert "Bans proposed to be lifted" in await _waits(first)
    await bans.record(first, draft(Identity(("李某某",), (), (), ""), document_no="3号"))
    with use(FixedClock(now() + timedelta(days=60))):
        task = (await _waits(second))["Bans to be completed before anybody is searched for"]
    assert (task.count, task.late, task.due_on is not None) == (1, 1, True)


async def test_checks_wait_for_police_then_for_the_institution() -> None:
    manager, police = await persona("manager"), await persona("record_check_officer", "360100")
    document = citizen_number(date(1994, 4, 4))
    await ask_about_candidate(
        manager, Candidate(name="许应聘", document_kind="01", document_number=document, post="保育")
    )
    assert (await _waits(police))["Record checks to be answered"].count == 1
    await execute(
        "UPDATE record_check SET outcome = 'CLEAR', letter_no = '1', station = '所',"
        " answered_on = current_date, answered_by = $1, answered_at = now(), answering_id = $2",
        police.account_id,
        police.organisation_id,
    )
    assert await _waits(police) == {}
    assert "Answers to record checks to be decided upon" in await _waits(manager)


async def test_a_sweep_waits_for_another_person_of_the_province() -> None:
    first, second = [await persona("supervision_officer", "360000") for _ in range(2)]
    await sweeps.start(first, "shadow")
    await execute("UPDATE sweep SET finished_at = now()")
    assert "Sweeps with another matcher to be accepted" in await _waits(second)
    for other in (first, await persona("supervision_officer", "360100")):
        assert "Sweeps with another matcher to be accepted" not in await _waits(other)


async def test_what_did_not_arrive_outside_is_seen_by_its_organisation() -> None:
    manager = await persona("manager")
    assert manager.may(MANAGE)
    await execute(
        "INSERT INTO outbox_address (id, organisation_id, channel, address, added_by, added_at, confirmed_by,"
        " confirmed_at) VALUES (gen_random_uuid(), $1, 'email', 'a@b.cn', $2, now(), $2, now())",
        manager.organisation_id,
        manager.account_id,
    )
    await execute(
        "INSERT INTO outbox_message"
        " (id, organisation_id, address_id, kind, urgent, state, problem, created_at)"
        " SELECT gen_random_uuid(), organisation_id, id, 'test', false, 'failed', '{\"msgid\": \"x\"}', now()"
        " FROM outbox_address"
    )
    assert "Messages that did not arrive outside" in await _waits(manager)
    assert await _waits(await persona("manager", "360700")) == {}
