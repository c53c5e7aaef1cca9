"""Single slips in names, numbers and dates, as offices, readers of paper and people themselves make them."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from datetime import date, timedelta
from functools import cache

from benchmarks.screening.population import first, second, surnames, words
from registry.documents.rules import check_digit
from screening.matching import data
from screening.matching.births import Birth, by_the_moon
from screening.matching.sounds import of_character, of_surname


def other(dice: random.Random, options: list[str], but: str) -> str:
    left = [option for option in options if option != but]
    return dice.choice(left) if left else but


# --- names ---


@cache
def by_sound() -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for character in words("given_first.txt") + words("given_second.txt") + words("given_single.txt"):
        for sound in of_character(character)[:1]:
            if character not in found[sound]:
                found[sound].append(character)
    for character in data.readings():
        if "\u4e00" <= character <= "\u9fa5" and _common(character):
            for sound in of_character(character)[:1]:
                if character not in found[sound] and len(found[sound]) < 12:
                    found[sound].append(character)
    return found


def _common(character: str) -> bool:
    try:
        return character.encode("gb2312")[0] < 0xD8
    except UnicodeEncodeError:
        return False


@cache
def written_otherwise(kind: str) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for fold in data.FOLDS:
        if fold.kind == kind:
            found[fold.target].append(fold.source)
    return found


def family(name: str) -> int:
    return 2 if name[:2] in words("surnames.txt") and len(name) > 2 else 1


def replace_given(dice: random.Random, name: str, new: str, at: int | None = None) -> str:
    place = dice.randrange(family(name), len(name)) if at is None else at
    return name[:place] + new + name[place + 1 :]


def homophone(dice: random.Random, name: str) -> str:
    at = dice.randrange(family(name), len(name))
    sounds = of_character(name[at])
    return replace_given(dice, name, other(dice, by_sound()[sounds[0]] if sounds else [], name[at]), at)


def slurred(dice: random.Random, name: str) -> str:
    """A character that a speaker of a southern dialect takes for it."""
    pairs = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("l", "n"), ("f", "h"))
    for at in range(family(name), len(name)):
        sound = of_character(name[at])[0]
        twins = [b + sound[len(a) :] for a, b in pairs if sound.startswith(a)]
        twins += [sound[:-1]] if sound.endswith(("ang", "eng", "ing")) else []
        twins += [sound + "g"] if sound.endswith(("an", "en", "in")) else []
        for twin in twins:
            if by_sound().get(twin):
                return replace_given(dice, name, dice.choice(by_sound()[twin]), at)
    return homophone(dice, name)


def wrong_character(dice: random.Random, name: str) -> str:
    at = dice.randrange(family(name), len(name))
    alike = sorted(data.look_alikes().get(name[at], frozenset()) - {name[at]})
    return replace_given(dice, name, dice.choice(alike or words("given_second.txt")), at)


def lost_character(dice: random.Random, name: str) -> str:
    start = family(name)
    if len(name) - start < 2:
        return name + second(False).draw(dice)  # nothing to lose: one too many
    at = dice.randrange(start, len(name))
    return name[:at] + name[at + 1 :]


def traditional(name: str) -> str:
    table = written_otherwise("traditional")
    return "".join(table[one][0] if table.get(one) else one for one in name)


def variant(dice: random.Random, name: str) -> str:
    table = written_otherwise("variant")
    able = [at for at, one in enumerate(name) if table.get(one)]
    if not able:
        return traditional(name)
    at = dice.choice(able)
    return name[:at] + dice.choice(table[name[at]]) + name[at + 1 :]


def latin(name: str) -> list[str]:
    """Surname and the syllables of the given name in pinyin."""
    at = family(name)
    return [of_surname(name[:at])[0], *(of_character(one)[0] for one in name[at:])]


def passport(name: str, u: str = "yu") -> str:
    sounds = [re.sub(r"^([ln])v", rf"\1{u}", sound) for sound in latin(name)]
    return f"{sounds[0]} {''.join(sounds[1:])}".upper()


def wade(sound: str) -> str:
    """Wade–Giles without its marks."""
    whole = {"yan": "yen", "ye": "yeh", "yue": "yueh", "you": "yu", "yong": "yung", "er": "erh", "yi": "i"}
    if sound in whole:
        return whole[sound]
    start = next((s for s in ("zh", "ch", "sh") if sound.startswith(s)), sound[:1])
    end = sound[len(start) :]
    fronts = {
        "zh": "ch",
        "j": "ch",
        "q": "ch",
        "x": "hs",
        "z": "ts",
        "c": "ts",
        "b": "p",
        "d": "t",
        "g": "k",
        "r": "j",
    }
    ends = {"ian": "ien", "ie": "ieh", "ong": "ung", "iong": "iung", "ue": "ueh", "ve": "ueh", "v": "u"}
    if end == "i" and start in ("zh", "ch", "sh", "r"):
        end = "ih"
    if end == "i" and start in ("z", "c", "s"):
        return {"z": "tzu", "c": "tzu", "s": "szu"}[start]
    return fronts.get(start, start) + ends.get(end, end)


def taiwan(name: str) -> str:
    at = family(name)
    known = data.surnames().get(name[:at].translate(data.FOLD_TABLE))
    front = known.spellings[0] if known else wade(of_surname(name[:at])[0])
    return f"{front.upper()} {'-'.join(wade(of_character(one)[0]) for one in name[at:]).title()}"


def hong_kong(dice: random.Random, name: str) -> str:
    at = family(name)
    known = data.surnames().get(name[:at].translate(data.FOLD_TABLE))
    front = dice.choice(known.spellings[:3]) if known else _hk(name[0])
    return f"{front.upper()} {' '.join(_hk(one) for one in name[at:]).title()}"


def _hk(character: str) -> str:
    """Jyutping as the offices of Hong Kong would spell it."""
    sound = next(iter(data.cantonese().get(character, ())), of_character(character)[0])
    changes = (
        (r"^zi$", "chi"), (r"^ci$", "chi"), (r"^si$", "sze"), (r"^z", "ch"), (r"^c(?!h)", "ch"),
        (r"^jyu", "yu"), (r"^j", "y"),
        (r"^gw", "kw"), (r"^g", "k"), (r"oeng", "eung"), (r"eon", "un"), (r"eot", "ut"), (r"eoi", "ui"),
        (r"yun", "uen"), (r"yut", "uet"), (r"aa", "a"), (r"ou", "o"), (r"^yi", "yi"), (r"yu$", "yu"),
    )  # fmt: skip
    for pattern, to in changes:
        sound = re.sub(pattern, to, sound)
    return sound


def placeholder(dice: random.Random, name: str) -> str:
    return replace_given(dice, name, dice.choice(["?", "*", "□", "■", "\ue123", "[女+洁]", "〓", "某"]))


def spelt_inside(dice: random.Random, name: str) -> str:
    at = dice.randrange(family(name), len(name))
    return replace_given(dice, name, of_character(name[at])[0], at)


def given_spelt(name: str) -> str:
    """The surname in characters, the given name in pinyin: 李huamei."""
    return name[: family(name)] + "".join(latin(name)[1:])


def new_surname(dice: random.Random, name: str) -> str:
    found = surnames().draw(dice)
    return (found if found != name[0] else "覃") + name[family(name) :]


def new_given(dice: random.Random, name: str) -> str:
    return name[: family(name)] + first(False).draw(dice) + second(False).draw(dice)


# --- numbers ---


def wrong_digit(dice: random.Random, number: str, low: int = 0, high: int = 17) -> str:
    at = dice.randrange(low, high)
    return number[:at] + other(dice, list("0123456789"), number[at]) + number[at + 1 :]


def exchanged(dice: random.Random, number: str) -> str:
    able = [at for at in range(16) if number[at] != number[at + 1]]
    at = dice.choice(able)
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]


def misread(dice: random.Random, number: str) -> str:
    glyphs = {"0": "Oo", "1": "lI", "5": "S", "8": "B", "2": "Z"}
    head = "".join(dice.choice(glyphs[c]) if c in glyphs and dice.random() < 0.5 else c for c in number[:17])
    return head + number[17:]


def with_check(body: str) -> str:
    return body + check_digit(body)


# --- dates ---


def day(value: str) -> date:
    return date.fromisoformat(value)


def swapped(dice: random.Random, value: str) -> str:
    """Day and month exchanged; where that is no date the exchange stays visible."""
    year, month, of_month = value.split("-")
    return f"{year}-{of_month}-{month}" if month != of_month else wrong_date(dice, value)


def wrong_date(dice: random.Random, value: str) -> str:
    for _ in range(50):
        at = dice.choice([2, 3, 6, 8, 9])
        tried = value[:at] + str(dice.randrange(10)) + value[at + 1 :]
        try:
            if tried != value and 1940 <= day(tried).year <= 2010:
                return tried
        except ValueError:
            continue
    return value


def lunar(value: str) -> str:
    """The date by the moon's calendar, written as if it were the sun's."""
    wanted = day(value)
    for back in range(17, 55):
        told = wanted - timedelta(days=back)
        for of_month in (told.day, 29, 30):
            try:
                birth = Birth(told.year, told.month, of_month)
            except ValueError:
                continue
            if any(
                (found.year, found.month, found.day) == (wanted.year, wanted.month, wanted.day)
                for found in by_the_moon(birth)
            ):
                return f"{birth.year}-{birth.month:02d}-{birth.day:02d}"
    return value
