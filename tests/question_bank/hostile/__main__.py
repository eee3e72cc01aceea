"""Reads one file and prints what it cost, or makes and reads many; see the package."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.question_bank import hostile


def arguments() -> argparse.Namespace:
    """What is asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.question_bank.hostile")
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the files that break a limit")
    return parser.parse_args()


given = arguments()
if given.file:
    hostile.main(given.file)
else:
    from tests.question_bank.hostile import tour

    sys.exit(tour.main(given.files, given.seed, given.keep))
