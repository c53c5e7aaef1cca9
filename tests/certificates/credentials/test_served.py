"""Credentials at their addresses: exact bytes for programs, a page for people, nothing for the curious."""

from __future__ import annotations

from pathlib import Path

from certificates.credentials.multikey import multikey
from foundation.database import fetchrow
from foundation.web.edge import Site
from tests.certificates.builders import ISSUER, confirmed_session, issued, signing_keys
from tests.foundation.web.browser import Browser


async def test_exact_bytes_for_programs_and_a_page_for_people(app: Site, tmp_path: Path) -> None:
    await issued(await confirmed_session(names=["陈静"]), tmp_path)
    row = await fetchrow("SELECT token, body FROM credential")
    visitor = Browser(app, language="zh-CN")
    path = f"/credentials/{row['token']}"
    for accept in ("application/vc", "application/ld+json", "application/json", "*/*"):
        answer = await visitor.get(path, accept=accept)
        assert (answer.status_code, answer.content) == (200, row["body"]), accept
        assert answer.headers["content-type"] == ("application/vc" if accept == "*/*" else accept)
        assert answer.headers["vary"] == "Accept"
    file = await visitor.get(f"{path}/credential.json")
    assert file.content == row["body"]
    assert "attachment" in file.headers["content-disposition"]
    page = await visitor.get(path)
    assert page.headers["content-type"].startswith("text/html")
    assert "陈静" in page.text
    assert "保育师 四级／中级工" in page.text
    assert "有效与否" in page.text


async def test_nothing_at_an_address_that_was_guessed(app: Site, tmp_path: Path) -> None:
    await issued(await confirmed_session(1), tmp_path)
    visitor = Browser(app)
    assert (await visitor.get("/credentials/" + "A" * 22)).status_code == 404
    assert (await visitor.get("/credentials/" + "A" * 22 + "/credential.json")).status_code == 404


async def test_the_issuers_document_lists_the_key(app: Site) -> None:
    await signing_keys()
    visitor = Browser(app)
    for path in ("/.well-known/did.json", "/did.json"):
        answer = await visitor.get(path)
        assert answer.headers["content-type"] == "application/did+json"
        document = answer.json()
        assert document["id"] == ISSUER.did
        assert document["assertionMethod"] == [ISSUER.method]
        (method,) = document["verificationMethod"]
        assert method["publicKeyMultibase"] == multikey(ISSUER.credentials.public_key)
