"""What the floor `certificates` registers with Piccolo."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="certificates",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [
            "certificates.batches.tables",
            "certificates.credentials.tables",
            "certificates.documents.tables",
            "certificates.identifiers.tables",
            "certificates.log.tables",
            "certificates.numbers.tables",
            "certificates.register.tables",
            "certificates.reissues.tables",
            "certificates.sharing.tables",
            "certificates.status.tables",
            "certificates.subsidies.tables",
            "certificates.watching.tables",
        ],
        exclude_imported=True,
    ),
    migration_dependencies=["training.piccolo_app"],
    commands=[],
)
