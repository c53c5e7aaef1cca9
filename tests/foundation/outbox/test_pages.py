"""The settings page: an address is entered, its code typed in, its deliveries seen, and it is ended."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from foundation import feature
from foundation.actor import Actor
from foundation.jobs.worker import drain
from foundation.outbox import actions
from foundation.outbox.carriers import use_carriers
from foundation.outbox.queries import deliveries, find_address
from foundation.outbox.rules import Channel
from foundation.settings import Settings
from foundation.web.access import set_actor_loader
from foundation.web.app import build_app
from foundation.web.edge import Site
from tests.foundation.outbox.receiving import Desk
from tests.foundation.web.browser import Browser

pytestmark = pytest.mark.usefixtures("sent_from_here")
HERE = "/notifications/outside"


@pytest.fixture
def app(tmp_path: Path, officer: Actor) -> Iterator[Site]:
    async def load(account_id: uuid.UUID, role_id: uuid.UUID | None) -> Actor | None:
        return officer if account_id == officer.account_id else None

    set_actor_loader(load)
    yield build_app(Settings(data_dir=tmp_path), feature.ROUTES)
    set_actor_loader(None)


async def test_an_address_from_the_first_letter_to_the_last(app: Site, officer: Actor, hooks: Desk) -> None:
    browser = Browser(app, language="en")
    await browser.sign_in_as(officer.account_id)
    assert "Nothing was sent yet" in (await browser.get(HERE)).text
    wrong = await browser.post(f"{HERE}/webhook", {"address": "http://x.cn/a"})
    assert (wrong.status_code, "http://x.cn/a" in wrong.text) == (422, True)
    address = f"https://127.0.0.1:{hooks.port}/in"
    assert (await browser.post(f"{HERE}/webhook", {"address": address})).status_code == 303
    await drain()
    page = (await browser.get(f"{HERE}/webhook")).text
    assert "whsec_" in page
    assert (await browser.post(f"{HERE}/webhook/confirm", {"code": "000000x"})).status_code == 422
    code = actions.code_for((await find_address(officer, Channel.WEBHOOK)).id)
    assert (await browser.post(f"{HERE}/webhook/confirm", {"code": code})).status_code == 303
    hooks.answers = ["410 Gone"]
    await actions.tell(officer.organisation_id, uuid.uuid4())
    await drain()
    page = (await browser.get(HERE)).text
    assert "whsec_" not in page
    assert "Not delivered" in page
    assert "The webhook answered 410." in page
    (lost,) = [one for one in await deliveries(officer) if one.state == "failed"]
    assert (await browser.post(f"/notifications/deliveries/{lost.id}/aside")).status_code == 303
    assert (await browser.post(f"/notifications/deliveries/{lost.id}/again")).status_code == 404
    assert (await browser.post(f"{HERE}/webhook/end")).status_code == 303
    assert (await browser.get(f"{HERE}/pigeon")).status_code in (400, 404)


async def test_without_a_mail_server_the_page_says_so(app: Site, officer: Actor) -> None:
    use_carriers(None)
    browser = Browser(app, language="en")
    await browser.sign_in_as(officer.account_id)
    assert "sends no e-mail" in (await browser.get(f"{HERE}/email")).text
    refused = await browser.post(f"{HERE}/email", {"address": "a@b.cn"})
    assert refused.status_code == 422
    for _ in range(5):
        await browser.post(f"{HERE}/email", {"address": "a@b.cn"})
    assert (await browser.post(f"{HERE}/email", {"address": "a@b.cn"})).status_code == 429
