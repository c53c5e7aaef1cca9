"""A declared case as a candidate under a rule set, with what had to be left out of it and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from curricula.eligibility import words
from curricula.eligibility.cases import LEVEL, UNREADABLE, Case, case_field, read_cases
from curricula.eligibility.data import NOTHING, RELATED, WORDS, Confirmed, State, effective
from curricula.eligibility.rules.candidates import Candidate, Diploma, Held, Title, Work
from curricula.eligibility.rules.rulesets import (
    RuleSet,
    edition_id,
    major_called,
    occupation_called,
    rule_set,
)
from curricula.occupations.data import LEVELS, OCCUPATIONS, PROGRAMMES, Edition
from curricula.occupations.rules import edition
from foundation.errors import DomainError, FieldProblem, Invalid
from foundation.text import Text, text


class Question(msgspec.Struct, frozen=True):
    """A case ready to be weighed; `rules` is empty where the edition does not have the level."""

    case: Case
    rules: RuleSet
    candidate: Candidate
    notes: tuple[Text, ...]


def questions(content: bytes, confirmed: Confirmed = NOTHING) -> list[Question]:
    """Every case of a file, understood. Raises `Invalid` with everything that is not."""
    read = read_cases(content)
    found = {number: [problem] for number, problem in read.problems.items()}
    for number, case in read.cases.items():
        found[number] = [FieldProblem(case_field(number, field), said) for field, said in _problems(case)]
    problems = [problem for number in sorted(found) for problem in found[number]]
    if problems:
        raise Invalid(problems, UNREADABLE)
    return [_question(case, confirmed) for case in read.cases.values()]


def _problems(case: Case) -> Iterator[tuple[str, Text]]:
    yield from _goal_problems(case)
    if case.birth and case.birth > case.on:
        yield "birth", text("The date of birth is later than the day in question.")
    unknown = words.states(case.status)[1]
    if unknown:
        yield "status", _not_understood(unknown[0], (one.zh for one in WORDS.states))
    for at, job in enumerate(case.employment):
        if job.until_on and job.until_on < job.from_on:
            yield f"employment[{at}].to", text("The work ends before it begins.")
    yield from _paper_problems(case)


def _paper_problems(case: Case) -> Iterator[tuple[str, Text]]:
    for at, held in enumerate(case.certificates):
        if words.certificate_level(held.level) is None:
            yield f"certificates[{at}].level", LEVEL
    for at, school in enumerate(case.education):
        if words.diploma_kind(school.kind) is None:
            yield f"education[{at}].kind", _not_understood(school.kind, (one.zh for one in WORDS.diplomas))
    for at, title in enumerate(case.titles):
        if words.title_rank(title.grade) is None:
            yield f"titles[{at}].grade", _not_understood(title.grade, (one.zh for one in WORDS.titles))


def _goal_problems(case: Case) -> Iterator[tuple[str, Text]]:
    code = occupation_called(case.occupation)
    if code not in OCCUPATIONS:
        known = "、".join(f"{one.code} {one.zh}" for one in OCCUPATIONS.values() if one.editions)
        yield "occupation", text("The occupation is not known here; known are: {known}.", known=known)
    else:
        try:
            edition(code, words.edition_name(case.edition))
        except DomainError as error:
            yield "edition", error.message
    if words.level(case.level) is None:
        yield "level", LEVEL


def _not_understood(word: str, known: Iterator[str]) -> Text:
    return text("“{word}” is not understood; known are: {known}.", word=word, known="、".join(known))


def _question(case: Case, confirmed: Confirmed) -> Question:
    code = occupation_called(case.occupation)
    standard = edition(code, words.edition_name(case.edition))
    level = words.level(case.level) or 0
    rules = rule_set(standard.generation, code, level, confirmed)
    notes = [*_of_edition(code, standard, confirmed), *_left_out(code, case, confirmed)]
    if standard.levels and level not in standard.levels:
        rules = RuleSet((), rules.occupations, rules.majors)
        notes.append(text("This edition has no such level: {level}.", level=LEVELS[level].label))
    return Question(case, rules, _candidate(case, rules, confirmed), tuple(notes))


def _of_edition(code: str, standard: Edition, confirmed: Confirmed) -> Iterator[Text]:
    identity = edition_id(code, standard)
    if not effective(identity, standard, confirmed):
        yield text(
            "The levels and content of the edition {edition} are unconfirmed (U): this answer is a preview"
            " and admits nobody before {id} is confirmed.",
            edition=standard.edition,
            id=identity,
        )
    if standard.superseded_by:
        yield text("This edition has been replaced by {edition}.", edition=standard.superseded_by)


def _left_out(code: str, case: Case, confirmed: Confirmed) -> Iterator[Text]:
    """What is unsure decides nothing, and is said."""
    written = [
        *(each.occupation for each in case.employment),
        *(each.occupation for each in case.certificates),
    ]
    named = {occupation_called(name) for name in written}
    for row in RELATED:
        if code in row.of and not effective(row.id, row, confirmed):
            for name in sorted(named.intersection(row.names)):
                yield text(
                    "{occupation} is not counted: that it is a related occupation is unconfirmed ({id}).",
                    occupation=name,
                    id=row.id,
                )
    for school in case.education:
        programme = PROGRAMMES.get(school.major)
        if programme and not effective(programme.code, programme, confirmed):
            yield text(
                "The programme code {id} is unconfirmed; write the name of the major.", id=programme.code
            )


def _candidate(case: Case, rules: RuleSet, confirmed: Confirmed) -> Candidate:
    """What is declared without a day holds from the day in question on."""
    declared = words.states(case.status)[0]
    held = _held(case)
    reserve = [one.issued_on for one in held if one.level == words.RESERVE and rules.counts(one.occupation)]
    reserve += [case.on] if "reserve_technician" in declared else []
    studying, until = _technician_class(case, declared)
    return Candidate(
        birth_date=case.birth,
        work=tuple(
            Work(occupation_called(each.occupation), each.from_on, each.until_on) for each in case.employment
        ),
        certificates=held,
        diplomas=tuple(_diplomas(case, confirmed)),
        titles=tuple(_titles(case)),
        apprenticeship_completed_on=case.on if "apprenticeship_completed" in declared else None,
        reserve_technician_on=min(reserve, default=None),
        technician_class_since=case.on if studying else None,
        technician_class_until=until,
    )


def _held(case: Case) -> tuple[Held, ...]:
    return tuple(
        Held(occupation_called(each.occupation), level, each.issued)
        for each in case.certificates
        if (level := words.certificate_level(each.level)) is not None
    )


def _diplomas(case: Case, confirmed: Confirmed) -> Iterator[Diploma]:
    for each in case.education:
        if kind := words.diploma_kind(each.kind):
            yield Diploma(
                kind=kind[0],
                major=major_called(each.major.strip(), confirmed),
                graduated_on=each.graduated,
                final_year_since=case.on if each.final_year else None,
                assessed=kind[1] or each.assessed,
            )


def _titles(case: Case) -> Iterator[Title]:
    for each in case.titles:
        if rank := words.title_rank(each.grade):
            yield Title(rank, each.granted)


def _technician_class(case: Case, declared: list[State]) -> tuple[bool, date | None]:
    """Whether the candidate is a student of a technician class, and until when."""
    if "technician_class_student" in declared:
        return True, None
    for each in case.education:
        kind = words.diploma_kind(each.kind)
        if kind and kind[0] == "technician_class" and (each.graduated is None or each.graduated > case.on):
            return True, each.graduated
    return False, None
