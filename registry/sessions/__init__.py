"""Signing in and out, choosing for whom one acts, and the own account."""
