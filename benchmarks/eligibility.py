"""Decisions on eligibility per minute on one core, against a target of 100,000.

    make bench-eligibility                exits with 1 when the target is missed
    python -m benchmarks.eligibility --people 20000

Made-up lives: up to six jobs that overlap, certificates, diplomas, titles. Each is weighed for every level of
both generations, with everything an answer holds: each rule tried, what it lacks, the first day. The rate is
that of processor time; one thread does all of it.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import date, timedelta

import click

from curricula.eligibility.data import WORDS
from curricula.eligibility.rules.answers import weigh
from curricula.eligibility.rules.candidates import Candidate, Diploma, Held, Title, Work
from curricula.eligibility.rules.rulesets import RuleSet, rule_set
from curricula.occupations.data import Generation

TARGET = 100_000
_DAY = date(2026, 7, 18)
_OCCUPATIONS = ("4-10-01-01", "4-10-01-02", "4-10-01-03", "家政服务员", "保安员")
_MAJORS = ("早期教育", "婴幼儿托育", "护理", "护理学", "机械制造")
_GENERATIONS: tuple[Generation, ...] = ("G2018", "G2023")


def life(chance: random.Random) -> Candidate:
    """Somebody who never lived."""

    def day(years: int) -> date:
        return _DAY - timedelta(days=chance.randrange(years * 365))

    def job() -> Work:
        first = day(15)
        length = chance.randrange(30, 3000)
        until = first + timedelta(days=length) if chance.random() < 0.7 else None
        return Work(chance.choice(_OCCUPATIONS), first, until)

    def diploma() -> Diploma:
        kind = chance.choice(WORDS.diplomas).kind
        assessed = chance.random() < 0.5
        return Diploma(kind=kind, major=chance.choice(_MAJORS), graduated_on=day(10), assessed=assessed)

    return Candidate(
        birth_date=day(40),
        work=tuple(job() for _ in range(chance.randrange(7))),
        certificates=tuple(
            Held(chance.choice(_OCCUPATIONS), chance.randint(2, 5), day(8))
            for _ in range(chance.randrange(3))
        ),
        diplomas=tuple(diploma() for _ in range(chance.randrange(3))),
        titles=tuple(Title(chance.choice(WORDS.titles).rank, day(6)) for _ in range(chance.randrange(2))),
    )


def measure(people: list[Candidate], sets: list[RuleSet]) -> tuple[int, int, float]:
    """Decisions, how many of them say yes, and the processor time in seconds."""
    eligible, decisions = 0, 0
    begun = time.process_time()
    for candidate in people:
        for rules in sets:
            decisions += 1
            eligible += weigh(rules, candidate, _DAY).eligible
    return decisions, eligible, time.process_time() - begun


@click.command()
@click.option("--people", default=5_000, show_default=True, help="How many people are weighed.")
def main(people: int) -> None:
    """Measure, say the figure, and fail below the target."""
    chance = random.Random(20260718)  # noqa: S311 — made-up lives, the same each time
    lives = [life(chance) for _ in range(people)]
    sets = [rule_set(generation, "4-10-01-03", level) for generation in _GENERATIONS for level in range(1, 6)]
    measure(lives[:100], sets)
    decisions, eligible, seconds = measure(lives, sets)
    rate = decisions / seconds * 60
    click.echo(f"{decisions:,} decisions, {eligible:,} eligible, {seconds:.2f} s of processor time")
    click.echo(f"{rate:,.0f} decisions per minute on one core (target {TARGET:,})")
    sys.exit(rate < TARGET)


if __name__ == "__main__":
    main()
