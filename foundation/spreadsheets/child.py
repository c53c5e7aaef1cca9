"""The process that alone touches an uploaded file: it gives up its rights to memory and time, then reads.

Run as `python -m foundation.spreadsheets.child xlsx|csv COLUMNS`: the file on standard input, an `Answer` on
standard output.
"""

from __future__ import annotations

import resource
import sys
import traceback

import msgspec

from foundation.spreadsheets import limits
from foundation.spreadsheets.delimited import read_delimited
from foundation.spreadsheets.grid import Answer, FileRefused
from foundation.spreadsheets.workbook import read_workbook

READERS = {"xlsx": read_workbook, "csv": read_delimited}


def main() -> None:
    """Read the file; whatever happens here ends here."""
    _confine()
    content = sys.stdin.buffer.read()
    sys.stdout.buffer.write(msgspec.json.encode(answer(sys.argv[1], int(sys.argv[2]), content)))


def answer(form: str, columns: int, content: bytes) -> Answer:
    """The sheets of the file, or why it is refused."""
    try:
        return Answer(READERS[form](content, columns))
    except FileRefused as refusal:
        return Answer(refused=refusal.reason, params=refusal.params)
    except MemoryError:
        return Answer(refused="exhausted")
    except Exception as error:  # a fault of ours is told to ourselves; to the sender the file is damaged
        place = traceback.extract_tb(error.__traceback__)[-1]
        return Answer(refused="damaged", fault=f"{type(error).__name__} in {place.name}, line {place.lineno}")


def _confine() -> None:
    _at_most(resource.RLIMIT_CPU, limits.CPU_SECONDS)
    _at_most(resource.RLIMIT_CORE, 0)
    _at_most(resource.RLIMIT_NOFILE, 64)
    _at_most(resource.RLIMIT_FSIZE, 0)
    if sys.platform != "darwin":  # which knows the limit but does not take it
        _at_most(resource.RLIMIT_AS, limits.MEMORY_BYTES)


def _at_most(kind: int, most: int) -> None:
    resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    main()
