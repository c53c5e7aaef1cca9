"""Where a type code is configured, new certificates carry an identifier, and verification accepts it."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import msgspec
import pytest

from certificates.identifiers.rules import identifier, read_identifier
from certificates.issuing.actions import issue_batch
from certificates.issuing.steps import SEALED_IN
from certificates.numbers.rules import read_check_code
from foundation.database import execute, fetch
from foundation.sealing import unseal
from tests.certificates.builders import approved, confirmed_session, press_in
from tests.foundation.web.browser import Browser

TYPE = "11100000000013338W001"


async def issued_with(code: str, folder: Path) -> list[asyncpg.Record]:
    ready = await confirmed_session(1, names=["陈静"])
    means = msgspec.structs.replace(press_in(folder), licence_type=code)
    report = await issue_batch(ready.preparer, await approved(ready), means)
    assert report.waiting == []
    return await fetch(
        "SELECT c.number, c.version, c.content_sealed, o.uscc, i.identifier FROM certificate c"
        " JOIN organisation o ON o.id = c.evaluator_id"
        " LEFT JOIN certificate_identifier i ON i.certificate_id = c.id"
    )


async def test_off_unless_configured(database: object, tmp_path: Path) -> None:
    [row] = await issued_with("", tmp_path)
    assert row["identifier"] is None


async def test_given_shown_and_accepted(database: object, tmp_path: Path, app: object) -> None:
    [row] = await issued_with(TYPE, tmp_path)
    written = row["identifier"]
    assert written == identifier(TYPE, row["uscc"], row["number"], 1)
    content = msgspec.json.decode(unseal(bytes(row["content_sealed"]), SEALED_IN))
    assert content["licence_identifier"] == written
    code = read_check_code(content["check_code"])
    asked = {"number": written.lower(), "name": "陈静", "check_code": code}
    visitor = Browser(app)  # type: ignore[arg-type]
    answer = await visitor.client.post("/api/v1/verifications", json=asked)
    assert (answer.json()["state"], answer.json()["identifier"]) == ("valid", written)
    page = await visitor.post("/verify", asked)
    assert written in page.text
    found = read_identifier(written)
    other = identifier(TYPE, found.issuer, found.serial, 2)
    for wrong in (other, written[:-1] + ("0" if written[-1] != "0" else "1")):
        missed = await visitor.client.post("/api/v1/verifications", json=asked | {"number": wrong})
        assert missed.status_code == 404


async def test_it_never_changes(database: asyncpg.Connection, tmp_path: Path) -> None:
    await issued_with(TYPE, tmp_path)
    with pytest.raises(asyncpg.PostgresError):
        await execute("UPDATE certificate_identifier SET identifier = identifier")
