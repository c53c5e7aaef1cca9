"""Placements 岗位实习: trainees in institutions, and what must be there before the first day."""
