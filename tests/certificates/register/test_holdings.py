"""A certificate counts for a higher level while it is valid, and no longer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from certificates.register.holdings import valid_certificates
from foundation.clock import today
from foundation.database import execute, fetch
from tests.certificates.builders import confirmed_session, issued


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
