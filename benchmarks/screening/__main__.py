"""Measure screening and what else there is: `make bench-screening`.

Tuned with seed 1; the seed here is another. Writes its part of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.screening.beside import beside
from benchmarks.screening.measuring import (
    BUDGETS,
    at_budget,
    bits,
    compositions,
    mean,
    negatives,
    pairs,
    recall,
    the_list,
    worst_hits,
)
from benchmarks.screening.noise import KINDS
from benchmarks.screening.population import people
from screening.matching.entries import identity_of
from screening.matching.identity import Identity
from screening.matching.listing import Listing
from screening.matching.names import names_in
from screening.matching.profile import Profile
from screening.matching.rules import MATCHER_VERSION
from screening.matching.threshold import threshold

_LIST = 10_000
_PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
_BEGIN, _END = "<!-- screening: begin -->", "<!-- screening: end -->"


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--seed", type=int, default=2026)
    wanted.add_argument("--clean", type=int, default=100_000)
    wanted.add_argument("--pairs", type=int, default=300)
    wanted.add_argument("--beside", type=int, default=15, help="pairs of every kind for the others; 0: none")
    wanted.add_argument(
        "--longest", type=int, default=100_000, help="the longest list whose cost is measured"
    )
    wanted.add_argument("--write", action="store_true")
    asked = wanted.parse_args()
    listing = Listing(identity_of(one) for one in the_list(_LIST, asked.seed))
    clean = people(asked.clean, asked.seed + 2)
    worst = worst_hits(listing, clean)
    lines = [*_heading(asked), *_recall(worst, asked), *_cost(asked.longest)]
    if asked.beside:
        lines += beside(listing, clean[: min(30_000, asked.clean)], asked.beside, asked.seed)
    text = "\n".join(lines)
    print(text)  # noqa: T201 - the result
    if asked.write:
        _write(text)


def _heading(asked: argparse.Namespace) -> list[str]:
    return [
        f"Command: `make bench-screening`; {datetime.now(UTC):%Y-%m-%d}, matcher {MATCHER_VERSION},",
        f"seed {asked.seed} (tuned with seed 1), a list of {_LIST:,} with the usual defects,",
        f"{asked.clean:,} clean workers, {asked.pairs} pairs of each of {len(KINDS)} kinds of noise.",
        "The names of the made-up people and the frequencies of the matcher come from one table, as they do",
        "where a register counts its own names; the noise and the matcher share their tables of characters.",
        "",
    ]


def _recall(worst: list[float], asked: argparse.Namespace) -> list[str]:
    of_kinds = [(one.kind, bits(one)) for one in pairs(asked.pairs, asked.seed + 3)]
    of_fields = [(one.kind, bits(one)) for one in compositions(4 * asked.pairs, asked.seed + 4)]
    others = [(one.kind, bits(one)) for one in negatives(asked.pairs, asked.seed + 5)]
    lines = [
        "| false hits per 10,000 | bits | mean recall | 1 field | 2 fields | 3 fields |",
        "|" + "---|" * 6,
    ]
    for budget in BUDGETS:
        least = at_budget(worst, asked.clean, budget)
        by_kind, by_fields = recall(of_kinds, least), recall(of_fields, least)
        lines.append(
            f"| {budget} | {least:.1f} | **{mean(by_kind):.2%}** | "
            + " | ".join(f"{by_fields[f'{n} of 3 fields']:.3f}" for n in (1, 2, 3))
            + " |"
        )
    used = threshold(_LIST)
    false = sum(value >= used for value in worst) / asked.clean * 10_000
    flagged = recall(others, used)
    lines += [
        "",
        f"The product's threshold for this list is {used:.1f} bits: {false:.1f} false hits per 10,000. ",
    ]
    lines += [
        "Other people flagged there: "
        + ", ".join(f"{k} {v:.0%}" for k, v in flagged.items())
        + "; never more"
    ]
    lines += ["than `possible`: a person decides.", ""]
    return lines + _kinds(of_kinds, at_budget(worst, asked.clean, 33), at_budget(worst, asked.clean, 5))


def _kinds(scored: list[tuple[str, float]], loose: float, tight: float) -> list[str]:
    at_33, at_5 = recall(scored, loose), recall(scored, tight)
    lines = ["| kind of noise | recall at 33 | at 5 |", "|---|---|---|"]
    lines += [f"| {kind} | {at_33[kind]:.3f} | {at_5[kind]:.3f} |" for kind in KINDS]
    return [*lines, ""]


def _cost(longest: int) -> list[str]:
    lines = [
        "| list | ready in | people per second, one process | pairs compared per person |",
        "|---|---|---|---|",
    ]
    rates: list[float] = []
    for length in (1_000, 10_000, 100_000):
        if length > longest:
            break
        begun = time.process_time()
        listing = Listing(identity_of(one) for one in the_list(length, length))
        ready = time.process_time() - begun
        clean = [identity_of(one) for one in people(15_000, length + 5)]  # nobody whom a list has seen before
        gc.collect()
        gc.freeze()  # as the command does: the list stays
        rate = statistics.median(_rate(listing, part) for part in (clean[0::3], clean[1::3], clean[2::3]))
        pairs_each = sum(len(listing.candidates(Profile(one))) for one in clean[:2000]) / 2000
        lines.append(f"| {length:,} | {ready:.1f} s | {rate:,.0f} | {pairs_each:.3f} |")
        rates.append(rate)
    lines.append("")
    if len(rates) > 1:
        lines += [
            f"The longest list costs {rates[0] / rates[-1]:.2f} times as much for a person as the shortest.",
            "",
        ]
    return lines


def _rate(listing: Listing, clean: list[Identity]) -> float:
    """People per second of processor time, each taken apart anew."""
    names_in.cache_clear()
    begun = time.process_time()
    for one in clean:
        listing.compare(Profile(one), threshold(len(listing)))
    return len(clean) / (time.process_time() - begun)


def _write(text: str) -> None:
    page = _PAGE.read_text(encoding="utf-8") if _PAGE.exists() else "# Benchmarks\n"
    if _BEGIN not in page:
        page += f"\n## Screening\n\n{_BEGIN}\n{_END}\n"
    before, after = page.split(_BEGIN)[0], page.split(_END)[1]
    _PAGE.write_text(f"{before}{_BEGIN}\n{text}\n{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
