"""An absence that was recorded by mistake is taken back by two persons, or within an objection."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from foundation.migrations import sql_migration

ID = "training_0017_absences"
VERSION = "1.38.0"
DESCRIPTION = __doc__ or ""


async def forwards() -> MigrationManager:
    return sql_migration("training", ID, DESCRIPTION)
