"""Says in the reader's language what msgspec found wrong with a value."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from foundation.errors import FieldProblem
from foundation.text import Text, text

REQUIRED: Final = text("This is required.")
NOT_A_NUMBER: Final = text("Enter a number.")
_UNREADABLE: Final[Text] = text("This cannot be read.")

_KINDS: Final[dict[str, Text]] = {
    "int": text("Enter a whole number."),
    "float": NOT_A_NUMBER,
    "bool": text("Answer yes or no."),
    "str": text("Enter text."),
    "array": text("A list is expected here."),
    "object": text("A group of values is expected here."),
    "date": text("Enter a date, such as 2001-3-5."),
    "datetime": text("Enter a date and time, such as 2001-03-05 14:30."),
    "time": text("Enter a time, such as 14:30."),
    "uuid": text("This is not a valid reference."),
}
_PATTERNS: Final[list[tuple[re.Pattern[str], Callable[[re.Match[str]], Text]]]] = [
    (re.compile(r"Object missing required field `(.+?)`"), lambda m: REQUIRED),
    (re.compile(r"Object contains unknown field `(.+?)`"), lambda m: text("This field is not known here.")),
    (re.compile(r"`str` of length >= 1\b"), lambda m: REQUIRED),
    (
        re.compile(r"`str` of length >= (\d+)"),
        lambda m: text("Enter at least {count} characters.", count=int(m[1])),
    ),
    (
        re.compile(r"`str` of length <= (\d+)"),
        lambda m: text("Enter at most {count} characters.", count=int(m[1])),
    ),
    (re.compile(r"of length >= (\d+)"), lambda m: text("Choose at least {count}.", count=int(m[1]))),
    (re.compile(r"of length <= (\d+)"), lambda m: text("Choose at most {count}.", count=int(m[1]))),
    (re.compile(r"matching regex"), lambda m: text("This is not in the expected form.")),
    (re.compile(r"`\w+` >= (\S+)"), lambda m: text("The smallest value allowed is {limit}.", limit=m[1])),
    (re.compile(r"`\w+` > (\S+)"), lambda m: text("The value must be greater than {limit}.", limit=m[1])),
    (re.compile(r"`\w+` <= (\S+)"), lambda m: text("The largest value allowed is {limit}.", limit=m[1])),
    (re.compile(r"`\w+` < (\S+)"), lambda m: text("The value must be less than {limit}.", limit=m[1])),
    (re.compile(r"multiple of (\S+)"), lambda m: text("Enter a multiple of {step}.", step=m[1])),
    (re.compile(r"Invalid enum value"), lambda m: text("Choose one of the values offered.")),
    (re.compile(r"Invalid decimal"), lambda m: NOT_A_NUMBER),
    (re.compile(r"Invalid RFC3339 encoded (\w+)"), lambda m: _KINDS[m[1]]),
    (re.compile(r"Invalid UUID"), lambda m: _KINDS["uuid"]),
    (re.compile(r"got `null`"), lambda m: REQUIRED),
    (re.compile(r"Expected `(\w+)"), lambda m: _KINDS.get(m[1], _UNREADABLE)),
]
_PLACE: Final = re.compile(r" - at `\$\.?(.*?)`")


def explain(message: str) -> Text:
    """msgspec's message as a text of ours."""
    for pattern, meaning in _PATTERNS:
        if found := pattern.search(message):
            return meaning(found)
    return _UNREADABLE


def field_problem(message: str, field: str = "") -> FieldProblem:
    """msgspec's message about a whole document as a problem of the field it speaks of."""
    place = _PLACE.search(message)
    missing = re.match(r"Object (?:missing required|contains unknown) field `(.+?)`", message)
    parts = [field, place[1] if place else "", missing[1] if missing else ""]
    return FieldProblem(".".join(part for part in parts if part), explain(message))
