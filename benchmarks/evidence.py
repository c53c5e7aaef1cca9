"""What a register of many certificates needs to be believed: credentials, a log and documents in the archive.

Every certificate that is asked for has a credential with a real signature and a document whose digest is on
record; the documents are small, since how long one takes to read is not what is measured. The log has an
entry for each certificate of the register.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from uuid import UUID

from certificates.credentials.keys import open_signing_keys
from certificates.credentials.multikey import multibase
from certificates.credentials.proofs import JCS, canonical, moment
from certificates.credentials.rules import Level, Statement, credential
from certificates.credentials.signing import Issuer
from certificates.issuing.filing import path_of
from certificates.log.checkpoints import Checkpoint, signed_note
from certificates.log.rules import Tiles, append, leaf_hash, root
from foundation.clock import now
from foundation.database import close_pool, copy_rows, execute, fetch, open_pool
from foundation.settings import Settings

_DOCUMENT = b"%PDF-1.7 a document of the benchmark\n" * 20
_REGISTER = """
INSERT INTO evaluator_register (id, organisation_id, prefix, valid_from, created_at)
SELECT md5('r')::uuid, md5('e')::uuid, 'S000036000001', '2000-01-01', now()
"""
_ASKED = "SELECT id, public_id, number, holder_name, issued_on FROM certificate WHERE public_id = ANY($1)"


async def add_evidence(url: str, settings: Settings, asked: list[str]) -> None:
    """Sign, log and file in the already filled register; `asked` are public ids of certificates."""
    await open_pool(url)
    try:
        means = await open_signing_keys(settings)
        await execute(_REGISTER)
        await execute("INSERT INTO evaluator_scope VALUES (md5('r')::uuid, '4-10-01-03', 4)")
        digests = await _credentials(means, settings.documents_dir, asked)
        await _log(means, digests)
        await execute("ANALYZE credential, log_entry, evaluator_register, evaluator_scope")
    finally:
        await close_pool()


async def _credentials(means: Issuer, folder: Path, asked: list[str]) -> dict[UUID, bytes]:
    """With the proof alone that we check: the other one takes a hundred times as long to make."""
    rows, digests = [], {}
    for place, row in enumerate(await fetch(_ASKED, asked)):
        body = canonical(_signed(means, dict(row), place))
        digests[row["id"]] = hashlib.sha256(body).digest()
        signed = (body, digests[row["id"]], now(), means.credentials.public_key)
        rows.append((row["id"], f"{place:022}", UUID(int=place), 1, place, *signed))
        path = path_of(folder, row["public_id"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_DOCUMENT)
    await copy_rows(
        "credential",
        ["certificate_id", "token", "subject", "status_list", "status_index", "body", "sha256",
         "reserved_at", "signed_with"],
        rows,
    )  # fmt: skip
    await execute(
        "UPDATE certificate SET pdf_sha256 = $2 WHERE public_id = ANY($1)",
        asked,
        hashlib.sha256(_DOCUMENT).digest(),
    )
    return digests


def _signed(means: Issuer, row: dict[str, Any], place: int) -> dict[str, Any]:
    said = credential(
        Statement(
            address=means.address, did=means.did, platform="Yuzheng", token=f"{place:022}",
            subject=UUID(int=place), holder=row["holder_name"], number=row["number"],
            title="职业技能等级证书",
            occupation="保育师", occupation_en="Child-care worker", occupation_code="4-10-01-03",
            levels=[Level(4, "四级／中级工")], level=4, standard_edition="2021", marks=[],
            evaluator="江西示例托育职业技能评价中心", evaluator_id=UUID(int=1), issued_on=row["issued_on"],
            status_list=1, status_index=place,
        )
    )  # fmt: skip
    options = {
        "@context": said["@context"], "type": "DataIntegrityProof", "cryptosuite": JCS,
        "created": moment(now()), "verificationMethod": means.method,
        "proofPurpose": "assertionMethod",
    }  # fmt: skip
    digest = hashlib.sha256(canonical(options)).digest() + hashlib.sha256(canonical(said)).digest()
    return {**said, "proof": [{**options, "proofValue": multibase(means.credentials.sign(digest))}]}


async def _log(means: Issuer, digests: dict[UUID, bytes]) -> None:
    entries = []
    for index, row in enumerate(await fetch("SELECT id FROM certificate ORDER BY md5(id::text)")):
        named = digests.get(row["id"]) or hashlib.sha256(row["id"].bytes).digest()
        said = {"at": "2026-11-24T00:00:00Z", "h": named.hex(), "t": "issue", "v": 1}
        entries.append((index, row["id"], "issue", canonical(said)))
    await copy_rows("log_entry", ["idx", "certificate_id", "kind", "data"], entries)
    tiles = Tiles()
    append(tiles, 0, (leaf_hash(data) for *_, data in entries))
    await copy_rows("log_tile", ["level", "number", "hashes"], [(*place, t) for place, t in tiles.items()])
    note = signed_note(means.log_name, Checkpoint(len(entries), root(tiles, len(entries))), means.log)
    await execute("INSERT INTO log_checkpoint VALUES ($1, $2, now())", len(entries), note)
