"""The columns of a roster as colleges head them, and how their cells are read."""

from __future__ import annotations

import re

from foundation.reading import Made, Reading, fold, one_of, parse_date, parse_document_number, parse_text
from foundation.spreadsheets.columns import Field, known_headings
from foundation.text import text
from registry.people.rules import document_kind

_EDUCATION = {
    "小学": ("小学毕业", "小学及以下"),
    "初中": ("初中毕业", "初级中学"),
    "高中": ("高中毕业", "普通高中", "普高"),
    "中专": (
        "中职",
        "职高",
        "技校",
        "中技",
        "中等职业教育",
        "中等职业学校",
        "职业高中",
        "中专/中职",
        "高中/中专",
    ),
    "大专": ("专科", "高职", "大学专科", "高职高专", "专科教育", "高职专科"),
    "本科": ("大学本科", "学士", "大学", "本科教育", "职教本科"),
    "研究生": ("硕士", "博士", "硕士研究生", "博士研究生", "研究生教育"),
}
_SEXES = {"female": ("女", "女性", "F", "2"), "male": ("男", "男性", "M", "1")}
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}[2-9]\d{6,7}|\+(?!86)\d{6,15}", re.ASCII)


def parse_name(written: str) -> Reading[str]:
    """A name as it stands; what spaces and dots mean in it is for `registry.people.rules.read_name`."""
    read = parse_text(written)
    return Reading(read.value, tuple(kind for kind in read.made if kind is not Made.SPACES), read.problem)


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


def parse_phone(written: str) -> Reading[str]:
    """A mobile number, a number with its area code, or a foreign one with its plus sign."""
    folded, made = fold(written)
    bare = re.sub(r"[\s()\-‐–—]", "", folded)
    digits = re.sub(r"^(?:\+86|0086|86(?=1[3-9]\d{9}$))", "", bare)
    if _PHONE.fullmatch(digits) or not digits:
        return Reading(digits or None, made + ((Made.SEPARATORS,) if digits != folded else ()))
    if digits.isdecimal() and digits.startswith("1"):
        problem = text("A mobile number has 11 digits; this one has {count}.", count=len(digits))
    else:
        problem = text("“{written}” is not a telephone number.", written=folded[:40])
    return Reading(
        problem=problem, remedy=text("Write one number, for example 13812345678 or 0791-86661234.")
    )


def parse_year(written: str) -> Reading[int]:
    """A year of entry: 2024, 2024级, 2024年9月."""
    folded, made = fold(written)
    matched = re.match(r"(20\d{2})(?!\d)", folded)
    if matched or not folded:
        return Reading(int(matched[1]) if matched else None, made)
    return Reading(
        problem=text("“{written}” is not a year.", written=folded[:40]), remedy=text("Write it like 2024.")
    )


NAME = Field(text("Name"), ("姓名", "学员姓名", "学生姓名", "学生", "Name"), parse_name, needed=True)
FORMER_NAMES = Field(text("Former names"), ("曾用名", "原名", "别名", "Former names"), parse_text)
SEX = Field(text("Sex"), ("性别", "Sex", "Gender"), one_of(_SEXES))
KIND = Field(
    text("Kind of document"),
    ("证件类型", "证件种类", "身份证件类型", "身份证件种类", "证件名称", "Document type"),
    parse_kind,
)
NUMBER = Field(
    text("Document number"),
    (
        "证件号码",
        "身份证号",
        "身份证号码",
        "公民身份号码",
        "身份证件号码",
        "身份证件号",
        "证件号",
        "身份证",
        "Document number",
    ),
    parse_document_number,
    needed=True,
)
BIRTH_DATE = Field(
    text("Date of birth"), ("出生日期", "出生年月日", "生日", "出生年月", "Date of birth"), parse_date
)
ETHNICITY = Field(text("Ethnic group"), ("民族", "Ethnic group"), parse_text)
PHONE = Field(
    text("Telephone"),
    ("手机号", "手机号码", "本人手机", "联系电话", "本人联系电话", "电话", "手机", "联系方式", "Phone"),
    parse_phone,
)
GUARDIAN = Field(
    text("Guardian"), ("监护人", "监护人姓名", "家长姓名", "家长", "法定监护人", "Guardian"), parse_text
)
EDUCATION = Field(
    text("Education"),
    ("文化程度", "学历", "最高学历", "学历层次", "受教育程度", "Education"),
    one_of(_EDUCATION),
)
STUDENT_NO = Field(
    text("Student number"), ("学号", "学籍号", "学生编号", "Student number"), parse_document_number
)
ENTRY_YEAR = Field(
    text("Year of entry"), ("入学年级", "年级", "入学年份", "入学时间", "Year of entry"), parse_year
)

FIELDS = (
    NAME,
    NUMBER,
    KIND,
    BIRTH_DATE,
    SEX,
    FORMER_NAMES,
    ETHNICITY,
    PHONE,
    GUARDIAN,
    EDUCATION,
    STUDENT_NO,
    ENTRY_YEAR,
)
HEADINGS = known_headings(FIELDS)
"""What `foundation.spreadsheets.reader.read_sheet` looks for in a roster."""
