"""The last act: a trainee who holds a valid certificate is invited and opens the own account."""

from __future__ import annotations

from foundation.database import fetchval
from registry.invitations.actions import Acceptance, accept, invite
from registry.invitations.rules import ENDING
from registry.people.queries import identity
from yuzheng.demo.world import PASSWORD, WORKER, acting

_HOLDER = """
SELECT c.person_id FROM certificate c WHERE c.status = 'issued'
   AND NOT EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = c.id AND h.lifted_at IS NULL)
 ORDER BY c.number DESC LIMIT 1
"""


async def open_account() -> None:
    """The registrar makes the invitation; the holder knows the own number and chooses login and password."""
    if await fetchval("SELECT 1 FROM account WHERE login = $1", WORKER):
        return
    holder = await fetchval(_HOLDER)
    token = await invite(await acting("registrar"), holder)
    _, number = (await identity(holder)).documents[0]
    await accept(token, Acceptance(ending=number[-ENDING:], login=WORKER, password=PASSWORD))
