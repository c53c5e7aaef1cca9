"""A written name becomes tokens: the surname and each syllable, with its character, sounds and spelling."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import chain, islice, product
from typing import Final

import msgspec

from registry.people.data import COMPOUND_SURNAMES
from registry.people.rules import DOT, read_name
from screening.matching import sounds
from screening.matching.data import FOLD_TABLE, spelt_surnames, surnames

#: From this many tokens on it is no Han name but the writing of one from another language.
LONG: Final = 5
MOST_FORMS: Final = 6
WILD: Final = "?"
_IDS: Final = re.compile(
    r"[\[【〔{][^\]】〕}]*[+＋][^\]】〕}]*[\]】〕}]|\{[\u4e00-\u9fff]{2,3}\}|[\u2ff0-\u2fff].{2}"
)
_UNKNOWN: Final = re.compile(
    r"[?？*＊□■〓_#×○●◯某�]|[\ue000-\uf8ff]|[\U000f0000-\U0010ffff]|(?<=[\u4e00-\u9fff])[xX](?![a-wyzA-WYZ])"
)
_ASIDE: Final = re.compile(
    r"(?:曾用姓?名|又名|原姓?名|化名|[别別]名|曾名|又称|现名|更名为|f\.?k\.?a\.?|aka"
    r"|(?:^|(?<=[\s,，、;；]))(?:小名|乳名|本名|旧名|英文名|身份证名))\s*[:：为]?\s*",
    re.IGNORECASE,
)
_REMARK: Final = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]?|(?<=..)(?:女士|先生|老师|同志|小姐|阿姨)$")
_PART: Final = re.compile(r"[a-z]+|[^a-z]")
#: Two to four common characters, none of them a sign or part of a remark: nothing to take apart.
_PLAIN: Final = re.compile(
    r"(?![^某名称原曾]*[某名称原曾])(?!..(?:女士|先生|老师|同志|小姐|阿姨))[\u4e00-\u9fa5]{2,4}"
)
_COMPOUND: Final = frozenset(name.translate(FOLD_TABLE) for name in COMPOUND_SURNAMES)
#: Every common character that counts as the first of one: most surnames begin with none of them.
_COMPOUND_FIRSTS: Final = frozenset(
    char
    for char in map(chr, range(0x4E00, 0x9FA6))
    if any(name.startswith(char.translate(FOLD_TABLE)) for name in _COMPOUND)
)


class Token(msgspec.Struct, frozen=True, cache_hash=True):
    """A surname or one syllable of a given name; a character may be unknown and only its spelling written."""

    char: str = ""
    sounds: tuple[str, ...] = ()
    spelt: str = ""

    @property
    def wild(self) -> bool:
        return self.char == WILD


UNKNOWN: Final = Token(WILD)


class Name(msgspec.Struct, frozen=True, eq=False):
    """One name. `forms`: the ways to read it, surname first; `text`: what counts as the same writing."""

    text: str
    forms: tuple[tuple[Token, ...], ...]
    han: bool
    parts: tuple[str, ...] = ()
    raw: str = ""

    @property
    def long(self) -> bool:
        return len(self.forms[0]) >= LONG or len(self.parts) > 1


def name_key(written: str) -> str:
    """The name without spaces, dots, case, accents and different ways to write the same character."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", written).upper())
    return "".join(char for char in apart if unicodedata.category(char)[0] in "LN").translate(FOLD_TABLE)


def told_plainly(written: str) -> bool:
    """Whether this is one Han name and nothing else."""
    return _PLAIN.fullmatch(written) is not None


@lru_cache(maxsize=200_000)
def names_in(written: str) -> tuple[Name, ...]:
    """The name and every former name written beside it."""
    if told_plainly(written):
        return (_told_plainly(written),)
    whole = "".join(c for c in unicodedata.normalize("NFKC", written) if unicodedata.category(c) != "Cf")
    whole = _IDS.sub(WILD, whole)
    read = read_name(whole)
    apart = [piece for one in (read.name, *read.aliases) for piece in _ASIDE.split(one)]
    pieces = [piece for one in apart for piece in re.split(r"[/、;；|]", one)]
    found = [name for piece in pieces if (name := _one(piece)) is not None]
    return tuple({name.text: name for name in found}.values())


def _one(piece: str) -> Name | None:
    known = _UNKNOWN.sub(WILD, _REMARK.sub("", piece)).strip(" ,，、")
    known = re.sub(r"[0-9]+$", "", known)
    if not re.search(r"[^\W\d_]", known):
        return None
    if re.search(r"[\u3400-\u9fff\U00020000-\U0003ffff]", known):
        return _han(known)
    return _latin(known)


def _han(known: str) -> Name:
    """Every character a token but a compound surname; Latin letters among them stand for characters.

    Names with dots are written with the own name first or last: both are read.
    """
    plain = _letters(known)
    parts = tuple(filter(None, map(_letters, known.split(DOT)))) if DOT in known else ()
    forms = _read(plain)
    if len(parts) > 1:
        forms += _read("".join((*parts[-1:], *parts[:-1])))
    return Name(plain.translate(FOLD_TABLE).upper(), forms, True, tuple(map(name_key, parts)), plain)


def _letters(known: str) -> str:
    return "".join(c for c in known if c == WILD or unicodedata.category(c)[0] == "L").lower()


def _read(plain: str) -> tuple[tuple[Token, ...], ...]:
    """The tokens of a name in characters; more than one way where Latin letters fall into syllables."""
    folded = plain.translate(FOLD_TABLE)
    first = next((n for n in (4, 2) if folded[:n] in _COMPOUND and len(folded) > n), 1)
    if folded[:1].isascii() and folded[0] != WILD:
        first = 0
    front = (_surname(folded[:first], plain[:first]),) if first else ()
    parts = _PART.finditer(folded[first:])
    options = [_part(part[0], plain[first + part.start() : first + part.end()]) for part in parts]
    return tuple((*front, *chain(*way)) for way in islice(product(*options), MOST_FORMS))


def _part(folded: str, plain: str) -> tuple[tuple[Token, ...], ...]:
    """One character; or letters, whole where they are a syllable, and divided."""
    if len(folded) == 1:
        return ((_given(folded, plain),),)
    return tuple(tuple(map(_syllable, way)) for way in _ways(folded))


def _told_plainly(written: str) -> Name:
    """The same of a name that is nothing but two to four common characters."""
    return Name(written.translate(FOLD_TABLE), (tokens_in(written),), True, (), written)


def tokens_in(written: str) -> tuple[Token, ...]:
    """Surname and given characters of a name that is told plainly."""
    surname = surname_in(written)
    return (surname_of(surname), *map(given_character, written[len(surname) :]))


def surname_in(written: str) -> str:
    """The surname of a name that is told plainly."""
    if len(written) > 2 and written[0] in _COMPOUND_FIRSTS and _compound(written[:2]):
        return written[:2]
    return written[0]


def _compound(written: str) -> bool:
    return written.translate(FOLD_TABLE) in _COMPOUND


@cache
def surname_of(written: str) -> Token:
    """A surname in one or two common characters."""
    return _surname(written.translate(FOLD_TABLE), written)


@cache
def given_character(written: str) -> Token:
    """One common character of a given name."""
    return _given(written.translate(FOLD_TABLE), written)


@lru_cache(maxsize=20_000)
def _surname(folded: str, plain: str) -> Token:
    if folded == WILD:
        return UNKNOWN
    return Token(folded, sounds.of_surname(plain if folded not in surnames() else folded))


@lru_cache(maxsize=20_000)
def _given(folded: str, plain: str) -> Token:
    if folded == WILD:
        return UNKNOWN
    if folded.isascii():
        return Token("", sounds.spelt(folded), folded)
    return Token(folded, sounds.of_character(plain))


def _latin(known: str) -> Name | None:
    """A name in Latin letters: read as pinyin, Wade–Giles or Cantonese, surname first or last."""
    plain = unicodedata.normalize("NFD", known.lower().replace("ü", "v").replace("’", "").replace("'", ""))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    comma = plain.split(",")
    if len(comma) == 2:
        plain = f"{comma[0]} {comma[1]}"
    words = re.findall(r"[a-z]+", plain)
    if not words:
        return None
    forms = _spelt_forms(words, fixed=len(comma) == 2)
    return Name("".join(words).upper(), tuple(forms), False, (), " ".join(words))


def _spelt_forms(words: list[str], fixed: bool) -> list[tuple[Token, ...]]:
    ways = [_ways(word) for word in words]
    forms: list[tuple[Token, ...]] = []
    for way in product(*ways):
        forms.append(_tokens([part for word in way for part in word]))
        if len(words) > 1 and not fixed:
            last = [*way[-1:], *way[:-1]]
            forms.append(_tokens([part for word in last for part in word]))
        if len(forms) >= MOST_FORMS:
            break
    return list(dict.fromkeys(forms))[:MOST_FORMS]


def _ways(word: str) -> tuple[tuple[str, ...], ...]:
    """A spelling of a surname or one syllable stays whole; a longer word falls into syllables."""
    whole = ((word,),) if sounds.spelt(word) or word in spelt_surnames() or len(word) == 1 else ()
    return tuple(dict.fromkeys((*whole, *sounds.divide(word)[:3]))) or ((word,),)


def _tokens(parts: list[str]) -> tuple[Token, ...]:
    """A surname of two syllables stays two tokens apart unless it is spelt as one word."""
    first = parts[0]
    both = "".join(parts[:2])
    if len(parts) > 2 and (both in _compound_sounds() or both in spelt_surnames()):
        heard = tuple(sorted(spelt_surnames().get(both, {both})))
        return (Token("", heard, both), *(_syllable(part) for part in parts[2:]))
    heard = tuple(dict.fromkeys((*sounds.spelt(first), *sorted(spelt_surnames().get(first, ())))))
    return (Token("", heard, first), *(_syllable(part) for part in parts[1:]))


def _syllable(part: str) -> Token:
    return Token("", sounds.spelt(part), part)


@lru_cache(maxsize=1)
def _compound_sounds() -> frozenset[str]:
    return frozenset(sound for name in _COMPOUND for sound in sounds.of_surname(name))
