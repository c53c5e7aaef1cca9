"""Versions of a theory paper side by side: whether one was harder than another."""
