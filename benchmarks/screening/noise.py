"""Kinds of noise with which one and the same person is recorded twice; every kind has its name and its group.

A name is disturbed where the list tells no number, a date as well: otherwise the number alone would answer.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final, NamedTuple

from msgspec.structs import replace

from benchmarks.screening import minorities, slips
from benchmarks.screening.population import Person, number, surnames

Noise = Callable[[random.Random, Person], Person]


class Kind(NamedTuple):
    """A kind of noise. `seen`: whether anything is left by which a matcher could know the person."""

    group: str
    noise: Noise
    seen: bool = True


class Pair(NamedTuple):
    """One person recorded twice: as the list has it and as the register of people has it."""

    kind: str
    person: Person
    listed: Person


def on_name(change: Callable[[random.Random, str], str]) -> Noise:
    return lambda dice, one: replace(one, name=change(dice, one.name), no="", doc="")


def keeping(change: Callable[[random.Random, str], str]) -> Noise:
    """The name changed, the number kept."""
    return lambda dice, one: replace(one, name=change(dice, one.name))


def on_number(change: Callable[[random.Random, str], str]) -> Noise:
    return lambda dice, one: replace(one, no=change(dice, one.no))


def on_date(change: Callable[[random.Random, str], str]) -> Noise:
    return lambda dice, one: replace(one, dob=change(dice, one.dob), no="", doc="")


def _both(first: Noise, second: Noise) -> Noise:
    return lambda dice, one: second(dice, first(dice, one))


def _new_name(dice: random.Random, name: str) -> str:
    return slips.new_given(dice, slips.new_surname(dice, name))


def reissued(dice: random.Random, one: Person) -> Person:
    return replace(one, no=number(dice, slips.day(one.dob), one.sex))


def passport(dice: random.Random, one: Person) -> Person:
    return replace(one, doc="PP", no=f"E{dice.choice('ABCDEFGH')}{dice.randrange(10**7):07d}")


def lost(dice: random.Random, no: str) -> str:
    at = dice.randrange(18)
    return no[:at] + no[at + 1 :]


def doubled(dice: random.Random, no: str) -> str:
    at = dice.randrange(18)
    return no[:at] + dice.choice([no[at], str(dice.randrange(10))]) + no[at:]


def last(dice: random.Random, no: str) -> str:
    """Any sign for X; where the number ends in a digit, that digit wrong."""
    if no.endswith("X"):
        return no[:17] + dice.choice(["x", "Ｘ", "Х", "×", "*"])
    return no[:17] + slips.other(dice, list("0123456789X"), no[17])


def two_wrong(dice: random.Random, no: str) -> str:
    return slips.wrong_digit(dice, slips.wrong_digit(dice, no, 0, 8), 9, 17)


def old(dice: random.Random, one: Person) -> Person:
    if int(one.dob[:4]) >= 2000:
        return replace(one, no=one.no[:17])
    return replace(one, no=one.no[:6] + one.no[8:17])


def _between(dice: random.Random, no: str) -> str:
    sign = dice.choice([" ", "-", "\u200b", "\u3000", "."])
    return sign.join((no[:6], no[6:14], no[14:]))


def _wide(dice: random.Random, no: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in no)


def _minority(change: Callable[[random.Random, str], str]) -> Noise:
    return lambda dice, one: replace(one, name=change(dice, one.name), no="", doc="")


def _permit(dice: random.Random, one: Person) -> Person:
    return replace(one, doc="HKM", no=one.no + f"{dice.randrange(1, 9):02d}")


def _taiwan(dice: random.Random, one: Person) -> Person:
    return replace(one, doc="TW", no=one.no + f"{dice.randrange(1, 9):02d}")


def _former(dice: random.Random, one: Person) -> Person:
    new = _new_name(dice, one.name)
    form = dice.choice(["{0}（曾用名：{1}）", "{0}(曾用名{1})", "{0} 曾用名：{1}", "{0}（原名{1}）"])
    return replace(one, name=form.format(new, one.name), no="", doc="")


def _declared(dice: random.Random, one: Person) -> Person:
    return replace(one, name=_new_name(dice, one.name), former=[one.name], no="", doc="")


def half_masked(dice: random.Random, no: str) -> str:
    return no[:6] + "*" * 8 + no[14:]


KINDS: Final[dict[str, Kind]] = {
    "number: 15 digits": Kind("number", old),
    "number: full width": Kind("number", on_number(_wide)),
    "number: spaces, hyphens, invisible": Kind("number", on_number(_between)),
    "number: letters for digits": Kind("number", on_number(slips.misread)),
    "number: last place": Kind("number", on_number(last)),
    "number: one digit wrong": Kind("number", on_number(slips.wrong_digit)),
    "number: birth digit wrong": Kind(
        "number", lambda d, p: replace(p, no=slips.wrong_digit(d, p.no, 8, 14), dob="")
    ),
    "number: neighbours exchanged": Kind("number", on_number(slips.exchanged)),
    "number: two digits wrong": Kind("number", on_number(two_wrong)),
    "number: a place lost": Kind("number", on_number(lost)),
    "number: a place too many": Kind("number", on_number(doubled)),
    "number: masked": Kind("number", lambda d, p: replace(p, no=half_masked(d, p.no), dob="")),
    "number: rounded by a spreadsheet": Kind("number", lambda d, p: replace(p, no=p.no[:15] + "000")),
    "number: other area": Kind(
        "number",
        lambda d, p: replace(p, no=slips.with_check(number(d, slips.day(p.dob), p.sex)[:6] + p.no[6:17])),
    ),
    "number: re-issued": Kind("document", reissued),
    "document: none on the list": Kind("document", lambda d, p: replace(p, no="", doc="")),
    "document: passport on the list": Kind(
        "document", _both(on_name(lambda d, n: slips.passport(n)), passport)
    ),
    "document: permit of Hong Kong renewed": Kind("document", _permit),
    "document: permit of Taiwan renewed": Kind("document", _taiwan),
    "document: passport, a digit wrong": Kind(
        "document", lambda d, p: replace(p, no=p.no[:-1] + slips.other(d, list("0123456789"), p.no[-1]))
    ),
    "document: passport under another kind": Kind("document", lambda d, p: replace(p, doc="OTH", dob="")),
    "name: traditional": Kind("name", on_name(lambda d, n: slips.traditional(n))),
    "name: variant": Kind("name", on_name(slips.variant)),
    "name: surname with two forms": Kind(
        "name",
        lambda d, p: replace(
            p,
            name={"萧": "肖", "阎": "闫", "傅": "付", "邱": "丘", "戴": "代", "蓝": "兰"}[p.name[0]]
            + p.name[1:],
            no="",
            doc="",
        ),
    ),
    "name: spaces": Kind("name", on_name(lambda d, n: d.choice([" ", "\u3000", "\u200b"]).join(n))),
    "name: homophone": Kind("name", on_name(slips.homophone)),
    "name: confused sound": Kind("name", on_name(slips.slurred)),
    "name: wrong character": Kind("name", on_name(slips.wrong_character)),
    "name: character lost": Kind("name", on_name(slips.lost_character)),
    "name: pinyin": Kind("name", on_name(lambda d, n: slips.passport(n, d.choice(["yu", "v", "u"])))),
    "name: pinyin, surname last": Kind(
        "name", on_name(lambda d, n: " ".join(reversed(slips.passport(n).split())).title())
    ),
    "name: spelt as in Taiwan": Kind("name", on_name(lambda d, n: slips.taiwan(n))),
    "name: spelt as in Hong Kong": Kind("name", on_name(slips.hong_kong)),
    "name: given name first": Kind("name", on_name(lambda d, n: n[slips.family(n) :] + n[: slips.family(n)])),
    "name: form of address": Kind("name", on_name(lambda d, n: n + d.choice(["女士", "老师", "同志"]))),
    "name: given name in pinyin": Kind("name", on_name(lambda d, n: slips.given_spelt(n))),
    "name: unknown character": Kind("name", on_name(slips.placeholder)),
    "name: one character in pinyin": Kind("name", on_name(slips.spelt_inside)),
    "changed: surname, number kept": Kind("changed", keeping(slips.new_surname)),
    "changed: name, number with a slip": Kind(
        "changed", _both(keeping(_new_name), on_number(slips.wrong_digit))
    ),
    "changed: surname, no number": Kind("changed", on_name(slips.new_surname)),
    "changed: former name in brackets": Kind("changed", _former),
    "changed: former name declared": Kind("changed", _declared),
    "changed: husband's surname added": Kind("changed", on_name(lambda d, n: surnames().draw(d) + n)),
    "minority: dots": Kind("minority", _minority(minorities.dots)),
    "minority: other characters": Kind("minority", _minority(minorities.other_writing)),
    "minority: first part only": Kind("minority", _minority(minorities.one_name)),
    "minority: own name last": Kind("minority", _minority(minorities.turned)),
    "minority: pinyin": Kind("minority", _minority(minorities.spelt)),
    "birth: day and month exchanged": Kind("birth", on_date(slips.swapped)),
    "birth: one digit": Kind("birth", on_date(slips.wrong_date)),
    "birth: by the moon": Kind("birth", on_date(lambda d, v: slips.lunar(v))),
    "birth: made-up day": Kind("birth", on_date(lambda d, v: d.choice([v[:4] + "-01-01", v[:7] + "-01"]))),
    "birth: year off by one": Kind(
        "birth", on_date(lambda d, v: str(int(v[:4]) + d.choice([-1, 1])) + v[4:])
    ),
    "birth: ten years off": Kind(
        "birth", on_date(lambda d, v: str(int(v[:4]) + d.choice([-10, 10])) + v[4:])
    ),
    "birth: year and month only": Kind("birth", on_date(lambda d, v: v[:7])),
    "together: homophone, birth digit, no number": Kind(
        "together", _both(on_name(slips.homophone), on_date(slips.wrong_date))
    ),
    "together: traditional, spaces, 15 digits": Kind(
        "together", _both(keeping(lambda d, n: " ".join(slips.traditional(n))), old)
    ),
    "together: homophone, two digits wrong": Kind(
        "together", _both(keeping(slips.homophone), on_number(two_wrong))
    ),
    "together: pinyin, place lost": Kind(
        "together", _both(keeping(lambda d, n: slips.passport(n)), on_number(lost))
    ),
    "unseen: new name, number re-issued": Kind("unseen", _both(keeping(_new_name), reissued), seen=False),
    "unseen: new name, passport": Kind(
        "unseen", _both(keeping(lambda d, n: slips.passport(_new_name(d, n))), passport), seen=False
    ),
}


def base(dice: random.Random, kind: str, one: Person) -> Person:
    """Somebody in whom this kind of noise can show."""
    if kind.startswith("minority"):
        return replace(one, name=minorities.name(dice))
    if kind == "name: surname with two forms":
        return replace(one, name=dice.choice("萧阎傅邱戴蓝") + one.name[slips.family(one.name) :])
    if "Hong Kong renewed" in kind:
        return replace(one, doc="HKM", no=f"{dice.choice('HM')}{dice.randrange(10**8):08d}")
    if "Taiwan renewed" in kind:
        return replace(one, doc="TW", no=f"{dice.randrange(10**8):08d}")
    if "passport, a" in kind or "another kind" in kind:
        return passport(dice, one)
    return one


def pair(dice: random.Random, kind: str, one: Person) -> Pair:
    """The person twice; whichever side the noise falls on."""
    clean = base(dice, kind, one)
    noisy = KINDS[kind].noise(dice, clean)
    return Pair(kind, noisy, clean) if dice.random() < 0.5 else Pair(kind, clean, noisy)
