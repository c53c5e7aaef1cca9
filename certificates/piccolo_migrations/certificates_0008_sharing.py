"""Licence identifiers, share links, and what finds a certificate by its bytes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from foundation.migrations import sql_migration

ID = "certificates_0008_sharing"
VERSION = "1.38.0"
DESCRIPTION = __doc__ or ""


async def forwards() -> MigrationManager:
    return sql_migration("certificates", ID, DESCRIPTION)
