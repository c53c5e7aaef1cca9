"""How identity documents are read: what is odd but exists is warned about, never refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Literal

import msgspec

from foundation.text import Text, text
from registry.areas import rules as areas
from registry.areas.data import PROVINCES
from registry.documents.data import AGE_WINDOW, DOCUMENT_KINDS, DocumentKind, Shape

Sex = Literal["male", "female"]
Texts = tuple[Text, ...]

EXAMPLE_AREA = "369999"
"""The area code no real person has; every example and every test uses it."""

_CHECK_DIGITS = "10X98765432"
# Latin, Cyrillic and Greek letters, multiplication signs and a star are typed for the X of the last place.
_LIKE_X = "XХΧ×✕✖╳*"
_LIKE_DIGITS = str.maketrans("OОΟILSBВZ", "000115882")
_SPREADSHEET_CUT = re.compile(r"^[0-9](\.[0-9]+)?E\+?[0-9]+$")


class DocumentReading(msgspec.Struct, frozen=True):
    """What a document number says about its holder, what is odd about it and what is wrong with it.

    `number` is as it is stored; `valid_check_digit` is None where the number carries none.
    `example` is set for the numbers no real person has.
    """

    kind: str
    number: str
    valid_check_digit: bool | None = None
    expected_check_digit: str | None = None
    birth_date: date | None = None
    sex: Sex | None = None
    area_code: str | None = None
    warnings: Texts = ()
    problems: Texts = ()
    example: bool = False

    @property
    def readable(self) -> bool:
        """Whether the number can be taken as it is."""
        return not self.problems


def check_digit(body: str) -> str:
    """The eighteenth place for seventeen: ISO 7064 MOD 11-2 (GB 11643—1999). Raises `ValueError`."""
    if not (body.isascii() and body.isdigit()):
        raise ValueError("not seventeen digits")
    # Each place weighs twice the next, modulo 11: as in a number of base 13, for 13 leaves 2.
    return _CHECK_DIGITS[2 * int(body, 13) % 11]


def age_on(birth: date, day: date) -> int:
    """Whole years lived; who was born on 29 February completes the year on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def document_kind(label: str) -> str | None:
    """The code for a kind as people write it (身份证, 港澳居民居住证, 01 …), or None."""
    wanted = unicodedata.normalize("NFKC", label).strip()
    for kind in DOCUMENT_KINDS.values():
        names = (kind.code, kind.zh, kind.en, *kind.aliases)
        if wanted in {unicodedata.normalize("NFKC", name) for name in names}:
            return kind.code
    return None


def read_document(kind: str, number: str, today: date) -> DocumentReading:
    """Read the number of a document of kind 01 to 09."""
    known = DOCUMENT_KINDS.get(kind)
    if known is None:
        return DocumentReading(kind, number, problems=(text("There is no document kind {kind}.", kind=kind),))
    written = unicodedata.normalize("NFKC", number).strip().upper()
    if _SPREADSHEET_CUT.match(written):
        cut = text(
            "The spreadsheet has cut the number to {number}: set the column to text and fill it in again.",
            number=written,
        )
        return DocumentReading(kind, written, problems=(cut,))
    return _READERS[known.shape](known, written, today)


def tidy_number(written: str) -> str:
    """The number without spaces, hyphens, dots and invisible characters."""
    kept = unicodedata.normalize("NFKC", written).upper()
    return "".join(char for char in kept if char == "*" or unicodedata.category(char)[0] not in "ZCP")


def _resident(kind: DocumentKind, written: str, today: date) -> DocumentReading:
    number, warnings = read_digits(tidy_number(written))
    if kind.code == "01" and re.fullmatch(r"[0-9]{15}", number):
        body = f"{number[:6]}19{number[6:]}"
        number = body + check_digit(body)
        warnings += (text("Old number of 15 digits, read as {number}.", number=number),)
        extended = _numbered(kind, number, warnings, today, area_code=number[:6])
        return msgspec.structs.replace(extended, valid_check_digit=None)
    return _numbered(kind, number, warnings, today, area_code=number[:6])


def _foreign_resident(kind: DocumentKind, written: str, today: date) -> DocumentReading:
    number, warnings = read_digits(tidy_number(written))
    return _numbered(kind, number, warnings, today, area_code=f"{number[1:3]}0000")


def _numbered(
    kind: DocumentKind, number: str, warnings: Texts, today: date, area_code: str
) -> DocumentReading:
    """Every number of 18 places whose last is a check digit and whose middle is a birth date."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return DocumentReading(kind.code, number, warnings=warnings, problems=(_shape_problem(number),))
    expected = check_digit(number[:17])
    birth, birth_problems = _birth(number[6:14], today)
    problems = birth_problems + _check_digit_problem(number, expected)
    odd = _kind_warnings(kind, number) + _area_warnings(kind, area_code, birth) + _age_warnings(birth, today)
    return DocumentReading(
        kind=kind.code,
        number=number,
        valid_check_digit=number[17] == expected,
        expected_check_digit=expected,
        birth_date=birth,
        sex="male" if int(number[16]) % 2 else "female",
        area_code=area_code,
        warnings=warnings + odd,
        problems=problems,
        example=number.startswith(EXAMPLE_AREA),
    )


def read_digits(tidied: str) -> tuple[str, Texts]:
    """Letters that stand for digits become digits; whatever stands for the X of the last place becomes X."""
    head, last = (tidied[:17], tidied[17:]) if len(tidied) == 18 else (tidied, "")
    number = head.translate(_LIKE_DIGITS) + _last_place(last)
    if number.startswith(head) or not re.fullmatch(r"[0-9]+X?", number):
        return number, ()
    return number, (text("Letters were read as digits: {number}.", number=number),)


def _last_place(last: str) -> str:
    return "X" if last and last in _LIKE_X else last.translate(_LIKE_DIGITS)


def _shape_problem(number: str) -> Text:
    if len(number) != 18:
        return text("The number has {count} places; it must have 18.", count=len(number))
    place = next(at for at, char in enumerate(number, 1) if char not in "0123456789")
    return text("Place {place} is not a digit.", place=place)


def _check_digit_problem(number: str, expected: str) -> Texts:
    if number[17] == expected:
        return ()
    if number.endswith("000"):
        return (
            text(
                "The number ends in 000, as spreadsheets leave it after rounding: "
                "set the column to text and fill it in again."
            ),
        )
    wrong = "The check digit should be {expected}, not {found}: a digit is mistyped or two are swapped."
    return (text(wrong, expected=expected, found=number[17]),)


def _birth(digits: str, today: date) -> tuple[date | None, Texts]:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None, (text("{digits} in the number is not a date.", digits=digits),)
    if birth > today:
        return birth, (text("The birth date {birth} lies in the future.", birth=birth),)
    return birth, ()


def _kind_warnings(kind: DocumentKind, number: str) -> Texts:
    """Residence permits share the shape of the identity card; only their first digits tell them apart."""
    fits = [other for other in DOCUMENT_KINDS.values() if other.areas and number.startswith(other.areas)]
    if kind.areas and not number.startswith(kind.areas):
        usual = " / ".join(kind.areas)
        return (text("Numbers of this kind of document usually begin with {start}.", start=usual),)
    if not kind.areas and fits:
        return (text("The number looks like another document: {kind}.", kind=fits[0].label),)
    return ()


def _area_warnings(kind: DocumentKind, code: str, birth: date | None) -> Texts:
    """Area codes are frozen when the number is first given, so old ones stay right (GB 11643—1999)."""
    if kind.areas or code == EXAMPLE_AREA or code.startswith("9") or code[:2] == "83":
        return ()
    if code[:2] not in PROVINCES:
        return (text("No province has the area code {code}.", code=code),)
    if not code.startswith("36"):
        return ()
    today = areas.area(code)
    if today is None:
        return (_former_area(code),)
    if today.since and birth and birth.year < today.since:
        return (
            text(
                "The area code {code} ({name}) was made in {year}, after the birth date.",
                code=code,
                name=today.name,
                year=today.since,
            ),
        )
    return ()


def _former_area(code: str) -> Text:
    old = areas.historical(code)
    if old is None:
        return text("The area code {code} is on no list, current or former, of Jiangxi.", code=code)
    return text(
        "The area code {code} is a former one ({name}); today the area is {current}.",
        code=code,
        name=old.name,
        current=areas.full_name(old.current_code),
    )


def _age_warnings(birth: date | None, today: date) -> Texts:
    if birth is None or birth > today:
        return ()
    age = age_on(birth, today)
    if AGE_WINDOW.youngest <= age <= AGE_WINDOW.oldest:
        return ()
    return (
        text(
            "Aged {age}, outside {youngest} to {oldest}: please check the birth date.",
            age=age,
            youngest=AGE_WINDOW.youngest,
            oldest=AGE_WINDOW.oldest,
        ),
    )


def _foreign_resident_2017(kind: DocumentKind, written: str, today: date) -> DocumentReading:
    shape = text("The number of this card is three letters and twelve digits.")
    return _plain(kind, tidy_number(written), r"[A-Z]{3}[0-9]{12}", shape)


def _hong_kong_macao_permit(kind: DocumentKind, written: str, today: date) -> DocumentReading:
    number = tidy_number(written)
    shape = text("The number of this permit is H or M and eight digits.")
    if not re.fullmatch(r"[HM][0-9]{10}", number):
        return _plain(kind, number, r"[HM][0-9]{8}", shape)
    renewal = text("The last two digits count renewals and were left out: {number}.", number=number[:9])
    return DocumentReading(kind.code, number[:9], warnings=(renewal,))


def _taiwan_permit(kind: DocumentKind, written: str, today: date) -> DocumentReading:
    number = tidy_number(written)
    if re.fullmatch(r"[0-9]{8}", number):
        return DocumentReading(kind.code, number)
    shape = text("The number of this permit is eight digits; older ones have up to twelve places.")
    older = _plain(kind, number, r"[0-9A-Z]{8,12}", shape)
    return older if older.problems else msgspec.structs.replace(older, warnings=(shape,))


def _passport(kind: DocumentKind, written: str, today: date) -> DocumentReading:
    shape = text("A passport number is 5 to 17 letters and digits.")
    return _plain(kind, tidy_number(written), r"[0-9A-Z]{5,17}", shape)


def _other(kind: DocumentKind, written: str, today: date) -> DocumentReading:
    shape = text("Write the number as it stands on the document, at most 40 characters.")
    return _plain(kind, " ".join(written.split()), r".{1,40}", shape)


def _plain(kind: DocumentKind, number: str, pattern: str, shape: Text) -> DocumentReading:
    problems = () if re.fullmatch(pattern, number) else (shape,)
    return DocumentReading(kind.code, number, problems=problems)


_READERS: dict[Shape, Callable[[DocumentKind, str, date], DocumentReading]] = {
    "resident": _resident,
    "foreign_resident": _foreign_resident,
    "foreign_resident_2017": _foreign_resident_2017,
    "hong_kong_macao_permit": _hong_kong_macao_permit,
    "taiwan_permit": _taiwan_permit,
    "passport": _passport,
    "other": _other,
}
