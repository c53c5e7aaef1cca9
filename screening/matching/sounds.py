"""How names sound and are spelt: pinyin, Wade–Giles, Cantonese as Hong Kong writes it; what is confused."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from screening.matching import data

MOST_READINGS: Final = 6
_FINALS: Final = str.maketrans({"ü": "v", "û": "v"})
#: Wade–Giles without its marks, which nobody types; what a spelling may stand for, longest first.
_WADE_INITIALS: Final = {
    "hs": ("x",),
    "ch": ("zh", "ch", "j", "q"),
    "tz": ("z", "c"),
    "ts": ("z", "c"),
    "ss": ("s",),
    "sz": ("s",),
    "j": ("r",),
    "p": ("b", "p"),
    "t": ("d", "t"),
    "k": ("g", "k"),
}
_WADE_FINALS: Final = {
    "ien": ("ian",),
    "ieh": ("ie",),
    "ung": ("ong",),
    "iung": ("iong",),
    "ih": ("i",),
    "u": ("u", "v", "i"),
    "uei": ("ui",),
    "ui": ("ui",),
    "eh": ("e",),
    "ueh": ("ue", "ve"),
    "o": ("o", "e", "uo"),
    "uo": ("uo",),
    "erh": ("er",),
    "en": ("en",),
    "iu": ("iu",),
    "uen": ("un", "uan"),
    "uan": ("uan",),
}
_WADE_WHOLE: Final = {
    "yeh": ("ye",),
    "yen": ("yan",),
    "yueh": ("yue",),
    "yu": ("yu", "you"),
    "yung": ("yong",),
    "erh": ("er",),
    "jih": ("ri",),
    "jung": ("rong",),
    "jen": ("ren",),
    "ing": ("ying",),
}
#: Coarse sounds of Cantonese: Jyutping and the spellings of Hong Kong come out the same.
_COARSE: Final = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"^sze?$", "si"),
        (r"^tsze?$", "ci"),
        (r"^(tsz|tz|ts|ch|z|c(?!h))", "c"),
        (r"^chi?e?$", "ci"),
        (r"^(gw|kw|qu)", "kw"),
        (r"^(g|q)", "k"),
        (r"^b", "p"),
        (r"^d", "t"),
        (r"^j", "y"),
        (r"^sh", "s"),
        (r"^ng(?=[aeiou])", ""),
        (r"^yi", "i"),
        (r"^yee$", "i"),
        (r"^w(?=u)", ""),
        (r"eoi|oey|ooi", "ui"),
        (r"oeng|eung|eong", "eng"),
        (r"oek|euk|eok", "ek"),
        (r"eon", "un"),
        (r"eot", "ut"),
        (r"(?<!^)yu|(?<=^y)yu|ue", "u"),
        (r"aa", "a"),
        (r"ee|ei|ie", "i"),
        (r"oo", "u"),
        (r"ou|ow", "o"),
        (r"ai|ay", "ai"),
        (r"um$", "am"),
        (r"ck$", "k"),
        (r"h$", ""),
    )
)
_CONFUSED: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"), ("h", "f"))


@cache
def syllables() -> frozenset[str]:
    """Every syllable of pinyin that some character has."""
    return frozenset(sound for sounds in data.readings().values() for sound in sounds)


@lru_cache(maxsize=100_000)
def of_character(character: str) -> tuple[str, ...]:
    """The readings of a character, of the form it is written in and of the form it counts as."""
    known = data.readings()
    folded = character.translate(data.FOLD_TABLE)
    found = (*known.get(folded, ()), *known.get(character, ()))
    return tuple(dict.fromkeys(pinyin(sound) for sound in found))[:3]


def of_surname(character: str) -> tuple[str, ...]:
    """Surnames are read in their own way: 单 is shan, 曾 zeng."""
    folded = character.translate(data.FOLD_TABLE)
    known = data.surnames().get(folded)
    if known:
        return (known.reading,)
    if len(folded) > 1:
        return ("".join(next(iter(of_character(one)), "") for one in folded),)
    return of_character(character)[:2]


def pinyin(sound: str) -> str:
    """ü is written v, yu and u by different offices: l and n keep one form."""
    plain = sound.lower().translate(_FINALS)
    return re.sub(r"^([ln])(yu|ue|ve|v)(?=e?$|$)", lambda m: m[1] + ("ve" if "e" in m[2] else "v"), plain)


@lru_cache(maxsize=50_000)
def spelt(word: str) -> tuple[str, ...]:
    """The syllables of pinyin that one spelt syllable may stand for."""
    found = [pinyin(word)] if pinyin(word) in syllables() else []
    return tuple(dict.fromkeys([*found, *_wade(word)]))[:MOST_READINGS]


def _wade(word: str) -> list[str]:
    if word in _WADE_WHOLE:
        return list(_WADE_WHOLE[word])
    start = next((one for one in sorted(_WADE_INITIALS, key=len, reverse=True) if word.startswith(one)), "")
    if not start:
        match = re.match(r"[^aeiou]*", word)
        start = match[0] if match else ""
    end = word[len(start) :]
    ends = (*_WADE_FINALS.get(end, ()), end)
    if end == "u" and start not in ("tz", "ts", "ss", "sz"):
        ends = ("u", "v")  # only tzu and ssu are zi and si
    options = (a + b for a in _WADE_INITIALS.get(start, (start,)) for b in ends)
    return [option for option in options if option in syllables()]


@lru_cache(maxsize=50_000)
def divide(word: str) -> tuple[tuple[str, ...], ...]:
    """All ways to read a word of Latin letters as one to four syllables of pinyin."""
    ways: list[tuple[str, ...]] = []

    def go_on(rest: str, done: tuple[str, ...]) -> None:
        if not rest:
            ways.append(done)
        elif len(done) < 8 and len(ways) < MOST_READINGS:
            for length in range(min(6, len(rest)), 0, -1):
                if pinyin(rest[:length]) in syllables():
                    go_on(rest[length:], (*done, rest[:length]))

    go_on(word, ())
    return tuple(sorted(ways, key=len)[:MOST_READINGS])


@lru_cache(maxsize=50_000)
def coarse(spelling: str) -> str:
    """A Cantonese syllable in the form in which Jyutping and the spellings of Hong Kong agree."""
    for pattern, to in _COARSE:
        spelling = pattern.sub(to, spelling)
    return spelling


@lru_cache(maxsize=50_000)
def cantonese(character: str) -> frozenset[str]:
    return frozenset(coarse(sound) for sound in data.cantonese().get(character, ()))


@lru_cache(maxsize=20_000)
def slurred(sound: str) -> str:
    """What many speakers do not tell apart: zh and z, n and l, the endings n and ng."""
    for one, other in _CONFUSED:
        if sound.startswith(one):
            sound = other + sound[len(one) :]
            break
    return sound[:-1] if sound.endswith("ng") and not sound.endswith("ong") else sound
