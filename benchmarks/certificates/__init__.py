"""Certificates per second, ours beside other ways to make the same page."""
