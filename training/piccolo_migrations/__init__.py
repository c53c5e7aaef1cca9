"""Migrations of the floor `training`."""
