"""Texts as they are stored, so that they can be said in any language later."""

from __future__ import annotations

from datetime import date
from typing import Any

from foundation.text import Text


def packed(one: Text) -> dict[str, Any]:
    """The message and its values; a day is told from a text that looks like one."""
    return {"msgid": one.msgid, "params": {name: _packed(value) for name, value in one.params.items()}}


def _packed(value: Any) -> Any:
    if isinstance(value, Text):
        return packed(value)
    return {"day": value.isoformat()} if isinstance(value, date) else value


def unpacked(stored: dict[str, Any]) -> Text:
    """The text again."""
    return Text(stored["msgid"], {name: _unpacked(value) for name, value in stored["params"].items()})


def _unpacked(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return date.fromisoformat(value["day"]) if "day" in value else unpacked(value)
