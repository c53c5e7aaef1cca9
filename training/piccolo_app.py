"""What the floor `training` registers with Piccolo."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="training",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [
            "training.cohorts.tables",
            "training.enrolments.tables",
            "training.learning.tables",
            "training.placements.tables",
            "training.evaluations.tables",
            "training.candidacy.tables",
            "training.plans.tables",
            "training.examining.tables",
            "training.marking.tables",
            "training.objections.tables",
            "training.archives.tables",
            "training.intakes.tables",
            "training.refreshers.tables",
            "training.exemptions.tables",
            "training.lessons.tables",
            "training.questions.tables",
            "training.module_tests.tables",
            "training.pledges.tables",
            "training.papers.tables",
            "training.alarms.tables",
            "training.absences.tables",
        ],
        exclude_imported=True,
    ),
    migration_dependencies=["curricula.piccolo_app"],
    commands=[],
)
