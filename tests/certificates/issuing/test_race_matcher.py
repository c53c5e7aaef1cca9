"""Issuing raced against another matcher: a certificate is the word of the one that is live at its commit."""

from __future__ import annotations

import asyncio
import random
from datetime import date
from uuid import UUID

import asyncpg
import pytest

from certificates.issuing import steps
from certificates.issuing.steps import Reserved, issue_prepared
from foundation.clock import now
from foundation.database import execute, fetch, fetchval
from foundation.errors import Unavailable
from foundation.ids import new_id
from foundation.sealing import seal
from screening.matching.rules import MATCHER_VERSION
from tests.certificates.issuing.test_race import ROUNDS, Race, forced, race  # noqa: F401 - a fixture
from tests.people import person

NEXT = "99/next"
#: What was live when a certificate was committed, noted by the last trigger before that.
_WITNESS = """
CREATE TABLE seen (certificate uuid, live text, screened text);
GRANT INSERT, SELECT ON seen TO yuzheng_app;
CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO seen SELECT NEW.id, (SELECT version FROM matcher_live),
                          (SELECT matcher_version FROM screening WHERE id = NEW.screening_id);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER witness AFTER UPDATE OF status ON certificate DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.status = 'issued') EXECUTE FUNCTION witness();
"""
_ENTRIES = """
WITH session AS (
  INSERT INTO evaluation_session (id, public_id, evaluator_id, code, name, occupation_code, standard_edition,
    level, held_on, status, created_at)
  SELECT gen_random_uuid(), 'm' || n, evaluator_id, 'm' || n, name, occupation_code, standard_edition,
    level, held_on, status, created_at
    FROM evaluation_session, generate_series(1, $4::integer) AS n WHERE id = $1
  RETURNING id, public_id
)
INSERT INTO evaluation_entry (id, public_id, session_id, person_id, ticket_no, status, created_at)
SELECT gen_random_uuid(), public_id, id, $2, public_id, 'confirmed', $3 FROM session
"""
_PREPARED = """
INSERT INTO certificate (id, public_id, number, person_id, batch_id, entry_id, evaluator_id,
  organisation_id, area_code, occupation_code, level, standard_edition, holder_name, issued_on, status,
  content_sealed, content_sha256, token_hash, check_code_hash, pdf_sha256, reserved_at, prepared_at)
SELECT gen_random_uuid(), ticket_no, 'S000036000001264' || lpad(substr(ticket_no, 2), 6, '0'), person_id,
  $1, id, $2, $2, '360100', '4-10-01-03', 4, '2021', '赛', $3, 'prepared',
  $4, $5, sha256(ticket_no::bytea), $5, $5, $6, $6
  FROM evaluation_entry WHERE person_id = $7
RETURNING id, number
"""


class Rival:
    """The matcher installed and the next one, both accepted by two persons, and which of them is live."""

    def __init__(self, sweeps: dict[str, UUID]) -> None:
        self.sweeps = sweeps

    async def goes_live(self, version: str = NEXT) -> None:
        await execute("UPDATE matcher_live SET version = $1, sweep_id = $2", version, self.sweeps[version])

    async def steps_back(self) -> None:
        await self.goes_live(MATCHER_VERSION)


@pytest.fixture
async def rival(race: Race, own_database: str) -> Rival:  # noqa: F811
    owner = await asyncpg.connect(own_database)
    await owner.execute(_WITNESS)
    await owner.close()
    await execute(
        "INSERT INTO matcher_live (one, version, since) VALUES (true, $1, $2)", MATCHER_VERSION, now()
    )
    sweeps = {MATCHER_VERSION: new_id(), NEXT: new_id()}
    for version, sweep_id in sweeps.items():
        await execute(
            "INSERT INTO sweep (id, public_id, kind, matcher_version, started_by, started_at, people,"
            " finished_at, accepted_by, accepted_at) VALUES ($1, $2, 'shadow', $2, $3, $5, 0, $5, $4, $5)",
            sweep_id, version, race.supervisor.account_id, race.officer.account_id, now(),
        )  # fmt: skip
    return Rival(sweeps)


async def _prepared(race: Race, count: int) -> list[Reserved]:  # noqa: F811
    """So many certificates of one person, one step before their issue."""
    holder = await person(name="赛马庆", birth=date(1990, 1, 1))
    await execute(_ENTRIES, race.session_id, holder, now(), count)
    rows = await fetch(
        _PREPARED, race.batch_id, race.officer.organisation_id, date(2026, 11, 24),
        seal("{}", "certificate.content"), b"x" * 32, now(), holder,
    )  # fmt: skip
    return [Reserved(row["id"], "x", row["number"], holder, "prepared", b"") for row in rows]


async def test_a_matcher_that_goes_live_while_a_certificate_is_issued(race: Race, rival: Rival) -> None:  # noqa: F811
    outcomes = {"issued": 0, "not issued": 0}
    chance, head_start = random.Random(20261126), 0.002
    for certificate in await _prepared(race, 2 * ROUNDS + 20):
        lead = head_start + chance.uniform(-0.004, 0.004)
        issued, _ = await asyncio.gather(
            _after(max(0.0, -lead), issue_prepared(race.officer, certificate)),
            _after(max(0.0, lead), rival.goes_live()),
            return_exceptions=True,
        )
        outcomes["issued" if issued is None else "not issued"] += 1
        assert issued is None or isinstance(issued, Unavailable), issued
        # Whoever won starts later the next time, so that they meet on any machine.
        head_start += -0.001 if issued is None else 0.001
        await rival.steps_back()
    assert await fetch("SELECT * FROM seen WHERE live IS DISTINCT FROM screened") == []
    assert await fetchval("SELECT count(*) FROM seen") == outcomes["issued"]
    assert min(outcomes.values()) > 20, outcomes  # else nothing was raced


@forced
async def test_a_matcher_that_goes_live_between_screening_and_issue_stops_the_issue(
    race: Race,  # noqa: F811
    rival: Rival,
    monkeypatch: pytest.MonkeyPatch,
    rounds: int,
) -> None:
    screen = steps.screen_many

    async def screen_then_upgrade(*args: object) -> object:
        answer = await screen(*args)  # type: ignore[arg-type]
        await rival.goes_live()
        return answer

    monkeypatch.setattr(steps, "screen_many", screen_then_upgrade)
    for certificate in await _prepared(race, rounds):
        with pytest.raises(Unavailable):
            await issue_prepared(race.officer, certificate)
        await rival.steps_back()
    assert await fetch("SELECT * FROM seen") == []


async def _after(seconds: float, work: object) -> object:
    await asyncio.sleep(seconds)
    return await work  # type: ignore[misc]
