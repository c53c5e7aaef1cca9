"""Issuing raced against what else may name a person: a namesake, an amendment, a corrected identity."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from uuid import UUID

import msgspec
import pytest

from certificates.issuing.steps import Reserved, issue_prepared
from foundation.actor import Actor
from foundation.database import execute, fetch, fetchval
from registry.people.actions import IdentityChanges, amend_identity
from registry.people.queries import identity
from screening.amending import actions as amending
from screening.amending.rules import Basis
from screening.bans.actions import confirm, lift, propose_lift, record
from screening.bans.queries import draft_of, find_ban
from screening.matching.rules import Document, Identity
from screening.screenings.identities import banned
from tests.certificates.issuing.test_race import ROUNDS, Race, draft, race  # noqa: F401 - a fixture
from tests.parameters import confirm_kind_of_ban
from tests.people import citizen_number, persona

Work = Callable[[], Awaitable[object]]
_VIOLATIONS = """
SELECT c.id FROM certificate c
 WHERE c.status = 'issued'
   AND NOT EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = c.id AND h.lifted_at IS NULL)
   AND EXISTS (SELECT 1 FROM match m
                WHERE m.person_id = c.person_id AND m.state IN ('open', 'proposed', 'confirmed'))
"""
BASIS = Basis("洪卫更〔2026〕3号", "南昌市卫生健康委员会", "证件号码更正")
#: A third each time; `make bench-races` does them all.
often = pytest.mark.parametrize("rounds", [ROUNDS // 3, pytest.param(ROUNDS, marks=pytest.mark.bench)])


class Rivals:
    """Two supervisors, and the two works that are let loose on each other."""

    def __init__(self, race: Race, second: Actor) -> None:  # noqa: F811
        self.race, self.second = race, second
        race.ahead = 50
        self.outcomes = {"issued, then held": 0, "not issued": 0}
        self.chance = random.Random(20261125)
        self.head_start = 0.003

    async def run(self, certificate: Reserved, rival: Work) -> None:
        """Issue and the rival at the same moment, one a little ahead."""
        lead = self.head_start + self.chance.uniform(-0.006, 0.006)
        await asyncio.gather(
            _after(max(0.0, -lead), lambda: issue_prepared(self.race.officer, certificate)),
            _after(max(0.0, lead), rival),
        )
        status = await fetchval("SELECT status FROM certificate WHERE id = $1", certificate.id)
        self.outcomes["issued, then held" if status == "issued" else "not issued"] += 1
        # Whoever won starts later the next time, so that they meet on any machine.
        self.head_start += -0.001 if status == "issued" else 0.001

    async def nobodys_ban(self) -> str:
        """A ban in force of somebody who is not on record."""
        birth = self.race.birth(self.race.number).replace(year=1930)
        number = citizen_number(birth)
        somebody = Identity(
            (f"无{chr(0x7000 + self.race.number)}",), (Document("01", number),), (birth,), "female"
        )
        receipt = await record(self.race.supervisor, draft(somebody))
        await confirm(self.second, receipt.public_id)
        return receipt.public_id


@pytest.fixture
async def rivals(race: Race) -> Rivals:  # noqa: F811
    await confirm_kind_of_ban()
    return Rivals(race, await persona("supervision_officer", "360100"))


async def _holder(certificate: Reserved) -> Identity:
    known = await identity(certificate.person_id)
    documents = tuple(Document(kind, number) for kind, number in known.documents)
    assert known.birth_date is not None
    return Identity((known.name,), documents, (known.birth_date,), "female")


async def test_a_namesakes_ban_found_by_comparison_alone_holds_too(rivals: Rivals) -> None:
    for _ in range(ROUNDS):
        certificate = await rivals.race.prepared()
        namesake = msgspec.structs.replace(await _holder(certificate), documents=())
        await rivals.run(certificate, lambda: record(rivals.race.supervisor, draft(namesake)))  # noqa: B023
    assert await fetch(_VIOLATIONS) == []
    assert await fetchval("SELECT count(*) FROM match") == ROUNDS
    assert min(rivals.outcomes.values()) > 20, rivals.outcomes  # else nothing was raced


async def test_a_ban_that_is_amended_to_name_the_holder_holds(rivals: Rivals) -> None:
    for _ in range(ROUNDS):
        certificate = await rivals.race.prepared()
        ban = await rivals.nobodys_ban()
        shown = await find_ban(rivals.race.supervisor, ban)
        before = draft_of(shown, (await banned([shown.id]))[shown.id].identity)
        after = msgspec.structs.replace(before, identity=await _holder(certificate))
        await amending.propose(rivals.race.supervisor, ban, after, BASIS)
        await rivals.run(certificate, lambda: amending.agree(rivals.second, ban))  # noqa: B023
    assert await fetch(_VIOLATIONS) == []
    assert await fetchval("SELECT count(*) FROM match") == ROUNDS
    assert min(rivals.outcomes.values()) > 20, rivals.outcomes


@often
async def test_a_ban_that_is_lifted_never_leaves_a_certificate_half_issued(
    rivals: Rivals, rounds: int
) -> None:
    for _ in range(rounds):
        certificate = await rivals.race.prepared()
        ban = await _ban_of(rivals, certificate)
        await propose_lift(
            rivals.race.supervisor, ban, document_no="1号", authority_name="省政府", reason="撤销"
        )
        await rivals.run(certificate, lambda: lift(rivals.second, ban))  # noqa: B023
    states = {row["state"] for row in await fetch("SELECT state FROM match")}
    assert states == {"ended"}
    stray = "SELECT count(*) FROM certificate WHERE status = 'issued' AND screening_id IS NULL"
    assert await fetchval(stray) == 0


async def _ban_of(rivals: Rivals, certificate: Reserved) -> str:
    receipt = await record(rivals.race.supervisor, draft(await _holder(certificate)))
    await confirm(rivals.second, receipt.public_id)
    return receipt.public_id


@often
async def test_an_identity_that_becomes_a_banned_one_holds(rivals: Rivals, rounds: int) -> None:
    registrar = await persona("registrar", "360100")
    for _ in range(rounds):
        certificate = await rivals.race.prepared()
        namesake = msgspec.structs.replace(await _holder(certificate), names=("欧阳测试",), documents=())
        await record(rivals.race.supervisor, draft(namesake))
        await _enrolled(registrar, certificate.person_id)
        changes = IdentityChanges(name="欧阳测试")
        await rivals.run(
            certificate,
            lambda: amend_identity(registrar, certificate.person_id, changes, "户口簿更正"),  # noqa: B023
        )
    assert await fetch(_VIOLATIONS) == []


async def _enrolled(registrar: Actor, person_id: UUID) -> None:
    await execute(
        "INSERT INTO person_organisation (id, person_id, organisation_id, kind, since)"
        " VALUES (gen_random_uuid(), $1, $2, 'trainee', current_date)",
        person_id,
        registrar.organisation_id,
    )


async def _after(seconds: float, work: Work) -> None:
    await asyncio.sleep(seconds)
    await work()
