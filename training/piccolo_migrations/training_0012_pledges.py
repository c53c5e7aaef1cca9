"""The pledge of conduct, signed in the version whose digest is kept."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from foundation.migrations import sql_migration

ID = "training_0012_pledges"
VERSION = "1.38.0"
DESCRIPTION = __doc__ or ""


async def forwards() -> MigrationManager:
    return sql_migration("training", ID, DESCRIPTION)
