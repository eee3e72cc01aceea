"""`python -m tests.rig --kills N --answers M --seed S`: one run, one page; exit code 1 if something is there that must not be.

`--database postgres` lets it run on a PostgreSQL from the wheel, `--webhook` lets updates be pushed instead of fetched.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from tests.rig.cold import cold_starts
from tests.rig.places import postgres
from tests.rig.runs import kill_run
from tests.rig.stage import free_port, warm_up


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.rig", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--answers", type=int, default=4_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cold", type=int, default=5, help="how many cold starts to measure")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--webhook", action="store_true")
    wanted = parser.parse_args()
    warm_up()
    with (
        tempfile.TemporaryDirectory(prefix="zhiping-rig-") as folder,
        postgres() if wanted.database == "postgres" else nullcontext("") as server,
    ):
        port = free_port() if wanted.webhook else 0
        report = kill_run(Path(folder) / "run", wanted.kills, wanted.answers, wanted.seed, server=server, port=port)
        print(report.page(), flush=True)
        for start in cold_starts(Path(folder), wanted.cold):
            print(f"cold start to first reply: {start.seconds:.3f} s, {start.computing:.3f} s of them computing")
    return 1 if report.findings.red else 0


if __name__ == "__main__":
    sys.exit(main())
