"""`python -m tests.desk.matrix --cells N --seed S`: so many cells drawn at random, or all of them; exit code 1 if one is wrong."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter

from tests.desk.matrix.cells import Matrix
from tests.desk.matrix.world import built


def main() -> int:
    """Play and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.desk.matrix", description=__doc__)
    parser.add_argument("--cells", type=int, default=0, help="how many; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    matrix = Matrix(built())
    cells = list(matrix.cells())
    random.Random(wanted.seed).shuffle(cells)
    chosen = cells[: wanted.cells or None]
    began = time.perf_counter()
    faults = [fault for cell in chosen for fault in matrix.faults(cell)]
    kinds = Counter(fault.split(":")[0] for fault in faults)
    for fault in faults[:200]:
        print(fault)
    allowed = sum(matrix.may(cell.who, cell.target, cell.act.needs, cell.act.on) for cell in chosen)
    print(
        f"{len(chosen)} of {len(cells)} cells, {allowed} of them allowed by the table, in {time.perf_counter() - began:.0f} s: "
        f"{kinds['LEAK']} leaks, {kinds['WRONG REFUSAL']} wrong refusals, {kinds['TELLS']} refusals that tell"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
