"""Indexes from which the search keys of people and bans are read without their tables."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from foundation.migrations import sql_migration

ID = "screening_0007_covering"
VERSION = "1.38.0"
DESCRIPTION = __doc__ or ""


async def forwards() -> MigrationManager:
    return sql_migration("screening", ID, DESCRIPTION)
