"""Occupations 职业: their editions of the national standard, levels and functions."""
