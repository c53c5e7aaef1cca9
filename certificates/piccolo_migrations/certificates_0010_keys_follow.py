"""A checkpoint may be signed anew by the next key; what a struck-off key signed is never issued."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from foundation.migrations import sql_migration

ID = "certificates_0010_keys_follow"
VERSION = "1.38.0"
DESCRIPTION = __doc__ or ""


async def forwards() -> MigrationManager:
    return sql_migration("certificates", ID, DESCRIPTION)
