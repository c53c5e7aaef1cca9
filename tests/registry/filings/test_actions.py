"""A filing from the pushed registration to its end, each step by the right side and in its time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from asyncpg import UniqueViolationError

from foundation import history
from foundation.actor import Actor
from foundation.clock import FixedClock, today, use
from foundation.constraints import meaning
from foundation.database import execute, transaction
from foundation.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from registry.filings import actions
from registry.filings.actions import Submission
from registry.filings.queries import filing, filing_counts, filings_of, list_filings
from registry.organisations.actions import close
from registry.organisations.queries import filing_in_force, filings_in_force
from registry.organisations.rules import FilingState, NonconformityState
from tests import people
from tests.people import persona

pytestmark = pytest.mark.usefixtures("database")

PAPERS = ["registration", "premises", "staff", "hygiene", "fire_safety"]


def whole(**facts: object) -> Submission:
    values = {"papers": PAPERS, "staff_on_duty": 12, "carers": 9, "promise": True} | facts
    return Submission(**values)  # type: ignore[arg-type]


async def begun(area: str = "360102") -> tuple[Actor, Actor, str]:
    """An officer, the manager of an institution, and its filing as the registration was pushed."""
    officer, manager = await persona("filing_officer", area), await persona("manager", area)
    return officer, manager, await actions.receive(officer, manager.organisation_id, today())


async def filed(area: str = "360102") -> tuple[Actor, Actor, str]:
    """The same, filed."""
    officer, manager, public_id = await begun(area)
    await actions.submit(manager, public_id, whole())
    await actions.give_receipt(officer, public_id, f"赣备{area}")
    return officer, manager, public_id


async def test_from_the_push_to_the_receipt() -> None:
    with use(FixedClock(datetime(2026, 9, 30, 2, tzinfo=UTC))) as clock:
        officer, manager, public_id = await begun()
        assert await filing_in_force(manager.organisation_id, today()) is None
        await actions.submit(manager, public_id, whole())
        waiting = await filing(officer, public_id)
        assert waiting.turn is not None
        # 1 to 7 October are free, Saturday 10 October is worked: the 8th, 9th, 10th, 12th and 13th count.
        assert (waiting.turn.by, waiting.turn.until) == ("health_commission", date(2026, 10, 13))
        assert (waiting.turn.days_left, waiting.turn.overdue) == (5, False)
        assert isinstance(clock, FixedClock)
        clock.advance(timedelta(days=15))
        late = (await filing(officer, public_id)).turn
        assert late is not None
        assert late.overdue
        await actions.give_receipt(officer, public_id, "赣备0001")
        in_force = await filing_in_force(manager.organisation_id, today())
        assert in_force is not None
        assert (in_force.receipt_no, in_force.carers, in_force.staff_on_duty) == ("赣备0001", 9, 12)
        assert await filing_in_force(manager.organisation_id, today() - timedelta(days=1)) is None
        assert (await filing(officer, public_id)).turn is None
    kinds = [entry.kind for entry in await history.of("filing", in_force.id)]
    assert kinds == ["filing.receipt_given", "filing.submitted", "filing.received"]


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({"papers": PAPERS[:-1]}, ["papers"]),
        ({"papers": [*PAPERS, "gift"]}, ["papers"]),
        ({"promise": False}, ["promise"]),
        ({"carers": 0}, ["carers"]),
        ({"carers": 13}, ["staff_on_duty"]),
        ({"papers": [], "promise": False}, ["papers"] * 5 + ["promise"]),
    ],
)
async def test_what_is_missing_is_all_told(facts: dict[str, object], fields: list[str]) -> None:
    _, manager, public_id = await begun()
    with pytest.raises(Invalid) as raised:
        await actions.submit(manager, public_id, whole(**facts))
    assert [problem.field for problem in raised.value.problems] == fields


async def test_sent_back_and_handed_in_again() -> None:
    officer, manager, public_id = await begun()
    await actions.submit(manager, public_id, whole())
    await actions.send_back(officer, public_id, "卫生评价报告不清晰")
    back = await filing(manager, public_id)
    assert (back.status, back.returned_reason) == (FilingState.REGISTERED, "卫生评价报告不清晰")
    await actions.submit(manager, public_id, whole())
    assert (await filing(manager, public_id)).returned_reason is None


async def test_a_change_leaves_the_filing_in_force() -> None:
    officer, manager, public_id = await filed()
    await actions.submit_change(manager, public_id, "新增一个托小班", 15, 11)
    changing = await filing(officer, public_id)
    assert changing.status is FilingState.CHANGE_SUBMITTED
    assert await filing_in_force(manager.organisation_id, today()) is not None
    await actions.give_receipt(officer, public_id, "赣备0002")
    after = await filing(officer, public_id)
    assert (after.status, after.receipt_no, after.carers) == (FilingState.FILED, "赣备0002", 11)
    await actions.submit_change(manager, public_id, "更换负责人")
    await actions.send_back(officer, public_id, "缺少任职证明")
    assert (await filing(officer, public_id)).status is FilingState.FILED


async def test_a_finding_takes_the_filing_out_of_force_until_it_is_put_right() -> None:
    officer, manager, public_id = await filed()
    place = manager.organisation_id
    await actions.find_nonconforming(officer, public_id, "消防通道被占用")
    assert await filing_in_force(place, today()) is None
    found = await filing(officer, public_id)
    assert (found.finding, found.conforms) == (NonconformityState.FOUND, False)
    assert found.turn is not None
    assert found.turn.days_left == 15
    with pytest.raises(Conflict):
        await actions.find_nonconforming(officer, public_id, "再次")
    await actions.publish_finding(officer, public_id)
    published = await filing(officer, public_id)
    assert published.finding is NonconformityState.PUBLISHED
    assert published.turn is not None
    assert published.turn.by == "institution"
    await actions.rectify(officer, public_id, "复查合格")
    assert await filing_in_force(place, today()) is not None
    await actions.find_nonconforming(officer, public_id, "再次占用")
    assert await filing_in_force(place, today()) is None


async def test_no_receipt_while_a_finding_is_open() -> None:
    officer, manager, public_id = await begun()
    await actions.submit(manager, public_id, whole())
    await actions.find_nonconforming(officer, public_id, "消防不合格")
    with pytest.raises(Conflict):
        await actions.give_receipt(officer, public_id, "赣备0001")


async def test_a_cancelled_filing_holds_no_more_and_a_new_one_may_begin() -> None:
    officer, manager, public_id = await filed()
    await actions.cancel(officer, public_id, "机构停办")
    assert await filing_in_force(manager.organisation_id, today()) is None
    with pytest.raises(Conflict):
        await actions.cancel(officer, public_id, "机构停办")
    again = await actions.receive(officer, manager.organisation_id, today())
    assert again != public_id
    assert len(await filings_of(manager, manager.organisation_id)) == 2


async def test_a_closed_institution_has_no_filing_in_force() -> None:
    officer, manager, _ = await filed()
    other = (await filed("360103"))[1].organisation_id
    both = [manager.organisation_id, other]
    assert set(await filings_in_force(both, today())) == set(both)
    await close(officer, manager.organisation_id, "注销登记")
    assert set(await filings_in_force(both, today())) == {other}


async def test_one_filing_at_a_time_and_one_receipt_number() -> None:
    officer, manager, _ = await filed("360102")
    with pytest.raises(Conflict):
        await actions.receive(officer, manager.organisation_id, today())
    officer, manager, public_id = await begun("360103")
    await actions.submit(manager, public_id, whole())
    with pytest.raises(Invalid) as raised:
        await actions.give_receipt(officer, public_id, "赣备360102")
    assert [problem.field for problem in raised.value.problems] == ["receipt_no"]


async def test_two_officers_at_the_same_moment_meet_in_the_database() -> None:
    """Where both have looked before either has saved, the constraints say what the checks would have said."""
    _, manager, _ = await filed("360102")
    again = "INSERT INTO filing (id, public_id, organisation_id, status, registered_on, created_at)"
    values = " VALUES (gen_random_uuid(), 'x', $1, 'registered', now(), now())"
    with pytest.raises(UniqueViolationError) as raised:
        async with transaction():
            await execute(again + values, manager.organisation_id)
    assert isinstance(meaning(raised.value), Conflict)
    _, _, other = await begun("360103")
    with pytest.raises(UniqueViolationError) as doubled:
        await execute("UPDATE filing SET receipt_no = '赣备360102' WHERE public_id = $1", other)
    assert isinstance(meaning(doubled.value), Invalid)


async def test_each_step_belongs_to_one_side() -> None:
    officer, manager, public_id = await begun()
    with pytest.raises(Forbidden):
        await actions.submit(officer, public_id, whole())
    await actions.submit(manager, public_id, whole())
    for step in (
        actions.give_receipt(manager, public_id, "赣备0001"),
        actions.send_back(manager, public_id, "理由"),
        actions.cancel(manager, public_id, "理由"),
        actions.find_nonconforming(manager, public_id, "理由"),
    ):
        with pytest.raises(Forbidden):
            await step


@pytest.mark.parametrize("area", ["360103", "360200"])
async def test_foreign_filings_are_not_found(area: str) -> None:
    _, _, public_id = await begun("360102")
    for role in ("filing_officer", "manager", "supervision_officer"):
        stranger = await persona(role, area)
        with pytest.raises(NotFound):
            await filing(stranger, public_id)
        assert (await list_filings(stranger))[1] == 0


async def test_steps_out_of_turn_are_conflicts() -> None:
    officer, manager, public_id = await begun()
    for step in (
        actions.give_receipt(officer, public_id, "赣备0001"),
        actions.send_back(officer, public_id, "理由"),
        actions.submit_change(manager, public_id, "变更"),
        actions.find_nonconforming(officer, public_id, "理由"),
        actions.publish_finding(officer, public_id),
        actions.rectify(officer, public_id, "理由"),
    ):
        with pytest.raises(Conflict):
            await step


async def test_only_open_institutions_are_filed() -> None:
    officer = await persona("filing_officer")
    college = await people.organisation("college")
    with pytest.raises(DomainError):
        await actions.receive(officer, college.id, today())
    with pytest.raises(Invalid):
        await actions.receive(
            officer, (await persona("manager")).organisation_id, today() + timedelta(days=1)
        )


async def test_the_work_list_counts_how_filings_stand() -> None:
    officer, _, public_id = await filed("360102")
    city = await persona("filing_officer", "360100")
    await begun("360103")
    await actions.find_nonconforming(officer, public_id, "理由")
    counts = await filing_counts(city)
    assert (counts["filed"], counts["registered"], counts["nonconforming"]) == (1, 1, 1)
    assert (await list_filings(city, stands="nonconforming"))[1] == 1
    assert (await list_filings(city, stands="filed"))[1] == 1
    assert (await list_filings(city, stands="'; DROP TABLE filing"))[1] == 2
