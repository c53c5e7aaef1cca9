"""An answer is made again from its sealed input; nothing is kept of it but that somebody looked."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from foundation import history
from foundation.actor import SYSTEM, Actor
from foundation.database import execute, fetch, fetchval
from foundation.errors import Conflict, Forbidden, NotFound
from foundation.jobs.worker import drain
from foundation.sealing import seal, unseal
from registry.lookups.queries import look_ups_of
from screening.replaying import actions
from screening.replaying.actions import replay_or_enqueue
from screening.replaying.queries import find_person, find_screening, replay_of_job, screenings_of
from screening.replaying.rules import Stood
from screening.screenings import actions as screenings
from screening.screenings.actions import screen
from screening.screenings.inputs import SEALED_IN
from tests.by_hand import by_hand
from tests.people import citizen_number, persona
from tests.screening.entries import BIRTH, banned
from tests.screening.replaying.again import again, registered, screened

FAR = date(1971, 8, 30)
_KEPT = "SELECT (SELECT count(*) FROM screening), (SELECT count(*) FROM match), (SELECT epoch FROM ban_epoch)"


async def test_a_clear_answer_is_found_clear_and_nothing_is_kept_of_it(first: Actor, auditor: Actor) -> None:
    clean = await registered(citizen_number(FAR), "李四")
    await banned(first, citizen_number(BIRTH))
    done = await screened(first, clean)
    before = [tuple(row) for row in await fetch(_KEPT)]
    found = await again(auditor, done)
    assert found.agrees
    assert found.same_matcher
    assert (found.recorded, found.expected, found.entries, found.hits) == ("clear", "clear", 1, ())
    assert [tuple(row) for row in await fetch(_KEPT)] == before


async def test_that_somebody_looked_is_written_down_with_what_for(first: Actor, auditor: Actor) -> None:
    clean = await registered(citizen_number(BIRTH))
    done = await screened(first, clean)
    await again(auditor, done)
    (entry,) = await history.of("screening", done)
    assert (entry.kind, entry.account_name, entry.reason) == (
        "screening.replayed",
        auditor.name,
        "稽核〔2026〕1号",
    )
    assert ("person.replayed", "audit") in {(one.kind, one.purpose) for one in await look_ups_of(clean)}


async def test_the_input_is_read_back_as_it_was_read(first: Actor) -> None:
    number = citizen_number(BIRTH)
    clean = await registered(number, "欧阳小花")
    await screened(first, clean)
    await screen(first, clean, "issue", "issuing")  # copied within the database
    for row in await fetch("SELECT input_sealed, listed FROM screening"):
        opened = unseal(bytes(row["input_sealed"]), SEALED_IN)
        assert '"names":["欧阳小花"]' in opened
        assert f'"number":"{number}"' in opened
        assert row["listed"] == 0


async def test_what_a_search_has_missed_is_found_and_said(first: Actor, auditor: Actor) -> None:
    number = citizen_number(BIRTH)
    await banned(first, number)
    someone = await registered(number)
    await by_hand("DELETE FROM screening_keys.ban_key")
    found = await again(auditor, await screened(first, someone))
    assert (found.recorded, found.expected, found.agrees) == ("clear", "strong", False)
    assert [hit.stood for hit in found.missed] == [Stood.NONE]


async def test_another_matcher_is_said(first: Actor, auditor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    number = citizen_number(BIRTH)
    someone = await registered(number)
    with monkeypatch.context() as another:
        another.setattr(screenings, "MATCHER_VERSION", "other")
        done = await screened(first, someone)
    found = await again(auditor, done)
    assert (found.same_matcher, found.matcher_recorded) == (False, "other")


async def test_an_input_that_cannot_be_read_back_is_said(first: Actor, auditor: Actor) -> None:
    someone = await registered(citizen_number(BIRTH))
    done = await screened(first, someone)
    await by_hand(
        "INSERT INTO screening SELECT gen_random_uuid(), person_id, trigger, epoch, matcher_version,"
        " identity_version, person_fp, $2, result, candidates, at, 'old', account_id, organisation_id, 0"
        " FROM screening WHERE id = $1",
        done,
        seal("王小花\n01:3699\n19900506\nfemale", SEALED_IN),
    )
    old = await fetchval("SELECT id FROM screening WHERE purpose = 'old'")
    with pytest.raises(Conflict) as refused:
        await again(auditor, old)
    assert refused.value.remedy is not None
    assert await history.of("screening", old) == []


async def test_elsewhere_nobody_sees_anything_and_a_city_does_not_replay(
    first: Actor, auditor: Actor
) -> None:
    someone = await registered(citizen_number(BIRTH))
    done = await screened(first, someone)
    public_id = await fetchval("SELECT public_id FROM person WHERE id = $1", someone)
    elsewhere = await persona("auditor", "360700")
    for look in (find_person(elsewhere, public_id), find_screening(elsewhere, done), again(elsewhere, done)):
        with pytest.raises(NotFound):
            await look
    with pytest.raises(Forbidden):
        await again(first, done)
    with pytest.raises(Forbidden):
        await again(await persona("filing_officer", "360102"), done)
    rows, total = await screenings_of(first, (await find_person(first, public_id)).id, 10, 0)
    assert ([row.id for row in rows], total) == ([done], 1)
    assert (await again(await persona("supervision_officer", "360000"), done)).agrees
    assert (await again(SYSTEM, done)).agrees


async def test_against_a_long_register_a_job_does_it(
    first: Actor, auditor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = citizen_number(BIRTH)
    await banned(first, number)
    done = await screened(first, await registered(number))
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    job = await replay_or_enqueue(auditor, done, "稽核")
    assert isinstance(job, UUID)
    with pytest.raises(NotFound):
        await replay_of_job(auditor, done, job)
    await drain()
    assert await replay_of_job(auditor, done, job) == await again(auditor, done)
    with pytest.raises(NotFound):
        await replay_of_job(auditor, UUID(int=1), job)
    with pytest.raises(NotFound):
        await replay_of_job(first, done, job)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ban_standing SET to_epoch = 99",
        "INSERT INTO ban_standing SELECT id, 5 FROM ban",
        "UPDATE match_standing SET state = 'cleared'",
    ],
)
async def test_the_application_cannot_write_how_things_stood(first: Actor, statement: str) -> None:
    with pytest.raises(Exception, match="permission denied"):
        await execute(statement)
