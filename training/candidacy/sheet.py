"""Reading a sheet of evidence: one row for each paper of each trainee."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from curricula.eligibility.words import certificate_level, diploma_kind, title_rank
from foundation.reading import Reading, fold, number_within, one_of, parse_date, parse_text
from foundation.spreadsheets.columns import Field, Table, TableRow, known_headings
from foundation.spreadsheets.findings import Conversion, RowProblem
from foundation.spreadsheets.sheet import Sheet
from foundation.text import text
from training.candidacy.rules import KIND_WORDS, Evidence, Kind, problems, tidied
from training.cohorts.columns import NAME, NUMBER, STUDENT_NO
from training.cohorts.roll import Once, OnRoll, Roll

PERSON = msgspec.structs.replace(NUMBER, needed=False)


def _in_words(written: str, found: Any, remedy: str) -> Reading[Any]:
    folded, made = fold(written)
    if found is not None or not folded:
        return Reading(found, made)
    said = text("“{written}” is not one of the choices.", written=folded[:40])
    return Reading(problem=said, remedy=text("Write one of: {choices}.", choices=remedy))


def parse_diploma(written: str) -> Reading[tuple[str, bool]]:
    """The kind of a diploma, and whether the word says that the programme was assessed."""
    return _in_words(written, diploma_kind(written), "技工学校、技师学院、中职、高职、大专、本科")


def parse_level(written: str) -> Reading[int]:
    """The level of a certificate."""
    return _in_words(written, certificate_level(written), "五级、四级、三级、二级、一级、预备技师")


def parse_rank(written: str) -> Reading[str]:
    """The rank of a professional title."""
    return _in_words(written, title_rank(written), "初级、中级、高级")


_YES_NO = one_of({"yes": ("是", "√", "有", "1", "应届", "Y"), "no": ("否", "0", "往届", "N")})
KIND = Field(
    text("Kind of evidence"),
    ("类别", "材料类别", "证明类别", "Kind"),
    one_of({str(kind): words for kind, words in KIND_WORDS.items()}),
    needed=True,
)
OCCUPATION = Field(text("Occupation"), ("职业", "从事职业", "职业名称", "Occupation"), parse_text)
EMPLOYER = Field(text("Employer"), ("单位", "工作单位", "用人单位", "Employer"), parse_text)
FROM = Field(text("First day"), ("开始日期", "起始日期", "入职日期", "自", "From"), parse_date)
UNTIL = Field(text("Last day"), ("结束日期", "终止日期", "离职日期", "至", "Until"), parse_date)
INSURED = Field(
    text("Months of social insurance"),
    ("社保月数", "社保缴纳月数", "参保月数", "Months insured"),
    number_within(0, 720, places=0),
)
DIPLOMA = Field(text("Kind of diploma"), ("学历", "学历类型", "院校类型", "Diploma"), parse_diploma)
MAJOR = Field(text("Major"), ("专业", "所学专业", "专业名称", "Major"), parse_text)
GRADUATED = Field(text("Graduated on"), ("毕业日期", "毕业时间", "Graduated on"), parse_date)
FINAL_YEAR = Field(text("Final year"), ("应届", "应届毕业生", "是否应届", "Final year"), _YES_NO)
ASSESSED = Field(text("Programme assessed"), ("经评估论证", "评估论证", "Assessed"), _YES_NO)
LEVEL = Field(text("Level"), ("等级", "证书等级", "技能等级", "Level"), parse_level)
ISSUED = Field(text("Issued on"), ("发证日期", "取得日期", "颁发日期", "Issued on"), parse_date)
CERTIFICATE_NO = Field(text("Certificate number"), ("证书编号", "证书号", "Certificate number"), parse_text)
RANK = Field(text("Rank of the title"), ("职称", "职称等级", "Title"), parse_rank)
PAPER = Field(text("Paper"), ("证明材料", "材料", "材料名称", "依据材料", "Paper"), parse_text, needed=True)
FIELDS: tuple[Field[Any], ...] = (
    NAME, STUDENT_NO, PERSON, KIND, OCCUPATION, EMPLOYER, FROM, UNTIL, INSURED, DIPLOMA, MAJOR, GRADUATED,
    FINAL_YEAR, ASSESSED, LEVEL, ISSUED, CERTIFICATE_NO, RANK, PAPER,
)  # fmt: skip
HEADINGS = known_headings(FIELDS)
#: In which column a field of `Evidence` stands, so that a problem is told where it can be mended.
_COLUMN_OF: dict[str, Field[Any]] = {
    "occupation": OCCUPATION, "employer": EMPLOYER, "diploma": DIPLOMA, "major": MAJOR, "level": LEVEL,
    "number": CERTIFICATE_NO, "rank": RANK, "paper": PAPER,
}  # fmt: skip


class EvidenceRow(msgspec.Struct, frozen=True):
    """One paper of one trainee."""

    row_number: int
    person_id: UUID
    name: str
    said: Evidence


class EvidenceReading(msgspec.Struct, frozen=True):
    """A sheet of evidence as understood: `rows` are those without a problem."""

    rows: tuple[EvidenceRow, ...]
    problems: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    conversions: tuple[Conversion, ...]


def read_evidence_sheet(sheet: Sheet, *, people: Iterable[OnRoll], today: date) -> EvidenceReading:
    """Read every row against the roll of the cohort."""
    table = Table(sheet, FIELDS)
    roll, once = Roll(people), Once()
    rows = [_read(row, roll, once, today) for row in table.rows()]
    found = table.findings.sorted()
    return EvidenceReading(
        tuple(row for row in rows if row is not None),
        tuple(found.problems),
        tuple(found.warnings),
        tuple(found.conversions),
    )


def _read(row: TableRow, roll: Roll, once: Once, today: date) -> EvidenceRow | None:
    person = roll.find(row, NAME, (PERSON, STUDENT_NO))
    kind = row.read(KIND)
    said = _said(row, Kind(kind)) if kind else None
    if not (row.sound and person and said):
        return None
    for problem in problems(said, today):
        row.problem(_column(said.kind, problem.field), problem.message, problem.remedy)
    said = tidied(said, today)
    once.check(row, KIND, (person.id, said.fingerprint))
    return EvidenceRow(row.number, person.id, person.name, said) if row.sound else None


def _said(row: TableRow, kind: Kind) -> Evidence:
    diploma = row.read(DIPLOMA)
    insured = row.read(INSURED)
    final_year, assessed = row.read(FINAL_YEAR) == "yes", row.read(ASSESSED) == "yes"
    issued = kind in (Kind.CERTIFICATE, Kind.TITLE, Kind.APPRENTICESHIP)
    return Evidence(
        kind=kind,
        occupation=row.read(OCCUPATION) or "",
        employer=row.read(EMPLOYER) or "",
        from_on=row.read(ISSUED) if issued else row.read(FROM),
        until_on=row.read(GRADUATED) if kind is Kind.DIPLOMA else row.read(UNTIL),
        insured_months=int(insured) if insured is not None else None,
        diploma=diploma[0] if diploma else "",
        major=row.read(MAJOR) or "",
        final_year=final_year,
        assessed=assessed or bool(diploma and diploma[1]),
        level=row.read(LEVEL),
        number=row.read(CERTIFICATE_NO) or "",
        rank=row.read(RANK) or "",
        paper=row.read(PAPER) or "",
    )


def _column(kind: Kind, field: str) -> Field[Any]:
    if field == "from_on":
        return ISSUED if kind in (Kind.CERTIFICATE, Kind.TITLE, Kind.APPRENTICESHIP) else FROM
    if field == "until_on":
        return GRADUATED if kind is Kind.DIPLOMA else UNTIL
    return _COLUMN_OF.get(field, KIND)
