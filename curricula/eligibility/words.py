"""What is declared in words, in Chinese or English, read as the kinds that the rules know."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, TypeVar

from curricula.eligibility.data import WORDS, DiplomaKind, State, TitleRank
from curricula.occupations.data import LEVELS

Kind = TypeVar("Kind", bound=str)

_ASSESSED: Final = re.compile(r"^(经评估论证的?|assessed_)")
_DOCUMENT: Final = re.compile(r"(毕业证书|毕业证|毕业生|毕业|学历)$")
_BETWEEN: Final = re.compile(r"[、,，;；]")
#: The level of a certificate that is not one of the five: 预备技师证书 of a technician college.
RESERVE: Final = 0


def _key(written: str) -> str:
    return re.sub(r"[\s-]+", "_", unicodedata.normalize("NFKC", written).strip().casefold())


def _index(rows: Iterable[tuple[Kind, Iterable[str]]]) -> dict[str, Kind]:
    return {_key(word): kind for kind, words in rows for word in words}


_DIPLOMAS = _index((one.kind, (one.kind, one.zh, *one.words)) for one in WORDS.diplomas)
_TITLES = _index((one.rank, (one.rank, one.zh, *one.words)) for one in WORDS.titles)
_STATES = _index((one.state, (one.state, one.zh, *one.words)) for one in WORDS.states)
_LEVELS = {
    _key(word): level.level
    for level in LEVELS.values()
    for word in (str(level.level), level.zh, *level.zh.split("/"))
}
_RESERVE_WORDS = {_key(word) for word in ("reserve_technician", "预备技师", "预备技师证书")}


def diploma_kind(written: str) -> tuple[DiplomaKind, bool] | None:
    """The kind of a diploma, and whether the word says that the programme was assessed."""
    word = _key(written)
    bare = _ASSESSED.sub("", word)
    kind = _DIPLOMAS.get(bare) or _DIPLOMAS.get(_DOCUMENT.sub("", bare))
    return (kind, bare != word) if kind else None


def title_rank(written: str) -> TitleRank | None:
    """The rank of a professional title."""
    return _TITLES.get(_key(written))


def states(written: str | Iterable[str]) -> tuple[list[State], list[str]]:
    """The states that are declared, and the words that are not understood."""
    words = _BETWEEN.split(written) if isinstance(written, str) else list(written)
    wanted = [word for word in words if word.strip()]
    known = [found for word in wanted if (found := _STATES.get(_key(word)))]
    return known, [word for word in wanted if _key(word) not in _STATES]


def level(written: int | str) -> int | None:
    """One of the five levels by its digit or name."""
    return _LEVELS.get(_key(str(written)))


def certificate_level(written: int | str) -> int | None:
    """The level of a certificate; `RESERVE` for the one of a reserve technician."""
    return RESERVE if _key(str(written)) in _RESERVE_WORDS else level(written)


def edition_name(written: int | str) -> str:
    """The name of an edition: 2021 and 2021年 are 2021年版."""
    found = re.fullmatch(r"(\d{4})(年版?)?", unicodedata.normalize("NFKC", str(written)).strip())
    return f"{found[1]}年版" if found else str(written)
