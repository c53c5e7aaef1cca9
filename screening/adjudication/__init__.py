"""Adjudication 研判: two persons decide whether a match is the same person."""
