"""Jobs and the ticks of periodic work; the states of a job, and how texts are kept in its row.

The migration `foundation_0002_jobs` holds the constraints, and `job_failure` whose key Piccolo cannot name.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

import msgspec
from piccolo.columns import JSONB, UUID, Boolean, Integer, Timestamptz
from piccolo.columns import Text as Words
from piccolo.table import Table

from foundation.database import ENGINE
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


class Job(Table, db=ENGINE, tablename="job"):
    """The queue, the lease and the progress in one row."""

    id = UUID(primary_key=True, default=None)
    kind = Words(default=None)
    title = JSONB(default=None)
    args = JSONB(default=None)
    actor = JSONB(default=None)
    account_id = UUID(default=None)
    organisation_id = UUID(default=None)
    shared_with = Words(null=True, default=None)
    subject_kind = Words(null=True, default=None)
    subject_id = UUID(null=True, default=None)
    once = Words(null=True, default=None)
    cancellable = Boolean(default=None)
    state = Words(default=None)
    run_after = Timestamptz(default=None)
    attempt = Integer(default=None)
    faults = Integer(default=None)
    worker = Words(null=True, default=None)
    heartbeat = Timestamptz(null=True, default=None)
    done = Integer(default=None)
    total = Integer(null=True, default=None)
    message = JSONB(null=True, default=None)
    result = JSONB(null=True, default=None)
    link = Words(null=True, default=None)
    created = Timestamptz(default=None)
    started = Timestamptz(null=True, default=None)
    resumed = Timestamptz(null=True, default=None)
    finished = Timestamptz(null=True, default=None)


class JobPeriod(Table, db=ENGINE, tablename="job_period"):
    """The latest moment for which a periodic kind was asked."""

    kind = Words(primary_key=True, default=None)
    last_tick = Timestamptz(default=None)


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
