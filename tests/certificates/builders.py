"""A confirmed evaluation whose people pass every line of the gate, and its way to issued certificates."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from uuid import UUID

import msgspec
from PIL import Image

from certificates.batches import actions as batches
from certificates.credentials.signing import FileSigner, Issuer, use_issuer
from certificates.documents.signer import (
    FileDocumentSigner,
    new_key,
    root_certificate,
    signer_certificate,
    use_document_signer,
)
from certificates.issuing.actions import issue_batch
from certificates.issuing.means import Press, use_press
from curricula.courses.actions import NewCourse, create_course, publish
from foundation.actor import Actor
from foundation.clock import now
from foundation.database import execute, fetch, fetchval
from foundation.events import subscribe
from foundation.ids import new_id, new_public_id
from registry.people.actions import NewDocument, NewPerson, register_many
from registry.people.events import IdentityRecorded
from screening.screenings.following import on_identity_recorded
from tests.parameters import confirm_outline
from tests.people import citizen_number, organisation, persona

AREA = "360100"
OCCUPATION = "4-10-01-03"
ADDRESS = "https://yuzheng.example.org"
#: Keys that everybody can read here; they sign nothing but tests.
ISSUER = Issuer(ADDRESS, FileSigner(bytes(range(32))), FileSigner(bytes(range(1, 33))))
_count = itertools.count(1)


class Ready(msgspec.Struct):
    """A confirmed session, its people in the order of their names, and the two officers."""

    session: str
    session_id: UUID
    evaluator_id: UUID
    people: list[UUID]
    preparer: Actor
    approver: Actor


async def confirmed_session(
    count: int = 2,
    *,
    names: list[str] | None = None,
    level: int = 4,
    prefix: str = "",
    status: str = "confirmed",
) -> Ready:
    """A session of `count` people who were taught, placed, assessed and photographed.

    The installation's signing keys are registered too.
    """
    await signing_keys()
    subscribe(IdentityRecorded, on_identity_recorded)
    names = names or [f"试{chr(0x4E00 + n)}" for n in range(count)]
    registrar = await persona("registrar", AREA)
    evaluator = (await organisation("evaluator", AREA)).id
    people = await _people(registrar, names)
    cohort = await _cohort(registrar, level)
    enrolments = await _enrolments(registrar, cohort, people)
    await _lessons(cohort)
    await _placements(enrolments, (await organisation("institution", AREA)).id)
    await in_register(evaluator, level, prefix)
    session_id, session = await _session(evaluator, level, status)
    await _entries(session_id, people, enrolments)
    preparer, approver = await persona("preparer", AREA), await persona("approver", AREA)
    return Ready(session, session_id, evaluator, people, preparer, approver)


async def in_register(evaluator: UUID, level: int = 4, prefix: str = "") -> str:
    """Enter the evaluator with this occupation and level, if it is not there; its prefix."""
    prefix = prefix or "S000036000001"
    register_id = await fetchval("SELECT id FROM evaluator_register WHERE prefix = $1", prefix)
    if register_id is None:
        register_id = new_id()
        await execute(
            "INSERT INTO evaluator_register (id, organisation_id, prefix, valid_from, created_at)"
            " VALUES ($1, $2, $3, '2020-01-01', $4)",
            register_id,
            evaluator,
            prefix,
            now(),
        )
    await execute(
        "INSERT INTO evaluator_scope VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        register_id,
        OCCUPATION,
        level,
    )
    return prefix


async def _people(registrar: Actor, names: list[str]) -> list[UUID]:
    new = [
        NewPerson(
            name=name, documents=[NewDocument("01", citizen_number(date(1990 + n // 300, 1 + n % 12, 9)))]
        )
        for n, name in enumerate(names)
    ]
    people = await register_many(registrar, new)
    photo = BytesIO()
    Image.new("RGB", (358, 441), (90, 140, 200)).save(photo, "JPEG")
    await execute(
        "INSERT INTO person_photo SELECT unnest($1::uuid[]), $2, $3", people, photo.getvalue(), now()
    )
    return people


async def _cohort(registrar: Actor, level: int) -> UUID:
    code = f"K{next(_count)}"
    course = await create_course(
        registrar,
        NewCourse(code=code, title="保育师", outline_code="TY-BYRY", occupation_code=OCCUPATION, level=level),
    )
    await confirm_outline()
    await publish(registrar, course, 1)
    cohort = new_id()
    await execute(
        "INSERT INTO cohort (id, public_id, college_id, code, name, course_version_id, starts_on, ends_on,"
        " created_at) SELECT $1, $2, $3, $4, '班', v.id, '2026-03-02', '2026-07-31', $5"
        " FROM course_version v JOIN course k ON k.id = v.course_id WHERE k.public_id = $6",
        cohort,
        new_public_id(),
        registrar.organisation_id,
        code,
        now(),
        course,
    )
    return cohort


async def _enrolments(registrar: Actor, cohort: UUID, people: list[UUID]) -> list[UUID]:
    enrolments = [new_id() for _ in people]
    await execute(
        "INSERT INTO enrolment (id, public_id, person_id, cohort_id, college_id,"
        " student_no, status, enrolled_on,"
        " completed_on, created_at) SELECT e, e::text, p, $3, $4, e::text, 'completed', '2026-03-02',"
        " '2026-07-31', $5 FROM unnest($1::uuid[], $2::uuid[]) AS x (e, p)",
        enrolments,
        people,
        cohort,
        registrar.organisation_id,
        now(),
    )
    return enrolments


async def _lessons(cohort: UUID) -> None:
    """Every module of the course is held in full, at most twenty hours a day, and passed."""
    await execute(
        "INSERT INTO learning_record (id, enrolment_id, module_code, hours, held_on,"
        " source, entered_by, entered_at)"
        " SELECT gen_random_uuid(), e.id, m.code, least(20, m.hours - 20 * d), date"
        " '2026-03-02' + d, 'sheet',"
        " gen_random_uuid(), $2 FROM enrolment e JOIN cohort c ON c.id = e.cohort_id"
        " JOIN course_module m ON m.course_version_id = c.course_version_id"
        " CROSS JOIN generate_series(0, 19) AS d WHERE c.id = $1 AND m.hours > 20 * d",
        cohort,
        now(),
    )
    await execute(
        "INSERT INTO module_result (id, enrolment_id, module_code, score, passed,"
        " held_on, entered_by, entered_at)"
        " SELECT gen_random_uuid(), e.id, m.code, 90, true, '2026-07-01', gen_random_uuid(), $2"
        " FROM enrolment e JOIN cohort c ON c.id = e.cohort_id"
        " JOIN course_module m ON m.course_version_id = c.course_version_id WHERE c.id = $1",
        cohort,
        now(),
    )


async def _placements(enrolments: list[UUID], host: UUID) -> None:
    await execute(
        "INSERT INTO placement (id, public_id, enrolment_id, host_id, status, post, starts_on, ends_on,"
        " mentor_score, school_score, created_at) SELECT gen_random_uuid(), e::text, e,"
        " $2, 'assessed', '保育',"
        " '2026-08-01', '2026-09-30', 90, 88, $3 FROM unnest($1::uuid[]) AS x (e)",
        enrolments,
        host,
        now(),
    )


async def _session(evaluator: UUID, level: int, status: str) -> tuple[UUID, str]:
    session_id, public_id = new_id(), new_public_id()
    await execute(
        "INSERT INTO evaluation_session (id, public_id, evaluator_id, code, name, occupation_code,"
        " standard_edition, level, held_on, status, publicised_from, publicised_until,"
        " confirmed_at, created_at)"
        " VALUES ($1, $2, $3, $2, '2026年第3期', $4, '2021年版', $5, '2026-10-11', $7, '2026-10-12',"
        " '2026-10-20', $6, $6)",
        session_id,
        public_id,
        evaluator,
        OCCUPATION,
        level,
        now(),
        status,
    )
    return session_id, public_id


async def _entries(session_id: UUID, people: list[UUID], enrolments: list[UUID]) -> None:
    await execute(
        "INSERT INTO evaluation_entry (id, public_id, session_id, person_id, enrolment_id, ticket_no, status,"
        " theory, skill, confirmed_at, created_at) SELECT gen_random_uuid(), e::text, $3, p, e, e::text,"
        " 'confirmed', 86, 91.5, $4, $4 FROM unnest($1::uuid[], $2::uuid[]) AS x (p, e)",
        people,
        enrolments,
        session_id,
        now(),
    )


async def submitted(ready: Ready) -> str:
    """The session's batch, handed to the approver."""
    batch = await batches.prepare(ready.preparer, ready.session)
    await batches.submit(ready.preparer, batch)
    return batch


async def approved(ready: Ready) -> UUID:
    """The session's batch, approved."""
    return await batches.approve(ready.approver, await submitted(ready))


async def issued(ready: Ready, folder: Path) -> list[str]:
    """The public ids of the session's certificates, issued, by name of the holder."""
    batch = await approved(ready)
    report = await issue_batch(ready.preparer, batch, press_in(folder))
    assert report.waiting == []
    return await certificates(batch)


def press_in(folder: Path) -> Press:
    """The press that files into this folder; also the installation's."""
    press = Press(ADDRESS, folder)
    use_press(press)
    use_issuer(ISSUER)
    use_document_signer(document_maker())
    return press


@lru_cache(maxsize=1)
def document_maker() -> FileDocumentSigner:
    """The tests' own signer of documents, vouched for by a root of its own."""
    at = datetime(2020, 1, 1, tzinfo=UTC)
    root_key, key = new_key(), new_key()
    root = root_certificate(root_key, ADDRESS, at)
    return FileDocumentSigner(key, (signer_certificate(root_key, root, key, ADDRESS, at), root))


async def signing_keys() -> Issuer:
    """Register the tests' own keys, as the first start of an installation does, and sign with them."""
    for purpose, signer in (("credential", ISSUER.credentials), ("log", ISSUER.log)):
        await execute(
            "INSERT INTO issuer_key (public_key, purpose, state, since) VALUES ($1, $2, 'active', $3)"
            " ON CONFLICT DO NOTHING",
            signer.public_key,
            purpose,
            now(),
        )
    maker = document_maker()
    await execute(
        "INSERT INTO document_signer (certificate, root, state, since) VALUES ($1, $2, 'active', $3)"
        " ON CONFLICT DO NOTHING",
        *maker.certificates,
        now(),
    )
    use_issuer(ISSUER)
    use_document_signer(maker)
    return ISSUER


async def certificates(batch: UUID) -> list[str]:
    """The public ids of the batch's certificates by name of the holder."""
    rows = await fetch(
        "SELECT public_id FROM certificate WHERE batch_id = $1 ORDER BY holder_name, version", batch
    )
    return [row["public_id"] for row in rows]
