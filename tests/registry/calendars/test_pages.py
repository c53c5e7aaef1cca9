"""The pages of the working calendar: the notice is pasted, looked at as a year, handed over and confirmed."""

from __future__ import annotations

import re

from foundation.clock import today
from tests.parameters import officers
from tests.people import persona
from tests.registry.conftest import SignIn

_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


async def test_a_notice_is_looked_at_as_a_year_before_it_is_handed_over_and_confirmed(
    signed_in: SignIn,
) -> None:
    proposer, decider = await officers()
    first, second, year = await signed_in(proposer), await signed_in(decider), today().year + 1
    assert f"Enter {year}" in (await first.get("/calendars")).text or today().month < 11
    here = f"/calendars/{year}/enter"
    assert f"国务院办公厅关于{year}年部分节假日安排的通知" in (await first.get(here)).text
    typed = {
        "title": "示例通知",
        "document_no": "示例〔2026〕1号",
        "dated": today().isoformat(),
        "holidays": "一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n二、五一",
        "worked": "",
    }
    wrong = await first.post(here, typed)
    assert wrong.status_code == 422
    assert "No date can be read in “二、五一”" in wrong.text
    looked = await first.post(here, typed | {"holidays": "1月1日至3日"})
    assert "Check the year" in looked.text
    assert looked.text.count('class="month"') == 12
    assert looked.text.count('class="day day--free"') == 3 + 1  # and the one that explains the sign
    assert "Labour Day" in looked.text  # said to be missing
    carried = {name: value for name, value in _HIDDEN.findall(looked.text) if name != "_csrf"}
    changed = await first.post(here, carried | {"holidays": "1月1日至2日"})
    assert "Check the year" in changed.text  # what was not looked at is not handed over
    done = await first.post(here, carried)
    assert done.status_code == 303
    version = done.headers["location"]
    own = (await first.get(version)).text
    assert "another person confirms it" in own
    assert 'name="agree"' not in own
    refused = await second.post(version, {"agree": "no"})
    assert "Say why." in refused.text
    assert "Labour Day" in (await second.get(version)).text
    assert (await second.post(version, {"agree": "yes"})).status_code == 303
    assert "In effect since" in (await first.get(f"/calendars/{year}")).text
    assert "in effect" in (await first.get("/calendars")).text
    gone = await first.post(f"/calendars/{year}/withdraw", {"reason": "误录"})
    assert "withdrawn" in (await second.get(gone.headers["location"])).text
    assert (await first.get(f"/calendars/{year + 1}")).status_code == 404


async def test_others_look_and_the_software_s_own_year_says_what_it_waits_for(signed_in: SignIn) -> None:
    await officers()
    auditor = await signed_in(await persona("auditor"))
    shown = (await auditor.get("/calendars/2026")).text
    assert "nobody has confirmed it" in shown
    assert "/parameters/one?id=calendar.2026" in shown
    assert "came with the software" in (await auditor.get("/calendars")).text
    assert (await auditor.get("/calendars/2026/enter")).status_code == 403
    other = await signed_in(await persona("supervision_officer", "360100"))
    assert "The highest human resources office" in (await other.get("/calendars/2026/enter")).text
