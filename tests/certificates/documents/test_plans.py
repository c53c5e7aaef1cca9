"""A filled page beside the same page set on its own: nobody could tell which is which."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import msgspec
import pypdfium2
import pytest
from PIL import ImageChops

from certificates.documents import plans, render
from certificates.documents.content import CertificateContent
from certificates.documents.plans import common_plan, own_plan
from foundation.printing.filling import TooWide
from tests.certificates.documents.conftest import Making
from tests.certificates.documents.papers import picture

DPI = 100


def read(document: bytes) -> tuple[list[tuple[str, float, float]], Any]:
    """Every visible character with the place it stands at, and the page as a picture."""
    page = pypdfium2.PdfDocument(document)[0]
    text = page.get_textpage()
    drawn = text.get_text_range()
    places, at = [], 0
    for sign in drawn:  # the library counts a rare character twice
        if not sign.isspace():
            places.append((sign, *text.get_charbox(at)[:2]))
        at += 1 + (ord(sign) > 0xFFFF)
    return sorted(places), page.render(scale=DPI / 72, grayscale=True).to_pil()


def both(content: CertificateContent, monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, bytes]:
    filled = render.render(content)
    monkeypatch.setattr(render, "common_plan", lambda *_, **__: None)
    own = render.render(content)
    monkeypatch.undo()
    return filled, own


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"holder_name": "丁一", "photo": picture(), "document_number": "36999919850302004X"},
        {"holder_name": "买买提·艾合买提江", "theory_score": Decimal("60.5"), "check_code": "0000-1111"},
        {"holder_name": "阿卜杜热合曼·麦麦提图尔荪·阿布都克力木", "holder_name_latin": "Abdurahman Muhammad"},
        {"holder_name": "MARIA TOVA AVALON", "level": 1, "review_score": Decimal(77), "printing_serial": ""},
        {"holder_name": "龚𨱏𬱖㛃䶮", "holder_name_latin": ""},
    ],
)
def test_filled_or_set_on_its_own(
    certificate: Making, values: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    filled, own = (read(document) for document in both(certificate(**values), monkeypatch))
    assert [sign for sign, *_ in filled[0]] == [sign for sign, *_ in own[0]]
    left = list(own[0])
    for place in filled[0]:
        near = min((one for one in left if one[0] == place[0]), key=lambda one: math.dist(one[1:], place[1:]))
        assert math.dist(near[1:], place[1:]) < 0.05, place
        left.remove(near)
    different = ImageChops.difference(filled[1], own[1]).point(lambda grey: 255 if grey > 48 else 0)
    assert different.histogram()[255] < 0.0005 * different.width * different.height


def test_only_the_first_of_a_batch_is_typeset(certificate: Making, monkeypatch: pytest.MonkeyPatch) -> None:
    render.render(certificate())
    monkeypatch.setattr(plans, "dismantle", lambda *_, **__: pytest.fail("typeset again"))
    second = certificate(
        holder_name="李桂芳", certificate_number="S000036000017263000129", theory_score=Decimal("77.5")
    )
    places, _ = read(render.render(second))
    assert {"李", "桂", "芳"} <= {sign for sign, *_ in places}


def test_what_fits_no_plan_is_set_on_its_own(certificate: Making, longest: CertificateContent) -> None:
    wide = certificate(document_number="W" * 17)
    plan = common_plan(wide, enclosed=False, signed=False)
    assert plan is not None
    assert plan.slots
    assert len(pypdfium2.PdfDocument(render.render(wide))) == 1
    endless = msgspec.structs.replace(longest, holder_name=longest.holder_name * 2)
    assert common_plan(endless, enclosed=False, signed=False) is None
    assert own_plan(endless, enclosed=False, signed=False).slots == ()


def test_a_line_that_is_too_wide_is_never_squeezed_in(certificate: Making) -> None:
    content = certificate()
    plan = common_plan(content, enclosed=False, signed=False)
    narrow = msgspec.structs.replace(
        plan, slots=tuple(msgspec.structs.replace(slot, room=10.0) for slot in plan.slots)
    )
    with pytest.raises(TooWide):
        render.fill(narrow, render.filling(content))


def test_levels_evaluators_and_empty_fields_have_plans_of_their_own(certificate: Making) -> None:
    common = [
        common_plan(certificate(**values), enclosed=True, signed=True).prefix
        for values in (
            {},
            {"level": 4},
            {"evaluator_name": "另一评价中心"},
            {"photo": b"x"},
            {"work_type": ""},
        )
    ]
    assert len(set(common)) == len(common)
    same = common_plan(certificate(holder_name="李四", check_code="9"), enclosed=True, signed=True)
    assert same.prefix == common[0]
