"""People and lists as JSON Lines: the form in which other programs hand them over."""

from __future__ import annotations

from typing import Final

import msgspec

from foundation.errors import FieldProblem, Invalid
from foundation.text import text
from registry.documents.rules import Sex, document_kind
from screening.matching.identity import Document, Identity

#: The words other systems use for kinds of documents; codes 01 to 09 and Chinese names are read as well.
_KINDS: Final = {"RIC": "01", "FPR": "05", "HKM": "06", "TW": "07", "PP": "08"}
_SEXES: Final[dict[str, Sex]] = {
    **dict.fromkeys(("F", "FEMALE", "女", "女性"), "female"),
    **dict.fromkeys(("M", "MALE", "男", "男性"), "male"),
}


class Entry(msgspec.Struct, frozen=True):
    """One line; what is not told is empty, other keys are left aside."""

    name: str | None = None
    former: list[str | None] | str | None = None
    doc: str | None = None
    no: str | int | None = None
    dob: str | int | None = None
    sex: str | None = None


_READER: Final = msgspec.json.Decoder(Entry)


def read_line(line: bytes, file: str, number: int) -> Identity:
    """The identity that a line of a file tells. Raises `Invalid` naming the line, counted from 0."""
    try:
        return identity_of(_READER.decode(line))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        said = text("This line is not one JSON object as it should be: {error}", error=str(error))
        raise Invalid([FieldProblem(f"{file}:{number}", said)]) from error


def identity_of(entry: object) -> Identity:
    """The identity that a line tells; takes any object with the same fields."""
    line = entry if isinstance(entry, Entry) else msgspec.convert(entry, Entry, from_attributes=True)
    former = [line.former] if isinstance(line.former, str) else line.former or []
    names = tuple(name for name in (line.name, *former) if name and name.strip())
    number, born = str(line.no or "").strip(), str(line.dob or "").strip()
    return Identity(
        names=names,
        documents=(Document(_kind(line.doc or ""), number),) if number else (),
        partial_births=(born,) if born else (),
        sex=_SEXES.get((line.sex or "").strip().upper()),
    )


def _kind(word: str) -> str:
    return _KINDS.get(word.strip().upper()) or document_kind(word) or ("09" if word.strip() else "01")
