"""The pages of people: masked until asked, every look-up written down, nothing about those out of scope."""

from __future__ import annotations

from datetime import date

from foundation.database import execute, fetch, fetchval
from foundation.web.edge import Site
from registry.people.actions import NewDocument
from registry.people.links import link
from registry.people.queries import photo, public_id_of
from registry.people.tables import LinkKind
from tests.foundation.web.browser import Browser
from tests.people import citizen_number, person, persona
from tests.registry.conftest import SignIn
from tests.registry.people.test_photo import picture

PHONE = "13812345678"


async def test_a_person_is_registered_by_way_of_the_check_page(signed_in: SignIn) -> None:
    registrar = await persona("registrar")
    browser = await signed_in(registrar)
    await browser.get("/people/new")
    number = citizen_number(date(2001, 3, 5))
    typed = {"name": "欧阳 小花", "kind": "01", "number": f" {number[:6]} {number[6:]} ", "phone": PHONE}
    check = await browser.post("/people/new", typed)
    assert check.status_code == 200
    assert "欧阳小花" in check.text
    back = await browser.post("/people/new", typed | {"confirmed": "yes", "edit": "yes"})
    assert f'value="{PHONE}"' in back.text, "what was typed is still there"
    assert await fetchval("SELECT count(*) FROM person") == 0, "nothing is stored before the check"
    done = await browser.post("/people/new", typed | {"confirmed": "yes"})
    assert done.status_code == 303
    page = await browser.get(done.headers["location"])
    assert "The person is registered." in page.text
    assert number not in page.text
    assert PHONE not in page.text
    assert "138****5678" in page.text


async def test_what_was_typed_stays_and_what_is_wrong_is_said(signed_in: SignIn) -> None:
    browser = await signed_in(await persona("registrar"))
    await browser.get("/people/new")
    typed = {"name": "王小花", "kind": "01", "number": "369999200005170010", "education": "大学专科"}
    page = await browser.post("/people/new", typed)
    assert page.status_code == 422
    assert 'href="#number"' in page.text
    assert "check digit" in page.text
    for value in typed.values():
        assert f'value="{value}"' in page.text


async def test_odd_documents_are_warned_about_and_taken(signed_in: SignIn) -> None:
    browser = await signed_in(await persona("registrar"))
    await browser.get("/people/new")
    typed = {"name": "陈小明", "kind": "01", "number": "81000019970101001X"}
    check = await browser.post("/people/new", typed)
    assert "looks like another document" in check.text
    assert (await browser.post("/people/new", typed | {"confirmed": "yes"})).status_code == 303


async def test_numbers_are_shown_in_full_only_on_a_click_that_is_written_down(signed_in: SignIn) -> None:
    registrar = await persona("registrar")
    number = citizen_number(date(2001, 3, 5))
    person_id = await person(registrar, documents=[NewDocument("01", number)], phone=PHONE)
    public_id = await public_id_of(person_id)
    browser = await signed_in(registrar)
    masked = await browser.get(f"/people/{public_id}")
    grouped = f"{number[:6]} {number[6:14]} {number[14:]}"
    for secret in (number, grouped, PHONE, "2001-03-05", "5 March 2001"):
        assert secret not in masked.text
    assert (await browser.get(f"/people/{public_id}/unmask")).status_code == 405, "a link cannot unmask"
    assert await fetchval("SELECT count(*) FROM history WHERE kind = 'person.unmasked'") == 0
    shown = await browser.post(f"/people/{public_id}/unmask")
    assert shown.status_code == 200
    for secret in (grouped, PHONE, "5 March 2001"):
        assert secret in shown.text
    assert "no-store" in shown.headers["cache-control"]
    rows = await fetch(
        "SELECT account_id, purpose, organisation_id FROM history WHERE kind = 'person.unmasked'"
    )
    assert [tuple(row) for row in rows] == [
        (registrar.account_id, "training administration", registrar.organisation_id)
    ]
    assert number not in (await browser.get(f"/people/{public_id}")).text, "masked again afterwards"


async def test_the_person_sees_who_looked(signed_in: SignIn) -> None:
    registrar, worker = await persona("registrar"), await persona("worker")
    public_id = await public_id_of(person_id := await person(registrar))
    await execute("UPDATE account SET person_id = $1 WHERE id = $2", person_id, worker.account_id)
    officer = await signed_in(registrar)
    await officer.get(f"/people/{public_id}")
    await officer.post(f"/people/{public_id}/unmask")
    own = await signed_in(worker)
    sent = await own.get("/my-file")
    assert sent.headers["location"] == f"/people/{public_id}"
    page = await own.get(f"/people/{public_id}")
    assert "Who looked" in page.text
    assert registrar.organisation_name in page.text
    assert "training administration" in page.text
    assert "Amend" not in page.text


async def test_everything_about_a_foreign_person_is_not_found(signed_in: SignIn) -> None:
    public_id = await public_id_of(await person(await persona("registrar", "360102")))
    stranger = await signed_in(await persona("registrar", "360103"))
    await stranger.get("/people/new")
    for path in ("", "/identity", "/documents", "/particulars", "/photo", "/photo.jpg", "/consents"):
        assert (await stranger.get(f"/people/{public_id}{path}")).status_code == 404, path
    for path in ("/unmask", "/identity", "/documents", "/particulars", "/photo", "/consents"):
        assert (await stranger.post(f"/people/{public_id}{path}")).status_code == 404, path
    assert await fetchval("SELECT count(*) FROM history WHERE kind = 'person.unmasked'") == 0


async def test_finding_by_number_tells_nothing_about_people_out_of_scope(signed_in: SignIn) -> None:
    ours, theirs = await persona("registrar", "360102"), await persona("registrar", "360103")
    number, unknown = citizen_number(), citizen_number()
    public_id = await public_id_of(await person(ours, documents=[NewDocument("01", number)]))
    browser, stranger = await signed_in(ours), await signed_in(theirs)
    await browser.get("/people/find")
    found = await browser.post("/people/find", {"kind": "01", "number": number})
    assert found.headers["location"] == f"/people/{public_id}"
    await stranger.get("/people/find")
    answers = [
        await stranger.post("/people/find", {"kind": "01", "number": one}) for one in (number, unknown)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("Nobody you can see has this document." in answer.text for answer in answers)
    sought = await fetch("SELECT subject_kind, changes FROM history WHERE kind = 'person.sought' ORDER BY at")
    assert [row["subject_kind"] for row in sought] == ["person", "organisation", "organisation"]
    assert not any(number in row["changes"] for row in sought)


async def test_nobody_can_fish_with_numbers(signed_in: SignIn) -> None:
    browser = await signed_in(await persona("registrar"))
    await browser.get("/people/find")
    answers = set()
    for _ in range(125):
        answer = await browser.post("/people/find", {"kind": "01", "number": citizen_number()})
        answers.add(answer.status_code)
    assert answers == {200, 429}


async def test_the_identity_is_amended_in_the_form(signed_in: SignIn) -> None:
    registrar = await persona("registrar")
    public_id = await public_id_of(await person(registrar, "王小花"))
    browser = await signed_in(registrar)
    form = await browser.get(f"/people/{public_id}/identity")
    assert "2000-05-17" not in form.text, "the birth date is not shown without being asked for"
    seen = form.text.split('name="seen_version" value="')[1].split('"')[0]
    typed = {"name": "王晓花", "former_names": "王小花", "sex": "F", "reason": "户口簿", "seen_version": seen}
    assert (await browser.post(f"/people/{public_id}/identity", typed)).status_code == 303
    page = await browser.get(f"/people/{public_id}")
    assert "王晓花" in page.text
    assert "Identity amended" in page.text
    again = await browser.post(f"/people/{public_id}/identity", typed | {"name": "王小化"})
    assert again.status_code == 409, "on what somebody else has changed meanwhile"
    assert "王小化" in again.text


async def test_a_photo_is_taken_in_and_shown(signed_in: SignIn) -> None:
    registrar = await persona("registrar")
    person_id = await person(registrar)
    public_id = await public_id_of(person_id)
    browser = await signed_in(registrar)
    assert (await browser.get(f"/people/{public_id}/photo.jpg")).status_code == 404
    await browser.get(f"/people/{public_id}/photo")
    sent = {"photo": ("me.jpg", picture(), "image/jpeg")}
    assert (await browser.post(f"/people/{public_id}/photo", files=sent)).status_code == 303
    shown = await browser.get(f"/people/{public_id}/photo.jpg")
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.content == await photo(person_id)
    await browser.get(f"/people/{public_id}/photo")
    broken = await browser.post(f"/people/{public_id}/photo", files={"photo": ("me.jpg", b"x", "image/jpeg")})
    assert broken.status_code == 422
    assert "cannot be read" in broken.text


async def test_documents_contact_and_consents_have_their_forms(signed_in: SignIn) -> None:
    registrar = await persona("registrar")
    public_id = await public_id_of(await person(registrar, phone=PHONE))
    browser = await signed_in(registrar)
    here = f"/people/{public_id}"
    await browser.get(f"{here}/documents")
    passport = {"kind": "08", "number": "E12345678", "reason": "新护照", "primary": "yes"}
    assert (await browser.post(f"{here}/documents", passport)).status_code == 303
    again = await browser.post(f"{here}/documents", passport)
    assert again.status_code == 409
    assert 'value="E12345678"' in again.text, "what was typed stays"
    document = await fetchval("SELECT id FROM person_document WHERE kind = '08'")
    await browser.get(f"{here}/documents?document={document}")
    corrected = passport | {"number": "E12345679", "document": str(document), "reason": "看错"}
    assert (await browser.post(f"{here}/documents", corrected)).status_code == 303
    particulars = await browser.get(f"{here}/particulars")
    assert PHONE not in particulars.text
    assert (
        await browser.post(f"{here}/particulars", {"phone": "", "education": "大学专科"})
    ).status_code == 303
    await browser.get(f"{here}/consents")
    consent = {"kind": "sensitive", "given_on": "2026年3月5日", "given_by": "王小花"}
    assert (await browser.post(f"{here}/consents", consent)).status_code == 303
    page = await browser.get(here)
    for word in ("E******79", "138****5678", "大学专科", "In force"):
        assert word in page.text
    consent_id = await fetchval("SELECT id FROM consent")
    assert (await browser.post(f"{here}/consents/withdraw", {"consent": str(consent_id)})).status_code == 303
    assert "withdrawn on" in (await browser.get(here)).text
    assert (await browser.post(f"{here}/consents/withdraw", {"consent": str(consent_id)})).status_code == 409


async def test_the_list_shows_masked_numbers_and_what_is_asked_for(signed_in: SignIn) -> None:
    registrar = await persona("registrar")
    number = citizen_number()
    await person(registrar, "王小花", documents=[NewDocument("01", number)])
    await person(registrar, "李小草")
    browser = await signed_in(registrar)
    page = await browser.get("/people")
    assert number not in page.text
    assert number[:3] + "*" * 13 + number[-2:] in page.text
    assert "李小草" in page.text
    narrowed = await browser.get("/people?q=王&kind=registered&sort=name")
    assert "王小花" in narrowed.text
    assert "李小草" not in narrowed.text
    assert "Nobody fits" in (await browser.get("/people?kind=trainee")).text


async def test_a_mentor_sees_the_trainees_of_the_institution_masked(signed_in: SignIn) -> None:
    mentor = await persona("mentor")
    person_id = await person(phone=PHONE)
    await link(mentor, person_id, mentor.organisation_id, LinkKind.TRAINEE)
    browser = await signed_in(mentor)
    page = await browser.get(f"/people/{await public_id_of(person_id)}")
    assert page.status_code == 200
    assert "Show in full" not in page.text
    assert (await browser.post(f"/people/{await public_id_of(person_id)}/unmask")).status_code == 403


async def test_programs_get_the_same_answers(app: Site, signed_in: SignIn) -> None:
    registrar = await persona("registrar")
    browser = await signed_in(registrar)
    number = citizen_number()
    headers = {"x-csrf-token": browser.token, "origin": browser.address, "sec-fetch-site": "same-origin"}
    new = {"name": "王小花", "documents": [{"kind": "01", "number": number}], "phone": PHONE}
    made = await browser.client.post("/api/v1/people", json=new, headers=headers)
    assert made.status_code == 201
    public_id = made.json()["public_id"]
    one = await browser.client.get(f"/api/v1/people/{public_id}")
    assert (one.json()["name"], one.json()["birth_year"]) == ("王小花", 2000)
    assert number not in one.text
    assert PHONE not in one.text
    found = await browser.client.post(
        "/api/v1/people/find", json={"kind": "01", "number": number}, headers=headers
    )
    assert found.json() == one.json()
    wrong = await browser.client.post("/api/v1/people", json=new | {"name": "李四"}, headers=headers)
    assert wrong.status_code == 409
    stranger = await signed_in(await persona("registrar", "360103"))
    assert (await stranger.client.get(f"/api/v1/people/{public_id}")).status_code == 404
    assert (await Browser(app).client.get(f"/api/v1/people/{public_id}")).status_code == 401
