"""The states of a job, and how texts are kept in its row (the table is in the migration `0002_jobs`)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

import msgspec

from foundation.text import Text


class JobState(StrEnum):
    """queued → running → done or failed; cancelled straight from the queue, or by way of cancelling."""

    QUEUED = "queued"
    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def finished(self) -> bool:
        """Whether nothing will change any more."""
        return self in _FINISHED


_FINISHED: Final = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


def pack(message: Text | None) -> str | None:
    """A text as JSON, so that it can be said in the language of whoever looks, later."""
    return None if message is None else msgspec.json.encode(message, enc_hook=str).decode()


def unpack(stored: str | None) -> Text | None:
    """The text of a column; texts inside its values come back as texts too."""
    return None if stored is None else _restore(msgspec.json.decode(stored))


def unpack_title(stored: str) -> Text:
    """The text of a column that is never empty."""
    return _restore(msgspec.json.decode(stored))


def _restore(found: dict[str, Any]) -> Text:
    return Text(found["msgid"], {name: _value(value) for name, value in found.get("params", {}).items()})


def _value(value: Any) -> Any:
    return _restore(value) if isinstance(value, dict) and "msgid" in value else value
