"""Everybody is compared anew, resumably; another matcher goes live when two persons have seen its changes."""

from __future__ import annotations

from uuid import UUID

import asyncpg
import pytest

from foundation.actor import Actor
from foundation.database import execute, fetch, fetchrow, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Unavailable
from foundation.jobs.worker import drain
from screening.matching.rules import MATCHER_VERSION, State
from screening.screenings.actions import screen
from screening.screenings.queries import unresolved
from screening.sweeps import actions, jobs, shadow, walking
from screening.sweeps.queries import differences_of, find_sweep, live_version
from screening.upkeep.actions import refresh_list
from tests.by_hand import by_hand, value_by_hand
from tests.people import citizen_number, persona
from tests.screening.conftest import SignIn
from tests.screening.entries import BIRTH, banned, registered, screened_before


@pytest.fixture
async def beside(above: Actor) -> Actor:
    """A colleague in the province's commission."""
    return await persona("supervision_officer", "360000")


async def test_everybody_is_screened_and_what_slipped_through_is_found(first: Actor, above: Actor) -> None:
    number = citizen_number(BIRTH)
    slipped = await registered(number)
    await screen(first, slipped, "enrol", "enrolment")
    others = await screened_before(first, 3)
    await banned(first, number)
    await by_hand("DELETE FROM screening_keys.person_key WHERE person_id = $1", others[0])
    before = await fetchval("SELECT count(*) FROM screening")
    sweep = await actions.start(above, "yearly")
    await drain()
    shown = await find_sweep(sweep)
    assert (shown.people, shown.done, shown.unscreenable) == (4, 4, 1)
    assert shown.finished_at is not None
    rows = await fetch("SELECT trigger FROM screening OFFSET $1", before)
    assert [row["trigger"] for row in rows] == ["yearly"] * 3
    assert await unresolved([slipped]) == {slipped: "strong"}


async def test_broken_off_it_goes_on_after_the_last_slice(
    first: Actor, above: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await screened_before(first, 6)
    monkeypatch.setattr(walking, "SLICE", 2)
    screened = jobs.screen_planned
    slices: list[int] = []

    async def breaks(actor: Actor, people: list[UUID], *rest: object) -> object:
        slices.append(len(people))
        if len(slices) == 2:
            raise OSError
        return await screened(actor, people, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "screen_planned", breaks)
    sweep = await actions.start(above, "yearly")
    await drain()
    assert (await find_sweep(sweep)).done == 2
    await fetch("UPDATE job SET run_after = clock_timestamp() RETURNING id")
    await drain()
    shown = await find_sweep(sweep)
    assert (shown.done, shown.finished_at is not None) == (6, True)
    yearly = await fetchval("SELECT count(*) FROM screening WHERE trigger = 'yearly'")
    assert yearly == 6  # nobody twice


async def test_one_of_a_kind_runs_at_a_time_and_the_province_starts_it(
    first: Actor, above: Actor, beside: Actor
) -> None:
    await actions.start(above, "yearly")
    with pytest.raises(Conflict):
        await actions.start(beside, "yearly")
    await actions.start(beside, "shadow")
    with pytest.raises(Forbidden):
        await actions.start(first, "yearly")
    with pytest.raises(Forbidden):
        await actions.start(await persona("auditor", "360000"), "yearly")


async def _tried(above: Actor) -> str:
    sweep = await actions.start(above, "shadow")
    await drain()
    return sweep


async def test_the_matcher_in_use_differs_from_itself_in_nothing(first: Actor, above: Actor) -> None:
    number = citizen_number(BIRTH)
    person = await registered(number)
    await screen(first, person, "enrol", "enrolment")
    await screened_before(first, 2)
    await banned(first, number)
    shown = await find_sweep(await _tried(above))
    assert (shown.done, shown.differences) == (3, 0)
    assert await value_by_hand("SELECT count(*) FROM screening_keys.shadow_key") == 0


async def test_a_trial_names_lost_and_new_pairs_and_holds_nobody(
    first: Actor, above: Actor, elsewhere: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = citizen_number(BIRTH)
    lost = await registered(number)
    await screen(first, lost, "enrol", "enrolment")
    (found,) = await screened_before(first, 1)
    await banned(first, number)
    matches = await fetchval("SELECT count(*) FROM match")
    judged = shadow.judge

    def otherwise(person: object, banned: object, listed: int) -> object:
        judgement = judged(person, banned, listed)  # type: ignore[arg-type]
        return type("Other", (), {"state": State.CLEAR if judgement.state == "strong" else State.POSSIBLE})

    monkeypatch.setattr(shadow, "judge", otherwise)
    monkeypatch.setattr(shadow, "worker_keys", lambda _: [shadow.Key("number", "everybody", False)])
    monkeypatch.setattr(shadow, "ban_keys", lambda _: [shadow.Key("number", "everybody", False)])
    sweep = await find_sweep(await _tried(above))
    assert (sweep.lost, sweep.found) == (1, 1)
    rows = await fetch("SELECT person_id, found_before, found_now FROM sweep_difference")
    assert {tuple(row.values()) for row in rows} == {(lost, "strong", "clear"), (found, "clear", "possible")}
    assert await fetchval("SELECT count(*) FROM match") == matches
    assert [one.found_now for one in await differences_of(first, sweep.id)] == ["clear", "possible"]
    assert await differences_of(elsewhere, sweep.id) == []


async def _another_matcher(monkeypatch: pytest.MonkeyPatch, version: str = "99/next") -> None:
    for place in ("screenings.actions", "sweeps.actions", "sweeps.jobs", "upkeep.actions"):
        monkeypatch.setattr(f"screening.{place}.MATCHER_VERSION", version)


async def test_a_new_matcher_screens_nobody_until_another_person_has_accepted_it(
    first: Actor, above: Actor, beside: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    (person,) = await screened_before(first, 1)
    assert await refresh_list() == []
    assert await live_version() == MATCHER_VERSION
    await _another_matcher(monkeypatch)
    with pytest.raises(Unavailable):
        await screen(first, person, "issue", "issuing")
    assert await refresh_list() != []  # an alarm, and the register grows stale
    sweep = await _tried(above)
    with pytest.raises(Refused):
        await actions.accept(above, sweep, "")
    await actions.accept(beside, sweep, "")
    await drain()
    assert await live_version() == "99/next"
    assert (await screen(first, person, "issue", "issuing")).result == "clear"
    with pytest.raises(Conflict):
        await actions.accept(beside, sweep, "")


async def test_pairs_that_would_be_lost_need_a_reason(
    first: Actor, above: Actor, beside: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = citizen_number(BIRTH)
    person = await registered(number)
    await screen(first, person, "enrol", "enrolment")
    await banned(first, number)
    await _another_matcher(monkeypatch)
    monkeypatch.setattr(shadow, "worker_keys", lambda _: [])
    sweep = await _tried(above)
    with pytest.raises(Invalid):
        await actions.accept(beside, sweep, " ")
    await actions.accept(beside, sweep, "同号但已确认非同一人")
    assert (await find_sweep(sweep)).reason == "同号但已确认非同一人"


@pytest.mark.parametrize(
    ("statement", "state"),
    [
        ("UPDATE sweep SET accepted_by = started_by", "23514"),
        ("UPDATE sweep SET started_by = gen_random_uuid()", "P0B05"),
        ("UPDATE matcher_live SET version = 'other'", "P0B05"),
        ("DELETE FROM matcher_live", "42501"),
    ],
)
async def test_sql_does_not_get_around_the_second_person(above: Actor, statement: str, state: str) -> None:
    await refresh_list()
    await _tried(above)
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute(statement)
    assert refused.value.sqlstate == state


async def test_every_january_one_begins_by_itself(first: Actor) -> None:
    from foundation.clock import CHINA
    from foundation.jobs.kinds import periods

    (period,) = [one for one in periods() if one.kind == "screening.sweeps.begin_year"]
    from datetime import datetime

    moment = period.cron.last(datetime(2027, 3, 1, tzinfo=CHINA))
    assert moment == datetime(2027, 1, 5, 2, 41, tzinfo=CHINA)


async def test_the_pages_start_show_and_accept(
    first: Actor, above: Actor, beside: Actor, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    await screened_before(first, 2)
    await refresh_list()
    await _another_matcher(monkeypatch)
    mine, theirs, city = await signed_in(above), await signed_in(beside), await signed_in(first)
    assert "Try the installed matcher" not in (await city.get("/screening/sweeps")).text
    assert (await city.post("/screening/sweeps", {"kind": "shadow"})).status_code == 403
    await mine.get("/screening/sweeps")
    here = (await mine.post("/screening/sweeps", {"kind": "shadow"})).headers["location"]
    assert (await mine.post("/screening/sweeps", {"kind": "shadow"})).status_code == 409
    await drain()
    own = await mine.get(here)
    assert "another person must accept it" in own.text
    page = await theirs.get(here)
    assert "Accept the matcher" in page.text
    assert (await mine.post(f"{here}/accept")).status_code == 422
    assert (await theirs.post(f"{here}/accept")).status_code == 303
    assert "Accepted by" in (await theirs.get(here)).text
    assert (await theirs.get("/screening/sweeps/nothing")).status_code == 404
    with pytest.raises(NotFound):
        await find_sweep("nothing")
    row = await fetchrow("SELECT count(*) AS n FROM job WHERE kind = 'screening.sweeps.adopt'")
    assert row is not None
    assert row["n"] == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sweep_slice SET done_at = NULL",
        "UPDATE sweep_slice SET upto = after",
        "UPDATE sweep SET finished_at = now()",
    ],
)
async def test_no_slice_is_skipped_or_done_twice_by_sql(first: Actor, above: Actor, statement: str) -> None:
    await screened_before(first, 2)
    await actions.start(above, "yearly")
    (sweep,) = await fetch("SELECT id FROM sweep")
    await execute(walking._PLAN, sweep["id"], 1)
    await execute("UPDATE sweep_slice SET done_at = now() WHERE number = 0")
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute(statement)
    assert refused.value.sqlstate == "P0B07"
