"""Watching: an institution keeps an eye on its people and is told when an answer changes."""
