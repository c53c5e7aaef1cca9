"""Holders who do not exist, all different: name, numbers, marks, address of the code, portrait."""

from __future__ import annotations

import io
import random
from datetime import date
from decimal import Decimal
from functools import lru_cache

import msgspec
from PIL import Image, ImageDraw, ImageFilter

from certificates.documents.content import CertificateContent

_SURNAMES = (
    "陈黄李罗欧阳王龚刘吴周徐孙马朱胡郭何高林郑谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
)
_GIVEN = "秀英桂芳丽娟敏静慧玲雪梅红霞婷玉兰春燕琴萍艳华淑珍莉凤莲佳怡欣悦子涵梓轩䶮㛃彧玥琪瑶思雨晓雯诗嘉"
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"
#: As long as a signed credential is.
CREDENTIAL = (b'{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],' * 46)[
    :4_200
]


@lru_cache(maxsize=1)
def _portraits() -> list[bytes]:
    """A handful of portraits of the usual size, about 18 kB each."""
    return [_portrait(random.Random(n)) for n in range(8)]  # noqa: S311 - nobody's secret


def _portrait(chance: random.Random) -> bytes:
    image = Image.effect_noise((413, 579), 14).convert("RGB").filter(ImageFilter.GaussianBlur(1.1))
    pen = ImageDraw.Draw(image)
    shade = chance.randrange(40)
    pen.ellipse((120, 110, 292, 350), fill=(226 - shade, 190 - shade, 164))
    pen.ellipse((30, 390, 383, 800), fill=(58, 84, 110 + shade))
    out = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(0.5)).save(out, "JPEG", quality=86)
    return out.getvalue()


_COMMON = CertificateContent(
    holder_name="",
    document_kind="居民身份证",
    document_kind_en="Resident identity card",
    document_number="",
    occupation="保育师",
    occupation_en="Childcare Worker",
    level=3,
    standard_edition="2021年版",
    certificate_number="",
    issue_date=date(2026, 10, 18),
    evaluator_name="江西示范托育职业技能评价中心",
    evaluator_name_en="Jiangxi Demonstration Childcare Skills Assessment Centre",
    verification_url="",
    check_code="",
)


def holder(n: int) -> CertificateContent:
    """The content of the certificate with this number: always the same for the same number."""
    chance = random.Random(n)  # noqa: S311 - nobody's secret
    name = chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2))))
    code = "".join(chance.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=8))
    return msgspec.structs.replace(
        _COMMON,
        holder_name=name,
        document_number=f"369999{chance.randrange(1960, 2005)}0{chance.randrange(101, 129)}{n % 10_000:04d}",
        theory_score=Decimal(chance.randrange(120, 200)) / 2,
        skill_score=Decimal(chance.randrange(120, 200)) / 2,
        certificate_number=f"S000036000017263{n:06d}",
        verification_url="https://yuzheng.example.org/v/" + "".join(chance.choices(_SIGNS, k=22)),
        check_code=f"{code[:4]}-{code[4:]}",
        photo=_portraits()[n % 8],
    )
