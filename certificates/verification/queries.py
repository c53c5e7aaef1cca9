"""Looks a certificate up for anybody: by the QR code's secret, or by number, name and printed check code."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from certificates.documents.content import CertificateContent
from certificates.identifiers.rules import identifier, read_identifier
from certificates.issuing.reserve import check_code_matches, token_hash
from certificates.issuing.steps import SEALED_IN
from certificates.numbers.rules import read_check_code, read_number
from certificates.verification.evidence import EVIDENCE, EVIDENCE_FROM, Weighed, weigh
from certificates.verification.proving import Inclusion
from certificates.verification.rules import Check, Doubt, Standing, checks, doubt, standing, within_reason
from curricula.occupations.data import OCCUPATIONS
from foundation.clock import CHINA, now
from foundation.database import fetchrow
from foundation.logging import log
from foundation.sealing import keyring, unseal
from registry.people.rules import mask_name, read_name


class Finding(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The public answer. Everything but the state is left out when there is no such certificate.

    `name` is in full only for whoever holds the QR code's secret, which is printed on the certificate.
    """

    state: Standing
    checked_at: datetime
    number: str = ""
    name: str = ""
    occupation: str = ""
    occupation_en: str = ""
    level: int = 0
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    version: int = 0
    standard_edition: str = ""
    #: 电子证照标识 (GB/T 36904), where one was given.
    identifier: str = ""
    checks: tuple[Check, ...] = ()
    #: That its issue is in the public log, under the newest checkpoint.
    inclusion: Inclusion | None = None
    #: The check because of which it is "unavailable" although the register would call it valid.
    doubt: Doubt = ""
    #: Of a replaced one: what is answered about the newest version under its number.
    current: Standing | Literal[""] = ""


class Said(msgspec.Struct, gc=False):
    """What is said of a certificate to everybody who asks, as long as it stands as it does.

    `words` are those of a finding after its moment; `rest` is what they are in an encoded one.
    """

    words: tuple[Any, ...]
    rest: bytes = b""


class Found(msgspec.Struct, frozen=True, gc=False):
    """A finding with the certificate it is about, for the log of look-ups; `said` where it is in full."""

    finding: Finding
    certificate_id: uuid.UUID | None = None
    said: Said | None = None

    def encoded(self) -> bytes:
        """The finding as JSON: all but the moment is encoded once."""
        finding, said = self.finding, self.said
        if said is None:
            return _encode(finding)
        start = b'{"state":"%b","checked_at":%b' % (finding.state.encode(), _encode(finding.checked_at))
        if not said.rest:
            said.rest = _encode(finding).removeprefix(start)
        return start + said.rest


_encode = msgspec.json.Encoder().encode
#: How it stands at this moment: its state, what holds it, and until when the ban register is current.
_STANDS = """
c.id, c.status, c.expires_on,
EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = c.id AND h.lifted_at IS NULL),
(SELECT refreshed_at + make_interval(hours => max_age_hours) FROM ban_list)
"""
#: One statement and one round trip: whoever holds the QR code cannot have guessed it.
_ASKED = f"SELECT {_STANDS}, {EVIDENCE} FROM certificate c {EVIDENCE_FROM}"  # noqa: S608 - constants
_BY_TOKEN = _ASKED + "WHERE c.token_hash = $1"
_BY_ID = _ASKED + "WHERE c.id = $1"
#: The newest version that ever was a certificate: until a replacement is issued, the former one answers.
#: Nothing more is asked before name and code are right, so that a number alone costs what none costs.
_BY_NUMBER = """
SELECT c.id, c.holder_name, c.check_code_hash,
       (SELECT identifier FROM certificate_identifier i WHERE i.certificate_id = c.id) FROM certificate c
 WHERE c.number = $1 AND c.status IN ('issued', 'withdrawn', 'superseded')
 ORDER BY c.version DESC LIMIT 1
"""
_NEWEST = """
SELECT n.id FROM certificate c JOIN certificate n ON n.number = c.number AND n.version > c.version
 WHERE c.id = $1 AND n.status IN ('issued', 'withdrawn', 'superseded') ORDER BY n.version DESC LIMIT 1
"""
_NOTHING = b"\0" * 32


async def by_token(token: str) -> Found:
    """The certificate that carries this QR code. Raises `Unavailable` where the sealing keys are missing."""
    keyring()  # without them no ban can be entered and none found: nothing is called valid then
    moment = now()
    row = await fetchrow(_BY_TOKEN, token_hash(token))
    return await _found(row, moment, in_full=True) if row is not None else _unknown(moment)


async def by_number(number: str, name: str, check_code: str) -> Found:
    """The certificate with this number, if name and check code are those printed on it.

    An unknown number, another name, a wrong code and input that cannot be any of these take the same path
    and get the same answer: numbers are sequential by rule, so nothing may confirm a guess.
    """
    moment = now()
    wanted = number_asked_for(number)
    row = await fetchrow(_BY_NUMBER, wanted)
    same_number = row is not None and typed_identifier(number) in ("", row["identifier"])
    code = read_check_code(within_reason(check_code)) or ""
    stored = bytes(row["check_code_hash"]) if row is not None else _NOTHING
    same_code = check_code_matches(wanted, code, stored)
    same_name = read_name(within_reason(name)).name == (row["holder_name"] if row is not None else None)
    if row is None or not (same_number and same_code and same_name):
        return _unknown(moment)
    return await by_id(row["id"], in_full=False)


async def by_id(certificate_id: uuid.UUID, *, in_full: bool) -> Found:
    """What is known of a certificate that was identified in another way."""
    moment = now()
    row = await fetchrow(_BY_ID, certificate_id)
    return await _found(row, moment, in_full=in_full) if row is not None else _unknown(moment)


def number_asked_for(number: str) -> str:
    """The number that somebody meant, however it was written; a licence identifier contains it."""
    found = read_identifier(within_reason(number))
    return found.serial if found else read_number(within_reason(number)).number


def typed_identifier(number: str) -> str:
    """The licence identifier that somebody typed instead of the number, if it is one."""
    found = read_identifier(within_reason(number))
    return identifier(found.type_code, found.issuer, found.serial, found.version) if found else ""


async def photo_of(token: str) -> bytes | None:
    """The portrait on the certificate, for whoever holds its QR code."""
    row = await fetchrow(
        "SELECT content_sealed, status FROM certificate WHERE token_hash = $1", token_hash(token)
    )
    if row is None or row["status"] in ("reserved", "prepared", "voided"):
        return None
    return msgspec.json.decode(unseal(bytes(row["content_sealed"]), SEALED_IN), type=CertificateContent).photo


def _unknown(moment: datetime) -> Found:
    return Found(Finding("unknown", moment))


async def _found(row: Any, moment: datetime, *, in_full: bool) -> Found:
    key, status, expires_on, held, until, digest, note = row
    day = moment.astimezone(CHINA).date()
    current = until is not None and until >= moment
    state = standing(status, held=held, expires_on=expires_on, register_current=current, today=day)
    if state == "unknown":
        return _unknown(moment)
    if state == "unavailable":  # nothing is shown that could be taken for a certificate
        return Found(Finding("unavailable", moment), key)
    weighed = await weigh(key, digest, note)
    newest: Standing | Literal[""] = await _current(key) if state == "superseded" else ""
    kind = state, expires_on is not None and expires_on < day, newest
    said: Said | Doubt = weighed.said.get(kind) or weighed.said.setdefault(kind, _said(weighed, *kind[:2]))
    if not isinstance(said, Said):
        log.error("verification.doubt", check=said, certificate=str(key))
        return Found(Finding("unavailable", moment, doubt=said), key)
    if in_full:
        return Found(_with(newest, Finding(state, moment, *said.words)), key, said)
    number, name, *others = said.words
    return Found(_with(newest, Finding(state, moment, number, mask_name(name), *others)), key)


def _with(newest: Standing | Literal[""], finding: Finding) -> Finding:
    return msgspec.structs.replace(finding, current=newest) if newest else finding


async def _current(replaced: uuid.UUID) -> Standing | Literal[""]:
    """What is answered about the version that counts now; asked of replaced ones only, which are rare."""
    row = await fetchrow(_NEWEST, replaced)
    return (await by_id(row["id"], in_full=False)).finding.state if row is not None else ""


def _said(weighed: Weighed, state: Standing, over: bool) -> Said | Doubt:
    """What is said of a certificate that stands so; why nothing is, where its evidence does not hold."""
    kept, evidence = weighed.kept, weighed.evidence
    outcomes = {"signature": evidence.signature, "issuer": evidence.issuer, "log": evidence.log}
    if why := doubt(state, **outcomes):
        return why
    occupation = OCCUPATIONS.get(kept.occupation)
    return Said(
        (
            kept.number,
            kept.name,
            occupation.zh if occupation else kept.occupation,
            occupation.en if occupation else kept.occupation,
            int(kept.level),
            kept.issuer,
            kept.issued_on,
            kept.last_day,
            kept.version,
            kept.standard_edition,
            kept.identifier or "",
            checks(state, over=over, document=evidence.document, **outcomes),
            evidence.inclusion,
        )
    )
