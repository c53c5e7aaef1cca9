"""What follows when two persons confirm a match: withdrawal proposed, employer and commission told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from certificates.proposals.actions import decide, propose
from certificates.proposals.confirmed import on_match_confirmed
from certificates.register.queries import find_certificate, proposals_of
from foundation.actor import SYSTEM, Actor
from foundation.database import fetch, fetchval
from foundation.errors import Conflict
from foundation.events import subscribe
from registry.people.links import link
from registry.people.queries import identity
from registry.people.tables import LinkKind
from screening.adjudication.actions import decide as decide_match
from screening.adjudication.actions import propose as propose_match
from screening.adjudication.disputing import dispute
from screening.adjudication.rules import Verdict
from screening.bans import actions as bans
from screening.matching.rules import Document, Identity
from screening.screenings.events import MatchResolved
from tests.certificates.builders import Ready, confirmed_session, issued
from tests.people import organisation, persona
from tests.screening.entries import draft

SAME = (Verdict.SAME, "same_document_seen", "核对原件")


class Confirmed:
    """A holder whose match two supervisors have confirmed, and the institution where she works."""

    def __init__(self, ready: Ready, certificate: str, match: str, employer: UUID, supervisor: Actor) -> None:
        self.ready, self.certificate, self.match = ready, certificate, match
        self.employer, self.supervisor = employer, supervisor

    async def proposals(self) -> list[str]:
        row = await find_certificate(self.ready.approver, self.certificate)
        return [one.public_id for one in await proposals_of(row.id)]


@pytest.fixture
async def confirmed(database: asyncpg.Connection, tmp_path: Path) -> Confirmed:
    subscribe(MatchResolved, on_match_confirmed)
    ready = await confirmed_session(names=["王小花"])
    (certificate,) = await issued(ready, tmp_path)
    known = await identity(ready.people[0])
    assert known.birth_date is not None
    employer = await organisation("institution", "360103")
    await link(SYSTEM, ready.people[0], employer.id, LinkKind.WORKER, date(2026, 9, 1))
    first = await persona("supervision_officer", "360100")
    second = await persona("supervision_officer", "360100")
    await organisation("health_commission", "360103")
    documents = tuple(Document(kind, number) for kind, number in known.documents)
    await bans.record(first, draft(Identity((known.name,), documents, (known.birth_date,), "female")))
    match = await fetchval("SELECT public_id FROM match")
    await propose_match(first, match, *SAME)
    await decide_match(second, match, *SAME)
    return Confirmed(ready, certificate, match, employer.id, second)


async def test_a_withdrawal_is_proposed_and_an_officer_decides(confirmed: Confirmed) -> None:
    (proposal,) = await confirmed.proposals()
    row = await find_certificate(confirmed.ready.approver, confirmed.certificate)
    (shown,) = await proposals_of(row.id)
    assert (shown.kind, shown.reason_code, shown.document_no) == ("withdraw", "banned", "洪卫罚〔2026〕12号")
    assert row.status == "issued"  # no certificate ends without an officer
    await decide(confirmed.ready.approver, confirmed.certificate, proposal, agreed=True)
    assert (await find_certificate(confirmed.ready.approver, confirmed.certificate)).status == "withdrawn"


async def test_employer_and_county_commission_are_told_and_the_employer_never_why(
    confirmed: Confirmed,
) -> None:
    rows = await fetch(
        "SELECT o.kind AS organisation, o.area_code, n.kind, n.message::text AS message FROM notice n"
        " JOIN organisation o ON o.id = n.organisation_id"
        " WHERE n.kind IN ('person.stopped', 'match.confirmed')"
    )
    told = {(row["organisation"], row["area_code"]): row["message"] for row in rows}
    assert set(told) == {("institution", "360103"), ("health_commission", "360103")}
    assert "ban" not in told["institution", "360103"].lower()
    assert "match" not in told["institution", "360103"].lower()
    assert not any("王小花" in message for message in told.values())  # masked


async def test_a_disputed_match_withdraws_nothing(confirmed: Confirmed) -> None:
    (proposal,) = await confirmed.proposals()
    await dispute(confirmed.supervisor, confirmed.match, "person", "不是本人")
    with pytest.raises(Conflict):
        await decide(confirmed.ready.approver, confirmed.certificate, proposal, agreed=True)
    await decide(confirmed.ready.approver, confirmed.certificate, proposal, agreed=False)
    row = await find_certificate(confirmed.ready.approver, confirmed.certificate)
    assert (row.status, row.standing(date(2026, 11, 24))) == ("issued", "suspended")


async def test_while_the_proposal_waits_no_other_is_made(confirmed: Confirmed) -> None:
    with pytest.raises(Conflict):
        await propose(
            confirmed.ready.preparer,
            confirmed.certificate,
            "withdraw",
            reason_code="banned",
            reason="禁入",
            document_no="1号",
        )
    assert await fetchval("SELECT count(*) FROM certificate_proposal") == 1
