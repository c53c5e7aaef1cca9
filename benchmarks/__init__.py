"""Measurements against what somebody else would write; not part of the installation."""
