"""`yuzheng verify FILE`: is this certificate valid? 0 valid, 1 not valid, 2 cannot tell."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click
import msgspec

from certificates.credentials.offline.checks import Report, check
from certificates.credentials.offline.kit import own_kit, read_kit
from certificates.credentials.offline.reading import Brought, read_file
from foundation.clock import now
from foundation.errors import DomainError
from foundation.language import say
from foundation.settings import Settings
from foundation.text import Text, text
from yuzheng.commands.saying import explain, run, settings
from yuzheng.start import running

EXIT: Final = {"valid": 0, "not_valid": 1, "cannot_tell": 2}
_VERDICTS: Final = {
    "valid": text("Valid"),
    "not_valid": text("Not valid"),
    "cannot_tell": text("Cannot be checked"),
}
_NAMES: Final = {
    "issuer": text("Issuer"),
    "signature": text("Signature"),
    "period": text("Period"),
    "revocation": text("Withdrawal"),
    "suspension": text("Suspension"),
    "log": text("Public log"),
    "document": text("Printed page"),
    "file": text("Signature of the PDF"),
}
_SIGNS: Final = {"passed": "✓", "failed": "✗", "unknown": "?", "absent": "·"}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer for programs.")
@click.option(
    "--kit",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with did.json and status lists; else this installation's own data.",
)
def verify(file: Path, as_json: bool, kit: Path | None) -> None:
    """Check a certificate: its PDF, or its credential as JSON. Needs no network.

    Ends with 0 when it is valid, 1 when it is not, 2 when that cannot be told.
    """
    try:
        brought = read_file(file.read_bytes())
        report = check(brought, read_kit(kit), now()) if kit else run(_with_own_data(settings(), brought))
    except DomainError as error:
        if as_json:
            click.echo(msgspec.json.encode({"verdict": "cannot_tell", "why": error.message.english()}))
        else:
            click.echo(say(_VERDICTS["cannot_tell"]))
            explain(error)
        sys.exit(EXIT["cannot_tell"])
    click.echo(_for_programs(report, brought) if as_json else _for_people(report, brought))
    sys.exit(EXIT[report.verdict])


async def _with_own_data(wanted: Settings, brought: Brought) -> Report:
    async with running(wanted):
        return check(brought, await own_kit(brought.credential), now())


def _for_programs(report: Report, brought: Brought) -> bytes:
    return msgspec.json.encode(
        {
            "verdict": report.verdict,
            "checked_at": now(),
            "lists_from": report.lists_from,
            "checks": [
                {"name": one.name, "outcome": one.outcome, "note": one.note.english()}
                for one in report.checks
            ],
            "says": dict(_named(brought)),
        }
    )


def _for_people(report: Report, brought: Brought) -> str:
    lines = [say(_VERDICTS[report.verdict]), ""]
    lines += [f"  {say(label)}  {value}" for label, value in _said(brought)]
    lines.append("")
    lines += [f"  {_SIGNS[one.outcome]} {say(_NAMES[one.name])}  {say(one.note)}" for one in report.checks]
    if report.lists_from:
        at = report.lists_from.astimezone().strftime("%Y-%m-%d %H:%M")
        lines += ["", say(text("The status lists are from {at}.", at=at))]
    return "\n".join(lines)


_LABELS: Final = {
    "name": text("Holder"),
    "achievement": text("Achievement"),
    "number": text("Certificate number"),
    "evaluator": text("Evaluator"),
}


def _said(brought: Brought) -> list[tuple[Text, str]]:
    return [(_LABELS[key], value) for key, value in _named(brought)]


def _named(brought: Brought) -> list[tuple[str, str]]:
    """What the credential says, never what the page shows: only the credential is signed."""
    subject = brought.credential.get("credentialSubject")
    try:
        return [
            ("name", str(subject["identifier"][0]["identityHash"])),  # type: ignore[index]
            ("achievement", str(subject["achievement"]["name"])),  # type: ignore[index]
            ("number", str(subject["licenseNumber"])),  # type: ignore[index]
            ("evaluator", str(subject["achievement"]["creator"]["name"])),  # type: ignore[index]
        ]
    except (KeyError, TypeError, IndexError):
        return []
