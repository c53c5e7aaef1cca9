"""Texts in the reader's language."""

from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal
from enum import StrEnum

from foundation.language import conflicts, current_language, gettext, ngettext, say, use_language
from foundation.text import Text, text


class Colour(StrEnum):
    RED = "red"

    @property
    def label(self) -> Text:
        return text("Name")


def test_chinese_is_the_default() -> None:
    assert current_language() == "zh-CN"
    assert gettext("This is required.") == "此项必填。"
    assert say(text("Enter at least {count} characters.", count=2)) == "至少填写 2 个字。"


def test_english_and_unknown_languages() -> None:
    with use_language("en"):
        assert say(text("This is required.")) == "This is required."
    with use_language("fr"):
        assert say(text("This is required.")) == "此项必填。"


def test_values_inside_are_said_too() -> None:
    inner = text("{field}: {problem}", field=text("Name"), problem=text("This is required."))
    assert say(inner) == "姓名：此项必填。"
    said = say(text("{a} {b} {c} {d}", a=date(2026, 3, 5), b=Decimal("1.50"), c=Colour.RED, d=None))
    assert said == "2026年3月5日 1.50 姓名 "
    assert say(text("{n:,}", n=12345)) == "12,345"


def test_braces_in_values_stay() -> None:
    assert say(text("{a}", a="{b}")) == "{b}"
    assert say(text("{no params}")) == "{no params}"


def test_nothing_and_plain_values() -> None:
    assert say(None) == ""
    assert say("王芳") == "王芳"
    assert say(3) == "3"
    assert say(Colour.RED) == "姓名"


def test_plurals() -> None:
    assert ngettext("%(count)s row", "%(count)s rows", 1) == "共 %(count)s 行"
    with use_language("en"):
        assert ngettext("%(count)s row", "%(count)s rows", 2) == "%(count)s rows"


async def test_each_task_has_its_own_language() -> None:
    async def inside() -> str:
        with use_language("en"):
            await asyncio.sleep(0)
            return current_language()

    assert await asyncio.gather(inside(), inside()) == ["en", "en"]
    assert current_language() == "zh-CN"


def test_floors_agree_on_their_words() -> None:
    assert conflicts() == {}
