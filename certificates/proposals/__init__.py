"""Withdrawing and reissuing: one proposes, another decides."""
