"""A time-stamp from an authority of somebody else's making: OpenSSL answers, Poppler and we read it."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from certificates.documents.checking import check_pdf
from certificates.documents.content import CertificateContent
from certificates.documents.render import render
from certificates.documents.timestamps import ask, asking
from foundation.clock import now
from foundation.errors import Unavailable
from tests.certificates.builders import document_maker
from tests.certificates.documents.papers import USUAL

pytestmark = pytest.mark.interop

CONFIGURATION = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


class Authority(HTTPServer):
    """Answers with `openssl ts`; `broken` makes it answer nonsense."""

    folder: Path
    broken: bytes | None = None


class Desk(BaseHTTPRequestHandler):
    server: Authority

    def do_POST(self) -> None:
        folder = self.server.folder
        (folder / "query").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
        command = ["openssl", "ts", "-reply", "-config", folder / "conf", "-queryfile", folder / "query"]
        command += ["-signer", folder / "crt", "-inkey", folder / "key", "-out", folder / "answer"]
        subprocess.run(command, check=True, capture_output=True)
        body = self.server.broken if self.server.broken is not None else (folder / "answer").read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[Authority]:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "9", "-subj", "/CN=Clock"]
    command += ["-addext", "extendedKeyUsage=critical,timeStamping"]
    command += ["-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "crt")]
    subprocess.run(command, check=True, capture_output=True)
    (tmp_path / "conf").write_text(CONFIGURATION.format(folder=tmp_path))
    (tmp_path / "serial").write_text("01")
    server = Authority(("127.0.0.1", 0), Desk)
    server.folder = tmp_path
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def url(authority: Authority) -> str:
    return f"http://127.0.0.1:{authority.server_port}/"


def test_the_moment_is_the_authoritys(authority: Authority, tmp_path: Path) -> None:
    claimed = datetime(2026, 10, 18, tzinfo=UTC)
    document = render(
        CertificateContent(**USUAL),
        credential=b"{}",
        signer=document_maker(),
        signed_at=claimed,
        timestamp_of=asking(url(authority)),
    )
    found = check_pdf(document, [document_maker().certificates[1]])
    assert found.genuine
    assert found.timestamped
    assert abs(found.signed_at - now()) < timedelta(minutes=5)
    (tmp_path / "document.pdf").write_bytes(document)
    command = ["pdfsig", "-nocert", tmp_path / "document.pdf"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Signature is Valid." in told
    assert "Total document signed" in told


def test_an_answer_that_is_none_is_refused(authority: Authority) -> None:
    other = ask(url(authority), b"\1" * 32)
    for answer in (b"", b"0\3\2\1\0", other, (authority.folder / "answer").read_bytes(), b"\x30\x80"):
        authority.broken = answer
        with pytest.raises(Unavailable):
            ask(url(authority), b"\2" * 32)
    with pytest.raises(Unavailable):
        ask("http://127.0.0.1:9/", b"\2" * 32)
    with pytest.raises(Unavailable):
        asking("file:///etc/passwd")
    assert asking("") is None
