"""Which passwords are accepted, and what a login name looks like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from foundation.errors import own_rule
from foundation.text import Text, text

NOT_THE_OWN = own_rule("ACC-SELF", text("Nobody changes the rights of the own account"))
SEVERAL_OFFICES = own_rule(
    "ACC-SHARED", text("One administrator does not shut out who acts for several organisations")
)
OWN_PASSWORD = own_rule("ACC-PERSON", text("The password of a person’s own account is that person’s alone"))
SHORTEST, SHORTEST_CHINESE, LONGEST = 12, 8, 200
"""Length is what protects; kinds of characters are not asked for (NIST SP 800-63B, 5.1.1.2)."""

_LOGIN = re.compile(r"[a-z0-9\u4e00-\u9fff][a-z0-9\u4e00-\u9fff._@-]{2,59}")
_ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_FEWEST_DIFFERENT = 5


def tidy_login(written: str) -> str:
    """A login as it is stored and compared."""
    return unicodedata.normalize("NFKC", written).strip().lower()


def login_problem(login: str) -> Text | None:
    """What is wrong with a tidied login, if anything."""
    if _LOGIN.fullmatch(login):
        return None
    return text("A login has 3 to 60 letters, digits, Chinese characters or . _ - @.")


def tidy_password(written: str) -> str:
    """A password as it is hashed: the same keys give the same password on every keyboard."""
    return unicodedata.normalize("NFKC", written)


def password_problem(password: str, login: str, name: str, common: Iterable[str]) -> Text | None:
    """Why the password is not accepted, or None."""
    tidied = tidy_password(password)
    if len(tidied) > LONGEST:
        return text("At most {count} characters.", count=LONGEST)
    if not _is_long_enough(tidied):
        return text(
            "At least {count} characters, or a sentence of at least {chinese} Chinese characters.",
            count=SHORTEST,
            chinese=SHORTEST_CHINESE,
        )
    plain = tidied.lower()
    if plain in common or _is_simple(plain):
        return text("This password is among the first that are tried. Several words in a row are better.")
    if any(part in plain for part in (login, name.lower()) if len(part) > 2 and len(part) * 2 > len(plain)):
        return text("The password must not consist of the login or the name.")
    return None


def _is_long_enough(password: str) -> bool:
    chinese = sum("\u4e00" <= char <= "\u9fff" for char in password)
    return len(password) >= SHORTEST or chinese >= SHORTEST_CHINESE


def _is_simple(plain: str) -> bool:
    """Few different characters, one piece over and over, or a walk along the alphabet or the keyboard."""
    if len(set(plain)) < _FEWEST_DIFFERENT or re.fullmatch(r"(.{1,6}?)\1{2,}", plain):
        return True
    return any(plain in row * 3 or plain in row[::-1] * 3 for row in _ROWS)
