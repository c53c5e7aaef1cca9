"""XML, read as a stream of elements without their namespaces; a document type is refused (ASVS 1.5.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from foundation.spreadsheets.grid import FileRefused

Attributes = dict[str, str]


def read_elements(
    content: bytes,
    start: Callable[[str, Attributes], Any],
    end: Callable[[str], Any] | None = None,
    characters: Callable[[str], Any] | None = None,
) -> None:
    """Call back for every element; names and attributes come without prefix or namespace."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    local = _Local()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, attributes: start(
        local[name], {local[key]: value for key, value in attributes.items()}
    )
    if end is not None:
        parser.EndElementHandler = lambda name: end(local[name])
    if characters is not None:
        parser.CharacterDataHandler = characters
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise FileRefused("damaged") from None


class _Local(dict[str, str]):
    """The local part of each name, worked out once."""

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition(" ")[2]
        return self[name]


def _refuse_doctype(*_: Any) -> None:
    raise FileRefused("doctype")
