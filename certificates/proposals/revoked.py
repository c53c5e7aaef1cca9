"""An exemption behind a certificate was taken back: the office that issued it is told and decides."""

from __future__ import annotations

from certificates.watching.telling import put_notice
from foundation.database import fetch
from foundation.text import text
from training.exemptions.events import ExemptionRevoked

_ISSUED = """
SELECT c.id, c.public_id, c.number, c.organisation_id
  FROM certificate c JOIN evaluation_entry n ON n.id = c.entry_id
 WHERE n.enrolment_id = $1 AND c.status = 'issued' ORDER BY c.number
"""


async def on_exemption_revoked(event: ExemptionRevoked) -> None:
    """Nothing is proposed: whether the training still suffices is for people to say."""
    for row in await fetch(_ISSUED, event.enrolment_id):
        said = text(
            "An exemption that counted for the training behind certificate {number} was taken back. Please"
            " look whether the certificate can stand.",
            number=row["number"],
        )
        subject, href = ("certificate", row["id"]), f"/certificates/{row['public_id']}"
        await put_notice(row["organisation_id"], "certificate.basis_revoked", subject, said, href)
