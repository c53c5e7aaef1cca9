"""Screening people against the ban register, and keeping what came of it."""
