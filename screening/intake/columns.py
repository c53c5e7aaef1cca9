"""The columns of a sheet of decisions as authorities head them, and how their cells are read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from foundation.reading import Reader, Reading, fold, one_of, parse_date, parse_document_number, parse_text
from foundation.spreadsheets.columns import Field, known_headings
from foundation.text import Text, text
from registry.areas.data import AREAS
from registry.areas.rules import full_name
from registry.documents.rules import document_kind
from screening.bans.data import BAN_KINDS, CHANNELS, ROLES, SCOPES

_FOR_LIFE = frozenset({"终身", "终生", "永久", "无期限", "长期", "life"})
_SEXES = {"F": ("女", "女性", "female", "2"), "M": ("男", "男性", "male", "1")}


class _Named(Protocol):
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


def _choice(table: Mapping[str, _Named]) -> Reader[str]:
    """A code list, written as its codes or its words in either language, with any spaces and commas."""
    plain = {
        code: (word.zh, *("".join(fold(written)[0].split()) for written in (word.zh, word.en)))
        for code, word in table.items()
    }
    read = one_of(plain)

    def choose(written: str) -> Reading[str]:
        found = read(written)
        return Reading(found.value, (), found.problem, found.remedy)

    return choose


def parse_kind(written: str) -> Reading[str]:
    """The code of a kind of identity document."""
    folded, _ = fold(written)
    kind = document_kind(folded)
    if kind or not folded:
        return Reading(kind)
    return Reading(
        problem=text("“{written}” is not a kind of identity document.", written=folded[:40]),
        remedy=text("Write for example 居民身份证, 港澳居民居住证, 护照; or leave it empty."),
    )


def parse_until(written: str) -> Reading[date]:
    """The last day of a ban; for life is nothing."""
    folded, made = fold(written)
    return Reading(None, made) if folded in _FOR_LIFE else parse_date(written)


def parse_area(written: str) -> Reading[str]:
    """The code of an area, given as its six digits or its name."""
    folded, made = fold(written)
    if folded in AREAS or not folded:
        return Reading(folded or None, made)
    found = [code for code, area in AREAS.items() if folded in (area.name, full_name(code))]
    if len(found) == 1:
        return Reading(found[0], made)
    problem = text("“{written}” is not an area of the province.", written=folded[:40])
    return Reading(problem=problem, remedy=text("Write the six digits of the area's code, or its name."))


NAME = Field(text("Name"), ("姓名", "当事人", "当事人姓名", "被禁入人员", "Name"), parse_text, needed=True)
FORMER_NAMES = Field(text("Former names"), ("曾用名", "别名", "化名", "Former names"), parse_text)
SEX = Field(text("Sex"), ("性别", "Sex"), one_of(_SEXES))
DOCUMENT_KIND = Field(text("Kind of document"), ("证件类型", "证件种类", "Document type"), parse_kind)
NUMBER = Field(
    text("Document number"),
    ("证件号码", "身份证号", "身份证号码", "公民身份号码", "证件号", "Document number"),
    parse_document_number,
)
BIRTH_DATE = Field(text("Date of birth"), ("出生日期", "出生年月日", "Date of birth"), parse_date)
KIND = Field(text("Kind of ban"), ("禁入类型", "禁入种类", "Kind of ban"), _choice(BAN_KINDS), needed=True)
AUTHORITY = Field(
    text("Deciding authority"),
    ("决定机关", "作出决定机关", "决定机关名称", "Deciding authority"),
    parse_text,
    needed=True,
)
USCC = Field(
    text("Credit code of the authority"),
    ("决定机关统一社会信用代码", "统一社会信用代码", "Credit code"),
    parse_document_number,
)
DECISION_NO = Field(
    text("Number of the decision"),
    ("决定文书号", "决定书文号", "文书号", "文号", "Decision number"),
    parse_text,
    needed=True,
)
LAW = Field(text("Law"), ("法律依据", "依据法律", "Law"), parse_text, needed=True)
ARTICLE = Field(text("Article"), ("条款", "依据条款", "Article"), parse_text, needed=True)
DECIDED = Field(text("Decided on"), ("决定日期", "作出决定日期", "Decided on"), parse_date, needed=True)
SERVED = Field(text("Served on"), ("送达日期", "Served on"), parse_date, needed=True)
EFFECTIVE = Field(text("In force from"), ("生效日期", "起始日期", "In force from"), parse_date, needed=True)
UNTIL = Field(text("In force until"), ("截止日期", "禁入期限至", "终止日期", "In force until"), parse_until)
SCOPE = Field(text("Barred from"), ("禁入范围", "Barred from"), _choice(SCOPES), needed=True)
ROLE = Field(
    text("The person's part"), ("人员身份", "责任身份", "责任类型", "Role"), _choice(ROLES), needed=True
)
CHANNEL = Field(text("How the decision came"), ("来源", "信息来源", "Source"), _choice(CHANNELS), needed=True)
REMEDY = Field(
    text("Remedies the person was told of"), ("救济告知", "告知救济途径", "Remedies"), parse_text, needed=True
)
AREA = Field(text("Area"), ("地区", "区划代码", "行政区划", "Area"), parse_area)

#: The field of an entry that each column fills.
COLUMNS: dict[str, Field[Any]] = {
    "person_name": NAME,
    "former_names": FORMER_NAMES,
    "sex": SEX,
    "document_kind": DOCUMENT_KIND,
    "document_number": NUMBER,
    "birth_date": BIRTH_DATE,
    "kind": KIND,
    "authority_name": AUTHORITY,
    "authority_uscc": USCC,
    "document_no": DECISION_NO,
    "legal_basis_document": LAW,
    "legal_basis_article": ARTICLE,
    "decision_on": DECIDED,
    "served_on": SERVED,
    "effective_on": EFFECTIVE,
    "term_until": UNTIL,
    "scope": SCOPE,
    "person_role": ROLE,
    "source_channel": CHANNEL,
    "remedy_notice": REMEDY,
    "area_code": AREA,
}
HEADINGS = known_headings(COLUMNS.values())
TITLES: dict[str, Text] = {name: field.title for name, field in COLUMNS.items()}
