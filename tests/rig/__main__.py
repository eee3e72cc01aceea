"""`python -m tests.rig --kills N --answers M --seed S`: one run, one page; exit code 1 if something is there that must not be."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.rig.runs import kill_run
from tests.rig.stage import warm_up


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.rig", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--answers", type=int, default=4_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    warm_up()
    with tempfile.TemporaryDirectory(prefix="zhiping-rig-") as folder:
        report = kill_run(Path(folder) / "run", wanted.kills, wanted.answers, wanted.seed)
    print(report.page())
    return 1 if report.findings.red else 0


if __name__ == "__main__":
    sys.exit(main())
