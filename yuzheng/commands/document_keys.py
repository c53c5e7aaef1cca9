"""`yuzheng keys documents`: who signs documents, under which root, and signing with a new key."""

from __future__ import annotations

import click
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from certificates.documents.keyfile import rotate_document_signer, strike_off_signer
from certificates.documents.trust import document_trust, written
from foundation.database import fetch
from foundation.errors import NotFound
from foundation.settings import Settings
from foundation.text import text
from yuzheng.commands.saying import run, settings
from yuzheng.start import running


@click.group("documents")
def documents() -> None:
    """Certificates (X.509) that sign documents."""


@documents.command("list")
def list_signers() -> None:
    """Every signer there ever was: its state, since when, until when it counts, its SHA-256."""
    for row in run(_list(settings())):
        click.echo("\t".join(row))


@documents.command("roots")
def roots() -> None:
    """The roots as PEM, for programs that check a PDF's signature."""
    click.echo(run(_roots(settings())), nl=False)


@documents.command("rotate")
@click.option("--compromised", is_flag=True, help="Nothing that the old signer signed counts any more.")
def rotate(compromised: bool) -> None:
    """Sign documents with a new key from now on; running services follow by themselves.

    The new certificate comes from the root whose key lies in document-root.json; without that file a new root
    is made.
    """
    click.echo(_fingerprint(run(_rotate(settings(), compromised))))


@documents.command("strike-off")
@click.argument("sha256")
def strike_off(sha256: str) -> None:
    """A retired signer is compromised: nothing that it signed counts any more."""
    run(_strike_off(settings(), sha256.lower()))


async def _list(wanted: Settings) -> list[tuple[str, ...]]:
    async with running(wanted):
        rows = await fetch("SELECT certificate, state, since FROM document_signer ORDER BY since")
    return [
        (row["state"], row["since"].isoformat(timespec="seconds"), *_named(row["certificate"]))
        for row in rows
    ]


def _named(certificate: bytes) -> tuple[str, str]:
    until = x509.load_der_x509_certificate(certificate).not_valid_after_utc
    return until.date().isoformat(), _fingerprint(certificate)


def _fingerprint(certificate: bytes) -> str:
    return x509.load_der_x509_certificate(certificate).fingerprint(hashes.SHA256()).hex()


async def _roots(wanted: Settings) -> str:
    async with running(wanted):
        return written(await document_trust())["document-roots.pem"].decode("ascii")


async def _rotate(wanted: Settings, compromised: bool) -> bytes:
    async with running(wanted):
        return (await rotate_document_signer(wanted, compromised=compromised)).certificates[0]


async def _strike_off(wanted: Settings, sha256: str) -> None:
    async with running(wanted):
        rows = await fetch("SELECT certificate FROM document_signer")
        found = [row["certificate"] for row in rows if _fingerprint(row["certificate"]) == sha256]
        if not found or not await strike_off_signer(found[0]):
            raise NotFound(text("There is no retired key {key}.", key=sha256))
