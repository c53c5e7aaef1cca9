"""The ways out of this installation, as its operator has set them up."""

from __future__ import annotations

import ssl
from ipaddress import ip_network

import msgspec

from foundation.errors import FieldProblem, Invalid, Unavailable
from foundation.outbox.mail import MailServer, read_server
from foundation.outbox.rules import Network
from foundation.settings import Settings
from foundation.text import Text, text


class Carriers(msgspec.Struct, frozen=True, kw_only=True):
    """Where people read, the mail server if there is one, and which private networks webhooks may reach."""

    site: str
    mail: MailServer | None = None
    networks: tuple[Network, ...] = ()
    #: Whose certificates are believed; None: those the machine believes.
    trust: ssl.SSLContext | None = None


class NotDelivered(Exception):
    """It did not arrive; `for_good` when trying again cannot help."""

    def __init__(self, why: Text, *, for_good: bool = False) -> None:
        super().__init__(why.english())
        self.why = why
        self.for_good = for_good


_carriers: Carriers | None = None


def use_carriers(carriers: Carriers | None) -> None:
    """From now on send by these."""
    global _carriers
    _carriers = carriers


def carriers() -> Carriers:
    """The ways out; raises `Unavailable` in a process that has none."""
    if _carriers is None:
        raise Unavailable(text("Messages cannot be sent from here."))
    return _carriers


def sends_mail() -> bool:
    """Whether there is a mail server."""
    return _carriers is not None and _carriers.mail is not None


def carriers_of(settings: Settings) -> Carriers:
    """What the settings say. Raises `Invalid` for a setting that cannot be used."""
    return Carriers(
        site=settings.address,
        mail=read_server(settings.smtp_url, settings.mail_from),
        networks=tuple(_network(one) for one in settings.webhook_networks),
    )


def _network(written: str) -> Network:
    try:
        return ip_network(written)
    except ValueError as error:
        name = "YUZHENG_WEBHOOK_NETWORKS"
        said = text("{name} cannot be “{value}”.", name=name, value=written)
        raise Invalid([FieldProblem(name, said)]) from error
