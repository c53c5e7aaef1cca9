"""How the history of organisations, filings, people and accounts is told on their pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import reduce
from typing import Any, Final

import msgspec

from foundation.actor import SYSTEM
from foundation.history import Entry
from foundation.text import Text, text
from registry.accounts.data import ROLES
from registry.areas.rules import full_name
from registry.consents.data import CONSENT_TEXTS
from registry.filings.data import PAPERS
from registry.organisations.data import INSTITUTION_FORMS, ORGANISATION_KINDS, SERVICE_MODES
from registry.organisations.rules import FILING_LABELS
from registry.people.tables import LinkKind, Sex

_SYSTEM: Final = text("the system")

TITLES: Final = {
    "organisation.registered": text("Entered in the register"),
    "organisation.amended": text("Register amended"),
    "organisation.closed": text("Organisation closed"),
    "filing.received": text("Registration received"),
    "filing.submitted": text("Filing submitted"),
    "filing.change_submitted": text("Change submitted"),
    "filing.receipt_given": text("Receipt given"),
    "filing.sent_back": text("Sent back to be completed"),
    "filing.cancelled": text("Filing cancelled"),
    "filing.found_nonconforming": text("Found not to meet the conditions"),
    "filing.finding_published": text("Finding published"),
    "filing.rectified": text("Shortcomings put right"),
    "person.registered": text("Person registered"),
    "person.identity_amended": text("Identity amended"),
    "person.document_added": text("Identity document added"),
    "person.document_corrected": text("Document number corrected"),
    "person.photo_set": text("Photo taken in"),
    "person.particulars_amended": text("Contact and schooling amended"),
    "person.linked": text("Linked to an organisation"),
    "person.unlinked": text("Link to an organisation ended"),
    "person.unmasked": text("Shown in full"),
    "person.replayed": text("An earlier comparison with the ban register was checked"),
    "person.sought": text("Looked up by document number"),
    "person.screened": text("Compared with the ban register for employment"),
    "person.consent_recorded": text("Consent recorded"),
    "person.consent_withdrawn": text("Consent withdrawn"),
    "person.account_invited": text("Invited to an account"),
    "person.account_invitation_revoked": text("Invitation to an account taken back"),
    "person.account_opened": text("Opened the own account"),
    "account.opened": text("Account opened"),
    "account.signed_in": text("Sign-in"),
    "account.role_granted": text("Role granted"),
    "account.role_ended": text("Role ended"),
    "account.disabled": text("Account disabled"),
    "account.enabled": text("Account enabled again"),
    "account.token_made": text("Token made for a program"),
    "account.token_revoked": text("Token revoked"),
    "account.password_changed": text("Password changed"),
    "account.password_reset": text("Password reset by the administrator"),
}
FIELDS: Final[dict[str, Text]] = {
    "address": text("Address"),
    "area_code": text("Area"),
    "birth_date": text("Date of birth"),
    "cancelled_on": text("Cancelled on"),
    "carers": text("Carers"),
    "change_submitted_on": text("Change submitted on"),
    "change_summary": text("What has changed"),
    "closed_at": text("Closed at"),
    "consent": text("Consent"),
    "document": text("Document number"),
    "documents": text("Identity documents"),
    "education": text("Education"),
    "ethnicity": text("Ethnic group"),
    "filed_on": text("Filed on"),
    "former_names": text("Former names"),
    "given_on": text("Given on"),
    "guardian_name": text("Guardian"),
    "inclusive": text("Inclusive (subsidised)"),
    "kind": text("Kind"),
    "login": text("Login"),
    "name": text("Name"),
    "person.kind": text("Relation"),
    "organisation.name": text("Official name"),
    "name_en": text("English name"),
    "nonconforming_published_on": text("Finding published on"),
    "nonconforming_since": text("Found on"),
    "nonconforming_until": text("Put right on"),
    "number": text("Document number"),
    "organisation": text("Organisation"),
    "papers": text("Papers"),
    "phone": text("Telephone"),
    "receipt_no": text("Receipt number"),
    "registered_on": text("Registered on"),
    "registration_kind": text("Legal form"),
    "returned_on": text("Sent back on"),
    "role": text("Role"),
    "service_modes": text("Kinds of care"),
    "sex": text("Sex"),
    "staff_on_duty": text("Staff on duty"),
    "status": text("Status"),
    "submitted_on": text("Submitted on"),
    "token": text("Program"),
    "uscc": text("Credit code"),
}
_WORDS: Final[dict[str, dict[str, Text]]] = {
    "status": {str(state): label for state, label in FILING_LABELS.items()},
    "kind": {kind.code: kind.label for kind in ORGANISATION_KINDS.values()}
    | {str(kind): kind.label for kind in LinkKind},
    "registration_kind": {form.code: form.label for form in INSTITUTION_FORMS.values()},
    "service_modes": {mode.code: mode.label for mode in SERVICE_MODES.values()},
    "role": {role.code: role.label for role in ROLES.values()},
    "papers": {paper.code: paper.label for paper in PAPERS.values()},
    "sex": {str(sex): sex.label for sex in Sex},
    "consent": {one.kind: one.label for one in CONSENT_TEXTS.values()}
    | {f"{one.kind} {one.version}": one.label for one in CONSENT_TEXTS.values()},
}
#: Fields that hold a date besides those whose name ends in "_on".
_DATES: Final = {"nonconforming_since", "nonconforming_until"}
#: Kinds of entries that floors above write into these histories.
_TOLD_ABOVE: Final[dict[str, Text]] = {}


def tell(
    titles: Mapping[str, Text],
    fields: Mapping[str, Text] | None = None,
    words: Mapping[str, Mapping[str, Text]] | None = None,
) -> None:
    """A floor above names what it writes into the histories that are told here."""
    _TOLD_ABOVE.update(titles)
    FIELDS.update(fields or {})
    _WORDS.update({field: dict(said) for field, said in (words or {}).items()})


class Change(msgspec.Struct, frozen=True):
    """One field of an event: what it was and what it became."""

    label: Text | str
    old: Any
    new: Any


class Event(msgspec.Struct, frozen=True):
    """One entry of a timeline."""

    when: datetime
    title: Text | str
    by: Text | str
    body: str | None
    changes: list[Change]


def events(entries: Iterable[Entry]) -> list[Event]:
    """The history in words; what is not known here keeps its technical name rather than vanish."""
    return [
        Event(
            when=entry.at,
            title=(TITLES | _TOLD_ABOVE).get(entry.kind, entry.kind),
            by=_SYSTEM if entry.role == SYSTEM.role else entry.account_name,
            body=entry.reason,
            changes=[_change(entry.kind, field, *pair) for field, pair in entry.changes.items()],
        )
        for entry in entries
    ]


def _change(kind: str, field: str, old: Any, new: Any) -> Change:
    own = f"{kind.partition('.')[0]}.{field}"
    words = own if own in _WORDS else field
    return Change(FIELDS.get(own, FIELDS.get(field, field)), _word(words, old), _word(words, new))


def _word(field: str, value: Any) -> Any:
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, bool):
        return text("yes") if value else text("no")
    if isinstance(value, list):
        return reduce(_listed, (_word(field, one) for one in value))
    if field == "area_code":
        return full_name(str(value))
    if field.endswith("_on") or field in _DATES:
        return date.fromisoformat(value)
    return _WORDS.get(field, {}).get(str(value), value)


def _listed(left: Any, right: Any) -> Text:
    return text("{left}, {right}", left=left, right=right)
