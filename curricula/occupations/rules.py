"""Which levels an edition of a standard has, and which edition counts."""

from __future__ import annotations

from curricula.occupations.data import LEVELS, RANKS, Awarder, Edition, Function, Rank, occupation
from foundation.errors import NotFound, Rule
from foundation.text import Text, text


def edition(code: str, name: str) -> Edition:
    """An edition of an occupation's standard by its name, such as 2021年版."""
    for found in occupation(code).editions:
        if found.edition == name:
            return found
    raise NotFound(text("The standard of this occupation has no edition {edition}.", edition=name))


def current_edition(code: str) -> Edition | None:
    """The newest edition whose content is known; None for an occupation without standard here."""
    known = [found for found in occupation(code).editions if found.in_use]
    return max(known, key=lambda found: found.year, default=None)


def standard_rule(code: str, standard: Edition) -> Rule:
    """An edition of the national standard as the rule that says which levels there are."""
    title = text("The national standard of the occupation in its edition {edition}", edition=standard.edition)
    return Rule(f"{code}/{standard.edition}", title, standard.document, standard.article, standard.confidence)


def offers(code: str, name: str, level: int) -> bool:
    """Whether that edition has that level; 婴幼儿发展引导员, for one, has no level 5."""
    return level in edition(code, name).levels


def functions(code: str, name: str, level: int) -> tuple[Function, ...]:
    """The functions 职业功能 a candidate of that level is examined in."""
    return tuple(found for found in edition(code, name).functions if level in found.levels)


def level_label(level: int) -> Text:
    """The name of a level in the reader's language."""
    return LEVELS[level].label


def ladder(code: str, name: str) -> tuple[tuple[Rank, bool], ...]:
    """The eight ranks, each with whether it can be reached in that edition: a missing level is skipped."""
    levels = edition(code, name).levels
    return tuple((rank, rank.level is None or rank.level in levels) for rank in RANKS)


def may_award(awarder: Awarder, rank: Rank) -> bool:
    """Whether somebody of that kind may award the rank."""
    return awarder in rank.awarded_by


def same_or_related(code: str, other: str) -> bool:
    """Whether experience or a certificate in `other` counts for `code`."""
    return code == other or other in occupation(code).related
