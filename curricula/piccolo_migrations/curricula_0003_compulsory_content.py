"""Which compulsory content a module covers; published versions and their courses are frozen as a whole."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from foundation.migrations import sql_migration

ID = "curricula_0003_compulsory_content"
VERSION = "1.38.0"
DESCRIPTION = __doc__ or ""


async def forwards() -> MigrationManager:
    return sql_migration("curricula", ID, DESCRIPTION)
