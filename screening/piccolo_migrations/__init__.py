"""Migrations of the floor `screening`."""
