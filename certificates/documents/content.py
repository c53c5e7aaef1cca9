"""What a certificate says: everything that is printed, frozen before the first line is set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

TITLE = "职业技能等级证书"
TITLE_EN = "Certificate of Occupational Skill Level"

Level = Literal[1, 2, 3, 4, 5]


class LevelName(msgspec.Struct, frozen=True):
    """A level in words: 三级／高级工, Level 3 / Senior."""

    zh: str
    en: str


LEVELS: dict[int, LevelName] = {
    5: LevelName("五级／初级工", "Level 5 / Junior"),
    4: LevelName("四级／中级工", "Level 4 / Intermediate"),
    3: LevelName("三级／高级工", "Level 3 / Senior"),
    2: LevelName("二级／技师", "Level 2 / Technician"),
    1: LevelName("一级／高级技师", "Level 1 / Senior Technician"),
}

LEVELS_WITH_REVIEW = {1, 2}
"""At these levels 综合评审 is a component of its own."""


class CertificateContent(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of a 职业技能等级证书 (人社部《关于进一步规范职业技能等级证书样式及有关工作的通知》).

    An empty string or None means that the field does not apply; it is then printed as the filling rule says
    (—) or left out.
    """

    holder_name: str
    holder_name_latin: str = ""
    document_kind: str
    document_kind_en: str = ""
    document_number: str
    photo: bytes | None = None

    occupation: str
    occupation_en: str = ""
    work_type: str = ""
    work_type_en: str = ""
    level: Level
    standard_edition: str
    theory_score: Decimal | None = None
    skill_score: Decimal | None = None
    review_score: Decimal | None = None

    certificate_number: str
    issue_date: date
    evaluator_name: str
    evaluator_name_en: str = ""

    verification_url: str
    check_code: str
    certificate_lookup: str = "jndj.osta.org.cn"
    evaluator_lookup: str = "pjjg.osta.org.cn"
    province_lookup: str = ""
    printing_serial: str = ""
    #: 电子证照标识 (GB/T 36904), where the installation gives one; it is not printed.
    licence_identifier: str = ""

    @property
    def level_name(self) -> LevelName:
        """The level in words."""
        return LEVELS[self.level]

    def scores(self) -> list[tuple[str, str, Decimal]]:
        """The components that were marked, in order, as Chinese word, English word, mark."""
        marks = [("理论", "Theory", self.theory_score), ("技能", "Skills", self.skill_score)]
        if self.level in LEVELS_WITH_REVIEW:
            marks.append(("综合评审", "Review", self.review_score))
        return [(zh, en, mark) for zh, en, mark in marks if mark is not None]

    def words(self) -> Iterator[str]:
        """Every string that is set in type; the address inside the QR is not."""
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, str) and name != "verification_url":
                yield value
