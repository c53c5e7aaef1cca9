"""A ceremony's backup opens for all custodians together and nobody else; its minutes say what was made."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest

from certificates.credentials.ceremony import backed_up, custodians_of, minutes, opened, put_back
from certificates.credentials.signing import signed_by
from foundation.errors import Conflict, Invalid, Refused
from tests.certificates.builders import ISSUER

FILES = {"keys.json": b"{}", "signing-keys.json": b'{"keys": []}'}
WORDS = {"王主任": "correct horse battery", "李科长": "staple wrong again"}
CHEAP = 2**10


def test_all_custodians_together_open_it_and_nobody_else() -> None:
    backup = backed_up(FILES, WORDS, cost=CHEAP)
    assert custodians_of(backup) == list(WORDS)
    assert opened(backup, list(WORDS.values())) == FILES
    first, second = WORDS.values()
    for wrong in ([first], [second], [first, first], [second, first], [first + second], ["", first + second]):
        with pytest.raises(Refused):
            opened(backup, wrong)


def test_a_changed_backup_or_something_else_is_refused() -> None:
    backup = backed_up(FILES, WORDS, cost=CHEAP)
    at = backup.index(b'"sealed"') + 15
    changed = backup[:at] + (b"A" if backup[at : at + 1] != b"A" else b"B") + backup[at + 1 :]
    for wrong in (changed, b"{}", b"no", backup.replace(b'"cost": 1024', b'"cost": 1073741824')):
        with pytest.raises(Refused):
            opened(wrong, list(WORDS.values()))


def test_one_custodian_or_a_short_passphrase_is_not_enough() -> None:
    for words in ({"王主任": "correct horse battery"}, WORDS | {"李科长": "short"}):
        with pytest.raises(Invalid):
            backed_up(FILES, words, cost=CHEAP)


def test_files_come_back_for_their_owner_only_and_replace_nothing(tmp_path: Path) -> None:
    put_back(tmp_path / "data", FILES)
    for name, content in FILES.items():
        assert (tmp_path / "data" / name).read_bytes() == content
        assert stat.S_IMODE((tmp_path / "data" / name).stat().st_mode) == 0o600
    with pytest.raises(Conflict):
        put_back(tmp_path / "data", {"other.json": b"", "keys.json": b"x"})
    assert not (tmp_path / "data" / "other.json").exists()


def test_minutes_name_the_keys_and_are_signed_by_them() -> None:
    said = minutes(ISSUER, b"backup", list(WORDS), moment="2026-11-24T01:00:00+00:00", version="1")
    text, _, rest = said.partition("以上文字的签名 Signatures over the text above:\n")
    proofs = dict(line.split(": ") for line in rest.splitlines()[:2])
    for purpose, signer in ISSUER.signers():
        assert signed_by(
            signer.public_key, base64.b64decode(proofs[purpose]), text.removesuffix("\n").encode()
        )
    assert ISSUER.method.split("#")[1] in text
    assert all(f"{name}：____" in rest for name in WORDS)
