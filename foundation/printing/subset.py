"""Cuts a face of 30,000 glyphs down to everyday characters, with HarfBuzz itself.

Every document embeds the part of a face that it uses, and finding that part takes time in proportion to the
whole face. Nearly all documents need only characters of GB 2312 and Latin letters; a face of just these
halves that time and the size of the file. Other characters come from the whole face behind it.
"""

from __future__ import annotations

import ctypes
import io
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from typing import Any

from fontTools.ttLib import TTFont

_MEMORY_READONLY = 1
_NONE = 0xFFFFFFFF  # HB_SET_VALUE_INVALID
_ALONE = 4  # HB_SUBSET_FLAGS_DESUBROUTINIZE
_pointer = ctypes.c_void_p


@lru_cache(maxsize=1)
def everyday() -> frozenset[int]:
    """Code points of GB 2312, of Latin letters with pinyin tones, and of punctuation in both scripts."""
    rows = range(0xA1, 0xF8)
    cells = range(0xA1, 0xFF)
    pairs = (bytes((row, cell)) for row in rows for cell in cells)
    hanzi = (ord(c) for pair in pairs for c in pair.decode("gb2312", "ignore"))
    ranges = (
        range(0x20, 0x7F),
        range(0xA0, 0x250),
        range(0x2010, 0x2040),
        range(0x3000, 0x3018),
        range(0xFF00, 0xFF5F),
    )
    return frozenset(chain(hanzi, *ranges))


def subset(font: bytes, characters: frozenset[int], *, alone: bool = False) -> bytes:
    """The font file `font` with the glyphs of `characters` only; `alone`: no outline refers to another."""
    harfbuzz = _library("libharfbuzz.so.0", _HARFBUZZ)
    cutter = _library("libharfbuzz-subset.so.0", _SUBSET)
    blob = harfbuzz.hb_blob_create(font, len(font), _MEMORY_READONLY, None, None)
    face = harfbuzz.hb_face_create(blob, 0)
    plan = cutter.hb_subset_input_create_or_fail()
    wanted = cutter.hb_subset_input_unicode_set(plan)
    if alone:
        cutter.hb_subset_input_set_flags(plan, _ALONE)
    for character in characters:
        harfbuzz.hb_set_add(wanted, character)
    small = cutter.hb_subset_or_fail(face, plan)
    try:
        if not small:
            raise ValueError("the font could not be subset")
        file = _file(harfbuzz, small)
        return file if alone else _renumbered(file)
    finally:
        cutter.hb_subset_input_destroy(plan)
        for item in filter(None, (small, face)):
            harfbuzz.hb_face_destroy(item)
        harfbuzz.hb_blob_destroy(blob)


def characters_of(font: bytes) -> frozenset[int]:
    """The code points for which the font file `font` has a glyph."""
    harfbuzz = _library("libharfbuzz.so.0", _HARFBUZZ)
    found, code = harfbuzz.hb_set_create(), ctypes.c_uint(_NONE)
    with _opened(harfbuzz, font) as face:
        harfbuzz.hb_face_collect_unicodes(face, found)
    codes = []
    while harfbuzz.hb_set_next(found, ctypes.byref(code)):
        codes.append(code.value)
    harfbuzz.hb_set_destroy(found)
    return frozenset(codes)


def places_and_widths(font: bytes, characters: Iterable[int]) -> tuple[array[int], array[int]]:
    """For each character its glyph's place in the font file `font`, and its width in the font's units.

    A character that the font does not have is at place 0.
    """
    harfbuzz = _library("libharfbuzz.so.0", _HARFBUZZ)
    places, widths, place = array("H"), array("H"), ctypes.c_uint()
    with _opened(harfbuzz, font) as face:
        scaled = harfbuzz.hb_font_create(face)
        for code in characters:
            found = harfbuzz.hb_font_get_nominal_glyph(scaled, code, ctypes.byref(place))
            places.append(place.value if found else 0)
            widths.append(harfbuzz.hb_font_get_glyph_h_advance(scaled, places[-1]))
        harfbuzz.hb_font_destroy(scaled)
    return places, widths


@contextmanager
def _opened(harfbuzz: ctypes.CDLL, font: bytes) -> Iterator[int]:
    blob = harfbuzz.hb_blob_create(font, len(font), _MEMORY_READONLY, None, None)
    face = harfbuzz.hb_face_create(blob, 0)
    try:
        yield face
    finally:
        harfbuzz.hb_face_destroy(face)
        harfbuzz.hb_blob_destroy(blob)


def _file(harfbuzz: ctypes.CDLL, face: int) -> bytes:
    blob = harfbuzz.hb_face_reference_blob(face)
    length = ctypes.c_uint()
    data = harfbuzz.hb_blob_get_data(blob, ctypes.byref(length))
    content = ctypes.string_at(data, length.value)
    harfbuzz.hb_blob_destroy(blob)
    return content


def _renumbered(font: bytes) -> bytes:
    """`font` with every glyph's character identifier (CID) equal to its place.

    A PDF names the glyphs of such a font by CID, the typesetter by place; where the two differ, some
    viewers show the wrong characters.
    """
    opened = TTFont(io.BytesIO(font), recalcTimestamp=False, recalcBBoxes=False)
    if "CFF " not in opened:
        return font
    top = opened["CFF "].cff.topDictIndex[0]
    names = [".notdef", *(f"cid{place:05d}" for place in range(1, len(top.charset)))]
    outlines = top.CharStrings.charStrings
    top.CharStrings.charStrings = {new: outlines[old] for new, old in zip(names, top.charset, strict=True)}
    top.charset = names
    opened.setGlyphOrder(names)
    out = io.BytesIO()
    opened.save(out, reorderTables=False)
    return out.getvalue()


_Functions = dict[str, tuple[Any, list[Any]]]

# name → (result, arguments), from HarfBuzz's public headers: hb-blob, hb-face, hb-font, hb-set, hb-subset
_HARFBUZZ: _Functions = {
    "hb_blob_create": (_pointer, [ctypes.c_char_p, ctypes.c_uint, ctypes.c_int, _pointer, _pointer]),
    "hb_blob_destroy": (None, [_pointer]),
    "hb_blob_get_data": (_pointer, [_pointer, ctypes.POINTER(ctypes.c_uint)]),
    "hb_face_create": (_pointer, [_pointer, ctypes.c_uint]),
    "hb_face_destroy": (None, [_pointer]),
    "hb_face_reference_blob": (_pointer, [_pointer]),
    "hb_face_collect_unicodes": (None, [_pointer, _pointer]),
    "hb_font_create": (_pointer, [_pointer]),
    "hb_font_destroy": (None, [_pointer]),
    "hb_font_get_glyph_h_advance": (ctypes.c_int, [_pointer, ctypes.c_uint]),
    "hb_font_get_nominal_glyph": (ctypes.c_int, [_pointer, ctypes.c_uint, _pointer]),
    "hb_set_add": (None, [_pointer, ctypes.c_uint]),
    "hb_set_create": (_pointer, []),
    "hb_set_destroy": (None, [_pointer]),
    "hb_set_next": (ctypes.c_int, [_pointer, _pointer]),
}
_SUBSET: _Functions = {
    "hb_subset_input_create_or_fail": (_pointer, []),
    "hb_subset_input_set_flags": (None, [_pointer, ctypes.c_uint]),
    "hb_subset_input_destroy": (None, [_pointer]),
    "hb_subset_input_unicode_set": (_pointer, [_pointer]),
    "hb_subset_or_fail": (_pointer, [_pointer, _pointer]),
}


def _library(name: str, functions: _Functions) -> ctypes.CDLL:
    library = ctypes.CDLL(name)
    for function, (result, arguments) in functions.items():
        handle = getattr(library, function)
        handle.restype, handle.argtypes = result, arguments
    return library
