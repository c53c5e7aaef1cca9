"""How values look on a page: dates, numbers, and personal data shown only in part."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from markupsafe import Markup

from foundation.language import say, say_date, say_time

#: Surnames of two characters that are in use; of every other Chinese name the first character is the surname.
_LONG_SURNAMES: Final = re.compile(
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔"
    "|申屠|公孙|慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|令狐|轩辕|呼延|拓跋|淳于|单于|百里|东郭|南门|西门|第五|纳兰"
)
_ISO_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_ISO_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.]*(Z|[+-]\d\d:?\d\d)")
#: A certificate number in its parts (人社鉴发〔2019〕2号), a citizen number as it is read aloud.
_GROUPS: Final[dict[int, tuple[int, ...]]] = {18: (6, 8, 4), 22: (5, 2, 6, 2, 1, 6)}


def said(value: Any) -> str:
    """`say`, which leaves markup alone."""
    return value if isinstance(value, Markup) else say(value)


def recorded(value: Any) -> str:
    """A value of the history: a day or a moment that was stored as text is said as one."""
    if isinstance(value, str) and not isinstance(value, Markup):
        if _ISO_DAY.fullmatch(value):
            return say_date(date.fromisoformat(value))
        if _ISO_TIME.fullmatch(value):
            return say_time(datetime.fromisoformat(value))
    return said(value)


def shown_date(value: date | None) -> str:
    """A date in full, or nothing."""
    return say_date(value) if value else ""


def shown_time(value: datetime | None) -> str:
    """A moment in China's time, or nothing."""
    return say_time(value) if value else ""


def number(value: float | Decimal | None) -> str:
    """A number with thousands separators, without trailing zeros."""
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"
    whole, _, rest = f"{value:,f}".partition(".")
    return f"{whole}.{rest.rstrip('0')}".rstrip(".")


def masked_name(name: str | None) -> str:
    """张三 → 张*, 欧阳娜娜 → 欧阳**, Anna Li → A*** L***."""
    if not name:
        return ""
    if name.isascii():
        return " ".join(f"{word[0]}***" for word in name.split())
    kept = 2 if _LONG_SURNAMES.match(name) and len(name) > 2 else 1
    return name[:kept] + "*" * max(len(name) - kept, 1)


def masked_number(value: str | None, first: int = 3, last: int = 2) -> str:
    """The first and last characters of a number; one too short for that shows nothing but its last."""
    if not value:
        return ""
    if len(value) <= first + last + 1:
        return "*" * (len(value) - 1) + value[-1]
    return value[:first] + "*" * (len(value) - first - last) + value[-last:]


def group_number(value: str | None) -> str:
    """A long number in groups, for reading aloud and comparing."""
    if not value:
        return ""
    groups, at = [], 0
    for length in _GROUPS.get(len(value), (4,) * (len(value) // 4 + 1)):
        groups.append(value[at : at + length])
        at += length
    return " ".join(group for group in groups if group)


FILTERS: Final[dict[str, Callable[..., str]]] = {
    "say": said,
    "recorded": recorded,
    "date": shown_date,
    "datetime": shown_time,
    "number": number,
    "masked_name": masked_name,
    "masked_number": masked_number,
    "group_number": group_number,
}
