"""A filled sheet is, byte for byte, what the template would have drawn."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.testing import RequestFactory

from certificates.verification import sheets
from certificates.verification.proving import Inclusion
from certificates.verification.queries import Finding
from certificates.verification.rules import STANDINGS, Outcome, checks
from foundation.language import use_language

_AT = datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC)


PROOF = Inclusion(
    "y.example/log", 127, 5000, {"t": "issue"}, ("AAAA+/8=", "BBBB"), "y.example/log\n5000\nAAA=\n\n— y x\n"
)


def finding(
    state: str,
    *,
    name: str = "王小英",
    expires_on: date | None = None,
    log: Outcome = "passed",
    identifier: str = "",
) -> Finding:
    if state in ("unknown", "unavailable"):
        return Finding(state, _AT)  # type: ignore[arg-type]
    over = state == "expired"
    made = checks(state, over=over, signature="passed", issuer="passed", log=log, document="unknown")  # type: ignore[arg-type]
    return Finding(
        state, _AT, "S000036000001263000128", name, "保育师", "Child-care worker", 3, "江西示例<评价>中心",
        date(2026, 10, 18), expires_on, 1, "2021年版", identifier, made, PROOF if log == "passed" else None,
    )  # type: ignore[arg-type]  # fmt: skip


def drawn_anew(request: Any, one: Finding, token: str) -> bytes:
    return sheets.draw(request, one, sheets.level_of(one), token, sheets.proof_of(one))


@pytest.mark.parametrize("token", ["", "tok-en_1"])
@pytest.mark.parametrize("expires_on", [None, date(2029, 10, 17)])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("state", STANDINGS)
def test_filled_as_drawn(app: Any, state: str, language: str, expires_on: date | None, token: str) -> None:
    request = RequestFactory(app=app).get("/verify")
    one = finding(state, expires_on=expires_on)
    with use_language(language):
        drawn = drawn_anew(request, one, token)
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
    assert sheets.page(request, one, token) == drawn_anew(request, one, token)


def test_a_name_with_markup_is_shown_as_written(app: Any) -> None:
    request = RequestFactory(app=app).get("/verify")
    body = sheets.page(request, finding("valid", name="<b>\ue001 & co"), "t").decode()
    assert "&lt;b&gt;\ue001 &amp; co" in body
    assert "<b>" not in body


@pytest.mark.parametrize(
    "identifier", ["", "1.2.156.3005.2.X.91360100MA35ABCDEF.S000036000001263000128.001.9"]
)
@pytest.mark.parametrize("log", ["passed", "unknown"])
def test_proof_and_identifier_are_filled_too(app: Any, log: Outcome, identifier: str) -> None:
    request = RequestFactory(app=app).get("/verify")
    one = finding("valid", log=log, identifier=identifier)
    drawn = drawn_anew(request, one, "t")
    assert sheets.page(request, one, "t") == drawn
    assert (identifier != "" and identifier in drawn.decode()) is (identifier != "")
    assert ("AAAA+/8=\nBBBB" in drawn.decode()) is (log == "passed")
    assert ("第 128 条，共 5000 条" in drawn.decode()) is (log == "passed")


def test_why_it_cannot_be_confirmed_is_said(app: Any) -> None:
    request = RequestFactory(app=app).get("/verify")
    plain, doubted = Finding("unavailable", _AT), Finding("unavailable", _AT, doubt="signature")
    assert "不一致" in sheets.page(request, doubted, "t").decode()
    assert "不一致" not in sheets.page(request, plain, "t").decode()
