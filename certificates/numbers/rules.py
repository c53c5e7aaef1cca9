"""A certificate number in its seven parts, and the check code beside it (人社鉴发〔2019〕2号)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import msgspec

from certificates.numbers.data import LETTERS
from foundation.errors import FieldProblem, Rule
from foundation.text import Text, text

SIX_PLACES = Rule(
    "NUM-SERIAL",
    text("A certificate number has six places for its serial within a year and a level"),
    "职业技能等级证书编码规则（试行）（人社鉴发〔2019〕2号）",
    confidence="VS",
)
ON_FILE = Rule(
    "NUM-SCOPE",
    text("An evaluator certifies the occupations and levels it is on file for"),
    "职业技能等级认定工作规程（试行）（人社职司便函〔2020〕17号）",
)
LENGTH = 22
LAST_SERIAL = 999_999
LEVELS = range(1, 6)
CHECK_CODE_LENGTH = 8
# 32 signs: no I, L, O or U, which are taken for 1, 1, 0 and V when read aloud or off paper.
CHECK_CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_PREFIX = re.compile(r"[A-Z][0-9]{12}")
_NUMBER = re.compile(r"([A-Z])([0-9]{4})([0-9]{2})([0-9]{6})([0-9]{2})([0-9])([0-9]{6})")
_LIKE_DIGITS = str.maketrans("OIL", "011")
_LIKE_SIGNS = str.maketrans("OILU", "011V")


class NumberParts(msgspec.Struct, frozen=True):
    """The seven parts of a number."""

    letter: str
    evaluator: str
    province: str
    site: str
    year: int
    level: int
    serial: int

    @property
    def prefix(self) -> str:
        """The thirteen places that are the evaluator's own."""
        return f"{self.letter}{self.evaluator}{self.province}{self.site}"


class NumberReading(msgspec.Struct, frozen=True):
    """A number as it was written, tidied; its parts, or what is wrong with it."""

    number: str
    parts: NumberParts | None = None
    problems: tuple[Text, ...] = ()


def valid_prefix(prefix: str) -> bool:
    """Whether these could be an evaluator's thirteen places: a known letter and twelve digits."""
    return bool(_PREFIX.fullmatch(prefix)) and prefix[0] in LETTERS


def build_number(prefix: str, *, year: int, level: int, serial: int) -> str:
    """Put a number together. What does not fit is a fault of the caller, not of a user."""
    if not valid_prefix(prefix) or level not in LEVELS or not 1 <= serial <= LAST_SERIAL:
        raise ValueError(f"no certificate number from {prefix!r}, level {level}, serial {serial}")
    if not 2000 <= year <= 2099:
        raise ValueError(f"no certificate number for the year {year}")
    return f"{prefix}{year % 100:02}{level}{serial:06}"


def read_number(written: str) -> NumberReading:
    """Read a number as people type it: spaces, hyphens, widths and the letters O and I do not matter."""
    kept = unicodedata.normalize("NFKC", written).upper()
    tidied = "".join(char for char in kept if char.isalnum())
    number = tidied[:1] + tidied[1:].translate(_LIKE_DIGITS)
    problems = _problems(number)
    return NumberReading(number, None if problems else _parts(number), problems)


def _problems(number: str) -> tuple[Text, ...]:
    if len(number) != LENGTH:
        return (text("The certificate number has {count} places; it must have 22.", count=len(number)),)
    if not _NUMBER.fullmatch(number):
        return (text("A certificate number is one letter and 21 digits."),)
    if number[0] not in LETTERS:
        return (text("No certificate number begins with {letter}.", letter=number[0]),)
    if int(number[15]) not in LEVELS:
        return (text("Place 16 is the level, 1 to 5; it cannot be {level}.", level=number[15]),)
    if not int(number[16:]):
        return (text("The serial number cannot be 000000."),)
    return ()


def _parts(number: str) -> NumberParts:
    return NumberParts(
        letter=number[0],
        evaluator=number[1:5],
        province=number[5:7],
        site=number[7:13],
        year=2000 + int(number[13:15]),
        level=int(number[15]),
        serial=int(number[16:]),
    )


def contradictions(parts: NumberParts, *, level: int, issued_on: date, prefix: str) -> tuple[Text, ...]:
    """Where a number and the certificate that bears it disagree: level, year or evaluator."""
    found: list[Text] = []
    if parts.level != level:
        found.append(
            text(
                "The number says level {read}, the certificate level {level}.", read=parts.level, level=level
            )
        )
    if parts.year != issued_on.year:
        found.append(
            text("The number says {read}, the certificate {year}.", read=parts.year, year=issued_on.year)
        )
    if parts.province != prefix[5:7]:
        found.append(text("The number belongs to another province than the evaluator."))
    elif parts.prefix != prefix:
        found.append(text("The number belongs to another evaluator."))
    return tuple(found)


def check_code(entropy: bytes) -> str:
    """The check code for at least five random bytes: forty bits in eight signs."""
    number = int.from_bytes(entropy[:5], "big")
    return "".join(CHECK_CODE_SIGNS[number >> 5 * place & 31] for place in range(CHECK_CODE_LENGTH))


def read_check_code(written: str) -> str | None:
    """The check code as people type it, or None when it cannot be one."""
    kept = unicodedata.normalize("NFKC", written).upper()
    code = "".join(char for char in kept if char.isalnum()).translate(_LIKE_SIGNS)
    return code if re.fullmatch(f"[{CHECK_CODE_SIGNS}]{{{CHECK_CODE_LENGTH}}}", code) else None


def grouped_check_code(code: str) -> str:
    """The check code as it is read best: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


class NewRegister(msgspec.Struct, frozen=True):
    """An evaluator's entry as an officer asks for it; a scope is `4-10-01-03/4`: occupation and level."""

    evaluator: str
    prefix: str
    valid_from: date
    valid_until: date | None = None
    scopes: list[str] = []


def register_problems(new: NewRegister, occupations: frozenset[str]) -> list[FieldProblem]:
    """Everything that is wrong with an entry before it is made."""
    problems = []
    if not valid_prefix(new.prefix):
        places = text("Thirteen places: a letter of the register and twelve digits.")
        problems.append(FieldProblem("prefix", places))
    if new.valid_until is not None and new.valid_until < new.valid_from:
        problems.append(FieldProblem("valid_until", text("The last day is before the first.")))
    if not new.scopes or not all(_known_scope(scope, occupations) for scope in new.scopes):
        problems.append(FieldProblem("scopes", text("Choose at least one occupation and level.")))
    return problems


def _known_scope(scope: str, occupations: frozenset[str]) -> bool:
    code, _, level = scope.partition("/")
    return code in occupations and level in {str(each) for each in LEVELS}
