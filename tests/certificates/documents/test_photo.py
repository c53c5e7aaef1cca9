"""What stands in a portrait's place."""

from __future__ import annotations

import pytest

from certificates.documents.photo import silhouette
from registry.people.photo import TARGET


def test_the_silhouette_has_the_shape_of_a_portrait() -> None:
    drawing = silhouette()
    assert drawing.width / drawing.height == pytest.approx(TARGET[0] / TARGET[1], abs=0.01)
