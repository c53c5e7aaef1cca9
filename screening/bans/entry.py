"""An entry as it is typed on the form or sent by a program, and the draft that it makes."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from foundation.clock import today
from foundation.errors import FieldProblem, Invalid
from foundation.text import Text, text
from foundation.web.forms import Lines
from registry.documents.data import DOCUMENT_KINDS
from registry.documents.rules import Sex, read_document
from screening.bans.rules import Draft
from screening.matching.rules import Document, Identity

Short = Annotated[str, Meta(max_length=200)]
#: The code on documents and the matcher's word.
_SEXES: dict[str, Sex] = {"F": "female", "M": "male"}
_BETWEEN_NAMES = re.compile(r"[\n,，、;；]")

LABELS: dict[str, Text] = {
    "kind": text("Kind of ban"),
    "authority_name": text("Deciding authority"),
    "authority_uscc": text("Credit code of the authority"),
    "document_no": text("Number of the decision"),
    "legal_basis_document": text("Law"),
    "legal_basis_article": text("Article"),
    "decision_on": text("Decided on"),
    "served_on": text("Served on"),
    "effective_on": text("In force from"),
    "term_until": text("In force until"),
    "scope": text("Barred from"),
    "person_role": text("The person's part"),
    "source_channel": text("How the decision came"),
    "remedy_notice": text("Remedies the person was told of"),
    "person_name": text("Name"),
    "former_names": text("Former names"),
    "document_kind": text("Identity document"),
    "document_number": text("Document number"),
    "birth_date": text("Date of birth"),
    "sex": text("Sex"),
    "area_code": text("Area"),
}


class Entry(msgspec.Struct, kw_only=True):
    """What stands in another authority's decision. All that is missing is said at once, by the rules."""

    kind: str = ""
    authority_name: Short = ""
    authority_uscc: Short = ""
    document_no: Short = ""
    legal_basis_document: Short = ""
    legal_basis_article: Short = ""
    decision_on: date | None = None
    served_on: date | None = None
    effective_on: date | None = None
    term_until: date | None = None
    scope: str = ""
    person_role: str = ""
    source_channel: str = ""
    remedy_notice: Lines = ""
    person_name: Short = ""
    former_names: Lines = ""
    document_kind: str = ""
    document_number: Annotated[str, Meta(max_length=64)] = ""
    birth_date: date | None = None
    sex: Literal["", "F", "M"] = ""
    area_code: str = ""
    labels: ClassVar[dict[str, Text]] = LABELS


def as_draft(entry: Entry) -> Draft:
    """The draft that the rules judge. Raises `Invalid` for a document without its kind."""
    values = {name: getattr(entry, name) for name in Draft.__struct_fields__ if hasattr(entry, name)}
    return Draft(**values, identity=_identity(entry))


def entry_of(draft: Draft) -> Entry:
    """The draft as the form shows it, to be changed."""
    identity = draft.identity
    letters = {word: letter for letter, word in _SEXES.items()}
    values = {name: getattr(draft, name) for name in Draft.__struct_fields__ if name != "identity"}
    first = identity.documents[0] if identity.documents else None
    return Entry(
        **values,
        person_name=identity.names[0],
        former_names="\n".join(identity.names[1:]),
        document_kind=first.kind if first else "",
        document_number=first.number if first else "",
        birth_date=identity.birth_dates[0] if identity.birth_dates else None,
        sex=letters[identity.sex] if identity.sex else "",  # type: ignore[arg-type]
    )


def _identity(entry: Entry) -> Identity:
    former = (name.strip() for name in _BETWEEN_NAMES.split(entry.former_names))
    return Identity(
        names=tuple(filter(None, (entry.person_name.strip(), *former))) if entry.person_name.strip() else (),
        documents=_documents(entry),
        birth_dates=(entry.birth_date,) if entry.birth_date else (),
        sex=_SEXES.get(entry.sex),
    )


def _documents(entry: Entry) -> tuple[Document, ...]:
    if not entry.document_number.strip():
        return ()
    if entry.document_kind not in DOCUMENT_KINDS:
        raise Invalid([FieldProblem("document_kind", text("Say what kind of document the number is from."))])
    return (Document(entry.document_kind, entry.document_number.strip()),)


def oddities(draft: Draft) -> list[Text]:
    """What is unusual about the number: taken as the decision writes it, but to be compared again."""
    readings = [read_document(one.kind, one.number, today()) for one in draft.identity.documents]
    return [said for reading in readings for said in (*reading.problems, *reading.warnings)]
