"""What the person says, with papers; and record checks about trainees before a placement."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from foundation.migrations import sql_migration

ID = "screening_0006_hearing"
VERSION = "1.38.0"
DESCRIPTION = __doc__ or ""


async def forwards() -> MigrationManager:
    return sql_migration("screening", ID, DESCRIPTION)
