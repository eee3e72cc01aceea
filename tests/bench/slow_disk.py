"""A disk that takes its time: where waiting for it costs next to nothing, as on many virtual machines, a bench says little of others.

A small library in C, put before the system's own in the processes that the bench starts, lets each fsync take so many milliseconds longer.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

_SOURCE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
static int later(const char *name, int file) {
  struct timespec wait = {0, MICROSECONDS * 1000L};
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  nanosleep(&wait, 0);
  return real(file);
}
int fsync(int file) { return later("fsync", file); }
int fdatasync(int file) { return later("fdatasync", file); }
"""


@contextmanager
def slow_disk(folder: Path, milliseconds: float) -> Iterator[None]:
    """Processes started inside wait so much longer at each fsync (under 1,000); needs a C compiler called `cc`."""
    library = folder / "slow_disk.so"
    options = [f"-DMICROSECONDS={milliseconds * 1000:.0f}", "-shared", "-fPIC", "-o", str(library), "-x", "c", "-"]
    subprocess.run(["cc", *options], input=_SOURCE.encode(), check=True)
    before = os.environ.get("LD_PRELOAD")
    os.environ["LD_PRELOAD"] = str(library)
    try:
        yield
    finally:
        del os.environ["LD_PRELOAD"]
        if before is not None:
            os.environ["LD_PRELOAD"] = before


def fsync_seconds(folder: Path, times: int = 50) -> float:
    """The median of what this disk takes for a page."""
    with (folder / "page").open("wb", buffering=0) as file:
        return median(_once(file.fileno()) for _ in range(times))


def _once(file: int) -> float:
    os.write(file, bytes(4096))
    began = time.perf_counter()
    os.fsync(file)
    return time.perf_counter() - began
