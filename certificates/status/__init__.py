"""Bitstring status lists: two public lists that say which credentials are revoked or suspended."""
