"""Ours: filled in a batch, one at a time, set on its own; all with tags, credential, photo and signature."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from benchmarks.certificates.holders import CREDENTIAL, holder
from certificates.documents import render as rendering
from certificates.documents.plans import common_plan
from certificates.documents.render import filling, missing_glyphs, render, signing
from certificates.documents.signer import (
    FileDocumentSigner,
    new_key,
    root_certificate,
    signer_certificate,
)
from foundation.printing.filling import fill
from foundation.printing.plan import Plan

Making = Callable[[int], bytes]
AT = datetime(2026, 10, 18, 2, 30, tzinfo=UTC)


def prepare(folder: Path) -> None:
    """What a batch is begun with: the plan, typeset once, and the signer."""
    plan = common_plan(holder(0), enclosed=True, signed=True)
    if plan is None:
        raise ValueError("the page cannot be filled")
    (folder / "plan").write_bytes(msgspec.msgpack.encode(plan))
    root_key, key = new_key(), new_key()
    root = root_certificate(root_key, "yuzheng.example.org", AT)
    certificate = signer_certificate(root_key, root, key, "yuzheng.example.org", AT)
    (folder / "signer").write_bytes(msgspec.msgpack.encode((key, certificate, root)))


def _signer(folder: Path) -> FileDocumentSigner:
    key, *chain = msgspec.msgpack.decode((folder / "signer").read_bytes())
    return FileDocumentSigner(key, tuple(chain))


def batch(folder: Path, *, signed: bool = True) -> Making:
    """A worker of a batch: it gets the plan and never loads the typesetter."""
    plan = msgspec.msgpack.decode((folder / "plan").read_bytes(), type=Plan)
    if not signed:
        plan = msgspec.structs.replace(plan, numbers=msgspec.structs.replace(plan.numbers, signature=0))
    means = signing(_signer(folder), AT)

    def make(n: int) -> bytes:
        content = holder(n)
        if missing_glyphs(content):
            raise ValueError("a character is missing")
        return fill(plan, filling(content, credential=CREDENTIAL, means=means))

    return make


def unsigned(folder: Path) -> Making:
    """The same worker without the signature."""
    return batch(folder, signed=False)


def single(folder: Path) -> Making:
    """On demand, as the service does it."""
    signer = _signer(folder)
    return lambda n: render(holder(n), credential=CREDENTIAL, signer=signer, signed_at=AT)


def own(folder: Path) -> Making:
    """What no plan fits: the whole page is typeset for this one certificate."""
    rendering.__dict__["common_plan"] = lambda *_, **__: None
    return single(folder)
