"""Start-up of the verbs as whole processes, beside a bare interpreter."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 7


def main() -> None:
    """Print medians in seconds and the ratio to `python -c pass`."""
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.json"
        answers.write_text(json.dumps({"enterprise_type": "discrete", "answers": _level_one()}))
        bare = _median([sys.executable, "-c", "pass"], folder)
        print(f"bare interpreter        {bare:.3f} s")
        for name, limit, arguments in (
            ("--help", 0.2, ["--help"]),
            ("score", 0.5, ["score", "--bank", "cmmm-2020", "--answers", str(answers)]),
            ("chat to first screen", 1.2, ["chat"]),
        ):
            took = _median([sys.executable, "-m", "bot", *arguments], folder)
            print(f"{name:<23} {took:.3f} s  ({took / bare:.0f} x bare; goal {limit} s)")


def _level_one() -> dict[str, str]:
    from question_bank import library

    return {question.id: "C" for question in library.load("cmmm-2020").questions if question.level == 1}


def _median(command: list[str], folder: str) -> float:
    took = []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
        took.append(time.perf_counter() - started)
    return statistics.median(took)


if __name__ == "__main__":
    main()
