"""Kinds of organisation, prefixes of credit codes and the steps of a filing, read once."""

from __future__ import annotations

from typing import Literal

import msgspec

from foundation.rulebook import Parameter, read_csv, read_toml
from foundation.text import Text, text

RegisteredBy = Literal["establishment", "civil_affairs", "market_regulation", "other"]


class CodePrefix(msgspec.Struct, frozen=True):
    """What the first two places of a credit code say: who registered it, and as what."""

    prefix: str
    zh: str
    en: str
    registered_by: RegisteredBy

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class KindEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of organisation, with the usual beginnings of its credit code."""

    code: str
    zh: str
    en: str
    prefixes: tuple[str, ...]
    authority: bool = False

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class InstitutionForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form in which a care institution is run, and who registers it where one office alone does."""

    code: str
    zh: str
    en: str
    prefixes: tuple[str, ...]
    registered_by: RegisteredBy | None = None
    for_profit: bool | None = None

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class ServiceMode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of care that an institution offers."""

    code: str
    zh: str
    en: str

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class FilingTransition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"source": "from"}):
    """One step of a filing: from which state, by whom, to which."""

    source: str
    action: str
    to: str
    by: str
    article: str


class FilingClocks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long each side has, in working days."""

    receipt: Parameter
    nonconforming_notice: Parameter
    registration_push: Parameter


class _Kinds(msgspec.Struct, frozen=True):
    kinds: tuple[KindEntry, ...]
    forms: tuple[InstitutionForm, ...]


class _Modes(msgspec.Struct, frozen=True):
    modes: tuple[ServiceMode, ...]


class _Filing(msgspec.Struct, frozen=True):
    clocks: FilingClocks
    transitions: tuple[FilingTransition, ...]


_KINDS = read_toml(__name__, "kinds.toml", _Kinds)
_FILING = read_toml(__name__, "filing.toml", _Filing)

CODE_PREFIXES = {row.prefix: row for row in read_csv(__name__, "credit_codes.csv", CodePrefix)}
ORGANISATION_KINDS = {kind.code: kind for kind in _KINDS.kinds}
SERVICE_MODES = {mode.code: mode for mode in read_toml(__name__, "service_modes.toml", _Modes).modes}
INSTITUTION_FORMS = {form.code: form for form in _KINDS.forms}
FILING_CLOCKS = _FILING.clocks
FILING_TRANSITIONS = _FILING.transitions
