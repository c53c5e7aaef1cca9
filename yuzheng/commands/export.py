"""`yuzheng export certificate NUMBER --out DIR`: the filed document, and what verifies it offline."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from certificates.credentials.offline.kit import exported
from foundation.language import say
from foundation.settings import Settings
from foundation.text import text
from yuzheng.commands.saying import note, run, settings
from yuzheng.start import running


@click.group()
def export() -> None:
    """Take issued documents out."""


@export.command()
@click.argument("number")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write to."
)
def certificate(number: str, out: Path) -> None:
    """Write the document of the certificate with this NUMBER into a folder, and the kit that verifies it.

    Beside certificate.pdf: credential.json, did.json, status-revocation.json, status-suspension.json,
    contexts.json, checkpoint, inclusion.json, log-key, and verify.html, a page that verifies in a browser.
    `yuzheng verify` needs nothing else, nor a network.
    """
    written = run(_certificate(settings(), number, out))
    note(say(text("Written:")))
    for path in written:
        click.echo(str(path))


async def _certificate(wanted: Settings, number: str, out: Path) -> list[Path]:
    async with running(wanted):
        files = await exported(number)
    return await asyncio.to_thread(_write, out, files)


def _write(out: Path, files: dict[str, bytes]) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
    return [out / name for name in files]
