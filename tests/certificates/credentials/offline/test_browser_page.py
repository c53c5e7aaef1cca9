"""The page without network, opened as a file in a real browser: what it says of good and of wrong ones."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import uuid
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

from certificates.credentials.did import did_document
from certificates.credentials.offline import kit_pages
from certificates.credentials.offline.browser_page import browser_page
from certificates.credentials.proofs import canonical, moment, with_proofs
from certificates.credentials.rules import Level, Mark, Statement, credential, status_list_address
from certificates.credentials.signing import Issuer
from certificates.log.checkpoints import Checkpoint, signed_note, verifier_key
from certificates.log.rules import Tiles, append, inclusion, leaf_hash, root
from certificates.status.actions import as_jwt
from certificates.status.rules import bits, list_credential
from foundation.settings import Settings
from foundation.web.app import build_app
from tests.certificates.builders import ADDRESS, ISSUER, Ready
from tests.certificates.credentials.offline.kits import STRANGER
from tests.foundation.web.browser import Browser as Visitor

NOW = datetime.now(UTC).replace(microsecond=0)
PLACE = 77
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def signed(signer: Issuer = ISSUER, **changes: Any) -> dict[str, Any]:
    said = Statement(
        address=ADDRESS, did=ISSUER.did, platform="育证", token="t" * 22, subject=uuid.UUID(int=7),
        holder="王小英", number="S000036000001264000001", title="职业技能等级证书", occupation="保育师",
        occupation_en="Child-care worker", occupation_code="4-10-01-03", levels=[Level(4, "四级／中级工")],
        level=4, standard_edition="2021年版", marks=[Mark("theory", "理论成绩", Decimal(86))],
        evaluator="江西示例评价中心", evaluator_id=uuid.UUID(int=8), issued_on=date(2026, 10, 18),
        status_list=1, status_index=PLACE,
    )  # fmt: skip
    return with_proofs({**credential(said), **changes}, signer, NOW)


def listed(
    purpose: str, places: list[int], *, at: datetime = NOW, signer: Issuer = ISSUER, jwt: bool = False
) -> Any:
    plain = list_credential(
        address=status_list_address(ADDRESS, purpose, 1), did=ISSUER.did, purpose=purpose,
        bitstring=bits(places), valid_from=moment(at), valid_until=moment(at + timedelta(days=7)),
    )  # fmt: skip
    return as_jwt(plain, signer, at, at + timedelta(days=7)) if jwt else with_proofs(plain, signer, at)


def kit(said: dict[str, Any], **changes: Any) -> dict[str, Any]:
    digest = hashlib.sha256(canonical(said)).hexdigest()
    entry = {"v": 1, "t": "issue", "at": moment(NOW), "h": digest}
    leaves = [leaf_hash(canonical(entry)) if n == 300 else leaf_hash(str(n).encode()) for n in range(700)]
    tiles = Tiles()
    append(tiles, 0, leaves)
    path = [base64.b64encode(step).decode() for step in inclusion(tiles, 300, 700)]
    return {
        "made": moment(NOW),
        "did": did_document(ISSUER.did, [ISSUER.credentials.public_key]),
        "lists": [listed("revocation", [1, 2], jwt=True), listed("suspension", [])],
        "keys": [verifier_key(ISSUER.log_name, ISSUER.log.public_key)],
        "checkpoint": signed_note(ISSUER.log_name, Checkpoint(700, root(tiles, 700)), ISSUER.log),
        "inclusion": {"log": ISSUER.log_name, "index": 300, "size": 700, "entry": entry, "hashes": path},
        **changes,
    }


def in_pdf(*bodies: bytes) -> bytes:
    """The least of a PDF in which a file is attached."""
    parts = [b"%PDF-1.7\n"]
    for number, body in enumerate(bodies, 1):
        packed = zlib.compress(body)
        head = (
            f"{number} 0 obj\n<< /Type /EmbeddedFile /Filter /FlateDecode /Length {len(packed)} >>\nstream\n"
        )
        parts += [head.encode(), packed, b"\nendstream\nendobj\n"]
    return b"".join([*parts, b"%%EOF\n"])


GOOD = signed()
PASSED = {"issuer", "signature", "period", "revocation", "suspension", "log"}
DAY = timedelta(days=1)
#: kind → (credential, kit, verdict, the check that says so)
CASES: dict[str, tuple[dict[str, Any], dict[str, Any], str, tuple[str, str] | None]] = {
    "valid": (GOOD, kit(GOOD), "valid", None),
    "tampered": (
        {**GOOD, "awardedDate": "2020-01-01T00:00:00Z"}, kit(GOOD), "not_valid", ("signature", "failed"),
    ),
    "an unknown term": ({**GOOD, "aTerm": "x"}, kit(GOOD), "not_valid", ("signature", "failed")),
    "revoked": (
        GOOD, kit(GOOD, lists=[listed("revocation", [PLACE], jwt=True), listed("suspension", [])]),
        "not_valid", ("revocation", "failed"),
    ),
    "suspended": (
        GOOD, kit(GOOD, lists=[listed("revocation", []), listed("suspension", [PLACE], jwt=True)]),
        "not_valid", ("suspension", "failed"),
    ),
    "stale list": (
        GOOD, kit(GOOD, lists=[listed("revocation", [], at=NOW - 9 * DAY), listed("suspension", [])]),
        "cannot_tell", ("revocation", "unknown"),
    ),
    "list of a stranger": (
        GOOD, kit(GOOD, lists=[listed("revocation", [], signer=STRANGER), listed("suspension", [])]),
        "cannot_tell", ("revocation", "unknown"),
    ),
    "no list": (GOOD, kit(GOOD, lists=[listed("revocation", [])]), "cannot_tell", ("suspension", "unknown")),
    "foreign key": (signed(STRANGER), kit(GOOD), "not_valid", ("signature", "failed")),
    "another issuer": (
        signed(issuer={"id": "did:web:elsewhere.example"}), kit(GOOD), "not_valid", ("issuer", "failed"),
    ),
    "expired": (
        signed(validUntil=moment(NOW - DAY)), kit(GOOD), "not_valid", ("period", "failed"),
    ),
    "a checkpoint of a stranger": (
        GOOD, kit(GOOD, checkpoint=signed_note(ISSUER.log_name, Checkpoint(700, b"x" * 32), STRANGER.log)),
        "cannot_tell", ("log", "unknown"),
    ),
}  # fmt: skip


def test_the_page_is_one_file_that_may_fetch_nothing() -> None:
    page = browser_page({"did": {"id": "</script><b>"}}).decode()
    assert "</script><b>" not in page
    assert not re.search(r"(?:src|href)=", page)
    assert not re.search(r"fetch\(|XMLHttp|https?://|WebSocket|innerHTML|eval\(", page)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    assert policy.startswith("default-src 'none'; ")
    for tag, kind in (("script", "script-src"), ("style", "style-src")):
        source = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert len(source) == 1
        digest = base64.b64encode(hashlib.sha256(source[0].encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    assert found, "Chromium is not installed; `make dev` installs it"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        yield browser
        await browser.close()


async def _opened(chromium: Browser, folder: Path, carried: dict[str, Any]) -> Page:
    context = await chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", offline=True)
    page = await context.new_page()
    await _go(page, folder, carried)
    return page


async def _go(page: Page, folder: Path, carried: dict[str, Any]) -> None:
    file = folder / "verify.html"
    file.write_bytes(browser_page(carried))
    await page.goto(file.as_uri())


async def _told(page: Page, *files: tuple[str, bytes]) -> tuple[str, dict[str, str]]:
    chosen = [{"name": name, "mimeType": "", "buffer": body} for name, body in files]
    await page.evaluate("delete document.getElementById('answer').dataset.verdict")
    await page.locator("#files").set_input_files(chosen)
    await page.locator("#answer[data-verdict]").wait_for()
    verdict = await page.locator("#answer").get_attribute("data-verdict")
    lines = await page.locator("[data-check]").evaluate_all(
        "all => all.map(one => [one.dataset.check, one.dataset.outcome])"
    )
    return verdict, dict(lines)


@pytest.mark.browser
async def test_every_case_without_network(chromium: Browser, tmp_path: Path) -> None:
    wrong = {}
    page = await _opened(chromium, tmp_path, {})
    for kind, (said, carried, verdict, decisive) in CASES.items():
        await _go(page, tmp_path, carried)
        body = json.dumps(said, ensure_ascii=False, indent=1).encode()
        told = [await _told(page, ("credential.json", body))]
        if kind in ("valid", "tampered"):
            told.append(await _told(page, ("x.pdf", in_pdf(body))))
        for word, outcomes in told:
            expected = verdict, (decisive is None or outcomes[decisive[0]] == decisive[1])
            if (word, True) != expected or (
                decisive is None and not all(outcomes[n] == "passed" for n in PASSED)
            ):
                wrong[kind] = (word, outcomes)
    assert wrong == {}


@pytest.mark.browser
async def test_what_people_see(chromium: Browser, tmp_path: Path) -> None:
    old = kit(GOOD, lists=[listed(p, [], at=NOW - 3 * DAY) for p in ("revocation", "suspension")])
    page = await _opened(chromium, tmp_path, old)
    assert (await Axe().run(page)).response["violations"] == []
    await _told(page, ("credential.json", canonical(GOOD)))
    shown = await page.locator("main").inner_text()
    for word in (
        "有效",
        "王小英",
        "保育师 四级／中级工",
        "S000036000001264000001",
        "2026年10月18日",
        "距今",
        "3 天",
        "301 / 700",
    ):
        assert word in shown
    assert (await Axe().run(page)).response["violations"] == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_role("button", name="English").click()
    await page.get_by_role("heading", name="Valid", exact=True).wait_for()
    await _told(page, ("credential.json", canonical({**GOOD, "name": "x"})))
    assert "王小英" not in await page.locator("main").inner_text(), "what nobody signed is not shown"
    if pictures := os.environ.get("YUZHENG_TEST_PICTURES"):
        await _told(page, ("credential.json", canonical(GOOD)))
        await page.screenshot(path=f"{pictures}/offline-page.png", full_page=True)


@pytest.mark.browser
async def test_files_that_are_brought_along(chromium: Browser, tmp_path: Path) -> None:
    """An empty page takes the files of a kit; a page that carries keys never trades them for others."""
    good = kit(GOOD)
    files = [
        ("did.json", json.dumps(good["did"]).encode()),
        ("status-revocation.json", json.dumps(listed("revocation", [])).encode()),
        ("status-suspension.json", listed("suspension", [], jwt=True).encode()),
        ("checkpoint", good["checkpoint"].encode()),
        ("log-key", (good["keys"][0] + "\n").encode()),
        ("inclusion.json", json.dumps(good["inclusion"]).encode()),
        ("contexts.json", b"[]"),
    ]
    page = await _opened(chromium, tmp_path, {})
    assert (await _told(page, ("certificate.pdf", in_pdf(canonical(GOOD)))))[0] == "cannot_tell"
    verdict, outcomes = await _told(page, *files, ("certificate.pdf", in_pdf(canonical(GOOD))))
    assert (verdict, {name for name, one in outcomes.items() if one == "passed"}) == ("valid", PASSED)
    await page.context.close()
    theirs = json.dumps(did_document(ISSUER.did, [STRANGER.credentials.public_key])).encode()
    page = await _opened(chromium, tmp_path, good)
    forged = await _told(page, ("did.json", theirs), ("credential.json", canonical(signed(STRANGER))))
    assert (forged[0], forged[1]["signature"]) == ("not_valid", "failed")
    for name, body in (
        ("scan.pdf", b"%PDF-1.7\n%%EOF"), ("two.pdf", in_pdf(canonical(GOOD), canonical(signed(STRANGER)))),
        ("x.png", b"\x89PNG\r\n"), ("x.json", b'{"a":1,"a":2}'),
    ):  # fmt: skip
        await page.reload()
        await page.locator("#files").set_input_files([{"name": name, "mimeType": "", "buffer": body}])
        await page.locator("#messages li").wait_for()
        assert await page.locator("#answer > *").count() == 0


async def test_page_and_kit_are_served_as_files(ready: Ready) -> None:
    """With keys, lists and checkpoint of this moment, for certificates of any holder."""
    visitor = Visitor(build_app(Settings(data_dir=Path("unused")), kit_pages.routes))
    told = await visitor.get("/verify/offline")
    assert "/verify/offline/verify.html" in told.text
    for name in ("verify.html", "kit.json"):
        answer = await visitor.get(f"/verify/offline/{name}")
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["cache-control"] == "public, max-age=60"
        assert "set-cookie" not in answer.headers
    carried = (await visitor.get("/verify/offline/kit.json")).json()
    assert carried["did"]["id"] == ISSUER.did
    assert len(carried["lists"]) == 2
    assert carried["checkpoint"].startswith(f"{ISSUER.log_name}\n2\n")
    assert len(carried["contexts"]) == 2
