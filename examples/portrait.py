"""Portraits for certificates, drawn: nobody's face, a different one for each seed."""

from __future__ import annotations

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 413, 579
"""Thirty-five by forty-nine millimetres at 300 dots per inch."""
_FINER = 3
_GROUNDS = ("#dfe9f3", "#e9eef2", "#d5e4f2", "#f1f1ee")
_SKINS = ("#f3d3b8", "#edc6a5", "#f6dcc6", "#e6bb98")
_HAIRS = ("#1d1714", "#2b201a", "#35261d", "#3c3530")
_CLOTHES = ("#2f4858", "#7a3b46", "#2d6a5f", "#4a4a68", "#8a6d4b", "#f4f2ec", "#35506b")
Box = tuple[float, float, float, float]


def portrait(seed: int | str, sex: str = "female") -> bytes:
    """A JPEG of head and shoulders, the same for the same seed."""
    face = _Face(Random(f"portrait {seed}"), sex == "female")  # noqa: S311 - it must repeat itself
    finished = face.drawn().resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    written = BytesIO()
    finished.save(written, "JPEG", quality=88, dpi=(300, 300))
    return written.getvalue()


class _Face:
    """One person: every measure is a share of the picture's width."""

    def __init__(self, random: Random, woman: bool) -> None:
        self._random = random
        self._skin, self._hair = random.choice(_SKINS), random.choice(_HAIRS)
        self._clothes, self._ground = random.choice(_CLOTHES), random.choice(_GROUNDS)
        self._head = random.uniform(0.40, 0.45), random.uniform(0.53, 0.58)
        self._long = woman and random.random() < 0.6
        self._fringe = random.choice(("middle", "side", "full") if woman else ("middle", "side"))
        self._behind = (0.5, 0.575, 0.11, 0.10) if woman else (0.5, 0.53, 0.06, -0.06)
        self._image = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), self._ground)
        self._draw = ImageDraw.Draw(self._image)

    def drawn(self) -> Image.Image:
        """The picture, three times as large as it is kept."""
        self._hair_behind()
        self._shoulders()
        self._neck_and_ears()
        self._ellipse(0.5, 0.62, *self._head, self._skin)
        self._hair_in_front()
        self._features()
        return self._image.filter(ImageFilter.GaussianBlur(_FINER * 0.6))

    def _ellipse(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self._draw.ellipse(self._box(x, y, width, height), fill=colour)

    def _box(self, x: float, y: float, width: float, height: float) -> Box:
        unit = WIDTH * _FINER
        return (
            (x - width / 2) * unit,
            (y - height / 2) * unit,
            (x + width / 2) * unit,
            (y + height / 2) * unit,
        )

    def _polygon(self, points: list[tuple[float, float]], colour: str) -> None:
        unit = WIDTH * _FINER
        self._draw.polygon([(x * unit, y * unit) for x, y in points], fill=colour)

    def _hair_behind(self) -> None:
        width, height = self._head
        x, y, wider, higher = self._behind
        self._ellipse(x, y, width + wider, height + higher, self._hair)
        if self._long:
            half = width / 2 + 0.06
            self._draw.rounded_rectangle(self._box(0.5, 0.86, 2 * half, 0.62), 60 * _FINER, fill=self._hair)

    def _shoulders(self) -> None:
        self._ellipse(0.5, 1.36, 0.98, 0.80, self._clothes)
        collar = "#ffffff" if self._clothes != "#f4f2ec" else "#c9d3dc"
        self._polygon([(0.37, 0.985), (0.5, 1.18), (0.63, 0.985), (0.56, 0.93), (0.44, 0.93)], collar)

    def _neck_and_ears(self) -> None:
        shade = _darker(self._skin, 0.93)
        self._polygon([(0.425, 0.80), (0.575, 0.80), (0.585, 1.0), (0.5, 1.10), (0.415, 1.0)], shade)
        for side in (-1, 1):
            self._ellipse(0.5 + side * self._head[0] / 2, 0.64, 0.06, 0.12, shade)

    def _features(self) -> None:
        apart = self._random.uniform(0.088, 0.102)
        for side in (-1, 1):
            x = 0.5 + side * apart
            brow = self._box(x, 0.575, 0.105, 0.05)
            self._draw.arc(brow, 200, 340, fill=_darker(self._hair, 1.3), width=5 * _FINER)
            self._ellipse(x, 0.622, 0.074, 0.036, "#fbfaf8")
            self._ellipse(x, 0.622, 0.034, 0.036, "#2a1f1a")
            self._draw.arc(self._box(x, 0.626, 0.084, 0.05), 195, 345, fill="#3a2a24", width=3 * _FINER)
            self._ellipse(x + side * 0.03, 0.715, 0.08, 0.045, _mixed(self._skin, "#e59a8a", 0.22))
        shade = _darker(self._skin, 0.86)
        self._draw.arc(self._box(0.5, 0.69, 0.055, 0.05), 20, 160, fill=shade, width=4 * _FINER)
        smile = self._box(0.5, 0.765, self._random.uniform(0.12, 0.15), 0.055)
        self._draw.chord(smile, 15, 165, fill="#c4665f")

    def _hair_in_front(self) -> None:
        width, height = self._head
        top = 0.62 - height / 2
        line = top + (0.185 if self._fringe == "full" else 0.16)
        self._draw.pieslice(
            self._box(0.5, line, width + 0.06, 2 * (line - top + 0.05)), 180, 360, fill=self._hair
        )
        if self._fringe != "full":
            aside = 0.0 if self._fringe == "middle" else 0.045
            self._ellipse(0.5 + aside, line + 0.02, width - 0.07 - aside, 0.17, self._skin)


def _darker(colour: str, factor: float) -> str:
    return "#" + "".join(f"{min(int(int(colour[at : at + 2], 16) * factor), 255):02x}" for at in (1, 3, 5))


def _mixed(colour: str, other: str, share: float) -> str:
    parts = ((int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in parts)
