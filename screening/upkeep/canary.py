"""A made-up person is banned and must be held, by number, as a namesake, as a noisy twin; all is undone."""

from __future__ import annotations

import secrets
import uuid
from datetime import date, timedelta

from foundation.actor import SYSTEM
from foundation.clock import now, today
from foundation.database import execute, transaction
from foundation.ids import new_id, new_public_id
from registry.documents.rules import check_digit
from registry.organisations.tables import Organisation
from registry.people.actions import NewDocument, NewPerson, register
from screening.alarms.actions import end_alarms
from screening.bans.rules import Status
from screening.bans.tables import Ban
from screening.matching.rules import Document, Identity
from screening.screenings.actions import retro_screen, screen
from screening.screenings.identities import save_identity
from screening.screenings.keys import rekey, write_ban_keys

_NAME = "测试金丝雀"
#: The same name as another register may spell it.
_NOISY_NAME = "測試 金絲雀"
_BIRTH = date(1990, 1, 1)
#: No person bears such a number: the area does not exist.
_NOWHERE = "369999"
#: The province; every installation has it.
_AREA = "360000"


class _UndoneError(Exception):
    """Ends the trial's transaction; nothing of it stays."""


async def canary_is_found() -> bool:
    """Whether who is banned is held: registered before the ban or after, by document, by name, with slips."""
    found = False
    try:
        async with transaction():
            found = await _trial()
            raise _UndoneError
    except _UndoneError:
        return found


async def _trial() -> bool:
    await execute("UPDATE ban_list SET refreshed_at = $1", now())  # undone with the rest
    await end_alarms()
    birth = _BIRTH + timedelta(days=secrets.randbelow(9000))
    serial = 2 * secrets.randbelow(500)
    number = _number(birth, serial)
    early = await _person(number, birth)
    ban_id, banned = await _banned(number, birth)
    await write_ban_keys(ban_id, banned)
    hit = await retro_screen(ban_id)
    namesake = await _person(_number(birth, serial + 500), birth)
    twin = await _person(_number(birth, serial + 10), birth, _NOISY_NAME)  # a slip in the serial digits
    answers = [await screen(SYSTEM, who, "yearly", "self-check") for who in (early, namesake, twin)]
    held = all(answer.result in ("possible", "strong") for answer in answers)
    return early in hit and answers[0].result == "strong" and held


def _number(birth: date, serial: int) -> str:
    body = f"{_NOWHERE}{birth:%Y%m%d}{serial % 1000:03d}"
    return body + check_digit(body)


async def _person(number: str, birth: date, name: str = _NAME) -> uuid.UUID:
    person_id = await register(
        SYSTEM, NewPerson(name=name, birth_date=birth, documents=[NewDocument("01", number)])
    )
    await rekey(person_id)
    return person_id


async def _banned(number: str, birth: date) -> tuple[uuid.UUID, Identity]:
    organisation = Organisation(
        id=new_id(),
        public_id=new_public_id(),
        code=new_public_id(),
        kind="administration",
        name=_NAME,
        area_code=_AREA,
        created_at=now(),
    )
    await organisation.save()
    ban = Ban(
        id=new_id(),
        public_id=new_public_id(),
        status=str(Status.AWAITING_SECOND),
        kind="PFPL_41_2",
        legal_basis_document=_NAME,
        legal_basis_article=_NAME,
        authority_name=_NAME,
        document_no=_NAME,
        decision_on=today(),
        effective_on=today(),
        served_on=today(),
        remedy_notice=_NAME,
        scope="childcare",
        person_role="perpetrator",
        source_channel="health_decision",
        person_name=_NAME,
        area_code=_AREA,
        organisation_id=organisation.id,
        recorded_by=SYSTEM.account_id,
        recorded_at=now(),
    )
    await ban.save()
    identity = Identity((_NAME,), (Document("01", number),), (birth,), "female")
    await save_identity(ban.id, identity, _AREA)
    return ban.id, identity
