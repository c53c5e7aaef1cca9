"""Which passwords are accepted; and that every permission a route asks for belongs to some role."""

from __future__ import annotations

from itertools import chain

import pytest

from foundation.web.access import handlers
from foundation.web.edge import Site
from registry.accounts.data import PERMISSIONS, ROLES, Role
from registry.accounts.passwords import COMMON
from registry.accounts.rules import login_problem, password_problem, tidy_login
from registry.organisations.rules import OrganisationKind


@pytest.mark.parametrize(
    "password",
    ["a sentence nobody would guess", "xk2-9dm-qqp-07", "三只小鸭游过了小河", "correct horse battery stable"],
)
def test_length_is_enough(password: str) -> None:
    assert password_problem(password, "wang.fang", "王芳", COMMON) is None


@pytest.mark.parametrize(
    "password",
    [
        "",
        "elevensigns",
        "三只小鸭游过河",
        "password1234",
        "PassWord1234",
        "ｐａｓｓｗｏｒｄ１２３４",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "234567890123",
        "lkjhgfdsalkjh",
        "wang.fang1234",
        "x" * 201,
    ],
)
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert password_problem(password, "wang.fang", "王芳", COMMON) is not None


def test_the_list_of_common_passwords_holds_only_what_length_lets_through() -> None:
    assert all(len(password) >= 11 for password in COMMON)


@pytest.mark.parametrize("login", ["wang.fang", "ｗａｎｇ", " 王芳01 ", "W_1@nc"])
def test_logins(login: str) -> None:
    assert login_problem(tidy_login(login)) is None


@pytest.mark.parametrize("login", ["", "ab", "-abc", "wang fang", "a" * 61, "<script>"])
def test_no_logins(login: str) -> None:
    assert login_problem(tidy_login(login)) is not None


def test_every_permission_that_a_route_asks_for_belongs_to_a_role(app: Site) -> None:
    asked = [handler.opt.get("permission") for _, handler in handlers(app)]
    wanted = set(chain.from_iterable([one] if isinstance(one, str) else one for one in asked if one))
    assert wanted
    assert wanted <= PERMISSIONS


def test_every_permission_of_this_floor_is_asked_for_somewhere(app: Site) -> None:
    asked = [handler.opt.get("permission") for _, handler in handlers(app)]
    wanted = set(chain.from_iterable([one] if isinstance(one, str) else one for one in asked if one))
    assert {one for one in PERMISSIONS if one.startswith("registry.")} <= wanted


def test_every_kind_of_organisation_has_a_role_of_its_own() -> None:
    kinds = set(chain.from_iterable(role.kinds for role in ROLES.values()))
    assert kinds <= set(OrganisationKind)
    assert set(OrganisationKind) - kinds == {OrganisationKind.ADMINISTRATION}  # it has administrators only


def test_the_administrator_never_sees_the_data_of_people() -> None:
    assert not any(".person." in one or ".ban." in one for one in ROLES["administrator"].allows)


def test_a_permission_under_another_floor_or_doubled_is_a_mistake() -> None:
    for granted in (("training.cohort.view",), ("registry.a.b", "registry.a.b"), ("registry.person",)):
        with pytest.raises(ValueError, match="role"):
            Role(code="x", zh="", en="", kinds=(), purpose="", permissions={"registry": granted})
