"""What a key ceremony leaves behind: a backup that several people open together, and minutes to sign.

Whoever made the keys was not alone, nobody alone can open the backup, and what was made is written down so
that it can be compared ten years on.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from certificates.credentials.multikey import multikey
from certificates.credentials.signing import Issuer
from certificates.log.checkpoints import verifier_key
from foundation.errors import Conflict, FieldProblem, Invalid, Refused, own_rule
from foundation.text import text

#: Everything without which an installation cannot be brought back; what is not there is left out.
WHOLE_BACKUP = own_rule(
    "KEY-BACKUP", text("Keys come back from a whole backup only, with the passphrases of all custodians")
)
FILES: Final = ("keys.json", "signing-keys.json", "document-signer.json", "document-root.json")
SHORTEST: Final = 12
_CONTEXT: Final = b"yuzheng key backup 1"
_COST: Final = 2**17


class Backup(msgspec.Struct, frozen=True):
    """Key files sealed under several passphrases at once (scrypt, AES-256-GCM)."""

    custodians: list[str]
    salt: str
    nonce: str
    sealed: str
    version: int = 1
    cost: int = _COST


def backed_up(files: Mapping[str, bytes], passphrases: Mapping[str, str], *, cost: int = _COST) -> bytes:
    """The files, sealed so that all custodians are needed to open them. Raises `Invalid`."""
    _long_enough(passphrases)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    plain = msgspec.json.encode({name: base64.b64encode(content).decode() for name, content in files.items()})
    sealed = AESGCM(_key(list(passphrases.values()), salt, cost)).encrypt(nonce, plain, _CONTEXT)
    written = [base64.b64encode(part).decode() for part in (salt, nonce, sealed)]
    backup = Backup(list(passphrases), written[0], written[1], written[2], cost=cost)
    return msgspec.json.format(msgspec.json.encode(backup), indent=1)


def custodians_of(backup: bytes) -> list[str]:
    """Who has to be there, in the order in which they are asked. Raises `Refused`."""
    return _read(backup).custodians


def opened(backup: bytes, passphrases: Sequence[str]) -> dict[str, bytes]:
    """The files. Raises `Refused` when one passphrase is wrong or the backup is damaged."""
    kept = _read(backup)
    try:
        salt, nonce, sealed = (base64.b64decode(part) for part in (kept.salt, kept.nonce, kept.sealed))
        plain = AESGCM(_key(passphrases, salt, kept.cost)).decrypt(nonce, sealed, _CONTEXT)
    except (InvalidTag, ValueError) as error:
        raise Refused(text("A passphrase is wrong, or the backup is damaged."), rule=WHOLE_BACKUP) from error
    files = msgspec.json.decode(plain, type=dict[str, str])
    return {name: base64.b64decode(content) for name, content in files.items() if name in FILES}


def put_back(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the key files, readable by their owner only. Raises `Conflict` rather than replace one."""
    there = [name for name in files if (folder / name).exists()]
    if there:
        raise Conflict(
            text("{file} is there already.", file=str(folder / there[0])),
            remedy=text("Move it away first; nothing was changed."),
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def minutes(means: Issuer, backup: bytes, custodians: Sequence[str], *, moment: str, version: str) -> str:
    """The record of a ceremony, for those present to compare and sign; each key signs it as well."""
    keys = [
        f"凭证签名密钥 Key of credentials:  {multikey(means.credentials.public_key)}",
        f"日志签名密钥 Key of the log:      {verifier_key(means.log_name, means.log.public_key)}",
    ]
    said = "\n".join(
        [
            "签名密钥仪式记录  Minutes of a key ceremony",
            "",
            f"时间 Time (UTC): {moment}    软件 Software: yuzheng {version}",
            f"签发地址 Address: {means.address}    标识 Identifier: {means.did}",
            *keys,
            f"备份摘要 SHA-256 of the backup: {hashlib.sha256(backup).hexdigest()}",
            f"保管人 Custodians, all of them needed: {'、'.join(custodians)}",
            "",
        ]
    )
    proofs = [
        f"{name}: {base64.b64encode(signer.sign(said.encode())).decode()}" for name, signer in means.signers()
    ]
    lines = [f"{name}：____________________    日期 Date：____________" for name in custodians]
    return "\n".join([said, "以上文字的签名 Signatures over the text above:", *proofs, "", *lines, ""])


def _key(passphrases: Sequence[str], salt: bytes, cost: int) -> bytes:
    """From all passphrases in order; their lengths stand before them, so that none can flow into the next."""
    together = b"".join(len(one.encode()).to_bytes(4, "big") + one.encode() for one in passphrases)
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(together)


def _long_enough(passphrases: Mapping[str, str]) -> None:
    short = [name for name, passphrase in passphrases.items() if len(passphrase) < SHORTEST]
    problems = [
        FieldProblem(name, text("A passphrase has at least {least} characters.", least=SHORTEST))
        for name in short
    ]
    if len(passphrases) < 2:
        problems.append(FieldProblem("custodian", text("At least two custodians are needed.")))
    if problems:
        raise Invalid(problems)


def _read(backup: bytes) -> Backup:
    try:
        kept = msgspec.json.decode(backup, type=Backup)
    except msgspec.DecodeError as error:
        raise Refused(text("This is no backup of keys."), rule=WHOLE_BACKUP) from error
    if kept.version != 1 or not 2**10 <= kept.cost <= 2**20:
        raise Refused(text("This is no backup of keys."), rule=WHOLE_BACKUP)
    return kept
