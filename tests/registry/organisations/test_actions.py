"""The register of organisations: who enters, amends and closes which, and what the check says."""

from __future__ import annotations

from time import perf_counter

import pytest
from asyncpg import UniqueViolationError

from foundation import history
from foundation.actor import SYSTEM
from foundation.clock import now
from foundation.constraints import meaning
from foundation.database import copy_rows, execute
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.ids import new_id, new_public_id
from registry.areas.actions import load
from registry.areas.data import AREAS
from registry.areas.rules import COUNTY
from registry.organisations.actions import Amendment, NewOrganisation, amend, check, close, register
from registry.organisations.queries import (
    Wanted,
    by_code,
    by_public_id,
    counts_by_kind,
    list_organisations,
    options,
    organisation,
)
from registry.organisations.rules import OrganisationKind
from tests import people
from tests.people import credit_code, persona

pytestmark = pytest.mark.usefixtures("database")


def care_place(area: str = "360102", uscc: str | None = None, **facts: object) -> NewOrganisation:
    values = {"kind": OrganisationKind.INSTITUTION, "name": "东湖区阳光托育中心", "area_code": area} | facts
    return NewOrganisation(uscc=credit_code("91", area) if uscc is None else uscc, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("uscc", "kind", "form"),
    [
        ("91360102MADEM00111", OrganisationKind.INSTITUTION, "enterprise"),
        ("92360102MADEMQ0209", OrganisationKind.INSTITUTION, "individual_business"),
        ("52360103MJDEMP0392", OrganisationKind.INSTITUTION, "social_service"),
        ("1236000000DEMR043Y", OrganisationKind.COLLEGE, ""),
    ],
)
def test_right_codes_are_taken_without_a_word(uscc: str, kind: OrganisationKind, form: str) -> None:
    area = uscc[2:8] if uscc[2:8] != "360000" else "360102"
    checked = check(
        NewOrganisation(kind=kind, name="示例", area_code=area, uscc=uscc, registration_kind=form)
    )
    assert (checked.problems, checked.warnings, checked.credit_code) == ([], (), uscc)


@pytest.mark.parametrize("uscc", ["91360102MADEM00112", "91360102MADEM0011", "9136010SMADEM00111", "x"])
def test_wrong_codes_are_problems(uscc: str) -> None:
    assert [problem.field for problem in check(care_place(uscc=uscc)).problems] == ["uscc"]


@pytest.mark.parametrize(
    ("uscc", "form", "area", "says"),
    [
        ("52360103MJDEMP0392", "enterprise", "360103", "unusual"),
        ("91360102MADEM00111", "enterprise", "360103", "was given in"),
        ("1236000000DEMR043Y", "enterprise", "360102", "unusual"),
    ],
)
def test_what_is_odd_is_said_and_does_not_stop(uscc: str, form: str, area: str, says: str) -> None:
    checked = check(care_place(area, uscc, registration_kind=form))
    assert checked.problems == []
    assert any(says in warning.english() for warning in checked.warnings)


async def test_an_officer_enters_an_institution_of_the_own_area() -> None:
    officer = await persona("filing_officer", area="360100")
    organisation_id = await register(officer, care_place(name_en="Sunshine"))
    view = await organisation(organisation_id)
    assert view is not None
    assert (view.name_en, view.code, view.area_code) == ("Sunshine", view.uscc, "360102")
    assert [entry.kind for entry in await history.of("organisation", organisation_id)] == [
        "organisation.registered"
    ]
    assert await by_code(view.uscc.lower() if view.uscc else "") == view


async def test_nobody_enters_organisations_of_another_area_or_kind() -> None:
    officer = await persona("filing_officer", area="360102")
    with pytest.raises(Invalid) as raised:
        await register(officer, care_place("360103"))
    assert [problem.field for problem in raised.value.problems] == ["area_code"]
    with pytest.raises(Forbidden):
        await register(officer, care_place(kind=OrganisationKind.EVALUATOR))
    with pytest.raises(Forbidden):
        await register(await persona("teacher"), care_place())


async def test_the_account_administrator_of_a_college_enters_nothing() -> None:
    college = await people.organisation("college")
    administrator = await persona("administrator", organisation_id=college.id)
    with pytest.raises(Invalid):
        await register(administrator, care_place())


async def test_the_first_organisation_of_an_installation_is_entered_by_the_system() -> None:
    await load()
    organisation_id = await register(SYSTEM, care_place(kind=OrganisationKind.ADMINISTRATION))
    assert await organisation(organisation_id) is not None


async def test_one_credit_code_is_one_organisation() -> None:
    officer = await persona("filing_officer")
    uscc = credit_code()
    await register(officer, care_place(uscc=uscc, code="A"))
    for field, again in (("uscc", care_place(uscc=uscc, code="B")), ("code", care_place(code="A"))):
        with pytest.raises(Invalid) as raised:
            await register(officer, again)
        assert [problem.field for problem in raised.value.problems] == [field]
    other = await people.organisation("institution", "360103")
    with pytest.raises(UniqueViolationError) as doubled:  # where both have looked before either has saved
        await execute("UPDATE organisation SET uscc = $1 WHERE id = $2", uscc, other.id)
    assert isinstance(meaning(doubled.value), Invalid)


async def test_an_institution_changes_only_what_it_says_about_itself() -> None:
    manager = await persona("manager")
    await amend(manager, manager.organisation_id, Amendment(phone="0791-88880000", name_en="Sunshine"))
    view = await organisation(manager.organisation_id)
    assert view is not None
    assert (view.phone, view.name_en) == ("0791-88880000", "Sunshine")
    with pytest.raises(Forbidden):
        await amend(manager, manager.organisation_id, Amendment(name="别的名字"))
    officer = await persona("filing_officer")
    await amend(officer, manager.organisation_id, Amendment(name="别的名字"), "新证")
    entry = (await history.of("organisation", manager.organisation_id))[0]
    assert (entry.changes["name"][1], entry.reason) == ("别的名字", "新证")


async def test_an_amendment_is_checked_like_an_entry() -> None:
    officer = await persona("filing_officer")
    place = await people.organisation("institution")
    with pytest.raises(Invalid):
        await amend(officer, place.id, Amendment(uscc="91360102MADEM00112"))
    with pytest.raises(Invalid):
        await amend(officer, place.id, Amendment(area_code="360103"))


async def test_foreign_organisations_are_not_found() -> None:
    theirs = await people.organisation("institution", "360103")
    for actor in (await persona("filing_officer", "360102"), await persona("manager", "360102")):
        with pytest.raises(NotFound):
            await by_public_id(actor, theirs.public_id)
        with pytest.raises(NotFound):
            await amend(actor, theirs.id, Amendment(phone="1"))
    assert await by_public_id(await persona("filing_officer", "360100"), theirs.public_id) == theirs


async def test_a_closed_organisation_stays_in_the_register() -> None:
    officer = await persona("filing_officer")
    place = await people.organisation("institution")
    with pytest.raises(Invalid):
        await close(officer, place.id, " ")
    await close(officer, place.id, "注销登记")
    with pytest.raises(Conflict):
        await close(officer, place.id, "注销登记")
    rows, _ = await list_organisations(officer, Wanted(kind=OrganisationKind.INSTITUTION))
    assert place.id not in {row.id for row in rows}
    rows, _ = await list_organisations(officer, Wanted(kind=OrganisationKind.INSTITUTION, closed=True))
    assert place.id in {row.id for row in rows}
    assert await options(OrganisationKind.INSTITUTION) == []


async def test_nobody_closes_the_organisation_for_which_they_act() -> None:
    officer = await persona("filing_officer")
    with pytest.raises(Conflict):
        await close(officer, officer.organisation_id, "误操作")


async def test_ten_thousand_organisations_are_paged_and_searched_quickly() -> None:
    officer = await persona("filing_officer", area="360000")
    counties = [area.code for area in AREAS.values() if area.level == COUNTY]
    await copy_rows(
        "organisation",
        ("id", "public_id", "code", "kind", "name", "area_code", "created_at"),
        (
            (
                new_id(),
                new_public_id(),
                f"K{n:05}",
                "institution",
                f"示例托育机构{n:05}",
                counties[n % len(counties)],
                now(),
            )
            for n in range(10_000)
        ),
    )
    began = perf_counter()
    first, total = await list_organisations(officer, Wanted(kind=OrganisationKind.INSTITUTION))
    last, _ = await list_organisations(officer, Wanted(kind=OrganisationKind.INSTITUTION), offset=9_950)
    found, one = await list_organisations(officer, Wanted(q="示例托育机构09999"))
    counts = await counts_by_kind(officer, Wanted())
    took = perf_counter() - began
    assert (total, len(first), len(last), one, found[0].code) == (10_000, 50, 50, 1, "K09999")
    assert counts["institution"] == 10_000
    assert not {row.id for row in first} & {row.id for row in last}
    assert took < 2
    county = await persona("filing_officer", area="360102")
    _, own = await list_organisations(county, Wanted(kind=OrganisationKind.INSTITUTION))
    assert own == sum(counties[n % len(counties)] == "360102" for n in range(10_000))
