"""Everything that can go wrong in the domain's own words, without HTTP in it.

DomainError
├── NotFound       it does not exist, or not within the reader's scope
├── Forbidden      the role does not allow it
├── Conflict       the state does not allow it (any more)
│   └── Stale      what was decided on has changed since; look again
├── Invalid        the input is wrong; carries every problem found
├── Refused        a rule says no; carries the rule
├── Unavailable    cannot be checked now, therefore refused
└── TooMany        slow down; carries when to come back
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from foundation.text import Text, text

Confidence = Literal["V", "VS", "K", "U"]


class Rule(msgspec.Struct, frozen=True):
    """A rule of the trade as it is shown wherever it decides."""

    id: str
    title: Text
    document: str
    article: str = ""
    confidence: Confidence = "K"

    @property
    def own(self) -> bool:
        """Whether no document of the trade stands behind it: the system itself promises it."""
        return self.document == OWN_DOCUMENT


#: What the system promises of itself: two persons, codes that run out, documents that are whole.
OWN_DOCUMENT: Final = "育证系统管理规则"
_OWN: dict[str, Rule] = {}


def own_rule(identity: str, title: Text) -> Rule:
    """A rule of the system itself; the page of rules lists them all, so that a refusal can be looked up."""
    rule = _OWN[identity] = Rule(identity, title, OWN_DOCUMENT, identity, "V")
    return rule


def own_rules() -> list[Rule]:
    """Every rule of the system itself, by its name."""
    return sorted(_OWN.values(), key=lambda rule: rule.id)


_SURE: Final[dict[Confidence, Text]] = {
    "V": text("checked against the document"),
    "VS": text("checked against a second source"),
    "K": text("from memory, to be checked"),
    "U": text("unsure: an administrator has to confirm it"),
}


class FieldProblem(msgspec.Struct, frozen=True):
    """What is wrong with one field, and how to mend it."""

    field: str
    message: Text
    remedy: Text | None = None


class DomainError(Exception):
    """Root of the tree; `message` says what happened, `remedy` what the reader can do."""

    def __init__(
        self,
        message: Text,
        *,
        remedy: Text | None = None,
        field: str | None = None,
        rule: Rule | None = None,
    ) -> None:
        super().__init__(message.english())
        self.message = message
        self.remedy = remedy
        self.field = field
        self.rule = rule


class NotFound(DomainError):
    """It does not exist, or not within the reader's scope: the two look the same."""

    def __init__(self, message: Text | None = None, *, remedy: Text | None = None) -> None:
        super().__init__(message or text("There is nothing here that you can see."), remedy=remedy)


class Forbidden(DomainError):
    """The role does not allow it."""


class Conflict(DomainError):
    """The state does not allow it."""


class Stale(Conflict):
    """What was decided on has changed since; it must be looked at again."""


class Invalid(DomainError):
    """The input is wrong; `problems` holds every one that was found, not only the first."""

    def __init__(self, problems: list[FieldProblem], message: Text | None = None) -> None:
        super().__init__(message or text("Please check the fields that are marked."))
        self.problems = problems


class Refused(DomainError):
    """A rule says no; it says which, from which document, and how sure that is."""

    def __init__(
        self, message: Text, *, rule: Rule, remedy: Text | None = None, field: str | None = None
    ) -> None:
        super().__init__(message, remedy=remedy, field=field, rule=rule)


class Unavailable(DomainError):
    """It cannot be checked now, therefore it is refused."""


class TooMany(DomainError):
    """Too many tries; `retry_after` is in seconds."""

    def __init__(self, message: Text, *, retry_after: int) -> None:
        super().__init__(message, remedy=text("Try again in {seconds} seconds.", seconds=retry_after))
        self.retry_after = retry_after


def told(error: DomainError) -> Text:
    """What happened, with the rule that decided, its source and how sure it is: for a line of a list."""
    rule = error.rule
    if rule is None:
        return error.message
    return text(
        "{said} Basis: {title}, {document} {article} ({sure})",
        said=error.message,
        title=rule.title,
        document=rule.document,
        article=rule.article,
        sure=text("a rule of this system itself") if rule.own else _SURE[rule.confidence],
    )
