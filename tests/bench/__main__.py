"""All benchmarks one after the other: `make bench`. They print figures and judge nothing."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

for path in sorted(Path(__file__).parent.glob("bench_*.py")):
    print(f"== {path.stem.removeprefix('bench_')}", flush=True)
    import_module(f"tests.bench.{path.stem}").main()
