"""Migrations of the floor `curricula`."""
