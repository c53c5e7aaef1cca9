"""Addresses of organisations outside of the pages, and what is sent there."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from foundation.migrations import sql_migration

ID = "foundation_0004_outbox"
VERSION = "1.38.0"
DESCRIPTION = __doc__ or ""


async def forwards() -> MigrationManager:
    return sql_migration("foundation", ID, DESCRIPTION)
