"""Working calendars of a year, entered by one person and confirmed by another."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from foundation.migrations import sql_migration

ID = "registry_0007_calendars"
VERSION = "1.38.0"
DESCRIPTION = __doc__ or ""


async def forwards() -> MigrationManager:
    return sql_migration("registry", ID, DESCRIPTION)
