"""Writes the example files beside this module: `python -m examples.make [FOLDER]`."""

from __future__ import annotations

import sys
from pathlib import Path

from examples import bans, cohort, evidence, hours, papers, scores


def files() -> dict[str, bytes]:
    """Every file by its name."""
    return {
        "cohort.xlsx": cohort.workbook(cohort.as_it_comes()),
        "cohort-gb18030.csv": cohort.old_csv(cohort.as_it_comes()),
        "cohort-corrected.xlsx": cohort.workbook(cohort.corrected()),
        "bans.xlsx": bans.workbook(),
        "bans-gb18030.csv": bans.old_csv(),
        "hours.xlsx": hours.workbook(),
        "evidence.xlsx": evidence.workbook(),
        "scores.xlsx": scores.workbook(),
        "paper-keys.xlsx": papers.key_workbook(),
        "papers.xlsx": papers.workbook(),
    }


def main() -> None:
    """Write them, over those that are there."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for name, content in files().items():
        (folder / name).write_bytes(content)
        sys.stdout.write(f"{folder / name}: {len(content):,} bytes\n")


if __name__ == "__main__":
    main()
