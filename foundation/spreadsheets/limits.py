"""How much a sheet may hold: far more than any roster needs, far less than a server can bear (ASVS 5.2)."""

from __future__ import annotations

UPLOAD_BYTES = 10 * 1024 * 1024

# The archive, before anything in it is read.
MEMBERS = 200
UNPACKED_BYTES = 50 * 1024 * 1024
RATIO = 100
RATIO_FLOOR_BYTES = 256 * 1024
"""Below this size a member may compress as well as it likes: a blank style sheet does."""

# What is read.
ROWS = 20_000
COLUMNS = 200
WIDEST = 400
"""Nobody may ask for more columns than these; a sheet that needs more than `COLUMNS` says how many."""
CELLS = 400_000
CELL_CHARACTERS = 32_767
CHARACTERS = 20_000_000
SHEETS = 50
MERGED_CELLS = 100_000

# The process that reads.
MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
SECONDS = 30
