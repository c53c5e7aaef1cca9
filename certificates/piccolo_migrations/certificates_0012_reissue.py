"""A new version takes the former one's place in the moment of its issue; reissues of many at once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from foundation.migrations import sql_migration

ID = "certificates_0012_reissue"
VERSION = "1.38.0"
DESCRIPTION = __doc__ or ""


async def forwards() -> MigrationManager:
    return sql_migration("certificates", ID, DESCRIPTION)
