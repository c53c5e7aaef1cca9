"""Certificates of people who do not exist, from the shortest to the longest."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from certificates.documents.content import CertificateContent
from tests.certificates.documents.papers import LONGEST, USUAL
from tests.certificates.documents.papers import picture as drawn

Making = Callable[..., CertificateContent]


@pytest.fixture
def certificate() -> Making:
    """Makes the usual certificate, with other values where they are given."""
    return lambda **values: CertificateContent(**{**USUAL, **values})


@pytest.fixture
def longest(certificate: Making) -> CertificateContent:
    """Everything as long as it may reasonably become."""
    return certificate(**LONGEST)


@pytest.fixture
def picture() -> Callable[..., bytes]:
    """Makes an image file: a head before a wall."""
    return drawn
