"""Both servers, and the ways out set to them."""

from __future__ import annotations

import ssl
import uuid
from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_network
from pathlib import Path

import asyncpg
import pytest

from foundation.actor import Actor
from foundation.outbox.actions import MANAGE
from foundation.outbox.carriers import Carriers, use_carriers
from foundation.outbox.mail import read_server
from tests.foundation.jobs.conftest import somebody
from tests.foundation.outbox.receiving import Desk, Mailbox, desk, mailbox, new_certificate


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_certificate(tmp_path_factory.mktemp("tls") / "here.pem")


@pytest.fixture
async def mails(database: asyncpg.Connection) -> AsyncIterator[Mailbox]:
    async with mailbox() as box:
        yield box


@pytest.fixture
async def hooks(database: asyncpg.Connection, certificate: Path) -> AsyncIterator[Desk]:
    async with desk(certificate) as found:
        yield found


@pytest.fixture
def here(mails: Mailbox, hooks: Desk, certificate: Path) -> Carriers:
    """The operator's settings: this mail server, this network, this certificate."""
    trust = ssl.create_default_context(cafile=certificate)
    mail = read_server(f"smtp+plain://127.0.0.1:{mails.port}", "yuzheng@example.org")
    networks = (ip_network("127.0.0.0/8"),)
    return Carriers(site="https://yuzheng.example.org", mail=mail, networks=networks, trust=trust)


@pytest.fixture
def sent_from_here(here: Carriers) -> Iterator[None]:
    use_carriers(here)
    yield
    use_carriers(None)


@pytest.fixture
def officer() -> Actor:
    """Somebody who may set up where their organisation is told."""
    return somebody(uuid.uuid4(), MANAGE)
