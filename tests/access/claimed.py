"""What the access test finds of subsidies and of a struck-off key."""

from __future__ import annotations

from certificates.credentials.multikey import multikey
from certificates.subsidies.actions import register
from certificates.subsidies.exporting import PLACE as SHEET
from foundation import sealing
from foundation.clock import now
from foundation.database import execute, fetchval
from foundation.ids import new_id
from yuzheng.demo.world import acting


async def subsidies_and_reissue(certificate: str) -> dict[str, str]:
    """A claim that waits for the second person, an empty sheet, and a reissue of many that waits as well."""
    officer = await acting("subsidy")
    number = await fetchval("SELECT number FROM certificate WHERE public_id = $1", certificate)
    await execute(
        "INSERT INTO subsidy_export VALUES ($1, 'sheet1', $2, $3, '2026-10-01', 0, 0, $4, $5, $6)",
        new_id(), officer.organisation_id, officer.area_code, sealing.seal("[]", SHEET),
        officer.account_id, now(),
    )  # fmt: skip
    await execute(
        "INSERT INTO issuer_key (public_key, purpose, state, since, until)"
        " VALUES ($1, 'credential', 'compromised', $2, $2)",
        b"k" * 32, now(),
    )  # fmt: skip
    await execute(
        "INSERT INTO reissue (id, public_id, public_key, reason, organisation_id, area_code, status,"
        " proposed_by, proposed_at) SELECT $1, 'reissue1', public_key, '密钥泄露', $2, $3, 'proposed', $4, $5"
        " FROM issuer_key LIMIT 1",
        new_id(), officer.organisation_id, officer.area_code, new_id(), now(),
    )  # fmt: skip
    claim = await register(officer, number, "training")
    return {
        "subsidy": claim,
        "subsidy_sheet": "sheet1",
        "reissue": "reissue1",
        "struck_key": multikey(b"k" * 32),
    }
