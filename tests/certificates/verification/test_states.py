"""Seven answers, told apart on the page and in JSON, in both languages."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest

from certificates.verification.rules import STANDINGS
from foundation.clock import FixedClock, now, use
from tests.certificates.verification.papers import Paper, ban, issue, paper, replacement, withdraw
from tests.foundation.web.browser import Browser

WORDS = {
    "valid": ("有效", "Valid"),
    "suspended": ("已暂停", "Suspended"),
    "withdrawn": ("已撤销", "Withdrawn"),
    "superseded": ("已换发新证", "Replaced by a newer one"),
    "expired": ("已过期", "Expired"),
    "unknown": ("查无此证", "No such certificate"),
    "unavailable": ("现在无法查验", "Cannot check right now"),
}


async def _in_state(state: str) -> Paper:
    one = await paper(issued=state != "unknown", expires_on=date(2026, 11, 1) if state == "expired" else None)
    if state == "suspended":
        await ban(one)
    elif state == "withdrawn":
        await withdraw(one)
    elif state == "superseded":
        await issue(await replacement(one))
    return one


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("state", STANDINGS)
async def test_state(database: object, app: object, state: str, language: str) -> None:
    stranger = Browser(app, language=language)  # type: ignore[arg-type]
    one = await _in_state(state)
    with use(FixedClock(now() + timedelta(days=4 if state == "unavailable" else 0))):
        page = await stranger.get(f"/v/{one.token}")
        answer = await stranger.get(f"/api/v1/verifications/{one.token}")
    assert page.status_code == answer.status_code == {"unknown": 404, "unavailable": 503}.get(state, 200)
    assert answer.json()["state"] == state
    word = re.search(r'<section class="band band--(\w+)".*?<h1[^>]*>(.*?)</h1>', page.text, re.DOTALL)
    assert word is not None
    assert word.groups() == (state, WORDS[state][language == "en"])
    known = state not in ("unknown", "unavailable")
    assert (one.name in page.text) is (answer.json().get("name") == one.name) is known
    assert (one.number in json.dumps(answer.json())) is known


def test_every_state_has_its_own_word() -> None:
    assert len({zh for zh, _ in WORDS.values()}) == len({en for _, en in WORDS.values()}) == len(STANDINGS)


async def test_json_of_a_valid_one(certificate: Paper, stranger: Browser) -> None:
    answer = (await stranger.get(f"/api/v1/verifications/{certificate.token}")).json()
    assert answer.pop("checked_at").endswith("Z")
    assert answer.pop("issuer").startswith("示例")
    assert {one["name"]: one["outcome"] for one in answer.pop("checks")} == {
        "signature": "passed",
        "status": "passed",
        "period": "passed",
        "issuer": "passed",
        "screening": "passed",
        "log": "unknown",  # not entered yet
        "document": "unknown",  # nothing is filed here
    }
    assert answer == {
        "state": "valid",
        "number": certificate.number,
        "name": "王小英",
        "occupation": "保育师",
        "occupation_en": answer["occupation_en"],
        "level": 3,
        "issued_on": "2026-10-18",
        "version": 1,
        "standard_edition": "2021",
    }


async def test_a_ban_shows_at_the_next_look(certificate: Paper, stranger: Browser) -> None:
    assert "有效" in (await stranger.get(f"/v/{certificate.token}")).text
    await ban(certificate)
    page = await stranger.get(f"/v/{certificate.token}")
    assert '<section class="band band--suspended"' in page.text
    assert "暂不能出具有效证明" in page.text
    assert "禁入" not in page.text  # why is nobody's business here
    assert (await stranger.get(f"/api/v1/verifications/{certificate.token}")).json()["state"] == "suspended"
    assert (await stranger.post("/verify", certificate.asked)).text.count("band--suspended") == 1


async def test_number_name_and_code_together(certificate: Paper, stranger: Browser) -> None:
    page = await stranger.post("/verify", certificate.asked)
    assert page.status_code == 200
    assert 'class="band band--valid"' in page.text
    answer = await stranger.client.post("/api/v1/verifications", json=certificate.asked)
    assert (answer.status_code, answer.json()["state"]) == (200, "valid")


@pytest.mark.parametrize(
    "number, code",
    [
        (lambda number: f" {number[:5]} {number[5:7]} {number[7:]} ", lambda code: f"{code[:4]}-{code[4:]}"),
        (lambda number: number.lower().replace("0", "o"), lambda code: code.lower().replace("0", "o")),
        (
            lambda number: "".join(chr(ord(sign) + 0xFEE0) for sign in number),
            lambda code: f" {code[:4]} {code[4:]} ",
        ),
    ],
)
async def test_written_as_people_write(
    certificate: Paper, stranger: Browser, number: object, code: object
) -> None:
    asked = {
        "number": number(certificate.number),  # type: ignore[operator]
        "name": " 王　小英 ",
        "check_code": code(certificate.check_code),  # type: ignore[operator]
    }
    answer = await stranger.client.post("/api/v1/verifications", json=asked)
    assert answer.json()["state"] == "valid"


async def test_until_a_replacement_is_issued_the_former_one_answers(
    certificate: Paper, stranger: Browser
) -> None:
    newer = await replacement(certificate)
    for asked in (certificate.asked, newer.asked):
        answer = await stranger.client.post("/api/v1/verifications", json=asked)
        assert answer.json()["state"] == ("valid" if asked == certificate.asked else "unknown")
    await issue(newer)
    for asked in (certificate.asked, newer.asked):
        answer = await stranger.client.post("/api/v1/verifications", json=asked)
        assert answer.json()["state"] == ("unknown" if asked == certificate.asked else "valid")


async def test_a_replaced_one_tells_how_the_current_one_stands(certificate: Paper, stranger: Browser) -> None:
    newer = await replacement(certificate)
    path = f"/v/{certificate.token}"
    answer = (await stranger.get(f"/api/v1/verifications/{certificate.token}")).json()
    assert (answer["state"], answer.get("current")) == ("valid", None)
    await issue(newer)
    assert "持证人现持证书编号相同，有效" in (await stranger.get(path)).text
    await ban(newer)
    assert "持证人现持证书编号相同，暂不能出具有效证明" in (await stranger.get(path)).text
    answer = (await stranger.get(f"/api/v1/verifications/{certificate.token}")).json()
    assert (answer["state"], answer["current"]) == ("superseded", "suspended")
