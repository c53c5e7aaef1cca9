"""First floor: areas, organisations and their filings, people and accounts."""
