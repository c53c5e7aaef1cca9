"""How a person and a banned person are compared: search keys, and a judgement with its evidence.

The first matcher: the same document, or the same normalised name with the same birth date.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import Literal

import msgspec

from foundation.text import Text, text
from registry.documents.rules import Sex, read_digits, tidy_number
from registry.people.rules import mask_name, mask_number, read_name
from screening.matching.data import FOLD_TABLE, FOLD_VERSION

MATCHER_VERSION = f"1.0/{FOLD_VERSION}"
"""Stored with every key, screening and match: what one version found is never mixed with another's."""

KeyKind = Literal["document", "number", "name_birth"]
Feature = Literal["document", "number", "name", "birth_date", "sex"]


class State(StrEnum):
    """What a comparison says; only a person turns `possible` or `strong` into anything else."""

    CLEAR = "clear"
    POSSIBLE = "possible"
    STRONG = "strong"


class Document(msgspec.Struct, frozen=True):
    """A document as it was recorded: its kind, 01 to 09, and its number."""

    kind: str
    number: str


class Identity(msgspec.Struct, frozen=True):
    """Everything by which a person may be known: every name ever borne, every document, every birth date."""

    names: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    birth_dates: tuple[date, ...] = ()
    sex: Sex | None = None


class Key(msgspec.Struct, frozen=True, order=True):
    """A value to be searched by; it is sealed before it is stored. `strong`: alone enough to stop."""

    kind: KeyKind
    value: str
    strong: bool


class Evidence(msgspec.Struct, frozen=True):
    """One thing that agrees or differs, with both values masked, for the officer who decides."""

    feature: Feature
    agrees: bool
    message: Text
    person: str
    banned: str


class Judgement(msgspec.Struct, frozen=True):
    """The result of a comparison and everything it rests on."""

    state: State
    evidence: tuple[Evidence, ...]
    matcher_version: str = MATCHER_VERSION


def name_key(written: str) -> str:
    """The name without spaces, dots, case, accents and different ways to write the same character."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", written).upper())
    return "".join(char for char in apart if unicodedata.category(char)[0] in "LN").translate(FOLD_TABLE)


def document_body(number: str) -> str | None:
    """The 17 digits that never change, of a number of 15, 17 or 18 places, whatever its check digit."""
    tidied = tidy_number(number)
    if re.match(r"[A-Z]{3}", tidied):
        return None  # a permanent resident card of 2017: its letters are a country, not digits misread
    digits, _ = read_digits(tidied)
    if re.fullmatch(r"[0-9]{15}", digits):
        digits = f"{digits[:6]}19{digits[6:]}"
    return digits[:17] if re.fullmatch(r"[0-9]{17}[0-9X]?", digits) else None


def names_of(identity: Identity) -> frozenset[str]:
    """The keys of all names, those in brackets included."""
    readings = [read_name(written) for written in identity.names]
    return frozenset(
        filter(None, (name_key(name) for read in readings for name in (read.name, *read.aliases)))
    )


def birth_dates_of(identity: Identity) -> frozenset[date]:
    """The birth dates declared and those inside the document numbers."""
    bodies = [document_body(document.number) for document in identity.documents]
    return frozenset(identity.birth_dates) | {found for body in bodies if body and (found := _birth_in(body))}


def _birth_in(body: str) -> date | None:
    try:
        return date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    except ValueError:
        return None


def worker_keys(identity: Identity) -> list[Key]:
    """The keys a person is found by."""
    return sorted(set(_document_keys(identity)) | set(_name_keys(identity)))


def ban_keys(identity: Identity) -> list[Key]:
    """The keys a ban is found by; in this matcher the same as a person's."""
    return worker_keys(identity)


def strong_keys(identity: Identity) -> frozenset[Key]:
    """The keys that alone are enough to stop a certificate: same document."""
    return frozenset(key for key in _document_keys(identity) if key.strong)


def _document_keys(identity: Identity) -> list[Key]:
    return [key for document in identity.documents for key in _keys_of_document(document)]


def _keys_of_document(document: Document) -> list[Key]:
    """A number of another kind alone is no proof: a passport and a permit may share eight digits."""
    body = document_body(document.number)
    if body:
        return [Key("document", f"body:{body}", strong=True)]
    number = _bare_number(document)
    if not number:
        return []
    return [
        Key("document", f"{document.kind}:{number}", strong=True),
        Key("number", number, strong=False),
    ]


def _bare_number(document: Document) -> str:
    """The number without its separators, or nothing where parts of it are masked or missing."""
    tidied = tidy_number(document.number)
    if "*" in tidied or not tidied:
        return ""
    permit = re.fullmatch(r"([HM][0-9]{8})[0-9]{2}", tidied) if document.kind == "06" else None
    return permit.group(1) if permit else tidied


def _name_keys(identity: Identity) -> list[Key]:
    births = birth_dates_of(identity)
    return [
        Key("name_birth", f"{name}|{birth:%Y%m%d}", strong=False)
        for name in names_of(identity)
        for birth in births
    ]


def canonical(identity: Identity) -> str:
    """The identity as one line that changes exactly when something a comparison reads changes."""
    documents = sorted(
        f"{document.kind}:{document_body(document.number) or _bare_number(document)}"
        for document in identity.documents
    )
    births = sorted(birth.isoformat() for birth in birth_dates_of(identity))
    return "\n".join(
        [" ".join(sorted(names_of(identity))), " ".join(documents), " ".join(births), identity.sex or ""]
    )


def judge(person: Identity, banned: Identity) -> Judgement:
    """Compare two identities: the same document is strong whatever the names, name and birth possible."""
    found = _document_evidence(person, banned)
    about = (
        *_name_evidence(person, banned),
        *_birth_evidence(person, banned),
        *_sex_evidence(person, banned),
    )
    if any(piece.feature == "document" for piece in found):
        state = State.STRONG
    elif found or {"name", "birth_date"} <= {piece.feature for piece in about if piece.agrees}:
        state = State.POSSIBLE
    else:
        state = State.CLEAR
    return Judgement(state, (*found, *about))


def worst(judgements: list[Judgement]) -> State:
    """The state that counts for a person compared with several bans; clear when there is none."""
    order = list(State)
    return max((judgement.state for judgement in judgements), key=order.index, default=State.CLEAR)


def _document_evidence(person: Identity, banned: Identity) -> tuple[Evidence, ...]:
    shared = sorted(set(_document_keys(person)) & set(_document_keys(banned)))
    strong = [key for key in shared if key.strong]
    return tuple(_same_document(key) for key in strong or shared)


def _same_document(key: Key) -> Evidence:
    number = key.value.partition(":")[2] or key.value
    shown = mask_number(f"{number}·" if key.value.startswith("body:") else number)
    if key.strong:
        return Evidence("document", True, text("The same document"), shown, shown)
    return Evidence("number", True, text("The same number on documents of different kinds"), shown, shown)


def _name_evidence(person: Identity, banned: Identity) -> tuple[Evidence, ...]:
    shared = names_of(person) & names_of(banned)
    message = text("The same name") if shared else text("Another name")
    return _compared("name", bool(shared), message, _masked_names(person), _masked_names(banned))


def _birth_evidence(person: Identity, banned: Identity) -> tuple[Evidence, ...]:
    left, right = birth_dates_of(person), birth_dates_of(banned)
    shared = left & right
    message = text("The same birth date") if shared else text("Another birth date")
    return _compared("birth_date", bool(shared), message, _shown_dates(left), _shown_dates(right))


def _sex_evidence(person: Identity, banned: Identity) -> tuple[Evidence, ...]:
    same = person.sex == banned.sex
    message = text("The same sex") if same else text("Another sex")
    return _compared("sex", same, message, person.sex or "", banned.sex or "")


def _compared(
    feature: Feature, agrees: bool, message: Text, person: str, banned: str
) -> tuple[Evidence, ...]:
    """Evidence only where both sides say something."""
    return (Evidence(feature, agrees, message, person, banned),) if person and banned else ()


def _masked_names(identity: Identity) -> str:
    return "、".join(mask_name(read_name(written).name) for written in identity.names)


def _shown_dates(births: frozenset[date]) -> str:
    """The day is left out: year and month are enough to compare by eye."""
    return "、".join(f"{birth:%Y-%m}-**" for birth in sorted(births))
