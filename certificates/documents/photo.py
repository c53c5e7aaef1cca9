"""What stands in the place of a portrait when there is none."""

from __future__ import annotations

from foundation.printing.drawing import Contour, Drawing, Shape, Vectors, circle, rectangle

PRINTED = (35.0, 49.0)  # millimetres: the two-inch portrait of Chinese documents


def silhouette() -> Vectors:
    """What stands in the photo's place when there is none."""
    width, height = PRINTED
    ground, figure = (0.945, 0.941, 0.925), (0.800, 0.788, 0.760)
    head = circle(width / 2, 18.5, 7.4)
    # Shoulders: from the lower edge up around and down again.
    body = Contour(
        (4.2, height),
        ((4.2, 38.5, 9.0, 31.0, width / 2, 31.0), (26.0, 31.0, 30.8, 38.5, 30.8, height)),
    )
    sheet = Shape((rectangle(0, 0, width, height),), fill=ground)
    return Drawing(width, height, (sheet, Shape((head, body), fill=figure))).vectors()
