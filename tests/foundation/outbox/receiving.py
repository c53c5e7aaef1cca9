"""A mail server and an https server on this machine: each keeps what it is sent and answers as told."""

from __future__ import annotations

import asyncio
import email
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Mailbox:
    """What came in by SMTP; `answer` is what recipients are answered."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = "250 ok"
        self.port = 0

    async def attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One conversation; an odd "250" at the end does not undo that the letter was taken."""
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                content = await reader.readuntil(b"\r\n.\r\n")
                self.letters.append(email.message_from_bytes(content[:-5], policy=default))  # type: ignore[arg-type]
            writer.write((self.answer if word == b"RCPT" else "250 ok").encode() + b"\r\n")
            if word == b"QUIT":
                break
        writer.close()


class Call:
    """One request: its headers and its body."""

    def __init__(self, head: bytes, body: bytes) -> None:
        lines = head.decode().split("\r\n")
        self.target = lines[0]
        self.headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        self.body = body


class Desk:
    """What came in by https; the answers are given by turns, the last one from then on."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.answers = ["200 OK"]
        self.port = 0

    async def attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request."""
        head = await reader.readuntil(b"\r\n\r\n")
        call = Call(head, b"")
        call.body = await reader.readexactly(int(call.headers["Content-Length"]))
        self.calls.append(call)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        extra = "Location: https://127.0.0.1:1/\r\n" if answer.startswith("3") else ""
        writer.write(f"HTTP/1.1 {answer}\r\n{extra}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def mailbox() -> AsyncIterator[Mailbox]:
    """A mail server for as long as the block lasts."""
    box = Mailbox()
    async with await asyncio.start_server(box.attend, "127.0.0.1", 0) as server:
        box.port = server.sockets[0].getsockname()[1]
        yield box


@asynccontextmanager
async def desk(certificate: Path) -> AsyncIterator[Desk]:
    """An https server for as long as the block lasts."""
    found = Desk()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    async with await asyncio.start_server(found.attend, "127.0.0.1", 0, ssl=context) as server:
        found.port = server.sockets[0].getsockname()[1]
        yield found


def new_certificate(path: Path) -> Path:
    """A certificate of this machine's own, with its key, valid for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(hours=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
