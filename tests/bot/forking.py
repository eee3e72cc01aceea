"""A process that has the program loaded and forks for each command: what a command does is its own, only loading the program is shared.

`python -m tests.bot.forking` reads one JSON line for each command and answers with its exit code. How long a start takes, and what it
imports, is tested with processes that nobody prepared.
"""

from __future__ import annotations

import atexit
import io
import json
import os
import sys
import threading
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from question_bank import library

STREAMS = ("given", "out", "err")
LOADED = (
    "bot.bootstrap",
    "bot.channels.console",
    "bot.channels.notices",
    "bot.cli",
    "bot.storage.opening",
    "bot.storage.reading",
    "bot.usecases.desk.serving",
    "bot.verbs.campaign",
    "bot.verbs.office",
    "bot.verbs.terminal",
)


def serve() -> None:
    """Until the pipe ends."""
    _load()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            code = _run(order)
            _end()
            os._exit(code)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _load() -> None:
    """What most commands need; nothing that starts threads or reads the environment."""
    for name in LOADED:
        import_module(name)
    for bank in library.shipped():
        library.load(bank)


def _run(order: Mapping[str, Any]) -> int:
    """The command as if its process had just begun; its exit code."""
    for number, stream in enumerate(STREAMS):
        opened = os.open(order[stream], os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0)), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w")), encoding="utf-8")
    sys.stderr = io.TextIOWrapper(io.BufferedWriter(io.FileIO(2, "w")), encoding="utf-8", errors="backslashreplace", line_buffering=True)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    program = import_module("bot.__main__")
    sys.modules["__main__"] = program
    sys.argv = [str(program.__file__), *order["arguments"]]
    code = 0
    try:
        program.main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return code


def _end() -> None:
    """What an interpreter does at its end and other processes see; what only frees memory is left out."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()


if __name__ == "__main__":
    serve()
