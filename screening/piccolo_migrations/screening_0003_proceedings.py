"""What happens to bans and matches: amendments, remedies, disputes, sheets, sweeps, record checks."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from foundation.migrations import sql_migration

ID = "screening_0003_proceedings"
VERSION = "1.38.0"
DESCRIPTION = __doc__ or ""


async def forwards() -> MigrationManager:
    return sql_migration("screening", ID, DESCRIPTION)
