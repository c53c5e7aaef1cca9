"""Make the frozen tables of the matcher anew; a changed table is a new version of the matcher.

Needs pypinyin (MIT), opencc (Apache-2.0), ToJyutping (BSD) and LunarCalendar (MIT) for this one run: the
matcher itself reads the tables only, so no upgrade of theirs can change a key.

    python -m benchmarks.screening.tables
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.screening import population
from benchmarks.screening.population import words

_TARGET = Path(__file__).parents[2] / "screening" / "matching" / "data"
_HAN = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
_MEN = 0.05


def write(file: str, header: str, rows: list[tuple[str, ...]]) -> None:
    lines = [header.replace(" ", "\t"), *("\t".join(row) for row in rows)]
    (_TARGET / file).write_text("\n".join(lines) + "\n", encoding="utf-8")


def fold() -> None:
    """Our own rows first, then traditional to simplified character by character, each straight to its end."""
    import opencc  # type: ignore[import-not-found, import-untyped, unused-ignore]

    simplify = opencc.OpenCC("t2s").convert
    own = [
        line.split("\t")
        for line in (Path(__file__).parent / "data" / "folds.tsv").read_text("utf-8").splitlines()[1:]
    ]
    straight = {source: (target, kind) for source, target, kind in own}
    for character in _HAN:
        simple = simplify(character)
        if simple != character and len(simple) == 1 and character not in straight:
            straight[character] = (simple, "traditional")

    def end(character: str) -> str:
        seen = {character}
        while character in straight and straight[character][0] not in seen:
            character = straight[character][0]
            seen.add(character)
        return character

    rows = [(source, end(target), kind) for source, (target, kind) in sorted(straight.items())]
    write("fold_v2.tsv", "from to class", [row for row in rows if row[0] != row[1]])


def toneless(reading: str) -> str:
    return reading.replace("ü", "v").replace("ê", "e")


def readings() -> dict[str, list[str]]:
    """At most three readings of a character, the usual one first."""
    from pypinyin import Style, pinyin  # type: ignore[import-not-found, unused-ignore]

    found: dict[str, list[str]] = {}
    for character in _HAN[0x4DC0 - 0x3400 :]:
        usual = pinyin(character, style=Style.NORMAL, heteronym=False)[0]
        every = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
        sounds = [
            toneless(one)
            for one in dict.fromkeys([*usual, *every])
            if (one.isalpha() and one.isascii()) or "ü" in one
        ]
        if sounds and sounds != [character]:
            found[character] = [one for one in sounds if one not in ("n", "m", "ng", "hm", "hng")][:3]
    return {character: sounds for character, sounds in found.items() if sounds}


def cantonese(characters: list[str]) -> list[tuple[str, ...]]:
    import ToJyutping  # type: ignore[import-not-found, import-untyped, unused-ignore]

    rows: list[tuple[str, ...]] = []
    for character in characters:
        ((_, sounds),) = ToJyutping.get_jyutping_candidates(character) or [(character, None)]
        if sounds:
            rows.append((character, " ".join(dict.fromkeys(one.rstrip("0123456789") for one in sounds[:2]))))
    return rows


def lunar() -> list[tuple[str, ...]]:
    """The first day of every lunar month; `leap` is 1 for the second of two months of one number."""
    from lunarcalendar import Converter, Solar  # type: ignore[import-not-found, import-untyped, unused-ignore]

    rows: list[tuple[str, ...]] = []
    day = date(1936, 1, 1)
    while day < date(2020, 1, 1):
        found = Converter.Solar2Lunar(Solar(day.year, day.month, day.day))
        if found.day == 1:
            rows.append((str(found.year), str(found.month), str(int(found.isleap)), day.isoformat()))
        day += timedelta(days=1)
    return rows


def frequency() -> list[tuple[str, ...]]:
    """Shares of surnames, of characters in given names and of whole given names, of our made-up people."""
    characters: defaultdict[str, float] = defaultdict(float)
    names: Counter[str] = Counter()
    for male, part in ((False, 1 - _MEN), (True, _MEN)):
        _add_given(characters, names, male, part)
    total = sum(characters.values())
    rows: list[tuple[str, ...]] = [("surname", name, f"{share:.3e}") for name, share in _surname_shares()]
    rows += [
        ("character", one, f"{share / total:.3e}")
        for one, share in sorted(characters.items(), key=lambda i: -i[1])
    ]
    return rows + [("given", name, f"{share:.3e}") for name, share in names.most_common(3000)]


def _surname_shares() -> list[tuple[str, float]]:
    single, double = population.surnames(), population.compound_surnames()
    shares: defaultdict[str, float] = defaultdict(float)
    for table, part in ((single, 1 - population.COMPOUND), (double, population.COMPOUND)):
        for name, share in zip(table.values, table.shares, strict=True):
            shares[name] += part * share
    return sorted(shares.items(), key=lambda item: -item[1])


def _add_given(characters: Any, names: Any, male: bool, part: float) -> None:
    one = population.one_character(male)
    for name, share in zip(one.values, one.shares, strict=True):
        names[name] += part * population.ONE_CHARACTER * share
        characters[name] += part * population.ONE_CHARACTER * share
    liked = 0.0 if male else population.POPULAR
    for name, share in zip(population.popular().values, population.popular().shares, strict=True):
        names[name] += part * liked * share
        for character in name:
            characters[character] += part * liked * share
    rest = part * (1 - population.ONE_CHARACTER - liked)
    front, back = population.first(male), population.second(male)
    for table in (front, back):
        for name, share in zip(table.values, table.shares, strict=True):
            characters[name] += rest * share
    for a, share in zip(front.values[:200], front.shares, strict=False):
        for b, other in zip(back.values[:200], back.shares, strict=False):
            names[a + b] += rest * share * other


def main() -> None:
    fold()
    sounds = readings()
    write(
        "readings_v1.tsv",
        "character readings",
        [(one, " ".join(found)) for one, found in sorted(sounds.items())],
    )
    level = [
        c
        for c in (
            bytes((high, low)).decode("gb2312", "ignore")
            for high in range(0xB0, 0xF8)
            for low in range(0xA1, 0xFF)
        )
        if c
    ]
    write("cantonese_v1.tsv", "character readings", cantonese(level))
    write("lunar_v1.tsv", "year month leap first_day", lunar())
    write("frequency_v1.tsv", "kind value share", frequency())
    spelt: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / "data" / "romanised_surnames.txt").read_text("utf-8").splitlines():
        name, sound, *spellings = line.split()
        spelt.setdefault(name, [sound]).extend(one for one in spellings if one not in spelt[name])
    write(
        "surnames_v2.tsv", "surname reading spellings", [(n, s[0], " ".join(s[1:])) for n, s in spelt.items()]
    )
    write("look_alikes_v1.tsv", "characters", [(group,) for group in words("look_alikes.txt")])


if __name__ == "__main__":
    main()
