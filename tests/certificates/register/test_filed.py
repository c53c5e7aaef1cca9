"""What was filed is what is handed out: prints are the same bytes, whatever changed around them since."""

from __future__ import annotations

import json
import re
from pathlib import Path

import asyncpg
import msgspec
import pytest

from certificates.credentials.offline.checks import check
from certificates.credentials.offline.kit import exported, own_kit
from certificates.credentials.offline.reading import read_file
from certificates.documents import page, plans
from certificates.documents.content import CertificateContent
from certificates.documents.render import render
from certificates.issuing.actions import issue_batch
from certificates.issuing.filing import path_of
from certificates.issuing.steps import SEALED_IN
from certificates.register.actions import open_document
from foundation.clock import now
from foundation.database import execute, fetch, fetchval
from foundation.printing import Stylesheet
from foundation.sealing import unseal
from tests.certificates.builders import (
    Ready,
    certificates,
    confirmed_session,
    issued,
    press_in,
)
from tests.certificates.conftest import SignIn


@pytest.fixture
async def ready(database: asyncpg.Connection, tmp_path: Path) -> Ready:
    ready = await confirmed_session(names=["欧阳䶮"])
    await issued(ready, tmp_path / "documents")
    return ready


async def test_two_prints_are_the_same_bytes(ready: Ready, tmp_path: Path, signed_in: SignIn) -> None:
    row = (await fetch("SELECT public_id, number FROM certificate"))[0]
    filed = path_of(tmp_path / "documents", row["public_id"]).read_bytes()
    browser = await signed_in(ready.preparer)
    address = f"/certificates/{row['public_id']}/certificate.pdf"
    prints = [(await browser.get(address)).content for _ in range(2)]
    _, opened = await open_document(ready.approver, row["public_id"])
    assert [*prints, opened, (await exported(row["number"]))["certificate.pdf"]] == [filed] * 4


async def test_a_changed_template_never_alters_an_issued_one(
    ready: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = (await fetch("SELECT id FROM certificate_batch"))[0]["id"]
    [public] = await certificates(batch)
    _, before = await open_document(ready.approver, public)
    plain_style = page.style

    def style(marked: tuple[str, ...] = ()) -> Stylesheet:
        found = plain_style(marked)
        return Stylesheet(found.css + "[lang=en] { color: #a00 }", found.display_faces)

    sealed = await fetchval("SELECT content_sealed FROM certificate")
    content = msgspec.json.decode(unseal(sealed, SEALED_IN), type=CertificateContent)
    as_it_was = render(content)
    monkeypatch.setattr(page, "style", style)
    plans._common.cache_clear()
    changed = render(content)
    assert changed != as_it_was
    await issue_batch(ready.preparer, batch, press_in(tmp_path / "documents"))
    _, after = await open_document(ready.approver, public)
    plans._common.cache_clear()
    assert after == before


async def test_verification_does_not_need_the_persons_contact_data(
    ready: Ready, tmp_path: Path, signed_in: SignIn
) -> None:
    row = (await fetch("SELECT public_id, content_sealed FROM certificate"))[0]
    _, before = await open_document(ready.approver, row["public_id"])
    await execute("UPDATE person SET phone_sealed = NULL, guardian_name = ''")
    _, after = await open_document(ready.approver, row["public_id"])
    assert after == before
    brought = read_file(after)
    report = check(brought, await own_kit(brought.credential), now())
    assert report.verdict == "valid"
    said = json.loads(unseal(row["content_sealed"], SEALED_IN))
    browser = await signed_in(ready.preparer)
    address = re.sub(r"^https?://[^/]+", "", said["verification_url"])
    answer = await browser.get(address)
    assert answer.status_code == 200
    assert "欧阳䶮" in answer.text
