"""Document numbers as they are written: old and new, misread, masked, too short or too long."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from operator import ne
from typing import Final

import msgspec

from registry.documents.rules import check_digit, read_digits, tidy_number
from screening.matching.births import Birth, digits, read_birth

_LOOSE: Final = str.maketrans("OQDILSBZ", "00011582")
_WHOLE: Final = re.compile(r"[0-9]{17}[0-9X]")
_LAST_FOUR: Final = re.compile(r"^(?:尾号|[后末]四位)为?:?(?=[0-9]{3}[0-9X]$)")

#: What a comparison of two numbers says. Found on made-up people with one seed.
BITS: Final = {
    "same": 30.0,
    "same_other": 26.0,
    "completed": 22.0,
    "same_misread": 22.0,
    "slip_wrong_check": 20.0,
    "same_bare": 20.0,
    "slip_no_check": 12.0,
    "two_slips": 12.0,
    "other_slip": 9.0,
    "slip": 5.0,
    "slip_in_order": 2.5,
    "other_area": 6.0,
    "area_birth": 2.5,
    "area": -2.0,
    "different": -3.0,
    "different_valid": -5.0,
    "mask_differs": -3.0,
}


class Number(msgspec.Struct, frozen=True):
    """A number as it is compared.

    `body`: the 17 places that never change. `checked`: whether its check digit fits, None where it has none.
    `bodies`: what a number of too few or too many places may have been. `mask`: 18 places, `*` unknown.
    `tail`: the last four places; `loose`: letters read as the digits they resemble.
    """

    kind: str
    bare: str
    body: str = ""
    checked: bool | None = None
    bodies: tuple[str, ...] = ()
    mask: str = ""

    area: str = ""
    birth: Birth | None = None
    tail: str = ""
    loose: str = ""


def _number(
    kind: str,
    bare: str,
    body: str = "",
    checked: bool | None = None,
    bodies: tuple[str, ...] = (),
    mask: str = "",
) -> Number:
    area = body[:6] or mask[:6]
    return Number(
        kind,
        bare,
        body,
        checked,
        bodies,
        mask,
        area if area.isdigit() else "",
        birth_in(body or mask),
        _tail(body, mask, bare if checked else ""),
        bare.translate(_LOOSE),
    )


def _tail(body: str, mask: str, checked: str) -> str:
    """The last four places, as notices leave them readable."""
    if checked:
        return checked[14:]
    if mask:
        return mask[-4:] if "*" not in mask[-4:] else ""
    return body[14:] + check_digit(body) if body else ""


def eighteen_places(written: str) -> bool:
    """Whether this is a citizen number as it is printed on the card."""
    return _WHOLE.fullmatch(written) is not None


@lru_cache(maxsize=200_000)
def read_number(kind: str, written: str) -> Number | None:
    """Read a number; None where nothing of it can be compared."""
    if eighteen_places(written):
        return _resident(kind, written, written[:17])
    tidied = tidy_number(written)
    if not tidied:
        return None
    if body := document_body(written):
        return _resident(kind, tidied, body)
    if len(_shown(tidied)) < 3:
        return None
    if mask := _masked(written):
        return _number(kind, "", mask=mask)
    if "*" in tidied:
        return None
    if bodies := _completed(tidied):
        return _number(kind, tidied, bodies=bodies)
    return _number(kind, _permit(kind, tidied))


def _shown(tidied: str) -> str:
    return tidied.replace("*", "")


def document_body(number: str) -> str | None:
    """The 17 digits that never change, of a number of 15, 17 or 18 places, whatever its check digit."""
    tidied = tidy_number(number)
    if re.match(r"[A-Z]{3}", tidied):
        return None  # a permanent resident card of 2017: its letters are a country, not digits misread
    digits, _ = read_digits(tidied)
    if re.fullmatch(r"[0-9]{15}", digits):
        digits = f"{digits[:6]}19{digits[6:]}"
    return digits[:17] if re.fullmatch(r"[0-9]{17}[0-9X]?", digits) else None


def _resident(kind: str, tidied: str, body: str) -> Number:
    digits = tidied if eighteen_places(tidied) else read_digits(tidied)[0]
    whole = len(digits) == 18 and tidied[-1] != "*"
    bodies = _missing_one(digits) if len(digits) == 17 else ()
    checked = digits[17] == check_digit(body) if whole else None
    return _number(kind, digits, body, checked, bodies)


def valid_resident(kind: str, written: str, birth: Birth) -> Number:
    """What `read_number` makes of eighteen places whose check digit fits, with this birth date in them."""
    loose = written.translate(_LOOSE)
    return Number(kind, written, written[:17], True, (), "", written[:6], birth, written[14:], loose)


def _missing_one(seventeen: str) -> tuple[str, ...]:
    """Of 17 places one may have been left out: every completion whose check digit fits."""
    found = []
    if not re.fullmatch(r"[0-9]{16}[0-9X]", seventeen):
        return ()
    for at in range(17):
        for digit in "0123456789":
            body = seventeen[:at] + digit + seventeen[at:16]
            if check_digit(body) == seventeen[16]:
                found.append(body)
    return tuple(dict.fromkeys(found))


def _completed(tidied: str) -> tuple[str, ...]:
    """What a number of 16, 17 or 19 places may have been."""
    plain = tidied[:-1].translate(_LOOSE) + ("X" if tidied[-1] in "XХΧ×" else tidied[-1:].translate(_LOOSE))
    if re.fullmatch(r"[0-9]{18}[0-9X]", plain):
        shorter = (plain[:at] + plain[at + 1 :] for at in range(19))
        return tuple(
            dict.fromkeys(n[:17] for n in shorter if n[:17].isdigit() and check_digit(n[:17]) == n[17:])
        )
    if re.fullmatch(r"[0-9]{16}X", plain):
        return _missing_one(plain)
    if re.fullmatch(r"[0-9]{16}", plain):
        shorter = (plain[:at] + plain[at + 1 :] for at in range(16))
        return tuple(dict.fromkeys(f"{n[:6]}19{n[6:]}" for n in shorter if read_birth(f"19{n[6:12]}")))
    return ()


def _masked(written: str) -> str:
    """A resident's number of 18 places of which some are hidden, `*` for each."""
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", written)).upper()
    plain = _LAST_FOUR.sub("*", plain)
    if not re.search(r"[*?#•●○■□·_]|[X×](?=.)|\.{2,}", plain) or not re.search(r"\d", plain):
        return ""
    hidden = re.sub(r"[X×](?=.)|[?#•●○■□·_.]", "*", plain)
    if re.search(r"[^0-9X*]", hidden):
        return ""
    if len(hidden) != 18:
        ends = re.fullmatch(r"([0-9]*)\*+([0-9]*X?)", hidden)
        if not ends or len(ends[1]) + len(ends[2]) > 17:
            return ""
        hidden = ends[1] + "*" * (18 - len(ends[1]) - len(ends[2])) + ends[2]
    return hidden if sum(char != "*" for char in hidden) >= 3 else ""


def _permit(kind: str, tidied: str) -> str:
    """The part of a permit that stays when it is renewed."""
    letterless = tidied[:1] + tidied[1:].translate(_LOOSE)
    if found := re.fullmatch(r"([HM][0-9]{8})(?:[0-9]{2})?", letterless):
        return found[1]
    if kind == "07" and (found := re.fullmatch(r"([0-9]{8})(?:[0-9]{2}[A-Z]?|[0-9A-Z]{0,4})", tidied)):
        return found[1]
    return tidied


@lru_cache(maxsize=200_000)
def birth_in(places: str) -> Birth | None:
    """The birth date in a number; of a masked one as much as shows."""
    if not places[6:10].isdigit():
        return None
    month, day = places[10:12], places[12:14]
    if not places[6:14].isdigit():
        return read_birth(places[6:10] + (month if month.isdigit() else ""))
    found = read_birth(places[6:10] + month + day)
    return found if found and found.whole and digits(found) == places[6:14] else None


def neighbours(body: str) -> list[str]:
    """Every number that one wrong digit or two exchanged neighbours make of this one."""
    found = [body[:at] + d + body[at + 1 :] for at in range(17) for d in "0123456789" if d != body[at]]
    found += [
        body[:at] + body[at + 1] + body[at] + body[at + 2 :] for at in range(16) if body[at] != body[at + 1]
    ]
    return found


def slips(one: str, other: str) -> int:
    """How many slips lie between two bodies: 0, 1, 2, or 3 for more."""
    if sum(map(ne, one, other)) > 3:
        return 3
    wrong = [at for at in range(17) if one[at] != other[at]]
    if len(wrong) == 2 and wrong[1] - wrong[0] == 1:
        a, b = wrong
        return 1 if one[a] == other[b] and one[b] == other[a] else 2
    if len(wrong) == 3 and any(
        b - a == 1 and one[a] == other[b] and one[b] == other[a] for a, b in pairwise(wrong)
    ):
        return 2
    return min(len(wrong), 3)


def valid_bodies(one: str, other: str) -> str:
    """How two valid numbers agree that are not the same: whoever is registered in one place on one day has
    numbers a slip apart.
    """
    if slips(one, other) == 1:
        return "slip_in_order" if one[:14] == other[:14] else "slip"
    return unlike(one, other)


def unlike(one: str, other: str) -> str:
    """How two valid numbers of seventeen places that are no slips of each other agree."""
    if one[6:] == other[6:]:
        return "other_area"
    if one[:14] == other[:14]:
        return "area_birth"
    return "area" if one[:6] == other[:6] else "different_valid"
