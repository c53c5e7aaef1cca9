"""The training outlines and the documents their modules teach from, read once."""

from __future__ import annotations

from typing import Literal

import msgspec

from curricula.occupations.data import Named
from foundation.errors import NotFound
from foundation.rulebook import Cited, Parameter, read_toml
from foundation.text import Text, text

ModuleKind = Literal["theory", "practice", "ethics", "safety", "law", "health"]

KIND_LABELS: dict[ModuleKind, Text] = {
    "theory": text("Theory"),
    "practice": text("Practice"),
    "ethics": text("Professional ethics"),
    "safety": text("Safety"),
    "law": text("Laws and regulations"),
    "health": text("Health care"),
}


Assessment = Literal["attendance", "test", "practical"]

ASSESSMENT_LABELS: dict[Assessment, Text] = {
    "attendance": text("Attendance"),
    "test": text("Test"),
    "practical": text("Practical test"),
}


class Module(Cited, frozen=True, kw_only=True):
    """A module of an outline; `also` names what else it covers, `topics` the documents it teaches from.

    `prerequisites` are modules taught before it; `assessment` is how the outline wants it assessed.
    """

    code: str
    zh: str
    en: str
    kind: ModuleKind
    hours: int
    also: tuple[ModuleKind, ...] = ()
    compulsory: bool = False
    topics: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    assessment: Assessment = "attendance"

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class Outline(Cited, frozen=True, kw_only=True):
    """An edition of an outline: least hours in all, of theory and of practice, and its modules."""

    code: str
    edition: str
    zh: str
    en: str
    audience: Literal["carer", "manager"]
    total: Parameter
    theory: Parameter
    practice: Parameter
    modules: tuple[Module, ...]

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class Companion(Cited, frozen=True, kw_only=True):
    """A national document that a module teaches from."""

    code: str
    zh: str
    en: str
    topic: str

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class Refresh(Parameter, frozen=True, kw_only=True):
    """After how many months a subject is trained again, and which documents belong to it."""

    kind: ModuleKind
    topics: str


class CodeName(Named, frozen=True, kw_only=True):
    """An entry of a short code list of the care guide (托育机构保育指导大纲（试行）)."""

    code: str


class _Outlines(msgspec.Struct, frozen=True):
    outlines: tuple[Outline, ...]
    annual_hours: Parameter
    refresh: tuple[Refresh, ...]


class _Companions(msgspec.Struct, frozen=True):
    documents: tuple[Companion, ...]
    domains: tuple[CodeName, ...]
    age_bands: tuple[CodeName, ...]


_OUTLINES = read_toml(__name__, "outlines.toml", _Outlines)
_COMPANIONS = read_toml(__name__, "companions.toml", _Companions)

OUTLINES = {(outline.code, outline.edition): outline for outline in _OUTLINES.outlines}
ANNUAL_HOURS = _OUTLINES.annual_hours
REFRESH = {one.kind: one for one in _OUTLINES.refresh}
COMPANIONS = {document.code: document for document in _COMPANIONS.documents}
DOMAINS = _COMPANIONS.domains
AGE_BANDS = _COMPANIONS.age_bands


def outline(code: str, edition: str) -> Outline:
    """The outline in the edition in force when the training began; `NotFound` when there is none."""
    if found := OUTLINES.get((code, edition)):
        return found
    raise NotFound(text("There is no training outline {code} of {edition}.", code=code, edition=edition))
