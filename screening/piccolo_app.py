"""What the floor `screening` registers with Piccolo."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="screening",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [
            "screening.bans.tables",
            "screening.amending.tables",
            "screening.intake.tables",
            "screening.screenings.tables",
            "screening.adjudication.tables",
            "screening.hearing.tables",
            "screening.sweeps.tables",
            "screening.checks.tables",
            "screening.alarms.tables",
        ],
        exclude_imported=True,
    ),
    migration_dependencies=["registry.piccolo_app"],
    commands=[],
)
