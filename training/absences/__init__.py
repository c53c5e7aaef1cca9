"""Absences that were recorded by mistake, and how they are taken back."""
