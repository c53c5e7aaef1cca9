"""What a certificate says never changes, and it moves only by its table of steps: the database's word."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from certificates.register.queries import find_certificate, list_certificates
from certificates.register.rules import STEPS, State
from foundation.clock import today
from foundation.database import execute, transaction
from tests.certificates.builders import Ready, confirmed_session, issued

_FROZEN = {
    "number": "'S000036000001264999999'",
    "version": "7",
    "person_id": "(SELECT id FROM person WHERE id <> certificate.person_id LIMIT 1)",
    "batch_id": "gen_random_uuid()",
    "entry_id": "gen_random_uuid()",
    "content_sealed": "'\\x00'",
    "content_sha256": "'\\x00'",
    "token_hash": "'\\x00'",
    "check_code_hash": "'\\x00'",
    "issued_on": "'2020-01-01'",
    "holder_name": "'另一人'",
    "level": "1",
    "occupation_code": "'4-10-01-01'",
    "pdf_sha256": "'\\x00'",
    "public_id": "'x'",
    "expires_on": "'2020-01-01'",
    "reserved_at": "now()",
    "prepared_at": "now() + interval '1 day'",
    "evaluator_id": "gen_random_uuid()",
    "organisation_id": "gen_random_uuid()",
    "area_code": "'360700'",
    "standard_edition": "'2006年版'",
    "supersedes": "id",
    "screening_id": "NULL",
    "screened_epoch": "screened_epoch + 1",
    "issued_at": "now() + interval '1 day'",
}


@pytest.fixture
async def ready(database: asyncpg.Connection, tmp_path: Path) -> Ready:
    ready = await confirmed_session(2)
    await issued(ready, tmp_path)
    return ready


@pytest.mark.parametrize("column", _FROZEN)
async def test_an_issued_certificate_is_frozen(ready: Ready, column: str) -> None:
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute(f"UPDATE certificate SET {column} = {_FROZEN[column]}")
    assert refused.value.sqlstate == "P0B07"


async def test_a_certificate_is_never_deleted(ready: Ready) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await execute("DELETE FROM certificate")


async def test_the_database_knows_the_same_steps(database: asyncpg.Connection) -> None:
    await execute("SET LOCAL ROLE none")
    await execute("CREATE TEMPORARY TABLE probe ON COMMIT DROP AS SELECT * FROM certificate LIMIT 0")
    await execute(
        "CREATE TRIGGER probe BEFORE UPDATE ON probe FOR EACH ROW EXECUTE FUNCTION certificate_frozen()"
    )
    for old, new in product(State, State):
        allowed = old is new or any(state is old and after is new for (state, _), after in STEPS.items())
        assert (await _refusal(old, new) != "P0B08") == allowed, (old, new)


async def _refusal(old: State, new: State) -> str | None:
    """What the trigger says to this step of a certificate that is nothing but its state."""
    try:
        async with transaction():
            await execute("TRUNCATE probe")
            await execute("INSERT INTO probe (status) VALUES ($1)", str(old))
            await execute("UPDATE probe SET status = $1", str(new))
    except asyncpg.PostgresError as error:
        return str(error.sqlstate)
    return None


@pytest.mark.parametrize("end", ["withdrawn", "superseded"])
async def test_a_certificate_does_not_end_without_a_decision(ready: Ready, end: str) -> None:
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute("UPDATE certificate SET status = $1", end)
    assert refused.value.sqlstate == "P0B06"


async def test_list_and_certificate_say_the_same(ready: Ready) -> None:
    everybody, total = await list_certificates(
        ready.preparer, search="", standing=None, order_by="c.number", limit=9, offset=0
    )
    assert total == 2
    await execute(
        "INSERT INTO certificate_hold (certificate_id, kind) VALUES ($1, 'officer')", everybody[0].id
    )
    await _expired(everybody[1].id)
    for row, word in zip(everybody, ("suspended", "expired"), strict=True):
        found, _ = await list_certificates(
            ready.preparer, search="", standing=word, order_by="c.number", limit=9, offset=0
        )
        assert [each.id for each in found] == [row.id]
        known = await find_certificate(ready.preparer, row.public_id)
        assert known.standing(today()) == word
    assert known.standing(date(2026, 1, 1) - timedelta(days=1)) == "valid"


async def _expired(certificate_id: UUID) -> None:
    """Give it an end that no step of ours gives yet, behind the back of the guard."""
    await execute("SET LOCAL ROLE none")
    await execute("ALTER TABLE certificate DISABLE TRIGGER certificate_frozen")
    await execute("UPDATE certificate SET expires_on = $2 WHERE id = $1", certificate_id, date(2026, 1, 1))
    await execute("ALTER TABLE certificate ENABLE TRIGGER certificate_frozen")
    await execute("SET LOCAL ROLE yuzheng_app")
