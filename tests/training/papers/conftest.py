"""Fixtures of papers."""

from tests.training.evaluations.board import board, in_september

__all__ = ["board", "in_september"]
