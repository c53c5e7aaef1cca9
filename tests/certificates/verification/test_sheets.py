"""A filled sheet is, byte for byte, what the template would have drawn."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.testing import RequestFactory

from certificates.verification import sheets
from certificates.verification.queries import Finding
from certificates.verification.rules import STANDINGS
from foundation.language import use_language

_AT = datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC)


def finding(state: str, *, name: str = "王小英", expires_on: date | None = None) -> Finding:
    if state in ("unknown", "unavailable"):
        return Finding(state, _AT)  # type: ignore[arg-type]
    return Finding(
        state, _AT, "S000036000001263000128", name, "保育师", "Child-care worker", 3, "江西示例<评价>中心",
        date(2026, 10, 18), expires_on, 1,
    )  # type: ignore[arg-type]  # fmt: skip


@pytest.mark.parametrize("token", ["", "tok-en_1"])
@pytest.mark.parametrize("expires_on", [None, date(2029, 10, 17)])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("state", STANDINGS)
def test_filled_as_drawn(app: Any, state: str, language: str, expires_on: date | None, token: str) -> None:
    request = RequestFactory(app=app).get("/verify")
    one = finding(state, expires_on=expires_on)
    with use_language(language):
        drawn = sheets.draw(request, one, sheets.level_of(one), token)
        assert sheets.page(request, one, token) == drawn
        assert sheets.page(request, one, token) == drawn  # from the drawn sheet
    assert not any(0xE000 <= ord(sign) <= 0xF8FF for sign in drawn.decode())
    assert ("2029" in drawn.decode()) is (expires_on is not None and one.number != "")
    assert "1912" not in drawn.decode()


@given(
    name=st.text(st.characters(exclude_categories=["Cs", "Co"])),
    token=st.text("abcXYZ019-_<>&\"'", min_size=1),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_whatever_the_name_holds(app: Any, name: str, token: str) -> None:
    request = RequestFactory(app=app).get("/verify")
    one = finding("valid", name=name)
    assert sheets.page(request, one, token) == sheets.draw(request, one, sheets.level_of(one), token)


def test_a_name_with_markup_is_shown_as_written(app: Any) -> None:
    request = RequestFactory(app=app).get("/verify")
    body = sheets.page(request, finding("valid", name="<b>\ue001 & co"), "t").decode()
    assert "&lt;b&gt;\ue001 &amp; co" in body
    assert "<b>" not in body
