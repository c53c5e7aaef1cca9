"""Every kind of miss is one answer: the same body and status, by the same statements and the same hashing.

Time is not measured, a busy machine would decide the outcome; what takes time is counted instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest

from foundation import sealing
from foundation.clock import FixedClock, now, use
from foundation.web.limits import purge
from tests.certificates.verification.papers import Paper, issue, paper, replacement
from tests.foundation.web.browser import Browser

LONG = "王" * 50_000
MISSES: dict[str, Callable[[Paper], dict[str, str]]] = {
    "unknown number": lambda one: one.asked | {"number": one.number[:16] + "999999"},
    "wrong name": lambda one: one.asked | {"name": "王小芳"},
    "wrong check code": lambda one: one.asked | {"check_code": "ZZZZZZZZ"},
    "name and number alone": lambda one: one.asked | {"check_code": ""},
    "number and code alone": lambda one: one.asked | {"name": ""},
    "name and code alone": lambda one: one.asked | {"number": ""},
    "nothing at all": lambda one: {},
    "blanks": lambda one: {"number": " ", "name": "　", "check_code": "\t"},
    "malformed number": lambda one: one.asked | {"number": "12"},
    "malformed check code": lambda one: one.asked | {"check_code": "!"},
    "masked name": lambda one: one.asked | {"name": "王**"},
    "SQL": lambda one: dict.fromkeys(one.asked, "' OR 1=1; DROP TABLE certificate; --"),
    "wildcards": lambda one: one.asked | {"number": one.number[:-1] + "%", "name": "%"},
    "emoji": lambda one: dict.fromkeys(one.asked, "👶🏻🎓"),
    "right to left": lambda one: one.asked | {"number": "\u202e" + one.number[::-1]},
    "very long": lambda one: dict.fromkeys(one.asked, LONG),
    "grows when normalised": lambda one: dict.fromkeys(one.asked, "\ufdfa" * 10_000),
    "digits of other scripts": lambda one: one.asked | {"check_code": "٠١٢٣٤٥٦٧"},
    "NUL": lambda one: {key: value + "\0x" for key, value in one.asked.items()},
    "lines": lambda one: one.asked | {"name": "王小英\r\nX: y"},
}


class Counted:
    """What a request cost: its statements, and how often a keyed hash was made."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.hashes: list[bytes] = []


@pytest.fixture
def counted(database: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch) -> Any:
    counted = Counted()
    real = sealing.hmac.digest

    def digest(key: bytes, message: bytes, kind: str) -> bytes:
        counted.hashes.append(message.partition(b"\0")[0])
        return real(key, message, kind)

    monkeypatch.setattr(sealing, "hmac", SimpleNamespace(digest=digest))

    def log(record: Any) -> None:
        counted.statements.append(" ".join(record.query.split()))

    database.add_query_logger(log)
    yield counted
    database.remove_query_logger(log)


async def _ask(stranger: Browser, asked: dict[str, str], *, json: bool) -> tuple[int, bytes, dict[str, str]]:
    if json:
        response = await stranger.client.post("/api/v1/verifications", json=asked)
    else:
        response = await stranger.post("/verify", asked)
    headers = {name: value for name, value in response.headers.items() if name != "x-request-id"}
    return response.status_code, response.content, headers


@pytest.mark.parametrize("json", [False, True], ids=["page", "JSON"])
async def test_one_answer(database: object, app: Any, counted: Counted, json: bool) -> None:
    one = await paper()
    answers: dict[str, Any] = {}
    costs: dict[str, Any] = {}
    with use(FixedClock(now())):
        for place, (kind, wrong) in enumerate(MISSES.items()):
            await purge()
            stranger = Browser(app, peer=f"198.51.100.{place}")
            counted.statements.clear()
            counted.hashes.clear()
            answers[kind] = await _ask(stranger, wrong(one), json=json)
            costs[kind] = (tuple(counted.statements), tuple(counted.hashes))
    first = answers["unknown number"]
    assert first[0] == 404
    assert {kind: answer for kind, answer in answers.items() if answer != first} == {}
    cost = costs["unknown number"]
    assert {kind: spent for kind, spent in costs.items() if spent != cost} == {}
    assert len(cost[0]) == 3  # two limits and one look-up
    assert cost[1] == (b"rate.verify.address", b"rate.verify.number", b"certificate.check_code")


async def test_former_versions_code_is_a_miss(database: object, app: Any, counted: Counted) -> None:
    former = await paper()
    await issue(await replacement(former))
    with use(FixedClock(now())):
        mine = await _ask(Browser(app, peer="198.51.100.1"), former.asked, json=False)
        unknown = former.asked | {"number": "S000036000001263999999"}
        assert mine == await _ask(Browser(app, peer="198.51.100.2"), unknown, json=False)


async def test_reserved_numbers_are_a_miss(database: object, app: Any) -> None:
    one = await paper(issued=False)
    with use(FixedClock(now())):
        mine = await _ask(Browser(app, peer="198.51.100.1"), one.asked, json=True)
        unknown = one.asked | {"number": "S000036000001263999999"}
        assert mine == await _ask(Browser(app, peer="198.51.100.2"), unknown, json=True)


@pytest.mark.parametrize(
    "token", ["x", "A" * 22, "%00", "'--", "%F0%9F%91%B6", "a" * 3000, "..%2f", "%ff%fe", "%20"]
)
async def test_tokens_that_are_none(database: object, app: Any, token: str) -> None:
    with use(FixedClock(now())):
        shape = re.compile(r'"/v/[^"]*"')  # the form for the language leads back to the address itself
        told = [await Browser(app).get(f"/v/{value}") for value in ("B" * 22, token)]
        if token == "%00":  # refused before anything is looked up
            assert told[1].status_code == 400
            return
        assert [page.status_code for page in told] == [404, 404]
        if "%2f" not in token:
            assert shape.sub("", told[0].text) == shape.sub("", told[1].text)
            answers = [
                await Browser(app).get(f"/api/v1/verifications/{value}") for value in ("B" * 22, token)
            ]
            assert answers[0].content == answers[1].content


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"number": 5}', b"\xff", b'{"number": "\\ud800"}'])
async def test_what_is_no_question_is_told_so(certificate: Paper, stranger: Browser, body: bytes) -> None:
    answer = await stranger.client.post(
        "/api/v1/verifications", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code in (400, 422)
    assert "problem+json" in answer.headers["content-type"]
