"""What pages say of how sure something is: rules with source and confidence, days that are only expected."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.errors import OWN_DOCUMENT, Refused, Rule
from foundation.language import use_language
from foundation.text import text
from tests.foundation.web.test_parts import draw


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Rule("A", text("Title"), "文件", "第一条", "V"), "checked against the document"),
        (Rule("A", text("Title"), "文件", "第一条", "VS"), "checked against a second source"),
        (Rule("A", text("Title"), "文件", "第一条", "K"), "from memory, to be checked"),
        (Rule("A", text("Title"), "文件", "第一条", "U"), "unsure: an administrator has to confirm it"),
        (Rule("A", text("Title"), OWN_DOCUMENT, "第一条", "V"), "a rule of this system itself"),
    ],
)
def test_a_refusal_shows_rule_source_and_confidence(rule: Rule, said: str) -> None:
    with use_language("en"):
        drawn = draw(
            '{% from "parts/rule.html" import refusal %}{{ refusal(error.message, error.rule) }}',
            error=Refused(text("No."), rule=rule),
        )
    assert all(words in drawn for words in ("No.", "Title", rule.document, "第一条", said))


def test_a_day_that_only_reminds_is_called_expected() -> None:
    with use_language("en"):
        drawn = draw(
            '{% from "parts/status.html" import turn %}{{ turn("x", until=day) }}|'
            '{{ turn("x", until=day, reminds=true) }}',
            day=date(2026, 12, 1),
        )
    plain, reminding = drawn.split("|")
    assert "expected" in reminding
    assert "expected" not in plain
