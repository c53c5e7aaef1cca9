"""What the floor `curricula` registers with Piccolo."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="curricula",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(["curricula.courses.tables"], exclude_imported=True),
    migration_dependencies=["screening.piccolo_app"],
    commands=[],
)
