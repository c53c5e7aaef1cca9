"""What somebody brings to be checked: PDF, JSON, a folder, and anything else."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import asyncpg
import pikepdf
import pytest

from certificates.credentials.offline.checks import read_moment
from certificates.credentials.offline.kit import exported, read_kit
from certificates.credentials.offline.reading import read_file
from foundation.database import fetchval
from foundation.errors import NotFound, Refused, Unavailable
from tests.certificates.builders import Ready
from tests.certificates.credentials.offline.kits import (
    Files,
    kit_of,
    number,
    outcomes,
    stripped,
    told,
)


async def test_a_page_around_somebody_elses_credential(ready: Ready, tmp_path: Path) -> None:
    mine = await exported(await number())
    other = await exported(await fetchval("SELECT number FROM certificate ORDER BY number DESC LIMIT 1"))
    with pikepdf.Pdf.open(BytesIO(mine["certificate.pdf"])) as pdf:
        name = next(iter(pdf.attachments))
        pdf.attachments[name].get_file().obj.write(other["credential.json"])
        forged = BytesIO()
        pdf.save(forged)
    report = told(other | {"certificate.pdf": forged.getvalue()}, tmp_path, "certificate.pdf")
    assert (report.verdict, outcomes(report)["document"]) == ("not_valid", "failed")
    assert outcomes(report)["signature"] == "passed"


async def test_nothing_can_be_read(files: Files) -> None:
    for content in (
        b"",
        b"%PDF-1.7 nothing",
        stripped(files["certificate.pdf"]),
        b"[]",
        b"{",
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b"[" * 100_000,
        b"\xff\xfe",
        b" " * 20_000_001,
    ):
        with pytest.raises(Refused):
            read_file(content)


@pytest.mark.parametrize("content", [b"{}", b'{"issuer": [], "proof": [7], "credentialStatus": {}}'])
async def test_anything_else_is_not_valid(files: Files, tmp_path: Path, content: bytes) -> None:
    assert told(files | {"credential.json": content}, tmp_path).verdict == "not_valid"


async def test_a_folder_that_is_no_kit(files: Files, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_kit(tmp_path)
    with pytest.raises(Unavailable):
        kit_of(files | {"did.json": b"["}, tmp_path / "kit")
    with pytest.raises(Unavailable):
        kit_of(files | {"did.json": b"[]"}, tmp_path / "kit")


async def test_nothing_is_exported_that_was_never_issued(database: asyncpg.Connection) -> None:
    with pytest.raises(NotFound):
        await exported("S000036000099264000001")


def test_moments() -> None:
    assert read_moment("2026-10-11T00:00:00Z") == datetime(2026, 10, 11, tzinfo=UTC)
    assert read_moment("2026-10-11") is read_moment(7) is read_moment("soon") is None
