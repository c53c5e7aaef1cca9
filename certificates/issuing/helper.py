"""A helper process: sets documents as it is told, asks back for every signature, keeps nothing.

It reads orders from standard input and ends when that ends, so none outlives the process it works for.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO, Literal

from certificates.credentials.signing import Issuer
from certificates.issuing.checks import READ_BACK
from certificates.issuing.making import Means, make
from certificates.issuing.wire import Done, Fault, FromHelper, Refusal, Sign, Signature, Work, framed, read
from foundation.errors import DomainError, Unavailable
from foundation.jobs.tables import pack
from foundation.logging import describe
from foundation.printing.fonts import add_faces
from foundation.text import text


class Line:
    """The two pipes to the process that issues."""

    def __init__(self, orders: BinaryIO, answers: BinaryIO) -> None:
        self.orders, self._answers = orders, answers

    def say(self, message: FromHelper) -> None:
        self._answers.write(framed(message))
        self._answers.flush()


class DistantSigner:
    """Both ports' adapter in a process without keys: whoever holds them signs."""

    def __init__(self, line: Line, work: Work, what: Literal["credential", "document"]) -> None:
        self._line, self._work, self._what = line, work, what

    @property
    def public_key(self) -> bytes:
        return self._work.public_key

    @property
    def certificates(self) -> tuple[bytes, ...]:
        return self._work.certificates

    def sign(self, message: bytes) -> bytes:
        self._line.say(Sign(self._what, message))
        answer = read(self._line.orders)
        if not isinstance(answer, Signature) or not answer.signature:
            raise Unavailable(text("The signing keys cannot be reached."))
        return answer.signature


def serve(line: Line) -> None:
    """Make one document after the other until nobody wants any more."""
    while isinstance(work := read(line.orders), Work):
        line.say(_carry_out(work, line))


def _carry_out(work: Work, line: Line) -> FromHelper:
    credentials, documents = DistantSigner(line, work, "credential"), DistantSigner(line, work, "document")
    try:
        return Done(make(work.order, Means(Issuer(work.address, credentials, credentials), documents)))
    except DomainError as error:
        rule = error.rule or READ_BACK
        packed, title = pack(error.message) or "", pack(rule.title) or ""
        return Refusal(packed, title, rule.id, rule.document, rule.article, rule.confidence)
    except Exception as error:  # one document must not end the helper
        return Fault(str(describe(error)))


def main(fonts: str) -> None:
    """`python -m certificates.issuing.helper FONTS`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process it works for
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not speak into the line
    if fonts:
        add_faces(Path(fonts))
    try:
        serve(Line(sys.stdin.buffer, answers))
    except BrokenPipeError:
        os._exit(0)  # nobody is left to tell; the buffers have nowhere to go


if __name__ == "__main__":
    main(*sys.argv[1:])
