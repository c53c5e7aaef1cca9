"""Looking people up: by exact document number, and in full; every look-up is written down."""
