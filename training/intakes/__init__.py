"""Intakes 招生: what schools plan to enrol for a programme in a year, and what became of it."""
