"""Text that is written once in English and said in the reader's language when it is shown."""

from __future__ import annotations

from typing import Any

import msgspec


class Text(msgspec.Struct, frozen=True):
    """A message (`msgid`, English, also the key of the catalogues) with the values it names.

    Rules and actions make it without knowing who will read it; pages, problems and files render it.
    A value may itself be a `Text` and is then rendered in the same language.
    """

    msgid: str
    params: dict[str, Any] = {}

    def english(self) -> str:
        """The message in English, for logs and for the command line's `--json`."""
        return self.filled(self.msgid, lambda inner: inner.english())

    def filled(self, template: str, say: Any) -> str:
        """`template` with the values put in; `say` renders inner texts."""
        if not self.params:
            return template
        values = {k: say(v) if isinstance(v, Text) else v for k, v in self.params.items()}
        return template.format(**values)

    def __str__(self) -> str:
        return self.english()


def text(msgid: str, **params: Any) -> Text:
    """A `Text`; the name is the keyword by which messages are extracted for translation."""
    return Text(msgid, params)
