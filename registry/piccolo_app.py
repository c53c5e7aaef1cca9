"""What the floor `registry` registers with Piccolo."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="registry",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [
            "registry.areas.tables",
            "registry.organisations.tables",
            "registry.filings.tables",
            "registry.documents.tables",
            "registry.people.tables",
            "registry.consents.tables",
            "registry.accounts.tables",
            "registry.tokens.tables",
            "registry.invitations.tables",
            "registry.parameters.tables",
            "registry.calendars.tables",
        ],
        exclude_imported=True,
    ),
    migration_dependencies=["foundation.piccolo_app"],
    commands=[],
)
