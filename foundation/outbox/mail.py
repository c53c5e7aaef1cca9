"""E-mail by the operator's mail server, over TLS unless that is this machine itself."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import ssl
from email.message import EmailMessage
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

import msgspec

from foundation.errors import FieldProblem, Invalid
from foundation.outbox.rules import read_mailbox
from foundation.text import text

_PORTS: Final = {"smtps": 465, "smtp": 587, "smtp+plain": 25}
_HERE: Final = {"localhost", "127.0.0.1", "::1"}
#: Seconds for each step of the conversation.
PATIENCE: Final = 15


class MailServer(msgspec.Struct, frozen=True, kw_only=True):
    """Where mail is handed in, how, as whom, and in whose name."""

    host: str
    port: int
    security: Literal["smtps", "smtp", "smtp+plain"]
    user: str
    password: str
    sender: str

    @property
    def domain(self) -> str:
        """The part of the sender's address that makes ids unique in the world."""
        return self.sender.rpartition("@")[2]


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One e-mail; the id is the same at every try."""

    to: str
    subject: str
    body: str
    message_id: str


def read_server(url: str, sender: str) -> MailServer | None:
    """`smtps://user:password@host` (TLS), `smtp://…` (STARTTLS), or `smtp+plain://localhost`; "" is none.

    Raises `Invalid` for anything else.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
        host = parts.hostname or ""
        if not host or (parts.scheme == "smtp+plain" and host not in _HERE):
            raise ValueError(host)
        return MailServer(
            host=host,
            port=port,
            security=parts.scheme,  # type: ignore[arg-type]  # one of `_PORTS`
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            sender=read_mailbox(sender),
        )
    except (ValueError, KeyError) as error:  # its value may hold a password, so it is not repeated
        said = text("{name} is not the address of a mail server.", name="YUZHENG_SMTP_URL")
        raise Invalid([FieldProblem("YUZHENG_SMTP_URL", said)]) from error
    except Invalid as error:
        said = text("{name} is not an e-mail address.", name="YUZHENG_MAIL_FROM")
        raise Invalid([FieldProblem("YUZHENG_MAIL_FROM", said)]) from error


async def send_mail(server: MailServer, mail: Mail, trust: ssl.SSLContext | None = None) -> None:
    """Hand it to the server. Raises `smtplib.SMTPException` or `OSError`."""
    await asyncio.to_thread(_send, server, _letter(server, mail), trust or ssl.create_default_context())


def _letter(server: MailServer, mail: Mail) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = server.sender, mail.to, mail.subject
    letter["Message-ID"] = f"<{mail.message_id}@{server.domain}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office programs do not answer
    letter.set_content(mail.body)
    return letter


def _send(server: MailServer, letter: EmailMessage, trust: ssl.SSLContext) -> None:
    smtp = _connected(server, trust)
    try:
        if server.user:
            smtp.login(server.user, server.password)
        smtp.send_message(letter)
        with contextlib.suppress(smtplib.SMTPException, OSError):  # it has the letter, however it takes leave
            smtp.quit()
    finally:
        smtp.close()


def _connected(server: MailServer, trust: ssl.SSLContext) -> smtplib.SMTP:
    if server.security == "smtps":
        return smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=server.domain, timeout=PATIENCE, context=trust
        )
    smtp = smtplib.SMTP(server.host, server.port, local_hostname=server.domain, timeout=PATIENCE)
    if server.security == "smtp":
        try:
            smtp.starttls(context=trust)
        except BaseException:
            smtp.close()
            raise
    return smtp
