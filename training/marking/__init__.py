"""Practical marks given twice, independently, and settled by a third where they lie too far apart."""
