"""An upheld objection has a practical score marked anew, or fixes a score that another person writes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from foundation.migrations import sql_migration

ID = "training_0016_remarking"
VERSION = "1.38.0"
DESCRIPTION = __doc__ or ""


async def forwards() -> MigrationManager:
    return sql_migration("training", ID, DESCRIPTION)
