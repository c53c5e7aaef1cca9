"""In which language the reader reads: the catalogues of all floors, and the language of this request.

English is the language of the source; Simplified Chinese comes from `<floor>/locale/zh_CN.po`, read when
the first message is said. The current language is a context variable: each request has its own.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from importlib.util import find_spec
from io import BytesIO
from typing import Any, Final

from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from foundation.clock import CHINA
from foundation.text import Text

#: By name, so that the ground floor imports none of them; from the ground up.
FLOORS: Final = ("foundation", "registry", "screening", "curricula", "training", "certificates", "yuzheng")
DEFAULT: Final = "zh-CN"
LANGUAGES: Final = {"zh-CN": "简体中文", "en": "English"}
_LOCALES: Final = {"zh-CN": "zh_Hans_CN", "en": "en"}
_DATES: Final = {"zh-CN": "y年M月d日", "en": "d MMMM y"}

_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


def current_language() -> str:
    """The tag of the language in which the present reader reads."""
    return _language.get()


class use_language:  # noqa: N801 - read as a verb: `with use_language("en"):`
    """Within the block everything is said in `language`; an unknown one means the default.

    A class and no generator, since every request passes through it.
    """

    __slots__ = ("_language", "_token")

    def __init__(self, language: str) -> None:
        self._language = language if language in LANGUAGES else DEFAULT

    def __enter__(self) -> None:
        self._token = _language.set(self._language)

    def __exit__(self, *_: object) -> None:
        _language.reset(self._token)


def say(value: Any) -> str:
    """A value as the present reader reads it: texts, what has a `label`, dates; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, Text):
        return _fill(value)
    label = getattr(value, "label", None)
    if isinstance(label, Text):
        return _fill(label)
    if isinstance(value, date):
        return say_time(value) if isinstance(value, datetime) else say_date(value)
    return str(value)


def say_date(value: date) -> str:
    """A date in full; of a moment, its date in China."""
    day = value.astimezone(CHINA).date() if isinstance(value, datetime) else value
    return format_date(day, _DATES[current_language()], locale=_LOCALES[current_language()])


def say_time(value: datetime) -> str:
    """A moment in China's time, to the minute."""
    language = current_language()
    return format_datetime(value.astimezone(CHINA), f"{_DATES[language]} HH:mm", locale=_LOCALES[language])


def gettext(msgid: str) -> str:
    """The message in the current language."""
    return translations(current_language()).gettext(msgid)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The message for this count."""
    return translations(current_language()).ngettext(singular, plural, count)


def pgettext(context: str, msgid: str) -> str:
    """The message as it is meant in this context."""
    return translations(current_language()).pgettext(context, msgid)


def npgettext(context: str, singular: str, plural: str, count: int) -> str:
    """The message for this count, as it is meant in this context."""
    return translations(current_language()).npgettext(context, singular, plural, count)


def _fill(message: Text) -> str:
    template = gettext(message.msgid)
    if not message.params:
        return template
    return template.format(**{name: _plain(value) for name, value in message.params.items()})


def _plain(value: Any) -> Any:
    """Numbers stay numbers: the message may carry a format for them."""
    return value if isinstance(value, int | float | str) and not hasattr(value, "label") else say(value)


@cache
def translations(language: str) -> NullTranslations:
    """The merged catalogues of a language; English needs none."""
    if language != DEFAULT:
        return NullTranslations()
    merged = Catalog(locale="zh_CN", charset="utf-8")
    for floor in FLOORS:
        for message in catalogue(floor):
            if message.id and message.string and not message.fuzzy:
                merged.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return GNUTranslations(compiled)


def catalogue(floor: str) -> Catalog:
    """One floor's Chinese catalogue as it lies in the source; empty where there is none."""
    if find_spec(floor) is not None:
        source = files(floor).joinpath("locale", "zh_CN.po")
        if source.is_file():
            return read_po(BytesIO(source.read_bytes()), locale="zh_CN", charset="utf-8")
    return Catalog(locale="zh_CN", charset="utf-8")


def conflicts() -> dict[str, set[str]]:
    """Messages that two floors translate differently; there should be none."""
    seen: dict[tuple[str | None, str], set[str]] = {}
    for floor in FLOORS:
        for message in catalogue(floor):
            if message.id and message.string:
                seen.setdefault((message.context, str(message.id)), set()).add(str(message.string))
    return {msgid: strings for (_, msgid), strings in seen.items() if len(strings) > 1}
