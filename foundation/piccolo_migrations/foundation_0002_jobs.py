"""Background jobs, their failed rows and the last tick of periodic work."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from foundation.migrations import sql_migration

ID = "foundation_0002_jobs"
VERSION = "1.38.0"
DESCRIPTION = __doc__ or ""


async def forwards() -> MigrationManager:
    return sql_migration("foundation", ID, DESCRIPTION)
