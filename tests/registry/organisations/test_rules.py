"""What a credit code says, and how a filing moves."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import Conflict
from registry.organisations.data import FILING_TRANSITIONS, INSTITUTION_FORMS, ORGANISATION_KINDS
from registry.organisations.rules import (
    FILING_LABELS,
    FILING_STEPS,
    NONCONFORMITY_LABELS,
    NONCONFORMITY_STEPS,
    FilingState,
    NonconformityState,
    OrganisationKind,
    credit_code_check,
    filed,
    filing_after,
    form_warnings,
    may_host,
    nonconforming_notice_due,
    nonconformity_after,
    organisation_code_check,
    read_credit_code,
    receipt_due,
)
from registry.working_days.data import SHIPPED

CHARSET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SYNTHETIC = ["91360102MADEM00111", "92360102MADEMQ0209", "52360103MJDEMP0392", "1236000000DEMR043Y"]


def code_of(prefix: str, area: str, inner: str) -> str:
    body = prefix + area + inner + organisation_code_check(inner)
    return body + credit_code_check(body)


codes = st.builds(
    code_of,
    st.sampled_from(["11", "12", "52", "91", "92"]),
    st.sampled_from(["360000", "360102", "361181"]),
    st.text(CHARSET, min_size=8, max_size=8),
)


@pytest.mark.parametrize("code", [*SYNTHETIC, "11430000006122244L", "113700000045030270"])
def test_known_codes_pass_both_checks(code: str) -> None:
    reading = read_credit_code(code)
    assert reading.problems == ()
    assert reading.valid_check is True
    assert reading.valid_inner_check is True


@given(codes, st.integers(0, 17), st.sampled_from(CHARSET))
def test_every_single_wrong_character_is_caught(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    assert bool(read_credit_code(wrong).problems) == (wrong != code)


@given(codes, st.integers(0, 16))
def test_every_swap_of_neighbours_is_caught(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert bool(read_credit_code(swapped).problems) == (swapped != code)


@given(codes)
def test_codes_are_read_whatever_their_width_case_and_spaces(code: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) for char in code.lower())
    assert read_credit_code(f" {wide[:9]} - {wide[9:]} ").code == code


def test_the_letters_i_and_o_are_read_as_digits() -> None:
    assert read_credit_code("9I36OI02MADEM00111").code == "91360102MADEM00111"


@pytest.mark.parametrize("letter", ["S", "V", "Z", "中"])
def test_characters_outside_the_alphabet_are_a_problem_with_their_place(letter: str) -> None:
    problem = read_credit_code(f"91360102{letter}ADEM00111").problems[0].english()
    assert "Place 9" in problem


def test_the_wrong_length_is_a_problem() -> None:
    assert "17 places" in read_credit_code("91360102MADEM0011").problems[0].english()


def test_a_wrong_inner_check_digit_is_only_warned_about() -> None:
    body = "91360102MADEM0012"
    reading = read_credit_code(body + credit_code_check(body))
    assert reading.valid_inner_check is False
    assert reading.problems == ()
    assert "inside" in reading.warnings[0].english()


@pytest.mark.parametrize(
    "prefix, registered_by, kind, unusual",
    [
        ("91", "market_regulation", OrganisationKind.INSTITUTION, False),
        ("92", "market_regulation", OrganisationKind.INSTITUTION, False),
        ("92", "market_regulation", OrganisationKind.HRSS, True),
        ("52", "civil_affairs", OrganisationKind.COLLEGE, False),
        ("11", "establishment", OrganisationKind.HEALTH_COMMISSION, False),
        ("11", "establishment", OrganisationKind.INSTITUTION, True),
        ("77", None, OrganisationKind.COLLEGE, True),
    ],
)
def test_the_beginning_says_who_registered_it_and_whether_that_fits(
    prefix: str, registered_by: str | None, kind: OrganisationKind, unusual: bool
) -> None:
    reading = read_credit_code(code_of(prefix, "360102", "MADEM001"), kind)
    assert reading.registered_by == registered_by
    assert bool(reading.warnings) is unusual
    assert reading.problems == ()


def test_an_unknown_jiangxi_area_in_the_code_is_warned_about() -> None:
    assert "on no list" in read_credit_code(code_of("91", "360199", "MADEM001")).warnings[0].english()


@pytest.mark.parametrize(
    "form, code, fits",
    [
        ("public_institution", "12", True),
        ("social_service", "52", True),
        ("social_service", "91", False),
        ("enterprise", "91", True),
        ("individual_business", "92", True),
        ("individual_business", "91", False),
    ],
)
def test_the_form_of_an_institution_must_fit_the_office_that_registered_it(
    form: str, code: str, fits: bool
) -> None:
    assert (form_warnings(form, code_of(code, "360102", "MADEM001")) == ()) is fits


def test_every_kind_has_an_entry_and_every_entry_a_kind() -> None:
    assert set(ORGANISATION_KINDS) == {kind.value for kind in OrganisationKind}
    assert all(kind.label.msgid for kind in OrganisationKind)


def test_authorities_are_told_from_those_they_watch_over() -> None:
    assert OrganisationKind.HRSS.authority
    assert not OrganisationKind.INSTITUTION.authority
    assert not OrganisationKind.ADMINISTRATION.authority


def test_there_are_the_forms_of_the_national_rules() -> None:
    assert {"kindergarten_class", "home_point", "service_centre", "employer_run"} < set(INSTITUTION_FORMS)


actions = st.lists(st.sampled_from(sorted({row.action for row in FILING_TRANSITIONS})), max_size=20)


@given(actions)
def test_a_filing_never_leaves_its_states_and_never_leaves_cancelled(steps: list[str]) -> None:
    state = FilingState.REGISTERED
    for action in steps:
        try:
            after = filing_after(state, action)
        except Conflict:
            assert (state, action) not in FILING_STEPS
            continue
        assert state is not FilingState.CANCELLED
        state = after
    assert state in FILING_LABELS


def test_every_state_of_a_filing_can_be_reached() -> None:
    assert set(FilingState) == {FilingState.REGISTERED, *FILING_STEPS.values()} == set(FILING_LABELS)


def test_every_step_of_a_filing_names_its_article_and_who_takes_it() -> None:
    assert all(row.article and row.by in ORGANISATION_KINDS for row in FILING_TRANSITIONS)


def test_a_refused_step_says_where_the_filing_stands() -> None:
    with pytest.raises(Conflict) as refused:
        filing_after(FilingState.CANCELLED, "file")
    assert "Filing cancelled" in refused.value.message.english()


def test_a_finding_is_found_published_and_put_right() -> None:
    state = NonconformityState.NONE
    for action in ("find", "publish", "rectify", "find", "rectify"):
        state = nonconformity_after(state, action)
    assert state is NonconformityState.RECTIFIED
    assert set(NONCONFORMITY_LABELS) == set(NonconformityState)
    assert set(NONCONFORMITY_STEPS.values()) <= set(NonconformityState)
    with pytest.raises(Conflict):
        nonconformity_after(NonconformityState.NONE, "publish")


@pytest.mark.parametrize("state", list(FilingState))
@pytest.mark.parametrize("finding", list(NonconformityState))
def test_only_filed_institutions_without_an_open_finding_may_host(
    state: FilingState, finding: NonconformityState
) -> None:
    expected = state in ("filed", "change_submitted") and finding in ("none", "rectified")
    assert may_host(state, finding) is expected
    assert filed(state) is (state in ("filed", "change_submitted"))


def test_the_clocks_run_in_working_days() -> None:
    assert receipt_due(date(2025, 9, 26), SHIPPED) == date(2025, 10, 10)
    assert nonconforming_notice_due(date(2025, 3, 3), SHIPPED) == date(2025, 3, 24)
