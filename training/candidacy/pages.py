"""Pages of evidence: what a person has shown, entering it, confirming the original, setting it aside."""

from __future__ import annotations

import base64
from datetime import date
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from curricula.eligibility.data import RELATED
from curricula.occupations.data import LEVELS, OCCUPATIONS
from foundation import history
from foundation.actor import Actor
from foundation.clock import today
from foundation.database import fetchval, transaction
from foundation.errors import DomainError, FieldProblem, Invalid, NotFound
from foundation.sealing import unseal
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, Upload, read_form
from foundation.web.pages import Answer, Request, download, render, see_other
from training.candidacy import actions
from training.candidacy.actions import CHECK, ENTER, OWN, Paper
from training.candidacy.queries import Subject, evidence_of, find_evidence, subject
from training.candidacy.rules import DIPLOMAS, KIND_LABELS, RANKS, RESERVE, Evidence, Kind, months

VIEW = "training.candidacy.view"
_SEES = (VIEW, OWN)
_ENTERS = (ENTER, OWN)
_MOST = 5_000_000
_FILES = {
    b"%PDF": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG": "image/png",
}

LABELS: dict[str, Text] = {
    "occupation": text("Occupation"),
    "employer": text("Employer"),
    "from_on": text("First day"),
    "until_on": text("Last day"),
    "insured_months": text("Months of social insurance"),
    "diploma": text("Kind of diploma"),
    "major": text("Major"),
    "level": text("Level"),
    "number": text("Certificate number"),
    "rank": text("Rank of the title"),
    "paper": text("Paper"),
    "file": text("Scan"),
    "reason": text("Reason"),
}
Short = Annotated[str, Meta(max_length=100)]


class EvidenceForm(msgspec.Struct):
    """One paper; which of the fields are asked for depends on its kind."""

    paper: Annotated[str, Meta(min_length=2, max_length=100)]
    occupation: Short = ""
    employer: Short = ""
    from_on: date | None = None
    until_on: date | None = None
    insured_months: Annotated[int, Meta(ge=0, le=720)] | None = None
    diploma: str = ""
    major: Short = ""
    final_year: bool = False
    assessed: bool = False
    level: int | None = None
    number: Short = ""
    rank: str = ""
    seen: bool = False
    file: Upload | None = None
    labels: ClassVar[dict[str, Text]] = LABELS

    def evidence(self, kind: Kind) -> Evidence:
        """As the action takes it."""
        given = {name: getattr(self, name) for name in Evidence.__struct_fields__ if name != "kind"}
        return Evidence(kind=kind, **given)


class Reason(msgspec.Struct):
    """Why something is set aside."""

    reason: Annotated[str, Meta(min_length=2, max_length=300)]
    labels: ClassVar[dict[str, Text]] = LABELS


@get("/people/{public_id:str}/evidence", opt={"permission": _SEES})
async def evidence_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    person = await subject(actor, public_id)
    shown = await evidence_of(person.id)
    return render(
        request,
        "training/evidence.html",
        person=person,
        shown=shown,
        kinds=KIND_LABELS,
        own_file=actor.may(OWN),
        worked=months,
        today_is=today(),
        **words(),
    )


def words() -> dict[str, Any]:
    """How what is stored in codes is said."""
    levels: dict[int, Any] = {level: one.label for level, one in LEVELS.items()}
    return {
        "diplomas": DIPLOMAS,
        "ranks": RANKS,
        "level_names": levels | {RESERVE: text("Reserve technician")},
        "occupation_names": {one.code: one.label for one in OCCUPATIONS.values()},
    }


@get("/people/{public_id:str}/evidence/{kind:str}", opt={"permission": _ENTERS})
async def new_evidence_page(
    request: Request, actor: SignedIn, public_id: FromPath[str], kind: FromPath[str]
) -> Answer:
    return await _form(request, actor, public_id, _kind(kind))


@post(
    "/people/{public_id:str}/evidence/{kind:str}",
    opt={"permission": _ENTERS},
    request_max_body_size=_MOST + 100_000,
)
async def new_evidence(
    request: Request, actor: SignedIn, public_id: FromPath[str], kind: FromPath[str]
) -> Answer:
    sort = _kind(kind)
    try:
        wanted = await read_form(request, EvidenceForm, max_file_bytes=_MOST)
        given, paper = wanted.evidence(sort), _paper(wanted.file)
        await actions.enter(actor, public_id, given, seen=wanted.seen, paper=paper)
    except CORRECTABLE as error:
        return await _form(request, actor, public_id, sort, error)
    return see_other(request, f"/people/{public_id}/evidence", flash=text("The paper is entered."))


def _kind(written: str) -> Kind:
    try:
        return Kind(written)
    except ValueError:
        raise NotFound() from None


def _paper(upload: Upload | None) -> Paper | None:
    if upload is None or not upload.data:
        return None
    if media_type(upload.data) is None:
        raise Invalid([FieldProblem("file", text("Only PDF, JPEG and PNG are taken."))])
    return Paper(upload.filename, upload.data)


def media_type(content: bytes) -> str | None:
    """What a scan is, by its first bytes."""
    return next((kind for begins, kind in _FILES.items() if content.startswith(begins)), None)


async def _form(
    request: Request, actor: Actor, public_id: str, kind: Kind, error: DomainError | None = None
) -> Answer:
    names = [f"{one.code}" for one in OCCUPATIONS.values()]
    related = [name for row in RELATED for name in row.names]
    return render(
        request,
        "training/evidence_new.html",
        error=error,
        person=await subject(actor, public_id),
        kind=kind,
        title=KIND_LABELS[kind],
        may_check=actor.may(CHECK),
        suggestions=list(dict.fromkeys([*(one.zh for one in OCCUPATIONS.values()), *names, *related])),
        **words(),
    )


@post("/evidence/{evidence_id:uuid}/seen", opt={"permission": CHECK})
async def seen(request: Request, actor: SignedIn, evidence_id: FromPath[UUID]) -> Answer:
    person = await actions.mark_seen(actor, evidence_id)
    flash = text("It is noted that you have seen the original.")
    return see_other(request, f"/people/{person.public_id}/evidence", flash=flash)


@get("/evidence/{evidence_id:uuid}/set-aside", opt={"permission": _ENTERS})
async def set_aside_page(request: Request, actor: SignedIn, evidence_id: FromPath[UUID]) -> Answer:
    return await _set_aside(request, actor, evidence_id)


@post("/evidence/{evidence_id:uuid}/set-aside", opt={"permission": _ENTERS})
async def set_aside(request: Request, actor: SignedIn, evidence_id: FromPath[UUID]) -> Answer:
    try:
        person = await actions.set_aside(actor, evidence_id, (await read_form(request, Reason)).reason)
    except CORRECTABLE as error:
        return await _set_aside(request, actor, evidence_id, error)
    return see_other(request, f"/people/{person.public_id}/evidence", flash=text("The paper is set aside."))


async def _set_aside(
    request: Request, actor: Actor, evidence_id: UUID, error: DomainError | None = None
) -> Answer:
    shown, person = await find_evidence(actor, evidence_id)
    return render(
        request, "training/evidence_set_aside.html", error=error, one=shown, person=person, **words()
    )


@get("/evidence/{evidence_id:uuid}/scan", opt={"permission": _SEES})
async def scan(request: Request, actor: SignedIn, evidence_id: FromPath[UUID]) -> Answer:
    """The scanned original; that it was looked at is written down."""
    shown, person = await find_evidence(actor, evidence_id)
    sealed = await fetchval("SELECT file_sealed FROM candidate_evidence WHERE id = $1", evidence_id)
    if sealed is None:
        raise NotFound()
    await _note_look(actor, person)
    content = base64.b64decode(unseal(bytes(sealed), actions.FILE_PLACE))
    return download(content, shown.file_name, media_type(content) or "application/octet-stream")


async def _note_look(actor: Actor, person: Subject) -> None:
    async with transaction():
        await history.record(actor, "evidence.scan_opened", ("person", person.id))


ROUTES = [
    evidence_page,
    new_evidence_page,
    new_evidence,
    seen,
    set_aside_page,
    set_aside,
    scan,
]
