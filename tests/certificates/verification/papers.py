"""A certificate in somebody's hand: on record, issued by the real step, with what is printed on it."""

from __future__ import annotations

import hashlib
import itertools
from datetime import date
from io import BytesIO
from uuid import UUID

import msgspec
from PIL import Image

from certificates.credentials.actions import keep_credentials, reserve_credentials, sign_credential
from certificates.documents.content import CertificateContent
from certificates.issuing.reserve import check_code_hash, token_hash
from certificates.issuing.steps import SEALED_IN, Reserved, issue_prepared
from foundation.actor import Actor
from foundation.clock import now
from foundation.database import execute
from foundation.events import subscribe
from foundation.ids import new_id, new_public_id, new_token
from foundation.sealing import seal
from registry.people.events import IdentityRecorded
from registry.people.queries import identity
from screening.bans.actions import record
from screening.matching.rules import Document, Identity
from screening.screenings.following import on_identity_recorded
from tests.certificates.builders import in_register, signing_keys
from tests.certificates.issuing.test_race import draft
from tests.people import person, persona

_count = itertools.count(1)
ISSUED = date(2026, 10, 18)


class Paper(msgspec.Struct):
    """What is printed on it, and who it is about."""

    id: UUID
    number: str
    name: str
    check_code: str
    token: str
    entry: UUID
    holder: UUID
    office: Office

    @property
    def asked(self) -> dict[str, str]:
        """What somebody types who has it in hand."""
        return {"number": self.number, "name": self.name, "check_code": self.check_code}


class Office(msgspec.Struct):
    """Who issues: an evaluator, its session, its approved batch."""

    officer: Actor
    session_id: UUID
    batch_id: UUID


async def office() -> Office:
    await signing_keys()
    subscribe(IdentityRecorded, on_identity_recorded)
    officer, approver = await persona("preparer", "360100"), await persona("approver", "360100")
    session_id, batch_id = new_id(), new_id()
    await execute(
        "INSERT INTO evaluation_session (id, public_id, evaluator_id, code, name, occupation_code,"
        " standard_edition, level, held_on, status, created_at)"
        " VALUES ($1, $5, $2, $5, 's', '4-10-01-03', '2021', 3, $3, 'confirmed', $4)",
        session_id, officer.organisation_id, ISSUED, now(), new_public_id(),
    )  # fmt: skip
    await execute(
        "INSERT INTO certificate_batch (id, public_id, title, session_id, evaluator_id, organisation_id,"
        " area_code, status, prepared_by, prepared_at, content_sha256, approved_by, approved_at,"
        " approved_sha256)"
        " VALUES ($1, $8, 'b', $2, $3, $3, '360100', 'approved', $4, $6, $7, $5, $6, $7)",
        batch_id, session_id, officer.organisation_id, officer.account_id, approver.account_id, now(),
        b"x" * 32, new_public_id(),
    )  # fmt: skip
    await in_register(officer.organisation_id, level=3)
    return Office(officer, session_id, batch_id)


async def paper(
    at: Office | None = None, *, name: str = "王小英", issued: bool = True, expires_on: date | None = None
) -> Paper:
    """A new certificate; with `issued=False` it stops one step before."""
    at = at or await office()
    serial = next(_count)
    made = Paper(
        id=new_id(),
        number=f"S000036000001263{serial:06d}",
        name=name,
        check_code=f"{serial:04d}WXYZ",
        token=new_token(128),
        entry=new_id(),
        # Nobody is like anybody else: who resembles a banned person is held too, until somebody has looked.
        holder=await person(name=name, birth=date(1980 + serial % 23, 1 + serial % 12, 1 + serial % 28)),
        office=at,
    )
    await _insert(made, 1, expires_on)
    if issued:
        await issue(made)
    return made


async def replacement(former: Paper) -> Paper:
    """The next version under the same number, agreed to and prepared, with codes of its own."""
    made = msgspec.structs.replace(
        former, id=new_id(), check_code=former.check_code[:4] + "2222", token=new_token(128)
    )
    await _agreed(former, "reissue")
    await _insert(made, 2, None)
    return made


async def issue(one: Paper) -> None:
    why_not = await issue_prepared(
        one.office.officer, Reserved(one.id, "x", one.number, one.holder, "prepared", b"")
    )
    assert why_not is None


async def ban(one: Paper) -> None:
    """Enter a ban of exactly the holder."""
    known = await identity(one.holder)
    documents = tuple(Document(kind, number) for kind, number in known.documents)
    supervisor = await persona("supervision_officer", "360100")
    await record(supervisor, draft(Identity((known.name,), documents, (known.birth_date,), "female")))  # type: ignore[arg-type]


async def withdraw(one: Paper) -> None:
    await _agreed(one, "withdraw")
    await execute("UPDATE certificate SET status = 'withdrawn' WHERE id = $1", one.id)


async def _agreed(one: Paper, decision: str) -> None:
    """Two persons decide about it."""
    await execute(
        "INSERT INTO certificate_proposal (id, public_id, certificate_id, kind, reason_code, reason,"
        " proposed_by, proposed_at, decided_by, decided_at, verdict)"
        " VALUES ($1, $2, $3, $4, 'x', 'x', $5, $7, $6, $7, 'agreed')",
        new_id(), new_public_id(), one.id, decision, new_id(), new_id(), now(),
    )  # fmt: skip


def photo() -> bytes:
    """A small portrait, whoever it shows."""
    out = BytesIO()
    Image.new("RGB", (62, 87), (90, 140, 200)).save(out, "JPEG")
    return out.getvalue()


async def _insert(one: Paper, version: int, expires_on: date | None) -> None:
    content = CertificateContent(
        holder_name=one.name, document_kind="居民身份证", document_number="369999200005170000",
        photo=photo(), occupation="保育师", level=3, standard_edition="2021", certificate_number=one.number,
        issue_date=ISSUED, evaluator_name="示例", verification_url="http://127.0.0.1/v/x",
        check_code=one.check_code,
    )  # fmt: skip
    frozen = msgspec.json.encode(content).decode()
    if version == 1:
        await execute(
            "INSERT INTO evaluation_entry (id, public_id, session_id, person_id, ticket_no, status,"
            " created_at)"
            " VALUES ($1, $2, $3, $4, $2, 'confirmed', $5)",
            one.entry, new_public_id(), one.office.session_id, one.holder, now(),
        )  # fmt: skip
    await execute(
        "INSERT INTO certificate (id, public_id, number, version, person_id, batch_id, entry_id,"
        " evaluator_id, organisation_id, area_code, occupation_code, level, standard_edition, holder_name,"
        " issued_on, expires_on, status, content_sealed, content_sha256, token_hash, check_code_hash,"
        " pdf_sha256, reserved_at, prepared_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, '360100', '4-10-01-03', 3, '2021', $9, $10, $11,"
        " 'prepared', $12, $13, $14, $15, $13, $16, $16)",
        one.id, new_public_id(), one.number, version, one.holder, one.office.batch_id, one.entry,
        one.office.officer.organisation_id, one.name, ISSUED, expires_on, seal(frozen, SEALED_IN),
        hashlib.sha256(frozen.encode()).digest(), token_hash(one.token),
        check_code_hash(one.number, one.check_code), now(),
    )  # fmt: skip
    await reserve_credentials([one.id])
    await keep_credentials({one.id: await sign_credential(one.id, content)})
