"""A hardware module for tests: a process that keeps keys, makes, uses and forgets them, and shows none.

`Module` is its vault on this side of the line; the keys are on the other side only.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.credentials.signing import Purpose, Signer


class Slot:
    """A key of the module, known by its public half."""

    def __init__(self, module: Module, public_key: bytes) -> None:
        self._module, self._public_key = module, public_key

    @property
    def public_key(self) -> bytes:
        return self._public_key

    def sign(self, message: bytes) -> bytes:
        return bytes.fromhex(self._module.ask("sign", self._public_key.hex(), message.hex()))


class Module:
    """The vault."""

    place = "slot 1 of the test module"

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.certificates.credentials.module"],
            cwd=Path(__file__).parents[3],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, *words: str) -> Any:
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def signers(self, purpose: Purpose) -> list[Signer]:
        return [Slot(self, bytes.fromhex(key)) for key in self.ask("list", purpose)]

    def make(self, purpose: Purpose) -> Signer:
        return Slot(self, bytes.fromhex(self.ask("make", purpose)))

    def forget(self, public_keys: Collection[bytes]) -> None:
        self.ask("forget", *(key.hex() for key in public_keys))

    def close(self) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)


def serve() -> None:
    """The other side of the line."""
    keys: dict[str, tuple[str, Ed25519PrivateKey]] = {}
    for line in sys.stdin:
        match json.loads(line):
            case ["make", purpose]:
                key = Ed25519PrivateKey.generate()
                answer: Any = key.public_key().public_bytes_raw().hex()
                keys[answer] = (purpose, key)
            case ["list", purpose]:
                answer = [name for name, (kept_for, _) in keys.items() if kept_for == purpose]
            case ["sign", name, message]:
                answer = keys[name][1].sign(bytes.fromhex(message)).hex()
            case ["forget", *names]:
                keys = {name: kept for name, kept in keys.items() if name not in names}
                answer = None
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
