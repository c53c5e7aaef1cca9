"""Fixtures of versions."""

from tests.training.evaluations.board import board, in_september
from tests.training.papers.test_pages import app

__all__ = ["app", "board", "in_september"]
