"""Errors as pages and as RFC 9457, in both languages; nothing unforeseen tells anything."""

from __future__ import annotations

import json

import asyncpg
import pytest

from foundation import constraints
from foundation.errors import Conflict, Invalid
from foundation.text import text
from foundation.web import problem_responses
from foundation.web.edge import Site
from foundation.web.problems import problem_of
from tests.foundation.web.browser import Browser

KINDS = {
    "not-found": 404,
    "forbidden": 403,
    "conflict": 409,
    "stale": 409,
    "refused": 422,
    "too-many-requests": 429,
    "unavailable": 503,
    "internal": 500,
}


@pytest.mark.parametrize(("kind", "status"), KINDS.items())
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_json(app: Site, kind: str, status: int, language: str) -> None:
    response = await Browser(app, language=language).get(f"/api/fail/{kind}")
    problem = response.json()
    assert response.status_code == problem["status"] == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["content-language"] == language
    assert problem["type"] == f"urn:yuzheng:problem:{kind}"
    assert problem["instance"] == f"urn:yuzheng:request:{response.headers['x-request-id']}"
    assert problem["title"].isascii() == (language == "en")
    assert problem["detail"]


@pytest.mark.parametrize(("kind", "status"), KINDS.items())
@pytest.mark.parametrize(("language", "word"), [("zh-CN", "查验证书"), ("en", "Verify a certificate")])
async def test_page(app: Site, kind: str, status: int, language: str, word: str) -> None:
    response = await Browser(app, language=language).get(f"/fail/{kind}")
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{language}">' in response.text
    assert word in response.text


async def test_json_by_accept_and_page_by_default(browser: Browser) -> None:
    assert (await browser.get("/fail/stale", accept="application/json")).json()["status"] == 409
    assert (await browser.get("/fail/stale", accept="*/*")).headers["content-type"].startswith("text/html")


async def test_rule_and_remedy_are_told(browser: Browser) -> None:
    problem = (await browser.get("/api/fail/refused")).json()
    assert problem["rule"] == {
        "id": "R1",
        "title": "At least 18 years",
        "document": "人社厅发〔2021〕92号",
        "article": "第五条",
        "confidence": "V",
    }
    assert problem["remedy"]
    page = (await browser.get("/fail/refused")).text
    assert "人社厅发〔2021〕92号" in page
    assert "第五条" in page


async def test_retry_after(browser: Browser) -> None:
    assert (await browser.get("/fail/too-many-requests")).headers["retry-after"] == "17"


async def test_internal_error_is_opaque(browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    for path in ("/fail/internal", "/api/fail/internal"):
        response = await browser.get(path)
        for secret in ("王小明", "369999", "ValueError", "Traceback", ".py"):
            assert secret not in response.text
        assert response.headers["x-request-id"] in response.text
    logged = "".join(capsys.readouterr())
    assert "ValueError" in logged
    assert "王小明" not in logged
    assert "369999" not in logged


async def test_database_outage_is_unavailable(browser: Browser) -> None:
    response = await browser.get("/api/fail/outage")
    assert response.status_code == 503
    assert response.json()["type"] == "urn:yuzheng:problem:unavailable"


async def test_what_litestar_refuses(browser: Browser, officer: Browser) -> None:
    cases = [
        (await browser.get("/nowhere"), 404, "没有找到"),
        (await browser.client.delete("/things"), 405, "此处不能这样操作"),
        (await browser.get("/numbers?count=x"), 400, "请填写整数"),
        (await browser.get("/numbers"), 400, "无法识别该请求"),
        (await officer.post("/things", {"name": "x" * 3_000_000}), 413, "超过本页允许的大小"),
    ]
    for response, status, words in cases:
        assert (response.status_code, words in response.text) == (status, True), response.text


async def test_unmatched_paths_of_the_api_are_json(browser: Browser) -> None:
    assert (await browser.get("/api/nowhere")).json()["status"] == 404
    assert (await browser.client.delete("/api/things")).json()["status"] == 405


async def test_allowed_methods_are_told(browser: Browser) -> None:
    allowed = (await browser.client.delete("/things")).headers["allow"]
    assert set(allowed.split(", ")) == {"GET", "OPTIONS", "POST"}


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"count": 0, "name": "a"}, "count", "不能小于 1。"),
        ({"count": "x", "name": "a"}, "count", "请填写整数。"),
        ({"count": 1}, "name", "此项必填。"),
        ({"count": 1, "name": None}, "name", "此项必填。"),
    ],
)
async def test_json_bodies(officer: Browser, body: object, field: str, message: str) -> None:
    headers = {"x-csrf-token": officer.token}
    response = await officer.client.post("/api/orders", json=body, headers=headers)
    assert response.status_code == 422
    assert response.json()["errors"] == [{"field": field, "message": message, "remedy": ""}]


async def test_malformed_json(officer: Browser) -> None:
    headers = {"x-csrf-token": officer.token, "content-type": "application/json"}
    response = await officer.client.post("/api/orders", content=b"{", headers=headers)
    assert response.status_code == 400


@pytest.mark.parametrize("path", ["/store?text=a%00b", "/v/a%00b", "/%00", "/api/things?q=%00"])
async def test_nul_in_an_address(browser: Browser, path: str) -> None:
    assert (await browser.get(path)).status_code == 400


async def test_nul_that_reaches_the_database_is_invalid(database: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.CharacterNotInRepertoireError) as caught:
        async with database.transaction():
            await database.fetchval("SELECT $1::text || 'x'", "a\0b")
    assert problem_of(caught.value).status == 422


async def test_constraints_speak_the_domains_words(database: asyncpg.Connection) -> None:
    await database.execute("CREATE TEMP TABLE thing (name text CONSTRAINT thing_name UNIQUE)")
    await database.execute("INSERT INTO thing VALUES ('a')")
    with pytest.raises(asyncpg.UniqueViolationError) as caught:
        async with database.transaction():
            await database.execute("INSERT INTO thing VALUES ('a')")
    assert problem_of(caught.value).status == 500
    constraints.explain("thing_name", lambda: Conflict(text("The name is taken."), field="name"))
    try:
        problem = problem_of(caught.value)
    finally:
        constraints.forget("thing_name")
    assert problem.status == 409
    assert [one.field for one in problem.problems] == ["name"]
    assert problem_of(caught.value).status == 500


def test_collisions_ask_to_try_again() -> None:
    assert problem_of(asyncpg.DeadlockDetectedError("x")).status == 409
    assert isinstance(constraints.meaning(asyncpg.CharacterNotInRepertoireError("x")), Invalid)


async def test_fault_in_the_problem_page_does_not_hide_the_problem(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("template")

    monkeypatch.setattr(problem_responses, "render", fail)
    response = await browser.get("/fail/conflict")
    assert response.status_code == 409
    assert "当前状态下不能这样办理" in response.text


async def test_problem_json_is_what_the_rfc_says(browser: Browser) -> None:
    problem = json.loads((await browser.get("/api/fail/not-found")).content)
    assert set(problem) <= {"type", "title", "status", "detail", "instance", "remedy", "rule", "errors"}
