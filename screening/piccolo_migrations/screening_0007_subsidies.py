"""People are screened when a subsidy is claimed for them, too."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from foundation.migrations import sql_migration

ID = "screening_0007_subsidies"
VERSION = "1.38.0"
DESCRIPTION = __doc__ or ""


async def forwards() -> MigrationManager:
    return sql_migration("screening", ID, DESCRIPTION)
