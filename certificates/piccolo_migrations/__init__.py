"""Migrations of the floor `certificates`."""
