"""What else is used for this: exact numbers, surname and birth date, string ratios, nomenklatura, Splink.

All of them see the names folded and every pair that this engine's keys bring together; of the labelled pairs
they see all. That is in their favour: alone they would have to find their candidates themselves.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final

from rapidfuzz import fuzz

from benchmarks.screening.population import Person
from screening.matching.names import name_key, names_in
from screening.matching.numbers import document_body

Couple = tuple[Person, Person]
Rival = Callable[[list[Couple]], list[float]]
NONE: Final = float("-inf")


def exact_number(couples: list[Couple]) -> list[float]:
    return [1.0 if _number(a) and _number(a) == _number(b) else NONE for a, b in couples]


def _number(one: Person) -> str:
    return unicodedata.normalize("NFKC", one.no).upper().strip()


def surname_and_birth(couples: list[Couple]) -> list[float]:
    """The rule of a national barred list: surname and birth date, exact."""
    return [1.0 if a.dob and (_surname(a), a.dob) == (_surname(b), b.dob) else NONE for a, b in couples]


def _surname(one: Person) -> str:
    return name_key(one.name)[:1]


def ratio(couples: list[Couple]) -> list[float]:
    """The mean of rapidfuzz ratios of what both tell; for the name the better of characters and pinyin."""
    return [_ratio(a, b) for a, b in couples]


def _ratio(a: Person, b: Person) -> float:
    parts = [
        max(fuzz.ratio(name_key(a.name), name_key(b.name)), fuzz.ratio(sounding(a.name), sounding(b.name)))
    ]
    parts += [fuzz.ratio(_number(a), _number(b))] if a.no and b.no else []
    parts += [fuzz.ratio(a.dob, b.dob)] if a.dob and b.dob else []
    return sum(parts) / len(parts)


@lru_cache(maxsize=200_000)
def sounding(name: str) -> str:
    found = names_in(name)
    tokens = found[0].forms[0] if found else ()
    return " ".join(next(iter(token.sounds), token.spelt) for token in tokens)


def nomenklatura(algorithm: str) -> Rival:
    """A model of nomenklatura on FollowTheMoney people; the pinyin goes in as another name."""
    from followthemoney.proxy import EntityProxy
    from nomenklatura.matching import get_algorithm

    model = get_algorithm(algorithm)
    assert model is not None
    config = model.default_config()

    def entity(one: Person) -> Any:
        names = [name_key(one.name), sounding(one.name), *one.former]
        values = {"name": names, "gender": ["male" if one.sex == "M" else "female"]}
        values |= {"birthDate": [one.dob]} if one.dob else {}
        values |= {"idNumber": [_number(one)]} if one.no else {}
        return EntityProxy.from_dict({"id": str(id(one)), "schema": "Person", "properties": values})

    def score(couples: list[Couple]) -> list[float]:
        return [model.compare(entity(a), entity(b), config).score for a, b in couples]

    return score


def splink(couples: list[Couple]) -> list[float]:
    """Fellegi–Sunter of Splink, m set by hand, u estimated; name, pinyin, number, birth date as columns."""
    import pyarrow
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator

    left, right = [a for a, _ in couples], [b for _, b in couples]
    api = DuckDBAPI()
    tables = [
        api.register(
            pyarrow.Table.from_pylist([_row(i, one) for i, one in enumerate(side)]), dataset_display_name=name
        )
        for side, name in ((left, "people"), (right, "listed"))
    ]
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="place",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.9, 0.7]).configure(
                term_frequency_adjustments=True, m_probabilities=[0.6, 0.1, 0.1, 0.2]
            ),
            cl.JaroWinklerAtThresholds("sound", [0.92, 0.8]).configure(
                m_probabilities=[0.75, 0.1, 0.05, 0.1]
            ),
            cl.DamerauLevenshteinAtThresholds("number", [1, 2]).configure(
                m_probabilities=[0.7, 0.2, 0.05, 0.05]
            ),
            cl.DamerauLevenshteinAtThresholds("born", [1, 2]).configure(
                m_probabilities=[0.85, 0.08, 0.03, 0.04]
            ),
        ],
        blocking_rules_to_generate_predictions=["l.place = r.place"],
        probability_two_random_records_match=1e-4,
    )
    linker = Linker(tables, settings, log_level="ERROR")
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6)
    scored = linker.inference.predict().as_record_list()
    found = {int(row["place_l"]): float(row["match_weight"]) for row in scored}
    return [found.get(place, NONE) for place in range(len(couples))]


def _row(place: int, one: Person) -> dict[str, Any]:
    return {
        "place": place,
        "name": name_key(one.name),
        "sound": sounding(one.name),
        "number": document_body(one.no) or _number(one) or None,
        "born": one.dob.replace("-", "") or None,
    }


def all_rivals() -> Iterable[tuple[str, Callable[[], Rival], int]]:
    """Name, how to get it, and about how many pairs a second it manages."""
    yield "exact number (NFKC)", lambda: exact_number, 10**6
    yield "surname + birth date", lambda: surname_and_birth, 10**6
    yield "rapidfuzz ratio", lambda: ratio, 10**5
    yield "nomenklatura logic-v1", lambda: nomenklatura("logic-v1"), 500
    yield "nomenklatura logic-v2", lambda: nomenklatura("logic-v2"), 400
    yield "Splink, m by hand", lambda: splink, 10**5
