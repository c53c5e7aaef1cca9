"""How values look on a page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from markupsafe import Markup

from foundation.language import use_language
from foundation.text import text
from foundation.web.filters import FILTERS, group_number, masked_name, masked_number, number
from foundation.web.templates import environment


@pytest.mark.parametrize(
    "name, masked",
    [
        ("张三", "张*"),
        ("王小明", "王**"),
        ("欧阳娜娜", "欧阳**"),
        ("欧阳", "欧*"),
        ("阿依古丽·买买提", "阿*******"),
        ("王", "王*"),
        ("Anna Li", "A*** L***"),
        ("", ""),
        (None, ""),
    ],
)
def test_masked_name(name: str | None, masked: str) -> None:
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    "value, limits, masked",
    [
        ("369999200001010012", (), "369*************12"),
        ("369999200001010012", (6, 4), "369999********0012"),
        ("13800000000", (3, 4), "138****0000"),
        ("123456", (), "*****6"),
        ("1", (), "1"),
        ("", (), ""),
        (None, (), ""),
    ],
)
def test_masked_number(value: str | None, limits: tuple[int, ...], masked: str) -> None:
    assert masked_number(value, *limits) == masked


@pytest.mark.parametrize(
    "value, grouped",
    [
        ("369999200001010012", "369999 20000101 0012"),
        ("Y000136000012263000001", "Y0001 36 000012 26 3 000001"),
        ("12345678", "1234 5678"),
        ("123456789", "1234 5678 9"),
        ("123", "123"),
        ("", ""),
        (None, ""),
    ],
)
def test_group_number(value: str | None, grouped: str) -> None:
    assert group_number(value) == grouped


@pytest.mark.parametrize(
    "value, shown",
    [
        (1234567, "1,234,567"),
        (Decimal("85.50"), "85.5"),
        (Decimal("1E+3"), "1,000"),
        (0, "0"),
        (1.25, "1.25"),
        (None, ""),
    ],
)
def test_number(value: Any, shown: str) -> None:
    assert number(value) == shown


def test_dates_follow_the_reader_and_chinas_time() -> None:
    late = datetime(2026, 3, 5, 17, 7, tzinfo=UTC)
    assert FILTERS["date"](date(2026, 3, 5)) == "2026年3月5日"
    assert FILTERS["date"](late) == "2026年3月6日"
    assert FILTERS["datetime"](late) == "2026年3月6日 01:07"
    with use_language("en"):
        assert FILTERS["date"](date(2026, 3, 5)) == "5 March 2026"
        assert FILTERS["datetime"](late) == "6 March 2026 01:07"
    assert FILTERS["date"](None) == FILTERS["datetime"](None) == ""


def test_a_day_that_the_history_keeps_as_text_is_said_as_a_day() -> None:
    assert FILTERS["recorded"]("2026-07-08") == "2026年7月8日"
    assert FILTERS["recorded"]("2026-07-BYS") == "2026-07-BYS"
    assert FILTERS["recorded"](date(2026, 7, 8)) == "2026年7月8日"


def test_say_escapes_everything_but_markup() -> None:
    shown = environment().from_string("{{ a|say }}{{ b|say }}{{ c|say }}")
    drawn = shown.render(a="<b>", b=Markup("<i>"), c=text("<{x}>", x="&"))
    assert drawn == "&lt;b&gt;<i>&lt;&amp;&gt;"


def test_undefined_is_an_error() -> None:
    with pytest.raises(Exception, match="undefined"):
        environment().from_string("{{ nothing }}").render()


@pytest.mark.parametrize(
    "value, shown",
    [
        ("2026-06-01", "2026年6月1日"),
        ("2026-06-01T01:30:00+00:00", "2026年6月1日 09:30"),
        ("2026-06-01T01:30:00.123456Z", "2026年6月1日 09:30"),
        ("2026-06-01 to 2026-07-01", "2026-06-01 to 2026-07-01"),
        ("G18-4c", "G18-4c"),
    ],
)
def test_days_and_moments_of_the_history(value: str, shown: str) -> None:
    with use_language("zh-CN"):
        assert FILTERS["recorded"](value) == shown
