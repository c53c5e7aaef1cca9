"""An identity taken apart once, ready to be compared with many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from registry.documents.rules import Sex
from screening.matching.births import Birth, digits, read_birth
from screening.matching.identity import Identity
from screening.matching.names import Name, names_in
from screening.matching.numbers import Number, birth_in, read_number
from screening.matching.plain import Plain, plain_hints

T = TypeVar("T")


class _Once(Generic[T]):
    """Found when first asked for, and kept; without the lock of `cached_property`, which costs as much."""

    def __init__(self, find: Callable[[Profile], T]) -> None:
        self._find, self._name = find, find.__name__

    def __get__(self, profile: Profile, kind: type[Profile]) -> T:
        found = profile.__dict__[self._name] = self._find(profile)
        return found


class Profile:
    """Names, numbers and birth dates of one identity as they are compared."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        names = dict.fromkeys(name for written in identity.names for name in names_in(written))
        self.names: tuple[Name, ...] = tuple(names)
        read = (read_number(document.kind, document.number) for document in identity.documents)
        self.numbers: tuple[Number, ...] = tuple(number for number in read if number is not None)
        self.sex: Sex | None = identity.sex or self._sex_in_numbers()

    @classmethod
    def of_parts(cls, identity: Identity, plain: Plain, number: Number) -> Profile:
        """The profile of a plain person whose parts are known."""
        profile = cls.__new__(cls)
        profile.identity, profile.sex = identity, plain.sex
        profile.names, profile.numbers = names_in(plain.written), (number,)
        profile.__dict__.update(births=plain.births, plain=plain)
        return profile

    def _sex_in_numbers(self) -> Sex | None:
        for number in self.numbers:
            if number.body:
                return "male" if int(number.body[16]) % 2 else "female"
        return None

    @_Once
    def births(self) -> tuple[Birth, ...]:
        """Declared and read from the numbers."""
        if born := self._born_as_numbered():
            return (born,)
        told = [Birth(day.year, day.month, day.day) for day in self.identity.birth_dates]
        told += [birth for written in self.identity.partial_births if (birth := read_birth(written))]
        told += [birth for number in self.numbers if (birth := number.birth)]
        for number in self.numbers:
            if number.checked is None and len(number.bodies) == 1:
                told += [birth for birth in (birth_in(number.bodies[0]),) if birth]
        whole = [birth for birth in told if birth.whole]
        return tuple(dict.fromkeys(whole or told))

    def _born_as_numbered(self) -> Birth | None:
        """The one date of nearly everybody: declared, and the same in the one number, which is whole."""
        known = self.identity
        if len(known.birth_dates) != 1 or len(self.numbers) != 1 or known.partial_births:
            return None
        day, number = known.birth_dates[0], self.numbers[0]
        return number.birth if number.checked and number.birth == (day.year, day.month, day.day) else None

    @_Once
    def plain(self) -> Plain | None:
        """All there is, where it is no more than this: such people can be told apart at a glance."""
        if len(self.names) != 1 or len(self.numbers) > 1 or not all(birth.whole for birth in self.births):
            return None
        written = self.names[0].raw
        hints = None if self.names[0].parts else plain_hints(written)
        if hints is None or any(not one.body or one.bodies or one.mask for one in self.numbers):
            return None
        if not self.numbers:
            return Plain(written, *hints, self.births, "", 0, False, False, self.sex)
        body, checked = self.numbers[0].body, bool(self.numbers[0].checked)
        whole = checked and [digits(birth) for birth in self.births] == [body[6:14]]
        return Plain(written, *hints, self.births, body, int(body, 16), checked, whole, self.sex)
