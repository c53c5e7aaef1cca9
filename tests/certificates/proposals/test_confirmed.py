"""What follows when two persons confirm a match: withdrawal proposed, employer and commission told."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec
import pytest

from certificates.proposals.actions import decide, propose
from certificates.proposals.confirmed import on_match_confirmed
from certificates.proposals.informing import on_match_opened as tell_of_rest
from certificates.proposals.informing import on_match_settled
from certificates.register.queries import find_certificate, proposals_of
from foundation import events
from foundation.actor import SYSTEM, Actor
from foundation.database import execute, fetch, fetchval
from foundation.errors import Conflict
from foundation.events import subscribe
from foundation.ids import new_id
from foundation.outbox import actions as outbox
from foundation.outbox.carriers import Carriers, use_carriers
from foundation.outbox.mail import read_server
from foundation.outbox.queries import find_address
from foundation.outbox.rules import Channel
from registry.people.links import link
from registry.people.queries import identity
from registry.people.tables import LinkKind
from screening.adjudication.actions import decide as decide_match
from screening.adjudication.actions import propose as propose_match
from screening.adjudication.disputing import dispute
from screening.adjudication.rules import Verdict
from screening.bans import actions as bans
from screening.matching.rules import Document, Identity
from screening.screenings.events import MatchOpened, MatchResolved
from tests.certificates.builders import Ready, confirmed_session, issued
from tests.people import organisation, persona
from tests.screening.entries import draft
from training.placements.barring import on_match_confirmed as end_placements

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
async def confirmed(
    database: asyncpg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Confirmed:
    """Nobody hears of it but whom the test lets listen, whichever tests ran before in this process."""
    monkeypatch.setattr(events, "_handlers", defaultdict(list))
    subscribe(MatchResolved, on_match_confirmed)
    ready = await confirmed_session(names=["王小花"])
    (certificate,) = await issued(ready, tmp_path)
    employer = await organisation("institution", "360103")
    await link(SYSTEM, ready.people[0], employer.id, LinkKind.WORKER, date(2026, 9, 1))
    await organisation("health_commission", "360103")
    second, match = await _confirmed_ban(ready.people[0])
    return Confirmed(ready, certificate, match, employer.id, second)


async def _confirmed_ban(person_id: UUID) -> tuple[Actor, str]:
    """A ban that names the person's document; two supervisors of the city confirm the match."""
    known = await identity(person_id)
    assert known.birth_date is not None
    first = await persona("supervision_officer", "360100")
    second = await persona("supervision_officer", "360100")
    documents = tuple(Document(kind, number) for kind, number in known.documents)
    await bans.record(first, draft(Identity((known.name,), documents, (known.birth_date,), "female")))
    match = await fetchval("SELECT public_id FROM match")
    await propose_match(first, match, *SAME)
    await decide_match(second, match, *SAME)
    return second, match


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


async def test_of_a_trainee_the_host_and_the_school_are_told_and_the_placement_ends(
    confirmed: Confirmed,
) -> None:
    """The holder is judged again, now while a placement is under way."""
    subscribe(MatchResolved, end_placements)
    person_id = confirmed.ready.people[0]
    host = await organisation("institution", "360104")
    enrolment = await fetchval("SELECT id FROM enrolment WHERE person_id = $1", person_id)
    await execute(
        "UPDATE placement SET status = 'active', host_id = $2 WHERE enrolment_id = $1", enrolment, host.id
    )
    others = [await persona("supervision_officer", "360100") for _ in range(2)]
    await dispute(others[0], confirmed.match, "person", "不是本人")
    await propose_match(others[0], confirmed.match, *SAME)
    await decide_match(others[1], confirmed.match, *SAME)
    told = {
        (row["kind"], row["organisation"])
        for row in await fetch(
            "SELECT n.kind, o.kind AS organisation FROM notice n"
            " JOIN organisation o ON o.id = n.organisation_id"
            " WHERE o.id = $1 OR (o.kind = 'college' AND n.kind = 'placement.stopped')",
            host.id,
        )
    }
    assert told == {("person.stopped", "institution"), ("placement.stopped", "college")}
    assert await fetchval("SELECT status FROM placement WHERE enrolment_id = $1", enrolment) == "cancelled"


async def test_while_a_strong_match_is_looked_into_host_and_school_are_told_that_it_rests(
    confirmed: Confirmed,
) -> None:
    person_id = confirmed.ready.people[0]
    host = await organisation("institution", "360104")
    await execute("UPDATE placement SET status = 'active', host_id = $1", host.id)
    for strength, told in (("possible", 0), ("strong", 2)):
        await tell_of_rest(MatchOpened(new_id(), person_id, new_id(), strength))
        assert await fetchval("SELECT count(*) FROM notice WHERE kind = 'placement.stopped'") == told
    said = await fetchval("SELECT message::text FROM notice WHERE organisation_id = $1", host.id)
    assert not any(word in said.lower() for word in ("ban", "match", "王小花"))


async def test_the_issuing_office_hears_that_a_proposal_waits(confirmed: Confirmed) -> None:
    told = await fetchval("SELECT count(*) FROM notice WHERE kind = 'certificate.proposed'")
    assert told == 1


async def test_where_nobody_employs_the_person_a_commission_is_told_all_the_same(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    """The commission of the person's area; without one, of the ban's; where a county has none, the city's."""
    subscribe(MatchResolved, on_match_confirmed)
    ready = await confirmed_session(names=["王小花"])
    await execute("UPDATE person SET area_code = NULL WHERE id = $1", ready.people[0])
    first, _ = await _confirmed_ban(ready.people[0])
    told = await fetch("SELECT organisation_id FROM notice WHERE kind = 'match.confirmed'")
    assert [row["organisation_id"] for row in told] == [first.organisation_id]


async def test_when_it_is_ruled_out_later_whoever_was_told_hears_that(confirmed: Confirmed) -> None:
    subscribe(MatchResolved, on_match_settled)
    others = [
        await persona("supervision_officer", "360100"),
        await persona("supervision_officer", "360000"),
    ]
    await dispute(others[0], confirmed.match, "person", "不是本人")
    different = (Verdict.DIFFERENT, "different_document_seen", "核对原件，号码不一致")
    await propose_match(others[0], confirmed.match, *different)
    await decide_match(others[1], confirmed.match, *different)
    told = await fetch("SELECT organisation_id FROM notice WHERE kind = 'person.released'")
    assert [row["organisation_id"] for row in told] == [confirmed.employer]
    await on_match_settled(MatchResolved(new_id(), confirmed.ready.people[0], new_id(), "ended"))
    assert await fetchval("SELECT count(*) FROM notice WHERE kind = 'person.released'") == 1  # once


async def test_word_goes_to_mailbox_and_webhook_of_employer_and_commission(confirmed: Confirmed) -> None:
    """The consequence leaves the house in its own transaction, without a word about whom."""
    commission = await organisation("health_commission", "360103")
    for organisation_id in (confirmed.employer, commission.id):
        await _addresses(organisation_id)
    others = [await persona("supervision_officer", "360100") for _ in range(2)]
    await dispute(others[0], confirmed.match, "person", "不是本人")
    await propose_match(others[0], confirmed.match, *SAME)
    await decide_match(others[1], confirmed.match, *SAME)
    rows = await fetch(
        "SELECT n.kind, a.channel, m.urgent FROM outbox_message m JOIN notice n ON n.id = m.notice_id"
        " JOIN outbox_address a ON a.id = m.address_id"
    )
    assert {(row["kind"], row["channel"]) for row in rows} == {
        (kind, channel) for kind in ("person.stopped", "match.confirmed") for channel in ("email", "webhook")
    }
    assert all(row["urgent"] for row in rows)


async def _addresses(organisation_id: UUID) -> None:
    officer = msgspec.structs.replace(
        SYSTEM, organisation_id=organisation_id, permissions=frozenset({outbox.MANAGE})
    )
    use_carriers(Carriers(site="https://x.cn", mail=read_server("smtp://mail.x.cn", "a@x.cn")))
    for channel, address in ((Channel.EMAIL, "a@b.cn"), (Channel.WEBHOOK, "https://b.cn")):
        await outbox.enter(officer, channel, address)
        present = await find_address(officer, channel)
        await outbox.confirm(officer, channel, outbox.code_for(present.id))
    use_carriers(None)
