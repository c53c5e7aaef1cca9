"""Acts 5 to 7: a batch by two officers, certificates, verification, and a ban that puts one on hold."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from certificates.batches import actions as batches
from certificates.batches.start import approve_and_start
from certificates.documents.content import CertificateContent
from certificates.issuing.steps import SEALED_IN
from certificates.verification import lookups
from certificates.verification.queries import by_token
from certificates.watching.actions import check_roster, watch
from certificates.watching.sheet import RosterLine
from foundation.clock import today
from foundation.database import fetch, fetchrow, fetchval
from foundation.jobs.worker import drain
from foundation.sealing import unseal
from registry.people.queries import identity
from screening.bans import actions as bans
from screening.bans.rules import Draft
from screening.matching.rules import Document, Identity
from yuzheng.demo.world import acting

_DOCUMENT = "洪卫托罚〔2026〕3号"


async def issue() -> None:
    """One officer prepares and submits, another approves; the worker issues."""
    preparer, approver = await acting("preparer"), await acting("approver")
    session = await fetchval(
        "SELECT public_id FROM evaluation_session s WHERE status = 'confirmed' AND NOT EXISTS"
        " (SELECT 1 FROM certificate_batch b WHERE b.session_id = s.id)"
    )
    if session is not None:
        batch = await batches.prepare(preparer, session)
        await batches.submit(preparer, batch)
        await approve_and_start(approver, batch)
    await drain()


async def verify() -> None:
    """An institution checks the people it hires and watches them; a stranger follows a QR code."""
    manager = await acting("manager")
    if await fetchval("SELECT 1 FROM certificate_watch LIMIT 1"):
        return
    rows = await fetch(
        "SELECT number, holder_name FROM certificate WHERE status = 'issued' ORDER BY number LIMIT 8"
    )
    lines = [RosterLine(at, row["holder_name"], row["number"]) for at, row in enumerate(rows, 1)]
    answers = await check_roster(manager, lines, "employment")
    await watch(manager, [answer.public_id for answer in answers if answer.public_id])
    found = await by_token(await _token_of(rows[0]["number"]))
    assert found.certificate_id is not None
    lookups.note(found.certificate_id, "qr", found.finding.state, found.finding.checked_at)
    await lookups.write()


async def _token_of(number: str) -> str:
    """The secret in the QR code, as it is printed on the certificate."""
    row = await fetchrow("SELECT content_sealed FROM certificate WHERE number = $1", number)
    assert row is not None
    content = msgspec.json.decode(unseal(bytes(row["content_sealed"]), SEALED_IN), type=CertificateContent)
    return content.verification_url.rsplit("/", 1)[-1]


async def ban() -> None:
    """A decision of the health commission is entered by one officer and confirmed by another."""
    if await fetchval("SELECT 1 FROM ban WHERE document_no = $1", _DOCUMENT):
        return
    person_id = await fetchval(
        "SELECT c.person_id FROM certificate c JOIN certificate_watch w ON w.certificate_id = c.id"
        " WHERE c.status = 'issued' ORDER BY c.number DESC LIMIT 1"
    )
    known = await identity(person_id)
    banned = Identity(
        names=(known.name,),
        documents=tuple(Document(kind, number) for kind, number in known.documents),
        birth_dates=(known.birth_date,) if known.birth_date else (),
    )
    receipt = await bans.record(await acting("supervision"), _draft(banned))
    await bans.confirm(await acting("supervision2"), receipt.public_id)


def _draft(banned: Identity) -> Draft:
    day = today()
    return Draft(
        kind="PFPL_41_2",
        person_role="perpetrator",
        scope="childcare",
        source_channel="health_decision",
        authority_name="南昌市卫生健康委员会（演示）",
        legal_basis_document="中华人民共和国人口与计划生育法",
        legal_basis_article="第四十一条第二款",
        document_no=_DOCUMENT,
        remedy_notice="可在收到决定之日起六十日内申请行政复议，或者六个月内提起行政诉讼。",
        decision_on=day - timedelta(days=10),
        served_on=day - timedelta(days=3),
        effective_on=day - timedelta(days=3),
        identity=banned,
    )
