"""Consents: the text that was agreed to, from when until when, and by whom it is recorded."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from foundation import history
from foundation.clock import today
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from registry.consents.actions import NewConsent, record_consent, withdraw_consent
from registry.consents.data import CONSENT_TEXTS, CURRENT_TEXTS
from registry.consents.queries import consents_of, has_consent
from tests.people import person, persona

pytestmark = pytest.mark.usefixtures("database")


def consent(**facts: object) -> NewConsent:
    return NewConsent(**{"kind": "handling", "given_on": today(), "given_by": "王小花"} | facts)  # type: ignore[arg-type]


async def test_a_consent_holds_from_its_day_until_it_is_withdrawn() -> None:
    registrar = await persona("registrar")
    person_id = await person(registrar)
    given = today() - timedelta(days=3)
    consent_id = await record_consent(registrar, person_id, consent(given_on=given, evidence="A-17"))
    assert await has_consent(person_id, "handling", given)
    assert not await has_consent(person_id, "handling", given - timedelta(days=1))
    assert not await has_consent(person_id, "sensitive", today())
    await withdraw_consent(registrar, person_id, consent_id)
    assert await has_consent(person_id, "handling", today() - timedelta(days=1)), "what was done stays right"
    assert not await has_consent(person_id, "handling", today())
    with pytest.raises(Conflict):
        await withdraw_consent(registrar, person_id, consent_id)
    [kept] = await consents_of(person_id)
    assert (kept.text_version, kept.evidence) == (CURRENT_TEXTS["handling"].version, "A-17")
    kinds = [entry.kind for entry in await history.of("person", person_id)]
    assert kinds[:2] == ["person.consent_withdrawn", "person.consent_recorded"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "everything"}, "kind"),
        ({"given_on": today() + timedelta(days=2)}, "given_on"),
        ({"given_by": " "}, "given_by"),
    ],
)
async def test_what_is_wrong_is_told(facts: dict[str, object], field: str) -> None:
    registrar = await persona("registrar")
    person_id = await person(registrar)
    with pytest.raises(Invalid) as raised:
        await record_consent(registrar, person_id, consent(**facts))
    assert [problem.field for problem in raised.value.problems] == [field]


async def test_consents_of_foreign_people_are_out_of_reach() -> None:
    person_id = await person(await persona("registrar", "360102"))
    with pytest.raises(NotFound):
        await record_consent(await persona("registrar", "360103"), person_id, consent())
    with pytest.raises(Forbidden):
        await record_consent(await persona("teacher", "360102"), person_id, consent())
    with pytest.raises(NotFound):
        await withdraw_consent(await persona("registrar", "360102"), person_id, UUID(int=1))


def test_every_text_says_what_it_is_for_in_both_languages_with_its_source() -> None:
    assert {kind for kind, _ in CONSENT_TEXTS} == set(CURRENT_TEXTS)
    for one in CONSENT_TEXTS.values():
        assert all((one.zh, one.en, one.zh_title, one.en_title, one.document, one.article))
