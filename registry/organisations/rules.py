"""What a credit code says, which kinds of organisation there are and how a filing moves."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum

import msgspec

from foundation.errors import Conflict
from foundation.text import Text, text
from registry.areas import rules as areas
from registry.organisations.data import (
    CODE_PREFIXES,
    FILING_CLOCKS,
    FILING_TRANSITIONS,
    INSTITUTION_FORMS,
    ORGANISATION_KINDS,
    RegisteredBy,
)
from registry.working_days.rules import Calendars, add_working_days

Texts = tuple[Text, ...]

_CHARSET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_INNER_CHARSET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class OrganisationKind(StrEnum):
    """Who works with the system."""

    COLLEGE = "college"
    INSTITUTION = "institution"
    EVALUATOR = "evaluator"
    HRSS = "hrss"
    HEALTH_COMMISSION = "health_commission"
    REGISTRATION_AUTHORITY = "registration_authority"
    PUBLIC_SECURITY = "public_security"
    EDUCATION = "education"
    AUDITOR = "auditor"
    STATISTICS = "statistics"
    ADMINISTRATION = "administration"

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return ORGANISATION_KINDS[self].label

    @property
    def authority(self) -> bool:
        """Whether it is a department of government that sees its whole area."""
        return ORGANISATION_KINDS[self].authority


class FilingState(StrEnum):
    """Where the filing 备案 of a care institution stands."""

    REGISTERED = "registered"
    SUBMITTED = "submitted"
    FILED = "filed"
    CHANGE_SUBMITTED = "change_submitted"
    CANCELLED = "cancelled"


class NonconformityState(StrEnum):
    """Beside the filing: an institution found not to meet the conditions it declared."""

    NONE = "none"
    FOUND = "found"
    PUBLISHED = "published"
    RECTIFIED = "rectified"


FILING_STEPS = {(FilingState(row.source), row.action): FilingState(row.to) for row in FILING_TRANSITIONS}
NONCONFORMITY_STEPS = {
    (NonconformityState.NONE, "find"): NonconformityState.FOUND,
    (NonconformityState.RECTIFIED, "find"): NonconformityState.FOUND,
    (NonconformityState.FOUND, "publish"): NonconformityState.PUBLISHED,
    (NonconformityState.FOUND, "rectify"): NonconformityState.RECTIFIED,
    (NonconformityState.PUBLISHED, "rectify"): NonconformityState.RECTIFIED,
}
FILING_LABELS = {
    FilingState.REGISTERED: text("Registration received"),
    FilingState.SUBMITTED: text("Submitted"),
    FilingState.FILED: text("Filed"),
    FilingState.CHANGE_SUBMITTED: text("Change submitted"),
    FilingState.CANCELLED: text("Filing cancelled"),
}
NONCONFORMITY_LABELS = {
    NonconformityState.NONE: text("No open finding"),
    NonconformityState.FOUND: text("Does not meet the conditions"),
    NonconformityState.PUBLISHED: text("Does not meet the conditions, published"),
    NonconformityState.RECTIFIED: text("Put right"),
}


class CreditCodeReading(msgspec.Struct, frozen=True):
    """What a unified social credit code says (GB 32100—2015) and what is odd or wrong about it."""

    code: str
    valid_check: bool | None = None
    expected_check: str | None = None
    valid_inner_check: bool | None = None
    registered_by: RegisteredBy | None = None
    area_code: str | None = None
    warnings: Texts = ()
    problems: Texts = ()


def credit_code_check(body: str) -> str:
    """The eighteenth place for the first seventeen (GB 32100—2015)."""
    total = sum(_CHARSET.index(char) * weight for char, weight in zip(body, _WEIGHTS, strict=True))
    return _CHARSET[(31 - total % 31) % 31]


def organisation_code_check(body: str) -> str:
    """The ninth place of the organisation code inside, for its first eight (GB 11714—1997)."""
    total = sum(
        _INNER_CHARSET.index(char) * weight for char, weight in zip(body, _INNER_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def read_credit_code(written: str, kind: OrganisationKind | None = None) -> CreditCodeReading:
    """Read a credit code; with a kind, also whether its beginning fits such an organisation."""
    kept = unicodedata.normalize("NFKC", written).upper()
    code = "".join(char for char in kept if unicodedata.category(char)[0] in "LNS").translate(_LIKE_DIGITS)
    if not re.fullmatch(f"[{_CHARSET}]{{18}}", code):
        return CreditCodeReading(code, problems=(_code_shape(code),))
    expected = credit_code_check(code[:17])
    inner = organisation_code_check(code[8:16]) == code[16]
    prefix = CODE_PREFIXES.get(code[:2])
    problems = () if code[17] == expected else (_code_check(expected, code[17]),)
    return CreditCodeReading(
        code=code,
        valid_check=code[17] == expected,
        expected_check=expected,
        valid_inner_check=inner,
        registered_by=prefix.registered_by if prefix else None,
        area_code=code[2:8],
        warnings=_code_warnings(code, inner, kind),
        problems=problems,
    )


# I and O are not in the alphabet of the code: whoever writes them meant 1 and 0.
_LIKE_DIGITS = str.maketrans("IO", "10")


def _code_shape(code: str) -> Text:
    if len(code) != 18:
        return text("The credit code has {count} places; it must have 18.", count=len(code))
    place = next(at for at, char in enumerate(code, 1) if char not in _CHARSET)
    return text("Place {place} of the credit code cannot be “{sign}”.", place=place, sign=code[place - 1])


def _code_check(expected: str, found: str) -> Text:
    return text(
        "The last place of the credit code should be {expected}, not {found}.", expected=expected, found=found
    )


def _code_warnings(code: str, inner: bool, kind: OrganisationKind | None) -> Texts:
    odd: list[Text] = []
    if not inner:
        odd.append(text("The organisation code inside the credit code has a wrong check digit."))
    if code[:2] not in CODE_PREFIXES:
        odd.append(
            text("No registering office gives credit codes that begin with {prefix}.", prefix=code[:2])
        )
    elif kind and code[:2] not in ORGANISATION_KINDS[kind].prefixes:
        odd.append(_unusual_prefix(code[:2], ORGANISATION_KINDS[kind].label))
    if code[2:8].startswith("36") and areas.current(code[2:8]) is None:
        odd.append(text("The area code {code} is on no list, current or former, of Jiangxi.", code=code[2:8]))
    return tuple(odd)


def _unusual_prefix(prefix: str, owner: Text) -> Text:
    return text(
        "The credit code begins with {prefix} ({meaning}), which is unusual for: {owner}.",
        prefix=prefix,
        meaning=CODE_PREFIXES[prefix].label,
        owner=owner,
    )


def form_warnings(form: str, code: str) -> Texts:
    """Whether the credit code fits the form given: 12 public, 52 non-profit, 91 and 92 for profit."""
    entry = INSTITUTION_FORMS[form]
    if code[:2] in entry.prefixes or code[:2] not in CODE_PREFIXES:
        return ()
    return (_unusual_prefix(code[:2], entry.label),)


def filing_after(state: FilingState, action: str) -> FilingState:
    """The state a step leads to; a step the state does not allow is a conflict."""
    try:
        return FILING_STEPS[state, action]
    except KeyError:
        raise Conflict(
            text("This step is not possible now. The filing is: {state}.", state=FILING_LABELS[state])
        ) from None


def nonconformity_after(state: NonconformityState, action: str) -> NonconformityState:
    """The state of the finding after a step."""
    try:
        return NONCONFORMITY_STEPS[state, action]
    except KeyError:
        raise Conflict(text("This step is not possible for the finding now.")) from None


def filed(state: FilingState) -> bool:
    """Whether the institution counts as filed; a change under way does not take that away."""
    return state in (FilingState.FILED, FilingState.CHANGE_SUBMITTED)


def may_host(state: FilingState, finding: NonconformityState) -> bool:
    """Only filed institutions without an open finding may take trainees."""
    return filed(state) and finding in (NonconformityState.NONE, NonconformityState.RECTIFIED)


def receipt_due(received: date, calendars: Calendars) -> date:
    """The last day for the filing receipt 备案回执."""
    return add_working_days(received, FILING_CLOCKS.receipt.value, calendars)


def nonconforming_notice_due(found: date, calendars: Calendars) -> date:
    """The last day to tell an institution, with reasons, that it does not meet the conditions."""
    return add_working_days(found, FILING_CLOCKS.nonconforming_notice.value, calendars)
