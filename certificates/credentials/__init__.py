"""Verifiable credentials: keys, issuer's identifier, the signed statement of what a certificate says."""
