"""A certificate counts for a higher level while it is valid, and no longer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from certificates.proposals.revoked import on_exemption_revoked
from certificates.register.holdings import certificates_made, valid_certificates
from foundation.clock import today
from foundation.database import execute, fetch, fetchval
from tests.certificates.builders import confirmed_session, issued
from training.exemptions.events import ExemptionRevoked


@pytest.mark.usefixtures("database")
async def test_only_what_is_valid_counts(tmp_path: Path) -> None:
    ready = await confirmed_session()
    await issued(ready, tmp_path)
    rows = await fetch("SELECT id, person_id, number, level, issued_on FROM certificate ORDER BY number")
    people = [row["person_id"] for row in rows]
    held = await valid_certificates(people, today())
    assert {one.number for found in held.values() for one in found} == {row["number"] for row in rows}
    first = rows[0]
    assert [(one.level, one.issued_on) for one in held[first["person_id"]]] == [
        (first["level"], first["issued_on"])
    ]
    assert await valid_certificates(people, first["issued_on"] - timedelta(days=1)) == {}
    await execute(
        "INSERT INTO certificate_hold (certificate_id, kind, reason) VALUES ($1, 'officer', 'x')", first["id"]
    )
    assert first["person_id"] not in await valid_certificates(people, today())
    enrolment = await fetchval(
        "SELECT n.enrolment_id FROM evaluation_entry n JOIN certificate c ON c.entry_id = n.id"
        " WHERE c.id = $1",
        first["id"],
    )
    assert [said.english() for said in await certificates_made(enrolment)] == [f"{first['number']}: Issued"]
    await on_exemption_revoked(ExemptionRevoked(enrolment, enrolment))
    told = await fetch("SELECT subject_id, message FROM notice WHERE kind = 'certificate.basis_revoked'")
    assert [(row["subject_id"], first["number"] in row["message"]) for row in told] == [(first["id"], True)]
    assert await fetchval("SELECT status FROM certificate WHERE id = $1", first["id"]) == "issued"
