"""`python -m tests.rig.broadcast --people N --kills K --seed S`: one broadcast, one page; exit code 1 if it finds what must not be.

`--database postgres` lets it run on a PostgreSQL from the wheel, where each life waits for the lease of the one that was killed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from tests.rig.broadcasting.runs import PACE, kill_run
from tests.rig.broadcasting.stage import warm_up_sending
from tests.rig.places import postgres


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.rig.broadcast", description=__doc__)
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pace", type=float, default=PACE, help="messages a second")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    wanted = parser.parse_args()
    warm_up_sending()
    with (
        tempfile.TemporaryDirectory(prefix="zhiping-rig-") as folder,
        postgres() if wanted.database == "postgres" else nullcontext("") as server,
    ):
        patience = 120 + wanted.people / 50
        report = kill_run(
            Path(folder) / "run", wanted.people, wanted.kills, wanted.seed, server=server, pace=wanted.pace, patience=patience
        )
        print(report.page(), flush=True)
    return 1 if report.findings.red else 0


if __name__ == "__main__":
    sys.exit(main())
