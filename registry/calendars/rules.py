"""When a year's calendar counts, what is wrong or strange about an entry, and how two calendars differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

import msgspec

from foundation.errors import FieldProblem, NotFound, own_rule
from foundation.text import Text, text
from registry.working_days.data import FESTIVALS, WINDOWS, Arrangement
from registry.working_days.rules import is_working_day

TWO_PERSONS = own_rule("CAL-TWO", text("Who enters a working calendar does not confirm it"))
#: The notice appears in November; from this day of the year on next year's calendar is asked for.
ASKED_FROM: Final = (11, 15)
ONLY_WEEKENDS: Final = text("Only weekend days are worked in exchange.")
_SATURDAY: Final = 5
_FIRST_YEAR: Final = 2020
_LONGEST: Final = 12
_LAW: Final = "全国年节及纪念日放假办法"


class Agreed(msgspec.Struct, frozen=True):
    """A version on which two persons agreed, or a withdrawal; in the order of agreeing."""

    year: int
    effective_from: date
    withdraws: bool
    arrangement: Arrangement


def in_effect(agreed: Iterable[Agreed], day: date) -> dict[int, Agreed]:
    """What counts for a period that begins on that day: of each year the version agreed last until then.

    A version that begins later changes nothing here: what was counted and told stays as it was.
    """
    newest = {one.year: one for one in agreed if one.effective_from <= day}
    return {year: one for year, one in newest.items() if not one.withdraws}


def may_be_entered(year: int, today: date) -> bool:
    """Notices appear for the next year at the furthest."""
    return _FIRST_YEAR <= year <= today.year + 1


def require_year(year: int, today: date) -> int:
    """The year, if it can have a notice. Raises `NotFound`."""
    if not may_be_entered(year, today):
        raise NotFound()
    return year


def years_asked_for(today: date) -> tuple[int, ...]:
    """The years that should have a calendar by now: this one, and from the middle of November the next."""
    coming = (today.year + 1,) if (today.month, today.day) >= ASKED_FROM else ()
    return (today.year, *coming)


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody has read in a year's notice 国务院办公厅关于部分节假日安排的通知."""

    year: int
    title: str
    document_no: str
    dated: date
    spans: tuple[tuple[date, date], ...]
    worked: tuple[date, ...]

    @property
    def arrangement(self) -> Arrangement:
        """As it would count."""
        free = {
            first + timedelta(days=after)
            for first, last in self.spans
            for after in range((last - first).days + 1)
        }
        return Arrangement(self.year, frozenset(free), frozenset(self.worked))


def problems(notice: Notice, today: date) -> list[FieldProblem]:
    """What cannot be right, whatever the notice says."""
    found = _stretches(notice)
    for field, given in (("title", notice.title), ("document_no", notice.document_no)):
        if len(given.strip()) < 2:
            found.append(FieldProblem(field, text("Say which notice it is: its title and its number.")))
    if notice.dated > today:
        found.append(FieldProblem("dated", text("The notice cannot be of a day that is still to come.")))
    if not notice.spans:
        found.append(FieldProblem("holidays", text("Enter the holidays.")))
    if found:
        return found
    arrangement = notice.arrangement
    for field, days in (("holidays", arrangement.free), ("worked", arrangement.worked)):
        strangers = [said for day in sorted(days) if (said := stranger(day, notice.year))]
        found += [FieldProblem(field, said) for said in strangers[:1]]
    weekdays = [said for day in sorted(arrangement.worked) if (said := weekday(day))]
    found += [FieldProblem("worked", said, ONLY_WEEKENDS) for said in weekdays[:1]]
    if both := sorted(arrangement.free & arrangement.worked):
        said = text("{day} is entered both as a day off and as a day worked.", day=both[0])
        found.append(FieldProblem("worked", said))
    return found


def _stretches(notice: Notice) -> list[FieldProblem]:
    return [
        FieldProblem("holidays", said)
        for first, last in notice.spans
        if (said := stretch_problem(first, last))
    ]


def stretch_problem(first: date, last: date) -> Text | None:
    """Why days cannot be off from the one to the other."""
    if last < first:
        return text("The stretch from {first} to {last} ends before it begins.", first=first, last=last)
    if (last - first).days >= _LONGEST:
        return text("From {first} to {last} is longer than any holiday.", first=first, last=last)
    return None


def stranger(day: date, year: int) -> Text | None:
    """A day that is neither in the year nor among the last days of the one before, which New Year has."""
    if date(year - 1, 12, 24) <= day <= date(year, 12, 31):
        return None
    return text("{day} does not belong to the notice of {year}.", day=day, year=year)


def weekday(day: date) -> Text | None:
    """A day from Monday to Friday, which is not worked in exchange for another."""
    return text("{day} is not a Saturday or Sunday.", day=day) if day.weekday() < _SATURDAY else None


def warnings(notice: Notice) -> list[Text]:
    """What is unusual and should be compared with the notice once more."""
    free = notice.arrangement.free
    found = [
        text("{name} ({day}) is not off, though the law says so ({law}).", name=name, day=day, law=_LAW)
        for name, day in statutory_days(notice.year)
        if day not in free
    ]
    if notice.year not in FESTIVALS:
        found.append(text("The festivals by the moon are not known for {year}.", year=notice.year))
    known = {day for _, day in statutory_days(notice.year)}
    for first, last in notice.spans:
        days = {first + timedelta(days=after) for after in range((last - first).days + 1)}
        if not days & known:
            found.append(
                text("From {first} to {last} there is no public holiday of the law.", first=first, last=last)
            )
        elif any(day.weekday() < 5 and not any(one.holds(day) for one in WINDOWS) for day in days):
            found.append(
                text("From {first} to {last} days are off that never were before.", first=first, last=last)
            )
    if not notice.worked:
        found.append(text("No weekend day is worked in exchange."))
    if notice.dated.year not in (notice.year - 1, notice.year):
        found.append(text("The notice is usually of the year before."))
    if str(notice.year) not in notice.title:
        found.append(text("The title of the notice does not name the year {year}.", year=notice.year))
    return found


def statutory_days(year: int) -> list[tuple[Text, date]]:
    """The public holidays of everybody, day by day (全国年节及纪念日放假办法 art. 2, from 2025)."""
    new_year, labour, national = text("New Year"), text("Labour Day"), text("National Day")
    found = [(new_year, date(year, 1, 1)), (text("Tomb-Sweeping Day"), _tomb_sweeping(year))]
    found += [(labour, date(year, 5, day)) for day in (1, 2)]
    found += [(national, date(year, 10, day)) for day in (1, 2, 3)]
    if festival := FESTIVALS.get(year):
        eve = festival.spring - timedelta(days=1)
        found += [(text("Spring Festival"), eve + timedelta(days=after)) for after in range(4)]
        found.append((text("Dragon Boat Festival"), festival.dragon_boat))
        found.append((text("Mid-Autumn Festival"), festival.mid_autumn))
    return sorted(found, key=lambda one: one[1])


def _tomb_sweeping(year: int) -> date:
    """清明, by the usual formula for the years from 2000 to 2099."""
    at = year % 100
    return date(year, 4, int(at * 0.2422 + 4.81) - at // 4)


def with_following(shown: Arrangement, following: Arrangement | None) -> Arrangement:
    """A year with what the notice of the next one says about its last days."""
    if following is None:
        return shown
    free = frozenset(day for day in following.free if day.year == shown.year)
    worked = frozenset(day for day in following.worked if day.year == shown.year)
    return Arrangement(shown.year, shown.free | free, (shown.worked | worked) - free)


class Difference(msgspec.Struct, frozen=True):
    """A day that counts in one of two calendars only."""

    day: date
    worked: bool


def differences(before: Arrangement, after: Arrangement) -> list[Difference]:
    """The days that `after` counts otherwise than `before`, and whether it has them worked."""
    days = sorted(before.free | before.worked | after.free | after.worked)
    old: Mapping[int, Arrangement] = {before.year: before}
    new: Mapping[int, Arrangement] = {after.year: after}
    return [
        Difference(day, is_working_day(day, new))
        for day in days
        if is_working_day(day, old) != is_working_day(day, new)
    ]
