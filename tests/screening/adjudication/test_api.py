"""Judging, contesting, amending, sheets and statements by program: the same gates as the pages."""

from __future__ import annotations

import base64

from foundation.actor import Actor
from foundation.database import fetchval
from foundation.jobs.worker import drain
from registry.people.links import link
from registry.people.queries import public_id_of
from registry.people.tables import LinkKind
from tests.parameters import confirm_kind_of_ban
from tests.people import citizen_number, persona
from tests.screening.bans.test_api import send
from tests.screening.bans.test_pages import typed
from tests.screening.conftest import SignIn
from tests.screening.entries import BIRTH, banned, registered
from yuzheng.demo.training import example

SAME = {"verdict": "same", "reason_code": "same_document_seen", "note": "核对原件"}
BASIS = {"document_no": "洪卫更〔2026〕1号", "authority_name": "南昌市卫生健康委员会", "reason": "文号更正"}


async def test_a_match_from_the_first_opinion_to_the_dispute(
    first: Actor, second: Actor, signed_in: SignIn
) -> None:
    number = citizen_number(BIRTH)
    person = await registered(number)
    await banned(first, number)
    match = await fetchval("SELECT public_id FROM match")
    mine, hers = await signed_in(first), await signed_in(second)
    here = f"/api/v1/matches/{match}"
    assert (await mine.get(here)).json()["action_required_by"] == "First opinion"
    assert (await send(mine, f"{here}/proposals", SAME)).json()["state"] == "proposed"
    assert (await send(mine, f"{here}/decisions", SAME)).status_code == 422
    assert (await send(hers, f"{here}/decisions", SAME)).json()["state"] == "confirmed"
    sent = {"raised_by": "authority", "grounds": "决定机关来函"}
    contested = (await send(hers, f"{here}/disputes", sent)).json()
    assert (contested["state"], contested["contested"]) == ("open", True)
    assert [one["settled_as"] for one in (await mine.get(f"{here}/disputes")).json()] == ["confirmed"]
    manager = await persona("manager")
    await link(manager, person, manager.organisation_id, LinkKind.WORKER)
    theirs, where = await signed_in(manager), f"/api/v1/people/{await public_id_of(person)}"
    standing = await theirs.get(f"{where}/screening")
    assert standing.json()["standing"] == "on_hold"
    paper = {"name": "a.pdf", "content": base64.b64encode(b"%PDF-1.7").decode()}
    said = {"statement": "证件号码已更正", "agreed": True, "papers": [paper]}
    assert (await send(theirs, f"{where}/statements", said)).json() == {"judged_anew": 0}


async def test_an_amendment_is_proposed_seen_and_decided(
    first: Actor, second: Actor, signed_in: SignIn
) -> None:
    number = citizen_number(BIRTH)
    mine, hers = await signed_in(first), await signed_in(second)
    days = {"decision_on": "2026-10-01", "served_on": "2026-10-08", "effective_on": "2026-10-08"}
    entry = typed(number, birth_date="1990-05-06", **days)
    ban = (await send(mine, "/api/v1/bans", entry)).json()["public_id"]
    await confirm_kind_of_ban()
    await send(hers, f"/api/v1/bans/{ban}/confirm", {})
    here = f"/api/v1/bans/{ban}/amendment"
    assert (await mine.get(here)).status_code == 404
    sent = BASIS | {"entry": entry | {"document_no": "洪卫罚〔2026〕99号"}}
    assert (await send(mine, here, sent)).status_code == 202
    assert (await hers.get(here)).json()["fields"] == ["document_no"]
    assert (await send(mine, f"{here}/decision", {"agreed": True})).status_code == 422
    assert (await send(hers, f"{here}/decision", {"agreed": True})).json()["agreed"] is True
    assert (await mine.get(f"/api/v1/bans/{ban}")).json()["document_no"] == "洪卫罚〔2026〕99号"


async def test_a_sheet_is_previewed_confirmed_and_entered(first: Actor, signed_in: SignIn) -> None:
    mine = await signed_in(first)
    content = base64.b64encode(example("bans.xlsx")).decode()
    sent = {"file_name": "名单.xlsx", "content": content}
    seen = (await send(mine, "/api/v1/ban-sheets", sent)).json()
    assert seen["sheet"]["state"] == "previewed"
    assert seen["sheet"]["good"] > 0
    assert len({problem["row"] for problem in seen["problems"]}) == seen["sheet"]["bad"]
    assert await fetchval("SELECT count(*) FROM ban") == 0
    here = f"/api/v1/ban-sheets/{seen['sheet']['public_id']}"
    assert (await send(mine, f"{here}/confirm", {})).status_code == 202
    assert (await send(mine, f"{here}/discard", {})).status_code == 409
    await drain()
    done = (await mine.get(here)).json()
    assert (done["sheet"]["state"], done["sheet"]["entered"]) == ("confirmed", seen["sheet"]["good"])
    assert [one["public_id"] for one in (await mine.get("/api/v1/ban-sheets")).json()] == [here[-12:]]


async def test_what_is_no_sheet_is_refused_in_words(first: Actor, signed_in: SignIn) -> None:
    mine = await signed_in(first)
    sent = {"file_name": "a.xlsx", "content": base64.b64encode(b"nothing").decode()}
    refused = await send(mine, "/api/v1/ban-sheets", sent)
    assert refused.status_code == 422
    assert refused.headers["content-type"].startswith("application/problem+json")
