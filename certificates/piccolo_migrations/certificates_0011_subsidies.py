"""The ledger of subsidies: one benefit for one level once, by two persons, only while nothing holds."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from foundation.migrations import sql_migration

ID = "certificates_0011_subsidies"
VERSION = "1.38.0"
DESCRIPTION = __doc__ or ""


async def forwards() -> MigrationManager:
    return sql_migration("certificates", ID, DESCRIPTION)
