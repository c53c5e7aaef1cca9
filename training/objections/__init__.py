"""Objections against publicised results, and what became of them."""
