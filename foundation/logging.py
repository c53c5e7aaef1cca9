"""Structured logs, one JSON object a line, without personal data.

A message of an exception may quote what somebody typed, and a library's arguments may hold anything; so an
error is logged by its kind and place only, and a library's line by its fixed wording.
"""

from __future__ import annotations

import io
import logging
import sys
import traceback
from pathlib import Path
from typing import Any, Final, TextIO, cast

import msgspec
import structlog

log: Final = structlog.stdlib.get_logger("yuzheng")

#: Their arguments are addresses and process numbers of our own.
_TRUSTED: Final = frozenset({"uvicorn", "uvicorn.error"})
_FRAMES: Final = 12


class _StandardError(io.TextIOBase):
    """Standard error as it is at the moment of writing: what stood there at the start may be closed since."""

    def write(self, line: str) -> int:
        return sys.stderr.write(line)

    def flush(self) -> None:
        sys.stderr.flush()


def configure_logging(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send every log of the process, ours and the libraries', to `stream` (standard error)."""
    target = stream or cast(TextIO, _StandardError())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.EventRenamer("event"),
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(LibraryFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("uvicorn.error").setLevel(level)
    logging.getLogger("uvicorn.access").disabled = True


def describe(error: BaseException) -> dict[str, Any]:
    """An exception for the log: its kind, where it happened and what caused it, never what it says."""
    told: dict[str, Any] = {"error": type(error).__name__, "at_lines": _places(error)}
    for name in ("sqlstate", "constraint_name", "table_name"):
        if value := getattr(error, name, None):
            told[name] = value
    if error.__cause__ is not None:
        told["cause"] = describe(error.__cause__)
    return told


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(filename: str) -> str:
    return "/".join(Path(filename).parts[-3:])


class LibraryFormatter(logging.Formatter):
    """A library's line as JSON: the wording without its arguments, an exception without its message."""

    def format(self, record: logging.LogRecord) -> str:
        said = record.getMessage() if record.name in _TRUSTED else str(record.msg)
        line: dict[str, Any] = {
            "event": said.partition("\n")[0],
            "logger": record.name,
            "level": record.levelname.lower(),
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= describe(record.exc_info[1])
        return _json(line)


def _json(line: Any, **_: Any) -> str:
    return msgspec.json.encode(line, enc_hook=str).decode()
