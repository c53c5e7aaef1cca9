"""Migrations of the floor `registry`."""
