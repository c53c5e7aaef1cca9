"""Verification: what anybody may ask of a certificate, and what is answered."""
