"""What goes out: that something waits in the pages, and where; never whom or what it is about."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

import msgspec

from foundation.language import LANGUAGES, say, use_language
from foundation.text import Text, text

#: Where messages are read, and where addresses are set up.
READ_AT: Final = "/notifications"
SET_UP_AT: Final = "/notifications/outside"

_SUBJECTS: Final[dict[str, Text]] = {
    "test": text("Yuzheng: confirm this address"),
    "notice": text("Yuzheng: a message for your organisation"),
    "urgent": text("Yuzheng: a message for your organisation, please read it today"),
}
_LINES: Final[dict[str, Text]] = {
    "test": text(
        "Somebody of your organisation has entered this address in Yuzheng. To confirm it, type this code"
        " there: {code}"
    ),
    "notice": text("A message for your organisation waits in Yuzheng. Sign in to read it."),
    "urgent": text(
        "A message for your organisation waits in Yuzheng and should be acted upon today. Sign in to read it."
    ),
}
_FOOT: Final = text("To protect people, this e-mail does not say what the message is about.")
_IGNORE: Final = text("If you know nothing of this, do nothing.")


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """One message as both carriers need it."""

    id: uuid.UUID
    kind: str
    urgent: bool
    notice_id: uuid.UUID | None
    created_at: datetime
    code: str = ""

    @property
    def tone(self) -> str:
        """Which of the texts it is."""
        return "urgent" if self.urgent else self.kind


def subject_of(message: Outgoing) -> str:
    """The subject of the e-mail, in Chinese."""
    with use_language("zh-CN"):
        return say(_SUBJECTS[message.tone])


def letter_of(message: Outgoing, site: str) -> str:
    """The e-mail, Chinese first, English beneath."""
    parts = []
    for language in LANGUAGES:
        with use_language(language):
            line = Text(_LINES[message.tone].msgid, {"code": message.code} if message.code else {})
            foot = _IGNORE if message.kind == "test" else _FOOT
            parts.append("\n\n".join((say(line), _link(message, site), say(foot))))
    return "\n\n--\n\n".join(parts) + "\n"


def event_of(message: Outgoing, site: str) -> bytes:
    """The body of the webhook, in the shape of Standard Webhooks."""
    data: dict[str, object] = {"url": _link(message, site), "urgent": message.urgent}
    if message.notice_id is not None:
        data["notice"] = message.notice_id
    if message.code:
        data["code"] = message.code
    kind = "address.test" if message.kind == "test" else "notice.created"
    return msgspec.json.encode({"type": kind, "timestamp": message.created_at, "data": data}, enc_hook=str)


def _link(message: Outgoing, site: str) -> str:
    return site + (SET_UP_AT if message.kind == "test" else READ_AT)
