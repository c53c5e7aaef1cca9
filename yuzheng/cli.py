"""The command line: serve, work, migrate, demo, import, account, export, curriculum, eligibility."""

from __future__ import annotations

import sys
from typing import Any

import click

from foundation.errors import DomainError
from foundation.logging import configure_logging
from yuzheng.commands import (
    account,
    curriculum,
    demo,
    document_keys,
    eligibility,
    export,
    health,
    import_,
    keys,
    log,
    migrate,
    rekey,
    screen,
    screenings,
    serve,
    verify,
    work,
)
from yuzheng.commands.saying import explain

#: What a shell script can tell apart: 0 done, 1 refused or not found, 2 the command's words are off.
REFUSED = 1


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="yuzheng")
def cli() -> None:
    """Yuzheng 育证: training and certificates of people who care for children under three.

    Settings come from the environment: YUZHENG_DATA_DIR, YUZHENG_DATABASE_URL, YUZHENG_HOST, YUZHENG_PORT,
    YUZHENG_PUBLIC_URL and others (docs/operations.md).
    """


for command in (
    serve.serve,
    work.work,
    migrate.migrate,
    demo.demo,
    import_.import_,
    account.account,
    export.export,
    verify.verify,
    log.log,
    keys.keys,
    screen.screen,
    screenings.screenings,
    rekey.rekey,
    health.health,
    curriculum.curriculum,
    eligibility.eligibility,
):
    cli.add_command(command)


keys.keys.add_command(document_keys.documents)


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line; errors of the domain end it with one clear message."""
    configure_logging()
    try:
        return cli.main(args=arguments, standalone_mode=False)
    except DomainError as error:
        explain(error)
        sys.exit(REFUSED)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
