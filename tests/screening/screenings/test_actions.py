"""Screening people: what is kept, what is refused, what a change of identity or of the list brings about."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest

from foundation import sealing
from foundation.actor import SYSTEM, Actor
from foundation.clock import FixedClock, now, use
from foundation.database import execute, fetch, fetchrow, fetchval, transaction
from foundation.errors import Refused, Unavailable
from foundation.sealing import unseal
from registry.people.actions import IdentityChanges, amend_identity
from registry.people.queries import public_id_of
from screening.screenings.actions import screen, screen_many
from screening.screenings.queries import epoch, latest, unresolved
from tests.by_hand import by_hand, value_by_hand
from tests.people import citizen_number
from tests.screening.entries import BIRTH, NAME, banned, draft, registered

_KEYS = "SELECT array_agg(k ORDER BY k) FROM screening_keys.person_key WHERE person_id = $1"
_ANOTHER_MATCH = """
INSERT INTO match SELECT gen_random_uuid(), 'x', person_id, ban_id, strength, bits, evidence, 'x', ban_fp,
       matcher_version, 'cleared', opened_at, due_on FROM match
"""


async def test_a_negative_is_kept_with_its_sealed_input(first: Actor) -> None:
    number = citizen_number(BIRTH)
    clean = await registered(number)
    view = await screen(first, clean, "enrol", "enrolment")
    assert (view.result, view.epoch) == ("clear", await epoch())
    kept = await fetchrow("SELECT * FROM screening WHERE id = $1", view.id)
    assert kept is not None
    assert (kept["purpose"], kept["account_id"], kept["candidates"]) == ("enrolment", first.account_id, 0)
    assert number.encode() not in bytes(kept["input_sealed"])
    assert number[:17] in unseal(bytes(kept["input_sealed"]), "screening.input")
    assert (await latest([clean]))[clean] == view


async def test_many_are_screened_at_once_and_each_gets_an_answer(first: Actor) -> None:
    number = citizen_number(BIRTH)
    hit, clean = await registered(number), await registered(citizen_number(), "李四")
    await banned(first, number)
    found = await screen_many(first, [hit, clean, hit], "enrol", "enrolment")
    assert {one: view.result for one, view in found.items()} == {hit: "strong", clean: "clear"}
    assert await fetchval("SELECT count(*) FROM match") == 1  # the ban's own comparison had opened it


async def test_a_stale_list_answers_nothing(first: Actor) -> None:
    clean = await registered(citizen_number(BIRTH))
    with use(FixedClock(now() + timedelta(hours=73))), pytest.raises(Unavailable):
        await screen(first, clean, "enrol", "enrolment")
    assert await fetchval("SELECT count(*) FROM screening") == 0


async def test_without_keys_nothing_is_screened_and_no_ban_entered(first: Actor) -> None:
    clean = await registered(citizen_number(BIRTH))
    keys = sealing.keyring()
    sealing.use_keyring(None)
    try:
        with pytest.raises(Unavailable):
            await screen(first, clean, "enrol", "enrolment")
        with pytest.raises(Unavailable):
            await banned(first, "36999919900506002X")
    finally:
        sealing.use_keyring(keys)
    assert await fetchval("SELECT count(*) FROM ban") == 0


async def test_somebody_without_search_keys_is_refused_not_passed(first: Actor) -> None:
    clean = await registered(citizen_number(BIRTH))
    await by_hand("DELETE FROM screening_keys.person_key WHERE person_id = $1", clean)
    with pytest.raises(Refused):
        await screen(first, clean, "enrol", "enrolment")


async def test_an_amended_identity_gets_new_keys_and_is_screened_again(first: Actor) -> None:
    someone = await registered(citizen_number(BIRTH), "李四")
    first_version = (await screen(first, someone, "enrol", "enrolment")).identity_version
    await banned(first, citizen_number(BIRTH))
    assert await unresolved([someone]) == {}
    before = await value_by_hand(_KEYS, someone)
    await amend_identity(SYSTEM, someone, IdentityChanges(name=NAME), "改名")
    after = await value_by_hand(_KEYS, someone)
    assert before != after
    assert await unresolved([someone]) == {someone: "possible"}
    assert (await latest([someone]))[someone].identity_version == first_version + 1


async def test_whoever_was_never_screened_is_not_screened_by_an_amendment(first: Actor) -> None:
    someone = await registered(citizen_number(BIRTH), "李四")
    await amend_identity(SYSTEM, someone, IdentityChanges(name="李五"), "改名")
    assert await latest([someone]) == {}


async def test_a_ban_that_has_run_out_opens_no_match_any_more(first: Actor) -> None:
    number = citizen_number(BIRTH)
    term = now().date() + timedelta(days=30)
    await banned(first, number, kind="EDU_80", term_until=term)
    late = await registered(number)
    with use(FixedClock(now() + timedelta(days=40))):
        await execute("UPDATE ban_list SET refreshed_at = $1", now())
        assert (await screen(first, late, "enrol", "enrolment")).result == "clear"
    assert (await screen(first, late, "enrol", "enrolment")).result == "strong"


@pytest.mark.parametrize("statement", ["UPDATE screening SET result = 'clear'", "DELETE FROM screening"])
async def test_screenings_cannot_be_rewritten(first: Actor, statement: str) -> None:
    await screen(first, await registered(citizen_number(BIRTH)), "enrol", "enrolment")
    with pytest.raises(asyncpg.PostgresError):
        async with transaction():
            await execute(statement)


@pytest.mark.parametrize(
    "statement, state",
    [
        ("UPDATE match SET state = 'cleared'", "P0B06"),
        ("UPDATE match SET state = 'confirmed'", "P0B06"),
        ("UPDATE match SET state = 'ended'", "P0B06"),
        ("UPDATE match SET strength = 'possible'", "P0B07"),
        ("UPDATE match SET person_fp = 'x'", "P0B07"),
        ("UPDATE match SET evidence = '[]'", "P0B07"),
        ("DELETE FROM match", "42501"),
        (_ANOTHER_MATCH, "P0B06"),
    ],
)
async def test_a_match_cannot_be_made_to_vanish_by_sql(first: Actor, statement: str, state: str) -> None:
    number = citizen_number(BIRTH)
    await registered(number)
    await banned(first, number)
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute(statement)
    assert refused.value.sqlstate == state


async def test_the_evidence_is_kept_masked(first: Actor) -> None:
    number = citizen_number(BIRTH)
    await registered(number)
    await banned(first, number)
    (row,) = await fetch("SELECT evidence::text AS evidence FROM match")
    assert "The same document" in row["evidence"]
    assert number[3:14] not in row["evidence"]
    assert NAME not in row["evidence"]
    assert draft().document_no not in row["evidence"]


async def test_public_ids_alone_stand_in_addresses(first: Actor) -> None:
    hit = await registered(citizen_number(BIRTH))
    assert await public_id_of(hit) != str(hit)
