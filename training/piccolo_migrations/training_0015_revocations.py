"""An approved exemption is taken back by two persons, with a reason and a document."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from foundation.migrations import sql_migration

ID = "training_0015_revocations"
VERSION = "1.38.0"
DESCRIPTION = __doc__ or ""


async def forwards() -> MigrationManager:
    return sql_migration("training", ID, DESCRIPTION)
