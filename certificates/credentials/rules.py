"""What a certificate says, as an Open Badges 3.0 credential on W3C's data model 2.0.

Only terms of the two pinned contexts, every number as a string, no number of an identity document.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from foundation.errors import Refused, Rule
from foundation.text import text

CONTEXTS: Final = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
STATUS_PURPOSES: Final = ("revocation", "suspension")
_CHINA: Final = timezone(timedelta(hours=8))
PLAIN_TEXT: Final = Rule(
    "CRED-PLAIN",
    text("A signed text has one canonical form"),
    "W3C RDF Dataset Canonicalization 1.0",
)
_PLAIN: Final = "\t\n\r"


class Level(msgspec.Struct, frozen=True):
    """A level with its name."""

    number: int
    name: str


class Mark(msgspec.Struct, frozen=True):
    """A component of the evaluation: a word for identifiers, its name, the mark out of 100."""

    key: str
    name: str
    value: Decimal


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a credential says."""

    address: str
    did: str
    platform: str
    token: str
    subject: UUID
    holder: str
    number: str
    title: str
    occupation: str
    occupation_en: str
    occupation_code: str
    levels: list[Level]
    level: int
    standard_edition: str
    marks: list[Mark]
    evaluator: str
    evaluator_id: UUID
    issued_on: date
    expires_on: date | None = None
    status_list: int
    status_index: int


def credential(said: Statement) -> dict[str, Any]:
    """The credential without its proofs. Raises `Refused` for control characters: tools differ about them."""
    document = {
        "@context": list(CONTEXTS),
        "id": f"{said.address}/credentials/{said.token}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": said.title,
        "issuer": {"id": said.did, "type": ["Profile"], "name": said.platform, "url": said.address},
        "validFrom": _day(said.issued_on),
        "awardedDate": _day(said.issued_on),
        **({"validUntil": _day(said.expires_on + timedelta(days=1))} if said.expires_on else {}),
        "credentialSubject": _subject(said),
        "credentialStatus": [_status(said, purpose) for purpose in STATUS_PURPOSES],
    }
    refuse_control_characters(document)
    return document


def _day(day: date) -> str:
    """The first moment of a day in China."""
    return datetime.combine(day, time(), _CHINA).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _subject(said: Statement) -> dict[str, Any]:
    achievement = f"{said.address}/achievements/{said.occupation_code}/{said.level}"
    return {
        "id": f"urn:uuid:{said.subject}",
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": said.holder,
                "identityType": "name",
            }
        ],
        "licenseNumber": said.number,
        "achievement": _achievement(said, achievement),
        "result": [
            {
                "type": ["Result"],
                "resultDescription": f"{achievement}#level",
                "achievedLevel": f"{achievement}#level-{said.level}",
            },
            *(
                {
                    "type": ["Result"],
                    "resultDescription": f"{achievement}#{mark.key}",
                    "value": f"{mark.value.normalize():f}",
                }
                for mark in said.marks
            ),
        ],
    }


def _achievement(said: Statement, identifier: str) -> dict[str, Any]:
    level = next(level.name for level in said.levels if level.number == said.level)
    return {
        "id": identifier,
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": f"{said.occupation} {level}",
        "description": f"{said.title}：{said.occupation}（{said.occupation_en}），{level}",
        "humanCode": said.occupation_code,
        "inLanguage": "zh-CN",
        "version": said.standard_edition,
        "creator": {
            "id": f"urn:uuid:{said.evaluator_id}",
            "type": ["Profile"],
            "name": said.evaluator,
        },
        "criteria": {
            "narrative": f"依据国家职业标准（{said.standard_edition}）组织的职业技能等级认定，成绩合格。"
        },
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": said.occupation,
                "targetCode": said.occupation_code,
                "targetFramework": "中华人民共和国职业分类大典",
                "targetUrl": f"{said.address}/occupations#{said.occupation_code}",
            }
        ],
        "resultDescription": [_levels(said, identifier), *(_marked(mark, identifier) for mark in said.marks)],
    }


def _levels(said: Statement, achievement: str) -> dict[str, Any]:
    return {
        "id": f"{achievement}#level",
        "type": ["ResultDescription"],
        "name": "职业技能等级",
        "resultType": "RubricCriterionLevel",
        "rubricCriterionLevel": [
            {
                "id": f"{achievement}#level-{level.number}",
                "type": ["RubricCriterionLevel"],
                "name": level.name,
                "level": str(level.number),
            }
            for level in said.levels
        ],
    }


def _marked(mark: Mark, achievement: str) -> dict[str, Any]:
    return {
        "id": f"{achievement}#{mark.key}",
        "type": ["ResultDescription"],
        "name": mark.name,
        "resultType": "RawScore",
        "valueMin": "0",
        "valueMax": "100",
    }


def _status(said: Statement, purpose: str) -> dict[str, str]:
    """W3C Bitstring Status List 1.0: which bit of which list speaks of this credential."""
    listed = status_list_address(said.address, purpose, said.status_list)
    return {
        "id": f"{listed}#{said.status_index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(said.status_index),
        "statusListCredential": listed,
    }


def status_list_address(address: str, purpose: str, number: int) -> str:
    """Where a status list is published."""
    return f"{address}/status/{purpose}/{number}"


def refuse_control_characters(value: Any) -> None:
    """Two readings of JSON-LD's canonical form differ exactly here, and nothing printed needs them."""
    if isinstance(value, dict):
        for part in value.values():
            refuse_control_characters(part)
    elif isinstance(value, list):
        for part in value:
            refuse_control_characters(part)
    elif isinstance(value, str):
        found = [sign for sign in value if unicodedata.category(sign) == "Cc" and sign not in _PLAIN]
        if found:
            raise Refused(
                text(
                    "A control character (U+{code}) cannot stand in a certificate.",
                    code=f"{ord(found[0]):04X}",
                ),
                rule=PLAIN_TEXT,
            )
