"""The pages and the API of organisations, as officers and programs use them."""

from __future__ import annotations

import pytest

from foundation.database import fetchval
from foundation.web.edge import Site
from tests.foundation.web.browser import Browser
from tests.people import credit_code, organisation, persona
from tests.registry.conftest import SignIn

NEW = {
    "kind": "institution",
    "name": "东湖区阳光托育中心",
    "name_en": "Sunshine",
    "area_code": "360102",
    "registration_kind": "enterprise",
    "service_modes": ["full_day", "hourly"],
    "inclusive": "yes",
}


async def test_an_institution_is_entered_by_way_of_the_check_page(signed_in: SignIn) -> None:
    browser = await signed_in(await persona("filing_officer"))
    await browser.get("/organisations/new")
    typed = NEW | {"uscc": credit_code("52", "360103")}
    check = await browser.post("/organisations/new", typed)
    assert check.status_code == 200
    assert "which is unusual for: Enterprise (for profit)" in check.text
    assert "The credit code was given in 南昌市西湖区." in check.text
    done = await browser.post("/organisations/new", typed | {"confirmed": "yes"})
    assert done.status_code == 303
    page = await browser.get(done.headers["location"])
    for word in ("The organisation is in the register.", "Sunshine", "Full day, By the hour", "Not filed"):
        assert word in page.text
    again = await browser.post("/organisations/new", typed | {"confirmed": "yes"})
    assert again.status_code == 422
    assert "in the register already" in again.text
    assert 'value="Sunshine"' in again.text


async def test_the_check_page_carries_everything_that_was_typed(signed_in: SignIn) -> None:
    browser = await signed_in(await persona("filing_officer"))
    await browser.get("/organisations/new")
    typed = NEW | {"uscc": credit_code(), "code": "sun", "address": "阳明路1号", "phone": "0791-1"}
    check = await browser.post("/organisations/new", typed)
    for name, value in typed.items():
        for one in value if isinstance(value, list) else [value]:
            assert f'<input type="hidden" name="{name}" value="{one}">' in check.text
    back = await browser.post("/organisations/new", typed | {"confirmed": "yes", "edit": "yes"})
    assert back.status_code == 200
    for name in ("name", "uscc", "code", "address"):
        assert f'value="{typed[name]}"' in back.text
    assert await fetchval("SELECT count(*) FROM organisation WHERE code = 'sun'") == 0


async def test_what_is_wrong_is_said_beside_its_field(signed_in: SignIn) -> None:
    browser = await signed_in(await persona("filing_officer"))
    await browser.get("/organisations/new")
    page = await browser.post(
        "/organisations/new", NEW | {"uscc": "91360102MADEM00112", "area_code": "360103"}
    )
    assert page.status_code == 422
    for field in ("uscc", "area_code"):
        assert f'href="#{field}"' in page.text


async def test_the_list_filters_sorts_and_counts(signed_in: SignIn) -> None:
    officer = await persona("filing_officer", "360100")
    place = await organisation("institution", "360102", name="阳光托育")
    other = await organisation("college", "360103", name="示例学院")
    browser = await signed_in(officer)
    everything = await browser.get("/organisations")
    assert place.name in everything.text
    assert other.name in everything.text
    for query in (
        "q=阳光",
        "kind=institution",
        "area=360102",
        f"q={place.uscc}",
        "sort=name&order=descending&q=阳光",
    ):
        narrowed = await browser.get(f"/organisations?{query}")
        assert place.name in narrowed.text
        assert other.name not in narrowed.text
    assert "No organisation fits" in (await browser.get("/organisations?q=%25")).text
    for nonsense in ("kind=nonsense", "page=99999999", "page=-1", "sort=;drop", "area=x", "size=7"):
        assert (await browser.get(f"/organisations?{nonsense}")).status_code == 200


async def test_amending_and_closing(signed_in: SignIn) -> None:
    officer = await persona("filing_officer")
    place = await organisation("institution")
    browser = await signed_in(officer)
    here = f"/organisations/{place.public_id}"
    await browser.get(f"{here}/edit")
    amended = await browser.post(f"{here}/edit", {"name": "新的名字", "phone": "0791-2", "reason": "新证"})
    assert amended.status_code == 303
    page = await browser.get(here)
    for word in ("新的名字", "0791-2", "Register amended", "新证"):
        assert word in page.text
    await browser.get(f"{here}/close")
    assert (await browser.post(f"{here}/close", {"reason": ""})).status_code == 422
    assert (await browser.post(f"{here}/close", {"reason": "注销登记"})).status_code == 303
    assert "Organisation closed" in (await browser.get(here)).text


async def test_an_institution_amends_only_its_own_words(signed_in: SignIn) -> None:
    manager = await persona("manager")
    public_id = await fetchval("SELECT public_id FROM organisation WHERE id = $1", manager.organisation_id)
    browser = await signed_in(manager)
    form = await browser.get(f"/organisations/{public_id}/edit")
    assert 'name="uscc"' not in form.text
    assert (await browser.post(f"/organisations/{public_id}/edit", {"phone": "0791-3"})).status_code == 303
    forged = await browser.post(f"/organisations/{public_id}/edit", {"phone": "0791-3", "name": "改名"})
    assert forged.status_code == 403
    assert (await browser.get(f"/organisations/{public_id}/close")).status_code == 403


@pytest.mark.parametrize("role", ["filing_officer", "manager", "registrar", "administrator"])
async def test_foreign_organisations_are_not_found(signed_in: SignIn, role: str) -> None:
    theirs = await organisation("institution", "360103")
    browser = await signed_in(await persona(role, "360102"))
    await browser.get("/organisations")
    paths = [
        ("", True),
        ("/edit", role != "teacher"),
        ("/close", role in ("filing_officer", "administrator")),
    ]
    for path, allowed in paths:
        expected = 404 if allowed else 403
        assert (await browser.get(f"/organisations/{theirs.public_id}{path}")).status_code == expected, path
    assert theirs.name not in (await browser.get("/organisations")).text


async def test_programs_read_and_enter(app: Site, signed_in: SignIn) -> None:
    officer = await persona("filing_officer", "360100")
    browser = await signed_in(officer)
    headers = {"x-csrf-token": browser.token, "origin": browser.address, "sec-fetch-site": "same-origin"}
    body = {"kind": "institution", "name": "阳光", "area_code": "360102", "uscc": credit_code("52")}
    made = await browser.client.post(
        "/api/v1/organisations", json=body | {"registration_kind": "enterprise"}, headers=headers
    )
    assert made.status_code == 201
    assert made.json()["warnings"]
    assert "id" not in made.json()
    one = await browser.client.get(f"/api/v1/organisations/{made.json()['public_id']}")
    assert one.json()["name"] == "阳光"
    found = await browser.client.get("/api/v1/organisations", params={"q": "阳光"})
    assert found.json()["total"] == 1
    wrong = await browser.client.post("/api/v1/organisations", json=body | {"uscc": "x"}, headers=headers)
    assert wrong.status_code == 422
    assert wrong.headers["content-type"].startswith("application/problem+json")
    assert (await Browser(app).client.get("/api/v1/organisations")).status_code == 401
    areas = await browser.client.get("/api/v1/areas")
    assert len(areas.json()) == 112


async def test_the_areas_page_shows_every_county_and_former_code(signed_in: SignIn) -> None:
    page = await (await signed_in(await persona("teacher"))).get("/areas")
    for word in ("360102", "婺源县", "湾里区", "Former codes"):
        assert word in page.text
