"""Certificates of people who do not exist, from the shortest to the longest, as plain values."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

from PIL import Image, ImageDraw

USUAL: dict[str, Any] = {
    "holder_name": "王秀英",
    "holder_name_latin": "Wang Xiuying",
    "document_kind": "居民身份证",
    "document_kind_en": "Resident identity card",
    "document_number": "369999198503020046",
    "occupation": "保育师",
    "occupation_en": "Childcare Worker",
    "work_type": "托育服务",
    "work_type_en": "Nursery service",
    "level": 3,
    "standard_edition": "2021年版",
    "theory_score": Decimal(86),
    "skill_score": Decimal("91.50"),
    "certificate_number": "S000036000017263000128",
    "issue_date": date(2026, 10, 18),
    "evaluator_name": "江西示范托育职业技能评价中心",
    "evaluator_name_en": "Jiangxi Demonstration Childcare Skills Assessment Centre",
    "verification_url": "https://yuzheng.example.org/v/7Qm3xK9vTz2LhB4cW8pNfA",
    "check_code": "7K4M-2PXR",
    "province_lookup": "rsj.jiangxi.example.gov.cn",
    "printing_serial": "JX2026-00012345",
}

LONGEST: dict[str, Any] = {
    "holder_name": "阿卜杜热合曼·麦麦提图尔荪·阿布都克力木·努尔麦麦提",
    "holder_name_latin": "Abdurahman Muhammadtursun Abdukirim Nurmuhammad",
    "document_kind": "外国人永久居留身份证（2017年版）",
    "document_kind_en": "Foreign permanent resident identity card (2017)",
    "occupation": "婴幼儿发展引导员",
    "occupation_en": "Infant and Toddler Development Guide",
    "work_type": "婴幼儿早期发展与家庭照护指导员",
    "work_type_en": "Early development and family care guidance for infants",
    "level": 1,
    "theory_score": Decimal("86.5"),
    "skill_score": Decimal("91.5"),
    "review_score": Decimal("88.5"),
    "evaluator_name": "江西省婴幼儿照护服务职业技能等级认定与社会培训评价中心公司",
    "evaluator_name_en": "Jiangxi Provincial Centre for Occupational Skill Level Assessment and Social "
    "Training Evaluation of Infant and Toddler Care Services Co., Ltd.",
    "certificate_number": "S000036000017261000128",
    "verification_url": "https://verify.childcare.jiangxi.example.org/certificates/7Qm3xK9vTz2LhB4cW8pNfA"
    "#k=0123456789abcdefghij",
}


def picture(
    size: tuple[int, int] = (600, 840), form: str = "JPEG", mode: str = "RGB", **options: Any
) -> bytes:
    """An image file: a head before a wall."""
    image = Image.new("RGB", size, (90, 140, 200))
    width, height = size
    pen = ImageDraw.Draw(image)
    pen.ellipse((width * 0.3, height * 0.2, width * 0.7, height * 0.65), fill=(226, 186, 160))
    out = io.BytesIO()
    image.convert(mode).save(out, form, **options)
    return out.getvalue()
