"""The faces that documents are set in, and which characters they can show.

They come with a Python package (Noto Serif SC as Song, Noto Sans SC as Hei; SIL Open Font License), so a
document looks the same on every machine. Characters of rare names that neither has can be added with a face
of one's own.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
from fontTools.ttLib import TTFont

from foundation.printing.memory import give_back
from foundation.printing.subset import characters_of, everyday, subset

PACKAGE = "pylopdf_fonts_zh_cn"
SUFFIXES = {".otf", ".ttf"}

# fontTools reads tables lazily from one open file: two threads must not do that at once.
_READING = threading.RLock()


class Face(msgspec.Struct, frozen=True):
    """A font file under the family name that style sheets use."""

    family: str
    path: Path


def font_asset(family: str) -> str:
    """The name under which the fetcher hands out the file of `family`."""
    return "fonts/" + family.replace(" ", "-")


EVERYDAY = "Yuzheng Song Everyday"
SONG = "Yuzheng Song"
HEI = "Yuzheng Hei"

_supplements: list[Face] = []


def faces() -> tuple[Face, ...]:
    """All faces, in the order in which a character is looked for."""
    return (*_bundled(), *_supplements)


def families() -> list[str]:
    """Every family in the order in which a character is looked for; the everyday cut of Song comes first."""
    return [EVERYDAY, *(face.family for face in faces())]


def font_files() -> dict[str, bytes]:
    """The file of each family."""
    whole = {face.family: face.path.read_bytes() for face in faces()}
    return {EVERYDAY: subset(whole[SONG], everyday()), **whole}


def add_faces(folder: Path) -> list[Face]:
    """Take every font file of `folder` as a last resort for characters the bundled faces lack."""
    known = {face.path for face in _supplements}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix.lower() in SUFFIXES and path not in known:
            _supplements.append(Face(f"Yuzheng Supplement {len(_supplements) + 1}", path))
    return list(_supplements)


def missing_characters(words: Iterable[str]) -> list[str]:
    """Characters of `words` that would come out as an empty box or not at all, each once, in order."""
    wanted = dict.fromkeys(character for word in words for character in word)
    return [character for character in wanted if not _printable(character) or face_for(character) is None]


def face_for(character: str) -> Face | None:
    """The first face that has `character`."""
    return next((face for face in faces() if ord(character) in coverage(face)), None)


@lru_cache(maxsize=16)
def coverage(face: Face) -> frozenset[int]:
    """Code points for which `face` has a glyph."""
    found = characters_of(face.path.read_bytes())
    give_back()
    return found


@lru_cache(maxsize=16)
def opened(face: Face) -> Any:
    """The font as fontTools reads it; hold `reading()` while using it."""
    return TTFont(face.path, lazy=True)


def reading() -> threading.RLock:
    """The lock under which font tables are read."""
    return _READING


@lru_cache(maxsize=1)
def _bundled() -> tuple[Face, Face]:
    folder = Path(str(files(PACKAGE)))
    return (Face(SONG, folder / "NotoSerifSC-Regular.otf"), Face(HEI, folder / "NotoSansSC-Regular.otf"))


def _printable(character: str) -> bool:
    """Controls, private use, unassigned and invisible formatting characters have no place on a document."""
    return unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
