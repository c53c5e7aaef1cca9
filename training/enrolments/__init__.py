"""Enrolments: who is taught in which cohort, and how that ends."""
