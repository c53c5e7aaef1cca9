"""Consents of people to the handling of their data."""
