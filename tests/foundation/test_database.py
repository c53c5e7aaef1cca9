"""The pool gives a connection on as it was: nothing is set beyond a transaction, nothing is left open."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import foundation
from foundation.database import close_pool, fetchval, open_pool, pool

ROOT = Path(foundation.__file__).parent.parent
FLOORS = ("foundation", "registry", "screening", "curricula", "training", "certificates", "yuzheng")
#: What would outlast a transaction. `pg_advisory_xact_lock` and `SET LOCAL` end with it.
_OUTLASTING = re.compile(
    r"""pg_(?:try_)?advisory_lock(?:_shared)?\(|["']\s*(?:SET (?!LOCAL )|LISTEN )|CREATE TEMP"""
    r"""|set_config\([^)]*,\s*false\s*\)"""
)
#: On connections of their own, not the pool's.
_OWN_CONNECTION = {
    "foundation/application_login.py",
    "foundation/migrations.py",
    "screening/upkeep/rotation.py",
}


def test_no_statement_outlasts_its_transaction() -> None:
    sources = [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py"))]
    assert len(sources) > 100
    found = {
        str(path.relative_to(ROOT))
        for path in sources
        if _OUTLASTING.search(path.read_text(encoding="utf-8"))
    }
    assert found - _OWN_CONNECTION == set()


@pytest.mark.parametrize(
    "source",
    [
        'execute("SELECT pg_advisory_lock($1)")',
        '"SET role x"',
        "' LISTEN jobs'",
        '"select set_config(a, b, false)"',
    ],
)
def test_the_rule_would_notice(source: str) -> None:
    assert _OUTLASTING.search(source)


#: Locks of this database; others of the server are other tests'.
_LOCKS = """
SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
 WHERE l.locktype = 'advisory' AND d.datname = current_database()
"""


async def test_what_was_left_open_is_undone(own_database: str) -> None:
    await close_pool()
    await open_pool(own_database, role="yuzheng_app", size=1)
    async with pool().acquire() as connection:
        await connection.execute("BEGIN")
        await connection.execute("INSERT INTO rate_count (key, due_at) VALUES (sha256('x'), now())")
        await connection.execute("SELECT pg_advisory_xact_lock(42)")
    assert await fetchval("SELECT count(*) FROM rate_count") == 0
    assert await fetchval(_LOCKS) == 0
    assert await fetchval("SELECT current_user") == "yuzheng_app"
    assert await fetchval("SHOW default_transaction_isolation") == "read committed"


async def test_one_that_failed_is_fit_for_use(own_database: str) -> None:
    await close_pool()
    await open_pool(own_database, role="yuzheng_app", size=1)
    async with pool().acquire() as connection:
        await connection.execute("BEGIN")
        with pytest.raises(Exception, match="division"):
            await connection.execute("SELECT 1/0")
    assert await fetchval("SELECT 1") == 1
