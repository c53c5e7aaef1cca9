"""Text on its ground has AA contrast in light and dark, computed from the tokens of the stylesheet."""

from __future__ import annotations

import re

import pytest

from foundation.web.static import ASSETS


def tokens() -> dict[str, dict[str, str]]:
    css = ASSETS["core.css"].content.decode()
    light, dark = (
        re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)
        for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    )
    return {"light": dict(light), "dark": dict(light) | dict(dark)}


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


MEANINGS = ["valid", "attention", "stopped", "information", "neutral"]
GROUNDS = ["paper", "sheet", "neutral-tint"]
READ = [
    *((ink, ground) for ink in ("ink", "soft", "accent", "stopped") for ground in GROUNDS),
    *((meaning, f"{meaning}-tint") for meaning in MEANINGS),
    *((meaning, ground) for meaning in MEANINGS for ground in ("paper", "sheet", "accent-tint")),
    *((ink, f"{meaning}-tint") for meaning in MEANINGS for ink in ("ink", "soft")),
    *(("on-band", f"band-{meaning}") for meaning in ("valid", "attention", "stopped", "neutral")),
    ("on-accent", "accent"), ("on-accent", "accent-deep"), ("accent", "accent-tint"), ("ink", "accent-tint"),
    ("soft", "accent-tint"), ("accent-deep", "sheet"), ("accent-deep", "paper"), ("sheet", "stopped"),
]  # fmt: skip
SEEN = [("edge", "paper"), ("edge", "sheet"), ("accent", "line"), ("valid", "line"), ("stopped", "line")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ink, ground", READ)
def test_what_is_read_has_the_contrast_of_aa(scheme: str, ink: str, ground: str) -> None:
    colours = tokens()[scheme]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("line, ground", SEEN)
def test_edges_and_bars_can_be_told_from_their_ground(scheme: str, line: str, ground: str) -> None:
    colours = tokens()[scheme]
    assert contrast(colours[line], colours[ground]) >= 3


def test_colours_are_written_in_the_tokens_only() -> None:
    for name in ("core.css", "site.css"):
        rules = re.sub(r":root \{.*?\}", "", ASSETS[name].content.decode(), flags=re.DOTALL)
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b", rules) == []
