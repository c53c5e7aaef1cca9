"""Filings 备案 of care institutions with the county's health commission."""
