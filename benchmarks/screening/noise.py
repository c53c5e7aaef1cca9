"""Kinds of noise with which one and the same person is recorded twice; every kind has its name and its group.

A name is disturbed where the list tells no number, a date as well: otherwise the number alone would answer.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final, NamedTuple

from msgspec.structs import replace

from benchmarks.screening import slips
from benchmarks.screening.population import Person, birth, number, surname, surnames
from registry.documents.rules import check_digit

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


def _name(change: Callable[[random.Random, str], str]) -> Noise:
    return lambda dice, one: replace(one, name=change(dice, one.name), no="", doc="")


def _kept(change: Callable[[random.Random, str], str]) -> Noise:
    """The name changed, the number kept."""
    return lambda dice, one: replace(one, name=change(dice, one.name))


def _number(change: Callable[[random.Random, str], str]) -> Noise:
    return lambda dice, one: replace(one, no=change(dice, one.no))


def _date(change: Callable[[random.Random, str], str]) -> Noise:
    return lambda dice, one: replace(one, dob=change(dice, one.dob), no="", doc="")


def _both(first: Noise, second: Noise) -> Noise:
    return lambda dice, one: second(dice, first(dice, one))


def _new_name(dice: random.Random, name: str) -> str:
    return slips.new_given(dice, slips.new_surname(dice, name))


def _reissued(dice: random.Random, one: Person) -> Person:
    return replace(one, no=number(dice, slips.day(one.dob), one.sex))


def _passport(dice: random.Random, one: Person) -> Person:
    return replace(one, doc="PP", no=f"E{dice.choice('ABCDEFGH')}{dice.randrange(10**7):07d}")


def _lost(dice: random.Random, no: str) -> str:
    at = dice.randrange(18)
    return no[:at] + no[at + 1 :]


def _doubled(dice: random.Random, no: str) -> str:
    at = dice.randrange(18)
    return no[:at] + dice.choice([no[at], str(dice.randrange(10))]) + no[at:]


def _last(dice: random.Random, no: str) -> str:
    """Any sign for X; where the number ends in a digit, that digit wrong."""
    if no.endswith("X"):
        return no[:17] + dice.choice(["x", "Ｘ", "Х", "×", "*"])
    return no[:17] + slips.other(dice, list("0123456789X"), no[17])


def _two_wrong(dice: random.Random, no: str) -> str:
    return slips.wrong_digit(dice, slips.wrong_digit(dice, no, 0, 8), 9, 17)


def _old(dice: random.Random, one: Person) -> Person:
    if int(one.dob[:4]) >= 2000:
        return replace(one, no=one.no[:17])
    return replace(one, no=one.no[:6] + one.no[8:17])


def _between(dice: random.Random, no: str) -> str:
    sign = dice.choice([" ", "-", "\u200b", "\u3000", "."])
    return sign.join((no[:6], no[6:14], no[14:]))


def _wide(dice: random.Random, no: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in no)


MINORITY: Final = ("阿依古丽", "古丽娜尔", "帕提古丽", "热依汗古丽", "阿依努尔", "玛依拉", "迪丽拜尔", "茹仙古丽", "阿米娜", "塔吉古丽", "祖丽菲娅", "吾尔古丽", "卓玛央金", "次仁卓玛", "格桑拉姆", "阿孜古丽")  # fmt: skip
FATHERS: Final = ("买买提", "艾合买提", "吐尔逊", "阿不都热合曼", "玉素甫", "依明", "卡德尔", "艾力", "巴图尔", "托合提", "司马义", "热合曼", "努尔麦麦提", "阿布力孜", "库尔班", "沙吾提")  # fmt: skip


def minority(dice: random.Random) -> str:
    return f"{dice.choice(MINORITY)}·{dice.choice(FATHERS)}"


def _dots(dice: random.Random, name: str) -> str:
    return name.replace("·", dice.choice(["•", "‧", "・", ".", "", " ", "-"]))


def _other_writing(dice: random.Random, name: str) -> str:
    able = [at for at, one in enumerate(name) if one in "依丽娜尔提买古卡力马司玛"]
    if not able:
        return slips.homophone(dice, name)
    at = dice.choice(able)
    twin = {
        "马": "麻",
        "司": "斯",
        "玛": "马",
        "依": "伊",
        "丽": "莉",
        "娜": "那",
        "尔": "儿",
        "提": "题",
        "买": "麦",
        "古": "姑",
        "卡": "喀",
        "力": "利",
    }
    return name[:at] + twin[name[at]] + name[at + 1 :]


def _minority(change: Callable[[random.Random, str], str]) -> Noise:
    return lambda dice, one: replace(one, name=change(dice, one.name), no="", doc="")


def _spelt_minority(dice: random.Random, name: str) -> str:
    return " ".join("".join(slips.latin(part)) for part in name.split("·")).upper()


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


def _half_masked(dice: random.Random, no: str) -> str:
    return no[:6] + "*" * 8 + no[14:]


def _one_name(dice: random.Random, name: str) -> str:
    return name.split("·")[0]


KINDS: Final[dict[str, Kind]] = {
    "number: 15 digits": Kind("number", _old),
    "number: full width": Kind("number", _number(_wide)),
    "number: spaces, hyphens, invisible": Kind("number", _number(_between)),
    "number: letters for digits": Kind("number", _number(slips.misread)),
    "number: last place": Kind("number", _number(_last)),
    "number: one digit wrong": Kind("number", _number(slips.wrong_digit)),
    "number: birth digit wrong": Kind(
        "number", lambda d, p: replace(p, no=slips.wrong_digit(d, p.no, 8, 14), dob="")
    ),
    "number: neighbours exchanged": Kind("number", _number(slips.exchanged)),
    "number: two digits wrong": Kind("number", _number(_two_wrong)),
    "number: a place lost": Kind("number", _number(_lost)),
    "number: a place too many": Kind("number", _number(_doubled)),
    "number: masked": Kind("number", lambda d, p: replace(p, no=_half_masked(d, p.no), dob="")),
    "number: rounded by a spreadsheet": Kind("number", lambda d, p: replace(p, no=p.no[:15] + "000")),
    "number: other area": Kind(
        "number",
        lambda d, p: replace(p, no=slips.with_check(number(d, slips.day(p.dob), p.sex)[:6] + p.no[6:17])),
    ),  # noqa: E501
    "number: re-issued": Kind("document", _reissued),
    "document: none on the list": Kind("document", lambda d, p: replace(p, no="", doc="")),
    "document: passport on the list": Kind(
        "document", _both(_name(lambda d, n: slips.passport(n)), _passport)
    ),
    "document: permit of Hong Kong renewed": Kind("document", _permit),
    "document: permit of Taiwan renewed": Kind("document", _taiwan),
    "document: passport, a digit wrong": Kind(
        "document", lambda d, p: replace(p, no=p.no[:-1] + slips.other(d, list("0123456789"), p.no[-1]))
    ),  # noqa: E501
    "document: passport under another kind": Kind("document", lambda d, p: replace(p, doc="OTH", dob="")),
    "name: traditional": Kind("name", _name(lambda d, n: slips.traditional(n))),
    "name: variant": Kind("name", _name(slips.variant)),
    "name: surname with two forms": Kind(
        "name",
        lambda d, p: replace(
            p,
            name={"萧": "肖", "阎": "闫", "傅": "付", "邱": "丘", "戴": "代", "蓝": "兰"}[p.name[0]]
            + p.name[1:],
            no="",
            doc="",
        ),
    ),  # noqa: E501
    "name: spaces": Kind("name", _name(lambda d, n: d.choice([" ", "\u3000", "\u200b"]).join(n))),
    "name: homophone": Kind("name", _name(slips.homophone)),
    "name: confused sound": Kind("name", _name(slips.slurred)),
    "name: wrong character": Kind("name", _name(slips.wrong_character)),
    "name: character lost": Kind("name", _name(slips.lost_character)),
    "name: pinyin": Kind("name", _name(lambda d, n: slips.passport(n, d.choice(["yu", "v", "u"])))),
    "name: pinyin, surname last": Kind(
        "name", _name(lambda d, n: " ".join(reversed(slips.passport(n).split())).title())
    ),
    "name: spelt as in Taiwan": Kind("name", _name(lambda d, n: slips.taiwan(n))),
    "name: spelt as in Hong Kong": Kind("name", _name(slips.hong_kong)),
    "name: unknown character": Kind("name", _name(slips.placeholder)),
    "name: one character in pinyin": Kind("name", _name(slips.spelt_inside)),
    "changed: surname, number kept": Kind("changed", _kept(slips.new_surname)),
    "changed: name, number with a slip": Kind("changed", _both(_kept(_new_name), _number(slips.wrong_digit))),
    "changed: surname, no number": Kind("changed", _name(slips.new_surname)),
    "changed: former name in brackets": Kind("changed", _former),
    "changed: former name declared": Kind("changed", _declared),
    "changed: husband's surname added": Kind("changed", _name(lambda d, n: surnames().draw(d) + n)),
    "minority: dots": Kind("minority", _minority(_dots)),
    "minority: other characters": Kind("minority", _minority(_other_writing)),
    "minority: first part only": Kind("minority", _minority(_one_name)),
    "minority: pinyin": Kind("minority", _minority(_spelt_minority)),
    "birth: day and month exchanged": Kind("birth", _date(slips.swapped)),
    "birth: one digit": Kind("birth", _date(slips.wrong_date)),
    "birth: by the moon": Kind("birth", _date(lambda d, v: slips.lunar(v))),
    "birth: made-up day": Kind("birth", _date(lambda d, v: d.choice([v[:4] + "-01-01", v[:7] + "-01"]))),
    "birth: year off by one": Kind("birth", _date(lambda d, v: str(int(v[:4]) + d.choice([-1, 1])) + v[4:])),
    "birth: year and month only": Kind("birth", _date(lambda d, v: v[:7])),
    "together: homophone, birth digit, no number": Kind(
        "together", _both(_name(slips.homophone), _date(slips.wrong_date))
    ),
    "together: traditional, spaces, 15 digits": Kind(
        "together", _both(_kept(lambda d, n: " ".join(slips.traditional(n))), _old)
    ),
    "together: homophone, two digits wrong": Kind(
        "together", _both(_kept(slips.homophone), _number(_two_wrong))
    ),
    "together: pinyin, place lost": Kind(
        "together", _both(_kept(lambda d, n: slips.passport(n)), _number(_lost))
    ),
    "unseen: new name, number re-issued": Kind("unseen", _both(_kept(_new_name), _reissued), seen=False),
    "unseen: new name, passport": Kind(
        "unseen", _both(_kept(lambda d, n: slips.passport(_new_name(d, n))), _passport), seen=False
    ),  # noqa: E501
}


def base(dice: random.Random, kind: str, one: Person) -> Person:
    """Somebody in whom this kind of noise can show."""
    if kind.startswith("minority"):
        return replace(one, name=minority(dice))
    if kind == "name: surname with two forms":
        return replace(one, name=dice.choice("萧阎傅邱戴蓝") + one.name[slips.family(one.name) :])
    if "Hong Kong renewed" in kind:
        return replace(one, doc="HKM", no=f"{dice.choice('HM')}{dice.randrange(10**8):08d}")
    if "Taiwan renewed" in kind:
        return replace(one, doc="TW", no=f"{dice.randrange(10**8):08d}")
    if "passport, a" in kind or "another kind" in kind:
        return _passport(dice, one)
    return one


def pair(dice: random.Random, kind: str, one: Person) -> Pair:
    """The person twice; whichever side the noise falls on."""
    clean = base(dice, kind, one)
    noisy = KINDS[kind].noise(dice, clean)
    return Pair(kind, noisy, clean) if dice.random() < 0.5 else Pair(kind, clean, noisy)


# --- hard negatives: other people ---


def twin(dice: random.Random, one: Person) -> Person:
    """Born the same day in the same place, numbers a few apart, one character of the name shared."""
    order = (int(one.no[14:17]) + dice.choice([2, -2])) % 1000
    body = one.no[:14] + f"{order:03d}"
    return replace(one, name=slips.new_given(dice, one.name)[:-1] + one.name[-1], no=body + check_digit(body))


def sibling(dice: random.Random, one: Person) -> Person:
    born = birth(dice)
    again = number(dice, born, one.sex, one.no[:6])
    return replace(
        one, name=slips.new_given(dice, one.name)[:-1] + one.name[-1], no=again, dob=born.isoformat()
    )


def namesake(dice: random.Random, one: Person) -> Person:
    return replace(one, no=number(dice, slips.day(one.dob), one.sex))


NEGATIVES: Final = {"twin": twin, "namesake born the same day": namesake, "sibling": sibling}


def defects(dice: random.Random, one: Person) -> Person:
    """As lists are kept: 6 % without a number, 4 % with an old one, 2 % mistyped, 1 % with a wrong date."""
    chance = dice.random()
    if chance < 0.06:
        return replace(one, no="", doc="")
    if chance < 0.10:
        return _old(dice, one)
    if chance < 0.12:
        return replace(one, no=slips.wrong_digit(dice, one.no))
    return replace(one, dob=slips.wrong_date(dice, one.dob)) if chance < 0.13 else one


# --- compositions ---

_TRICKS_NAME: Final[tuple[Callable[[random.Random, str], str], ...]] = (
    slips.homophone, slips.slurred, slips.wrong_character, slips.lost_character, slips.variant, slips.placeholder,
    slips.spelt_inside, slips.new_surname, slips.hong_kong,
    lambda d, n: slips.traditional(n), lambda d, n: slips.passport(n), lambda d, n: slips.taiwan(n),
    lambda d, n: n[slips.family(n) :] + n[: slips.family(n)],
    lambda d, n: n + d.choice(["（女）", "老师", "女士", "1"]),
    lambda d, n: "阿" + n[-1],
    lambda d, n: f"{slips.latin(n)[0].title()} {' '.join(s[0].upper() + '.' for s in slips.latin(n)[1:])}",
    lambda d, n: surname(d) + n,
)  # fmt: skip
_TRICKS_NUMBER: Final[tuple[Noise, ...]] = (
    _number(slips.wrong_digit), _number(slips.exchanged), _number(slips.misread), _number(_lost), _number(_doubled),
    _number(_last), _number(_half_masked), _number(_two_wrong), _old, _reissued, _passport,
    lambda d, p: replace(p, no="", doc=""),
)  # fmt: skip
_TRICKS_DATE: Final[tuple[Callable[[random.Random, str], str], ...]] = (
    slips.swapped, slips.wrong_date, lambda d, v: slips.lunar(v), lambda d, v: v[:4], lambda d, v: v[:7],
    lambda d, v: v[:4] + "-01-01", lambda d, v: str(int(v[:4]) + d.choice([-1, 1])) + v[4:], lambda d, v: "",
)  # fmt: skip


def composed(dice: random.Random, one: Person, fields: int) -> Pair:
    """So many of name, number and birth date disturbed, each in a way drawn by lot."""
    noisy = one
    for field in sorted(
        dice.sample(["name", "number", "of birth"], fields), key=("number", "name", "of birth").index
    ):
        if field == "name":
            noisy = replace(noisy, name=dice.choice(_TRICKS_NAME)(dice, noisy.name))
        elif field == "number":
            noisy = dice.choice(_TRICKS_NUMBER)(dice, noisy)
        else:
            noisy = replace(noisy, dob=dice.choice(_TRICKS_DATE)(dice, noisy.dob))
    kind = f"{fields} of 3 fields"
    return Pair(kind, noisy, one) if dice.random() < 0.5 else Pair(kind, one, noisy)
