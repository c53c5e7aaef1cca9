"""Matching 比对: how a person and a banned person are compared."""
