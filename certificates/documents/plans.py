"""One plan for all certificates that differ in holder, numbers and marks only: set once, filled often."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Final

import msgspec

from certificates.documents.content import CertificateContent
from certificates.documents.lines import Sizes, sizes, values
from foundation.printing import dismantle
from foundation.printing.dismantling import Sheet
from foundation.printing.filling import width_of
from foundation.printing.glyphs import outlines_for
from foundation.printing.plan import Align, Plan, Slot, plan, slot_of

ENCLOSURE: Final = "可验证凭证 Verifiable credential"
_NUMBER: Final = "X" + "0" * 21
_MILLIMETRE: Final = 96 / 25.4

#: Where each slot begins, and how wide it may become: as in certificate.css.
_SLOTS: Final[dict[str, tuple[Align, float]]] = {
    "name": ("left", 153),
    "latin": ("left", 153),
    "document": ("left", 57),
    "scores": ("left", 57),
    "number": ("left", 57),
    "number-aside": ("centre", 45),
    "check": ("centre", 45),
    "serial": ("left", 52),
}
_NAMES: Final = tuple(_SLOTS)


class Outline(msgspec.Struct, frozen=True):
    """What a plan depends on: the content with stand-ins for everything that is filled in."""

    content: CertificateContent
    sizes: Sizes
    enclosed: bool
    signed: bool


def common_plan(content: CertificateContent, *, enclosed: bool, signed: bool) -> Plan | None:
    """The plan into which this certificate is filled; nothing when it is unlike all others."""
    fitted = sizes(content)
    if fitted.name == "longest":
        return None
    return _common(Outline(_outlined(content), fitted, enclosed, signed))


def own_plan(content: CertificateContent, *, enclosed: bool, signed: bool) -> Plan:
    """A plan that only this certificate fits."""
    whole = Outline(content, sizes(content), enclosed, signed)
    return _planned(_set(whole), (), whole, content.certificate_number)


def _outlined(content: CertificateContent) -> CertificateContent:
    """The content with stand-ins of the same kind: what is left out stays left out."""
    marks = {
        name: Decimal(0)
        for name in ("theory_score", "skill_score", "review_score")
        if getattr(content, name) is not None
    }
    return msgspec.structs.replace(
        content,
        holder_name="名",
        holder_name_latin="X" if content.holder_name_latin else "",
        document_number="0",
        photo=b"0" if content.photo else None,
        certificate_number=_NUMBER,
        check_code="0",
        printing_serial="0" if content.printing_serial else "",
        verification_url="",
        licence_identifier="",
        **marks,
    )


@lru_cache(maxsize=32)
def _common(outline: Outline) -> Plan | None:
    """The plan with open slots; nothing when the page does not keep them in one place."""
    plain, marked = _set(outline), _set(outline, _NAMES)
    open_lines = values(outline.content)
    slots = _found(plain, marked, {name: said for name, said in open_lines.items() if said})
    return _planned(plain, slots, outline, _NUMBER) if slots else None


def _set(outline: Outline, marked: tuple[str, ...] = ()) -> Sheet:
    from certificates.documents import page  # large, and not needed where plans are only filled

    content = outline.content
    return dismantle(
        page.page(content, outline.sizes),
        page.style(marked),
        drawings=page.drawings(content),
        named=page.HOLES,
    )


def _planned(sheet: Sheet, slots: tuple[Slot, ...], outline: Outline, stand_in: str) -> Plan:
    enclosure = ENCLOSURE if outline.enclosed else ""
    return plan(sheet, slots, stand_in=stand_in, enclosure=enclosure, signed=outline.signed)


def _found(plain: Sheet, marked: Sheet, wanted: dict[str, str]) -> tuple[Slot, ...]:
    """Each slot's place, if each is one line and nothing else on the page moves with it."""
    lines = {line.mark: line for line in plain.lines()}
    outlines = outlines_for("".join(wanted.values()))
    slots = []
    for line in marked.lines():
        name = _marked(line.colour)
        if name and (text := wanted.get(name)) and outlines:
            align, room = _SLOTS[name]
            width = width_of(outlines, text, line.size)
            colour = lines[line.mark].colour
            slots.append(slot_of(line, name, align, width, room * _MILLIMETRE, colour))
    whole = sorted(slot.name for slot in slots) == sorted(wanted)
    return tuple(slots) if whole and _same_places(plain, marked) else ()


def _marked(colour: bytes) -> str:
    """The slot that this colour was given to, if it is one of the colours that mark slots."""
    red, green, blue = (round(float(part) * 255) for part in colour.split()[:3])
    return _NAMES[blue - 1] if (red, green) == (1, 0) and 0 < blue <= len(_NAMES) else ""


def _same_places(plain: Sheet, marked: Sheet) -> bool:
    def places(sheet: Sheet) -> list[tuple[int, float, float, bytes]]:
        return [(line.mark, line.x, line.y, line.glyphs) for line in sheet.lines()]

    return places(plain) == places(marked)
