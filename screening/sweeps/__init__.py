"""Everybody on record compared anew: once a year, and by another matcher before it goes live."""
