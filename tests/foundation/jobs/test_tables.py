"""Texts survive being kept in a row, whoever reads them later in whatever language."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

from foundation.jobs.tables import JobState, pack, unpack
from foundation.text import text


def test_a_text_comes_back_with_the_texts_inside_it() -> None:
    message = text("{who} has {count} rows: {why}", who="王芳", count=3, why=text("Row {n}.", n=1))
    assert unpack(pack(message)) == message


def test_values_come_back_as_they_are_shown() -> None:
    number = uuid.uuid4()
    message = text("{day} {amount} {number}", day=date(2026, 3, 1), amount=Decimal("1.50"), number=number)
    restored = unpack(pack(message))
    assert restored is not None
    assert restored.english() == message.english() == f"2026-03-01 1.50 {number}"


def test_nothing_stays_nothing() -> None:
    assert pack(None) is None
    assert unpack(None) is None


def test_three_states_are_final() -> None:
    assert {state for state in JobState if state.finished} == {"done", "failed", "cancelled"}
