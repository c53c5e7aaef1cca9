"""The map of statuses covers every state that is stored, in the words that the floors use for it."""

from __future__ import annotations

from enum import StrEnum

import pytest

from certificates.register import rules as certificates
from foundation.jobs.tables import JobState
from foundation.text import Text
from foundation.web.icons import icon
from foundation.web.status import STATUSES, status_of
from registry.organisations import rules as organisations
from screening.adjudication import rules as adjudication
from screening.bans import rules as bans
from screening.matching.rules import State as Screening
from training.evaluations import rules as evaluations

#: The first part of a status's name, and the states that may follow it.
STATES: list[tuple[str, type[StrEnum]]] = [
    ("certificate", certificates.State),
    ("certificate", certificates.Standing),
    ("ban", bans.Status),
    ("match", adjudication.MatchState),
    ("screening", Screening),
    ("filing", organisations.FilingState),
    ("nonconformity", organisations.NonconformityState),
    ("entry", evaluations.EntryState),
    ("session", evaluations.SessionState),
    ("job", JobState),
]
LABELS = [
    ("certificate", certificates.LABELS),
    ("certificate", certificates.STANDING_LABELS),
    ("ban", bans.LABELS),
    ("match", adjudication.LABELS),
    ("filing", organisations.FILING_LABELS),
    ("nonconformity", organisations.NONCONFORMITY_LABELS),
    ("entry", evaluations.ENTRY_LABELS),
    ("session", evaluations.SESSION_LABELS),
]


@pytest.mark.parametrize("kind, states", STATES)
def test_every_stored_state_has_a_look(kind: str, states: type[StrEnum]) -> None:
    assert [state for state in states if f"{kind}.{state}" not in STATUSES] == []


@pytest.mark.parametrize("kind, labels", LABELS)
def test_the_floors_use_the_same_words(kind: str, labels: dict[StrEnum, Text]) -> None:
    shown = {state: STATUSES[f"{kind}.{state}"].word for state in labels}
    assert shown == labels


def test_one_word_has_one_colour_and_one_icon() -> None:
    looks: dict[str, set[tuple[str, str]]] = {}
    for look in STATUSES.values():
        looks.setdefault(look.word.msgid, set()).add((look.meaning, look.icon))
    assert {word: seen for word, seen in looks.items() if len(seen) > 1} == {}


def test_every_icon_of_a_status_exists() -> None:
    assert all(icon(look.icon, 14).startswith("<svg") for look in STATUSES.values())


def test_an_unknown_status_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        status_of("certificate.lost")
