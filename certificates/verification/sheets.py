"""The page behind the QR code, drawn once for each kind of answer and filled for each visitor.

It is the most seen page, and all its visitors see the same but for a dozen words. The template stays the one
source: it is drawn with values that occur nowhere else, and the page is cut where they stand.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from markupsafe import escape

from certificates.verification.queries import Finding
from curricula.occupations.rules import level_label
from foundation.language import current_language, say, say_date, say_time
from foundation.web.client import settings_of
from foundation.web.filters import group_number
from foundation.web.pages import Request, render

_TEMPLATE: Final = "certificates/verification.html"

#: Nearly no word holds any: to look is less work than to escape, as long as the word is short.
_SPECIAL: Final = re.compile("[&<>\"']").search
_SHORT: Final = 40

Words = tuple[str, ...]


class Proof(NamedTuple):
    """The proof from the public log, as it is shown."""

    #: Counted from one, for people; proofs count from nought.
    place: str
    number: str
    size: str
    hashes: str
    checkpoint: str


_NO_PROOF: Final = Proof("", "", "", "", "")


class Sheet:
    """A page with gaps. `marks` are the words that stand in them, in the order in which words are given."""

    def __init__(self, page: str, marks: Words) -> None:
        places = {mark: place for place, mark in enumerate(marks) if mark}
        pieces = re.split("(" + "|".join(map(re.escape, sorted(places, key=len, reverse=True))) + ")", page)
        self._pieces = pieces
        self._gaps = [(at, places[pieces[at]]) for at in range(1, len(pieces), 2)]

    def fill(self, words: Words) -> bytes:
        """The page with these words, each escaped."""
        pieces = self._pieces.copy()
        for at, place in self._gaps:
            word = words[place]
            pieces[at] = escape(word) if len(word) > _SHORT or _SPECIAL(word) else word
        return "".join(pieces).encode()


def page(request: Request, finding: Finding, token: str = "") -> bytes:
    """The answer as a page, in the reader's language."""
    if settings_of(request).development:  # templates are being changed
        return draw(request, finding, level_of(finding), token, proof_of(finding))
    return _sheet(request, finding, token).fill(words_of(finding, token))


def draw(request: Request, finding: Finding, level: str, token: str, proof: Proof) -> bytes:
    """The template as it stands, with these values."""
    path = f"/v/{token}" if token else "/verify"
    drawn = render(
        request, _TEMPLATE, request_path=path, finding=finding, level=level, token=token, proof=proof
    )
    return bytes(drawn.content)


def words_of(finding: Finding, token: str) -> Words:
    """What differs between two visitors who get the same kind of answer, as the template shows it."""
    language = current_language()
    return (
        _minute(finding.checked_at.replace(second=0, microsecond=0), language),
        token,
        finding.name,
        finding.occupation_en if language == "en" else finding.occupation,
        level_of(finding),
        finding.issuer,
        _day(finding.issued_on, language) if finding.issued_on else "",
        _day(finding.expires_on, language) if finding.expires_on else "",
        group_number(finding.number),
        finding.number[:13],
        finding.standard_edition,
        finding.identifier,
        *proof_of(finding),
    )


def level_of(finding: Finding) -> str:
    """The level in words."""
    return _level(finding.level, current_language()) if finding.level else ""


def proof_of(finding: Finding) -> Proof:
    """The proof from the log in words; empty where there is none."""
    found = finding.inclusion
    if found is None:
        return _NO_PROOF
    return Proof(
        str(found.index + 1), str(found.index), str(found.size), "\n".join(found.hashes), found.checkpoint
    )


@lru_cache(64)
def _minute(moment: datetime, language: str) -> str:
    return say_time(moment)


@lru_cache(4096)
def _day(day: date, language: str) -> str:
    return say_date(day)


@lru_cache(64)
def _level(level: int, language: str) -> str:
    return say(level_label(level))


#: Signs that no name, number or token can hold.
_NAME, _TRADE, _LEVEL, _ISSUER, _NUMBER, _TOKEN, _EDITION, _LICENCE, *_PROOF = (
    chr(0xE000 + place) for place in range(13)
)
_sheets: dict[tuple[object, ...], Sheet] = {}


def _sheet(request: Request, finding: Finding, token: str) -> Sheet:
    kind = (
        finding.state,
        finding.doubt,
        finding.current,
        finding.checks,
        current_language(),
        finding.number != "",
        finding.identifier != "",
        finding.expires_on is None,
        finding.inclusion is None,
        token != "",
    )
    if kind not in _sheets:
        _sheets[kind] = _drawn(request, finding, token)
    return _sheets[kind]


def _drawn(request: Request, finding: Finding, token: str) -> Sheet:
    mark = _TOKEN if token else ""
    marked = Finding(finding.state, datetime(1912, 1, 2, 3, 4, tzinfo=UTC), doubt=finding.doubt)
    if finding.number:
        marked = Finding(
            marked.state, marked.checked_at, _NUMBER * 22, _NAME, _TRADE, _TRADE, 0, _ISSUER,
            date(1913, 5, 6), date(1914, 7, 8) if finding.expires_on else None, 1, _EDITION,
            _LICENCE if finding.identifier else "", finding.checks, current=finding.current,
        )  # fmt: skip
    proof = _NO_PROOF if finding.inclusion is None else Proof(*_PROOF)
    marks = list(words_of(marked, mark))
    marks[4] = _LEVEL if finding.number else ""
    marks[-5:] = proof
    return Sheet(draw(request, marked, marks[4], mark, proof).decode(), tuple(marks))
