"""From the filled form over the proposal to the second person's side-by-side page."""

from __future__ import annotations

from foundation.actor import Actor
from foundation.database import fetchval
from screening.bans.actions import confirm
from screening.bans.queries import find_ban
from tests.parameters import confirm_kind_of_ban
from tests.people import citizen_number
from tests.screening.bans.test_pages import typed
from tests.screening.conftest import SignIn
from tests.screening.entries import BIRTH, banned


async def test_an_amendment_goes_through_two_browsers(first: Actor, second: Actor, signed_in: SignIn) -> None:
    number = citizen_number(BIRTH)
    ban = (await banned(first, number)).public_id
    await confirm_kind_of_ban()
    await confirm(second, ban)
    mine, theirs = await signed_in(first), await signed_in(second)
    form = await mine.get(f"/bans/{ban}/amend")
    assert number[:6] in form.text
    assert await fetchval("SELECT count(*) FROM history WHERE kind = 'ban.unmasked'") == 1
    wanted = typed(number, former_names="王晓花", document_no="洪卫罚〔2026〕12号")
    missing = await mine.post(f"/bans/{ban}/amend", wanted)
    assert missing.status_code == 422
    assert "Give the number of the document that changes the decision." in missing.text
    basis = {
        "amending_no": "洪卫更〔2026〕3号",
        "amending_authority": "市卫健委",
        "amending_reason": "补充曾用名",
    }
    assert (await mine.post(f"/bans/{ban}/amend", wanted | basis)).status_code == 303
    own = await mine.get(f"/bans/{ban}/amendment")
    assert "You proposed it yourself" in own.text
    assert "Agree, amend the entry" not in own.text
    page = await theirs.get(f"/bans/{ban}/amendment")
    assert "王晓花" in page.text
    assert (await mine.post(f"/bans/{ban}/amendment", {"agreed": "yes"})).status_code == 422
    assert (await theirs.post(f"/bans/{ban}/amendment", {})).status_code == 422
    assert (await theirs.post(f"/bans/{ban}/amendment", {"agreed": "yes"})).status_code == 303
    assert (await find_ban(first, ban)).status == "amended"
    assert (await theirs.get(f"/bans/{ban}/amendment")).status_code == 404


async def test_officers_elsewhere_find_nothing(
    first: Actor, second: Actor, elsewhere: Actor, signed_in: SignIn
) -> None:
    ban = (await banned(first, citizen_number(BIRTH))).public_id
    await confirm_kind_of_ban()
    await confirm(second, ban)
    browser = await signed_in(elsewhere)
    for path in ("amend", "amendment", "complete", "contest"):
        assert (await browser.get(f"/bans/{ban}/{path}")).status_code == 404
