"""The texts that people agree to, read once from the table beside this file."""

from __future__ import annotations

import msgspec

from foundation.rulebook import Cited, read_toml
from foundation.text import Text, text


class ConsentText(Cited, frozen=True, kw_only=True):
    """One version of one text, in both languages: what a person agreed to is quoted, not translated anew."""

    kind: str
    version: str
    zh_title: str
    en_title: str
    zh: str
    en: str

    @property
    def label(self) -> Text:
        """The title in the reader's language."""
        return text(self.en_title)


class _Texts(msgspec.Struct, frozen=True):
    texts: tuple[ConsentText, ...]


CONSENT_TEXTS = {(one.kind, one.version): one for one in read_toml(__name__, "consents.toml", _Texts).texts}
#: The newest version of each.
CURRENT_TEXTS = {one.kind: one for one in sorted(CONSENT_TEXTS.values(), key=lambda one: one.version)}
