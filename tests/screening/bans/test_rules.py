"""What a ban must carry, how it moves and until when it holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import Conflict, Invalid, Refused
from screening.bans.data import BAN_KINDS, CHANNELS, REMEDIES, ROLES, SCOPES
from screening.bans.rules import (
    IN_FORCE,
    LABELS,
    REMEDY_STEPS,
    SEARCHED,
    STEPS,
    Draft,
    RemedyStatus,
    Status,
    after,
    holds_on,
    problems,
    remedy_after,
    remedy_deadlines,
    require,
    require_two_persons,
    screenable,
)
from screening.matching.rules import Document, Identity

TODAY = date(2026, 11, 1)
WHOLE = Identity(
    names=("王小明",),
    documents=(Document("01", "369999199001010018"),),
    birth_dates=(date(1990, 1, 1),),
)


def draft(**changes: Any) -> Draft:
    usual = Draft(
        kind="PFPL_41_2",
        person_role="perpetrator",
        scope="childcare",
        source_channel="health_decision",
        authority_name="南昌市东湖区卫生健康委员会",
        legal_basis_document="中华人民共和国人口与计划生育法",
        legal_basis_article="第四十一条第二款",
        document_no="东卫罚〔2026〕3号",
        remedy_notice="可在六十日内申请行政复议，或在六个月内提起行政诉讼",
        decision_on=date(2026, 10, 8),
        served_on=date(2026, 10, 12),
        effective_on=date(2026, 10, 12),
        area_code="360102",
        identity=WHOLE,
    )
    return msgspec.structs.replace(usual, **changes)


def fields(changed: Draft) -> set[str]:
    return {problem.field for problem in problems(changed, TODAY)}


def test_a_whole_entry_has_no_problem() -> None:
    assert problems(draft(), TODAY) == []
    require(draft(), TODAY)


@pytest.mark.parametrize(
    "field",
    [
        "authority_name",
        "legal_basis_document",
        "legal_basis_article",
        "document_no",
        "remedy_notice",
        "decision_on",
        "served_on",
        "effective_on",
        "person_role",
        "scope",
        "source_channel",
        "kind",
    ],
)
def test_every_mandatory_field_is_asked_for_by_name(field: str) -> None:
    empty = None if field.endswith("_on") else ""
    assert field in fields(draft(**{field: empty}))
    with pytest.raises(Invalid):
        require(draft(**{field: empty}), TODAY)


def test_the_name_of_the_person_is_mandatory() -> None:
    assert "person_name" in fields(draft(identity=Identity(documents=WHOLE.documents)))


@pytest.mark.parametrize(
    "changes, field",
    [
        ({f"{it}_on": TODAY + timedelta(days=1) for it in ("decision", "effective")}, "decision_on"),
        ({"served_on": TODAY + timedelta(days=1)}, "served_on"),
        ({"served_on": date(2026, 10, 7)}, "served_on"),
        ({"effective_on": date(2026, 10, 7)}, "effective_on"),
        ({"term_until": date(2030, 1, 1)}, "term_until"),  # for life
        ({"kind": "EDU_80", "term_until": date(2026, 1, 1)}, "term_until"),  # ends before it begins
        ({"kind": "EMPLOYMENT_BAR_HIT"}, "kind"),
        ({"authority_uscc": "1136000000DEMR043Y"}, "authority_uscc"),
        ({"scope": "everything"}, "scope"),
    ],
)
def test_what_contradicts_itself_is_pointed_at(changes: dict[str, Any], field: str) -> None:
    assert field in fields(draft(**changes))
    assert len(fields(draft(**changes))) <= len(changes)


@pytest.mark.parametrize(
    "until, fits",
    [
        (None, False),
        (date(2029, 10, 10), False),
        (date(2029, 10, 11), True),  # three years, the day before the anniversary
        (date(2031, 10, 12), True),
        (date(2031, 10, 13), False),
    ],
)
def test_the_bar_of_a_court_lasts_three_to_five_years(until: date | None, fits: bool) -> None:
    assert (fields(draft(kind="COURT_37_1", term_until=until)) == set()) is fits


@pytest.mark.parametrize(
    "identity, area, enough",
    [
        (WHOLE, "360102", True),
        (Identity(names=("王小明",), birth_dates=(date(1990, 1, 1),)), "360102", True),
        (Identity(names=("王小明",), documents=WHOLE.documents), "360102", True),
        (Identity(documents=WHOLE.documents, birth_dates=WHOLE.birth_dates), "", True),
        (Identity(names=("王小明",)), "360102", False),
        (Identity(names=("王小明",), birth_dates=(date(1990, 1, 1),)), "", False),
        (Identity(names=("王小明",), documents=(Document("01", "369999********0018"),)), "360102", True),
        (Identity(), "360102", False),
    ],
)
def test_an_entry_that_cannot_be_searched_for_is_set_aside(
    identity: Identity, area: str, enough: bool
) -> None:
    assert screenable(draft(identity=identity, area_code=area)) is enough


@given(st.lists(st.sampled_from(sorted({action for _, action in STEPS})), max_size=20))
def test_a_ban_never_leaves_its_states_and_is_in_force_only_after_confirmation(actions: list[str]) -> None:
    status, confirmed = Status.DRAFTED, False
    for action in actions:
        try:
            result = after(status, action)
        except Conflict:
            assert (status, action) not in STEPS
            continue
        confirmed = confirmed or action == "confirm"
        assert status not in (Status.LIFTED, Status.REJECTED)
        status = result
        assert status not in IN_FORCE or confirmed
    assert status in LABELS


def test_every_status_can_be_reached() -> None:
    assert {Status.DRAFTED, *STEPS.values()} == set(Status) == set(LABELS)
    assert {RemedyStatus.NONE, *REMEDY_STEPS.values()} == set(RemedyStatus)


def test_a_contested_ban_stays_in_force_until_it_is_annulled() -> None:
    assert holds_on(after(Status.ACTIVE, "contest"), None, TODAY)
    assert remedy_after(RemedyStatus.NONE, "reconsider") is RemedyStatus.RECONSIDERATION
    assert remedy_after(RemedyStatus.RECONSIDERATION, "annul") is RemedyStatus.ANNULLED
    with pytest.raises(Conflict):
        remedy_after(RemedyStatus.ANNULLED, "sue")
    assert not holds_on(after(Status.UNDER_REMEDY, "lift"), None, TODAY)


@pytest.mark.parametrize("status", list(Status))
def test_a_ban_holds_through_its_last_day_and_only_in_force(status: Status) -> None:
    assert holds_on(status, TODAY, TODAY) is (status in IN_FORCE)
    assert not holds_on(status, TODAY - timedelta(days=1), TODAY)
    assert holds_on(status, None, TODAY) is (status in IN_FORCE)


def test_an_entry_that_awaits_its_second_person_is_searched_already() -> None:
    assert Status.AWAITING_SECOND in SEARCHED
    assert not {Status.DRAFTED, Status.UNSCREENABLE, Status.LIFTED, Status.REJECTED} & SEARCHED


def test_who_entered_a_ban_cannot_confirm_it() -> None:
    require_two_persons("a", "b")
    with pytest.raises(Refused) as refused:
        require_two_persons("a", "a")
    assert refused.value.rule is not None


def test_remedies_run_from_service() -> None:
    served = date(2026, 8, 31)
    assert remedy_deadlines("PFPL_41_2", served) == {
        "reconsideration": date(2026, 10, 30),
        "litigation": date(2027, 2, 28),
    }
    assert remedy_deadlines("COURT_CRIM_62", served)["petition"] is None


def test_every_kind_names_its_basis_and_known_remedies() -> None:
    for kind in BAN_KINDS.values():
        assert kind.document
        assert kind.article
        assert set(kind.remedies) <= set(REMEDIES)
        assert (kind.term == "years") == (kind.least_years is not None and kind.most_years is not None)
    assert set(ROLES) == {"perpetrator", "responsible_manager", "other_responsible"}
    assert SCOPES
    assert CHANNELS
