"""`yuzheng export certificate NUMBER --out DIR`: the issued document as it was filed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from certificates.register.actions import export_document
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
    """Write certificate.pdf of the certificate with this NUMBER into a folder."""
    written = run(_certificate(settings(), number, out))
    note(say(text("Written:")))
    for path in written:
        click.echo(str(path))


async def _certificate(wanted: Settings, number: str, out: Path) -> list[Path]:
    async with running(wanted):
        document = await export_document(number)
    return await asyncio.to_thread(_write, out, document)


def _write(out: Path, document: bytes) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    target = out / "certificate.pdf"
    target.write_bytes(document)
    return [target]
