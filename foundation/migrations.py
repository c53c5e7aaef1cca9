"""Schema migrations: SQL files run by Piccolo, one floor after another, safe against two starters."""

from __future__ import annotations

import contextlib
import io
import os
from importlib.resources import files

import asyncpg
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.commands.forwards import run_forwards

from foundation.database import ENGINE

#: Any fixed number: whoever holds it migrates, others wait and then find nothing to do.
_LOCK = 7_000_000
#: Named, not imported: the roof registers every floor and nobody imports the roof.
_CONF = "yuzheng.piccolo_conf"


def sql_migration(floor: str, name: str, description: str) -> MigrationManager:
    """A migration that runs `<floor>/piccolo_migrations/<name>.sql` in one transaction.

    Written as SQL because triggers, partial indexes and checks are half of the schema.
    """
    manager = MigrationManager(migration_id=name, app_name=floor, description=description)
    script = files(floor).joinpath("piccolo_migrations", f"{name}.sql").read_text("utf-8")

    async def run() -> None:
        current = ENGINE.current_transaction.get()
        assert current is not None  # Piccolo opens one around every migration
        await current.connection.execute(script)

    manager.add_raw(run)
    return manager


async def migrate(url: str) -> None:
    """Bring the database to the newest schema, as its owner."""
    os.environ.setdefault("PICCOLO_CONF", _CONF)
    ENGINE.config = {"dsn": url}
    lock = await asyncpg.connect(url)
    try:
        await lock.execute("SELECT pg_advisory_lock($1)", _LOCK)
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            result = await run_forwards("all")
        if not result.success:
            raise RuntimeError(said.getvalue())
    finally:
        await lock.close()
