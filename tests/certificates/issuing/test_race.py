"""No valid certificate for a banned person, whichever of the two comes first: forced races, real commits."""

from __future__ import annotations

import asyncio
import random
from datetime import date, timedelta
from uuid import UUID

import pytest

from certificates.issuing.steps import Reserved, issue_prepared
from foundation.actor import SYSTEM, Actor
from foundation.clock import now
from foundation.database import execute, fetch, fetchval
from foundation.events import subscribe
from foundation.ids import new_id
from foundation.sealing import seal
from registry.areas.actions import load
from registry.people.actions import NewDocument, NewPerson, register_many
from registry.people.events import IdentityRecorded
from registry.people.queries import identity
from screening.bans.actions import record
from screening.bans.rules import Draft
from screening.matching.rules import Document, Identity
from screening.screenings.following import on_identity_recorded
from tests.by_hand import by_hand
from tests.people import citizen_number, persona

ROUNDS = 300
#: Where nothing is left to chance, a few show it; `make bench-races` does them all.
FORCED = 25
forced = pytest.mark.parametrize("rounds", [FORCED, pytest.param(ROUNDS, marks=pytest.mark.bench)])
_ENTRIES = """
INSERT INTO evaluation_entry (id, public_id, session_id, person_id, ticket_no, status, created_at)
SELECT gen_random_uuid(), gen_random_uuid()::text, $3, x.holder, x.ticket, 'confirmed', $4
  FROM unnest($1::uuid[], $2::text[]) AS x (holder, ticket)
"""
_PREPARED = """
INSERT INTO certificate (id, public_id, number, person_id, batch_id, entry_id, evaluator_id, organisation_id,
  area_code, occupation_code, level, standard_edition, holder_name, issued_on, status, content_sealed,
  content_sha256, token_hash, check_code_hash, pdf_sha256, reserved_at, prepared_at)
SELECT gen_random_uuid(), gen_random_uuid()::text, x.number, x.holder, $3, e.id, $4, $4, '360100',
  '4-10-01-03', 4, '2021', '赛', $5, 'prepared', $6, $7, sha256(x.number::bytea), $7, $7, $8, $8
  FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS x (holder, number, place)
  JOIN evaluation_entry e ON e.person_id = x.holder ORDER BY x.place RETURNING id, number, person_id
"""
#: A certificate is valid when it is issued and nothing holds it.
_VIOLATIONS = """
SELECT c.id FROM certificate c
 WHERE c.status = 'issued'
   AND NOT EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = c.id AND h.lifted_at IS NULL)
   AND EXISTS (SELECT 1 FROM screening_keys.person_key p JOIN screening_keys.ban_key b ON b.k = p.k
                WHERE p.person_id = c.person_id AND b.strong)
"""


class Race:
    """The people and papers that one race needs, on record and committed."""

    def __init__(self, officer: Actor, supervisor: Actor, batch_id: UUID, session_id: UUID) -> None:
        self.officer, self.supervisor = officer, supervisor
        self.batch_id, self.session_id = batch_id, session_id
        self.number = 0
        #: So many people and papers are made at a time.
        self.ahead = 1
        self._stock: list[Reserved] = []

    async def prepared(self) -> Reserved:
        """A certificate one step before its issue, of a person of its own."""
        if not self._stock:
            self._stock = await self._made(range(self.number + 1, self.number + 1 + self.ahead))
        self.number += 1
        return self._stock.pop(0)

    async def _made(self, numbers: range) -> list[Reserved]:
        await load()
        people = [
            NewPerson(name=self.name(n), documents=[NewDocument("01", citizen_number(self.birth(n)))])
            for n in numbers
        ]
        holders = await register_many(SYSTEM, people)
        await execute(_ENTRIES, holders, [str(n) for n in numbers], self.session_id, now())
        rows = await fetch(
            _PREPARED, holders, [f"S00003600000126{4}{n:06d}" for n in numbers], self.batch_id,
            self.officer.organisation_id, date(2026, 11, 24), seal("{}", "certificate.content"), b"x" * 32,
            now(),
        )  # fmt: skip
        return [Reserved(row["id"], "x", row["number"], row["person_id"], "prepared", b"") for row in rows]

    def name(self, number: int) -> str:
        """Nobody is called, or sounds, like anybody else."""
        return "王李张刘陈杨黄赵吴周"[number % 10] + chr(0x5000 + number * 7) + chr(0x6000 + number * 11)

    def birth(self, number: int) -> date:
        """A birth date of its own for each, far from all others: nobody is anybody's namesake."""
        return date(1950, 1, 1) + timedelta(days=53 * number)

    async def ban(self, holder: UUID) -> None:
        """Enter a ban of exactly this person."""
        known = await identity(holder)
        documents = tuple(Document(kind, number) for kind, number in known.documents)
        await record(
            self.supervisor, draft(Identity((known.name,), documents, (known.birth_date,), "female"))
        )  # type: ignore[arg-type]


def draft(banned: Identity) -> Draft:
    return Draft(
        kind="PFPL_41_2",
        person_role="perpetrator",
        scope="childcare",
        source_channel="health_decision",
        authority_name="南昌市卫生健康委员会",
        legal_basis_document="中华人民共和国人口与计划生育法",
        legal_basis_article="第四十一条第二款",
        document_no="洪卫罚〔2026〕12号",
        remedy_notice="六十日内可以申请行政复议，六个月内可以提起行政诉讼",
        decision_on=date(2026, 10, 1),
        served_on=date(2026, 10, 8),
        effective_on=date(2026, 10, 8),
        identity=banned,
    )


@pytest.fixture
async def race(own_database: str) -> Race:
    subscribe(IdentityRecorded, on_identity_recorded)
    officer = await persona("preparer", "360100")
    approver = await persona("approver", "360100")
    supervisor = await persona("supervision_officer", "360100")
    session_id, batch_id = new_id(), new_id()
    await execute(
        "INSERT INTO evaluation_session (id, public_id, evaluator_id, code, name,"
        " occupation_code, standard_edition,"
        " level, held_on, status, created_at) VALUES ($1, 's', $2, 's', 's',"
        " '4-10-01-03', '2021', 4, $3, 'confirmed', $4)",
        session_id, officer.organisation_id, date(2026, 11, 1), now(),
    )  # fmt: skip
    await execute(
        "INSERT INTO certificate_batch (id, public_id, title, session_id, evaluator_id,"
        " organisation_id, area_code,"
        " status, prepared_by, prepared_at, content_sha256, approved_by, approved_at, approved_sha256)"
        " VALUES ($1, 'b', 'b', $2, $3, $3, '360100', 'approved', $4, $6, $7, $5, $6, $7)",
        batch_id, session_id, officer.organisation_id, officer.account_id, approver.account_id, now(),
        b"x" * 32,
    )  # fmt: skip
    return Race(officer, supervisor, batch_id, session_id)


async def test_issuing_and_banning_at_the_same_moment_never_leaves_a_valid_certificate(race: Race) -> None:
    outcomes = {"issued, then held": 0, "not issued": 0}
    chance, head_start = random.Random(20261124), 0.002
    race.ahead = 50
    for _ in range(ROUNDS):
        certificate = await race.prepared()
        # The ban starts so many seconds after the issue; whoever wins starts later the next time, so that
        # they meet on any machine.
        lead = head_start + chance.uniform(-0.004, 0.004)
        await asyncio.gather(
            _after(max(0.0, -lead), issue_prepared(race.officer, certificate)),
            _after(max(0.0, lead), race.ban(certificate.person_id)),
        )
        status = await fetchval("SELECT status FROM certificate WHERE id = $1", certificate.id)
        outcomes["issued, then held" if status == "issued" else "not issued"] += 1
        head_start += -0.001 if status == "issued" else 0.001
    assert await by_hand(_VIOLATIONS) == []
    assert min(outcomes.values()) > 20, outcomes  # else nothing was raced


@forced
async def test_a_ban_that_comes_between_screening_and_issue_stops_the_issue(
    race: Race, monkeypatch: pytest.MonkeyPatch, rounds: int
) -> None:
    from certificates.issuing import steps

    screen = steps.screen_many

    async def screen_then_ban(*args: object) -> object:
        answer = await screen(*args)  # type: ignore[arg-type]
        if not await fetchval("SELECT EXISTS (SELECT 1 FROM ban WHERE person_name = $1)", name):
            await race.ban(certificate.person_id)
        return answer

    monkeypatch.setattr(steps, "screen_many", screen_then_ban)
    for _ in range(rounds):
        certificate = await race.prepared()
        name = (await identity(certificate.person_id)).name
        assert await issue_prepared(race.officer, certificate) is not None
    assert await fetchval("SELECT count(*) FROM certificate WHERE status = 'issued'") == 0


@forced
async def test_a_certificate_that_is_out_is_held_in_the_ban_own_transaction(race: Race, rounds: int) -> None:
    for _ in range(rounds):
        certificate = await race.prepared()
        assert await issue_prepared(race.officer, certificate) is None
        await race.ban(certificate.person_id)
        assert await _held(certificate.id) == ["ban"]
    assert await by_hand(_VIOLATIONS) == []


async def _held(certificate_id: UUID) -> list[str]:
    rows = await fetch("SELECT kind FROM certificate_hold WHERE certificate_id = $1", certificate_id)
    return [row["kind"] for row in rows]


async def _after(seconds: float, work: object) -> None:
    await asyncio.sleep(seconds)
    await work  # type: ignore[misc]
