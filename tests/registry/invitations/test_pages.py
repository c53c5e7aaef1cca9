"""From the officer's page over the link to the person's own front page."""

from __future__ import annotations

import re
from datetime import timedelta

from foundation import clock
from foundation.actor import SYSTEM
from foundation.clock import FixedClock, now
from foundation.web.edge import Site
from registry.people.actions import NewDocument
from registry.people.links import link
from registry.people.queries import public_id_of
from registry.people.tables import LinkKind
from tests.foundation.web.browser import Browser
from tests.people import PASSWORD, citizen_number, person, persona
from tests.registry.conftest import SignIn

_ADDRESS = re.compile(r"https?://[^/\"]+(/invitations/[\w-]{22})")


async def test_a_person_is_invited_and_opens_the_account(
    app: Site, browser: Browser, signed_in: SignIn
) -> None:
    manager, number = await persona("manager"), citizen_number()
    one = await person(name="欧阳小花", documents=[NewDocument("01", number)])
    await link(SYSTEM, one, manager.organisation_id, LinkKind.WORKER)
    here = f"/people/{await public_id_of(one)}"
    office = await signed_in(manager)
    assert f'href="{here}/account"' in (await office.get(here)).text
    assert "Make the invitation" in (await office.get(f"{here}/account")).text
    made = await office.post(f"{here}/account")
    found = _ADDRESS.search(made.text)
    assert found is not None
    assert made.headers["cache-control"] == "no-store"
    assert "<svg" in made.text
    waiting = (await office.get(f"{here}/account")).text
    assert found[1] not in waiting
    assert "Make a new link" in waiting
    foreign = await signed_in(await persona("manager", "360202"))
    assert (await foreign.get(f"{here}/account")).status_code == 404

    page = await browser.get(found[1])
    assert page.status_code == 200
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "欧阳**" in page.text
    assert "欧阳小花" not in page.text
    assert number[-6:] not in page.text
    typed = {"ending": number[-6:], "login": "xiaohua", "password": PASSWORD, "again": PASSWORD}
    wrong = await browser.post(found[1], typed | {"ending": "000000"})
    assert wrong.status_code == 422
    assert 'href="#ending"' in wrong.text
    assert 'value="xiaohua"' in wrong.text
    differs = await browser.post(found[1], typed | {"again": PASSWORD + "x"})
    assert 'href="#again"' in differs.text
    entered = await browser.post(found[1], typed)
    assert entered.headers["location"] == "/"
    own = await browser.get("/my-file")
    assert own.headers["location"] == here
    assert "Opened the own account" in (await browser.get(here)).text

    assert "has an account" in (await office.get(f"{here}/account")).text
    again = await office.post(f"{here}/account")
    assert again.status_code == 409
    assert "disables the account" in again.text
    used = await Browser(app, language="en").get(found[1])
    assert used.status_code == 404
    assert "This invitation does not work." in used.text


async def test_links_that_are_over_taken_back_or_made_up_look_alike_and_guessing_is_slowed_down(
    app: Site, signed_in: SignIn
) -> None:
    registrar, number = await persona("registrar"), citizen_number()
    one = await person(registrar, documents=[NewDocument("01", number)])
    here = f"/people/{await public_id_of(one)}/account"
    office, stranger = await signed_in(registrar), Browser(app, language="en")
    await office.get(here)
    links = [_link((await office.post(here)).text) for _ in range(2)]
    back = await office.post(f"{here}/revoke")
    assert "The invitation is taken back." in (await office.get(back.headers["location"])).text
    assert (await office.post(f"{here}/revoke")).status_code == 409
    over = _link((await office.post(here)).text)
    with clock.use(FixedClock(now() + timedelta(days=8))):
        answers = [await stranger.get(path) for path in (*links, over, f"/invitations/{'A' * 22}")]
    assert [answer.status_code for answer in answers] == [404] * 4
    told = {
        re.sub(r"<code>.*?</code>|/invitations/[\w-]+|[0-9A-Za-z_=-]{12,}", "", one.text) for one in answers
    }
    assert len(told) == 1
    await stranger.get(over)
    typed = {"ending": "000000", "login": "xiaohua", "password": PASSWORD, "again": PASSWORD}
    statuses = [(await stranger.post(over, typed)).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]
    right = await stranger.post(over, typed | {"ending": number[-6:]})
    assert right.status_code == 429
    assert int(right.headers["retry-after"]) > 0


def _link(page: str) -> str:
    found = _ADDRESS.search(page)
    assert found is not None
    return found[1]
