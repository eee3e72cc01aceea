"""Hostile files by the hundred, each read in the bot's own worker, which is watched: time, memory, files opened, connections, and words.

What a file may do at most is in `SECONDS` and `MEGABYTES`; the processor's time counts, since others use the machine too.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from bot.usecases import drawing as worker
from bot.usecases.drawing import Drawing, DrawingFailed
from bot.usecases.packs import files as pack_files
from bot.usecases.rosters import reading as reading_rosters
from question_bank.formats import read_bytes
from question_bank.problems import Finding
from question_bank.programmes.pack_workbook import marked_pack_workbook
from question_bank.programmes.reading import read_pack
from question_bank.reading import read_bank
from question_bank.workbook_writing import workbook_bytes
from question_bank.workbooks import read_workbook
from tests.question_bank.hostile import HOSTILE, peak
from tests.question_bank.hostile.archived import ARCHIVED
from tests.question_bank.hostile.pages import PAGES

SECONDS, MEGABYTES = 5.0, 256.0
PATIENCE = 600
"""Seconds by the clock, in place of the worker's own limit: on a busy machine that would judge the neighbours."""

OUTSIDE = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.system",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "urllib.",
    "ctypes.dlopen",
    "shutil.",
)
OWN = (sys.prefix, sys.base_prefix, str(Path(__file__).parents[3]))

WARM = (read_workbook, workbook_bytes, read_pack, marked_pack_workbook)
"""Imported before anybody listens: the libraries open files of their own when they are first used."""

File = tuple[str, str, bytes]
"""What it is, what it is called, its bytes."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What reading a file did. The memory is that of a fresh worker; what the allocator kept from the files before is left out."""

    seconds: float
    megabytes: float
    codes: tuple[str, ...]
    breaches: tuple[str, ...]


class _Ear:
    """Hears what the interpreter does beyond its own memory, while it listens. A hook cannot be taken away again, so there is one."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.listens = False
        self.fresh = resident()
        sys.addaudithook(self.hear)

    def hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.listens:
            return
        if event == "open" and isinstance(arguments[0], str) and not arguments[0].startswith(OWN):
            self.heard.append(f"open {arguments[0]}")
        elif event.startswith(OUTSIDE):
            self.heard.append(f"{event} {arguments}")


ear = cache(_Ear)


def resident() -> float:
    """What this process holds now, in megabytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def read_as_bank(name: str, data: bytes) -> Seen:
    """In the worker: what an admin's upload goes through."""
    return _watched(lambda: _bank(name, data))


def read_as_pack(name: str, data: bytes) -> Seen:
    """In the worker: what an admin's upload of a rule pack goes through."""
    return _watched(lambda: _pack(name, data)[:2])


def marked_pack(name: str, data: bytes) -> Seen:
    """In the worker: the workbook that comes back to who sent a faulty rule pack."""
    problems, refused, is_marked = _pack(name, data)
    return _watched(lambda: (problems, refused, pack_files.marked(name, data, (), "zh") if is_marked else b"")[:2])


def read_as_roster(name: str, data: bytes) -> Seen:
    """In the worker: what a roster goes through."""
    return _watched(lambda: _roster(name, data))


def marked_roster(name: str, data: bytes) -> Seen:
    """In the worker: the workbook that comes back to who sent a faulty roster."""
    problems, refused = _roster(name, data)
    return _watched(lambda: (problems, refused, reading_rosters.marked(name, data, problems, "zh") if refused else b"")[:2])


WORKS = (read_as_bank, read_as_pack, marked_pack, read_as_roster, marked_roster)


def _bank(name: str, data: bytes) -> tuple[Sequence[Finding], bool]:
    reading = read_bank(*read_bytes(name, data))
    return reading.problems, reading.bank is None


def _pack(name: str, data: bytes) -> tuple[Sequence[Finding], bool, bool]:
    """Problems, whether it is refused, whether a marked workbook goes back."""
    found = pack_files.read(name, data)
    return found.problems, found.kept is None, bool(found.problems and found.sheets)


def _roster(name: str, data: bytes) -> tuple[Sequence[Finding], bool]:
    read = reading_rosters.read(name, data).reading
    return read.problems, read.roster is None


def _watched(act: Callable[[], tuple[Sequence[Finding], bool]]) -> Seen:
    listener = ear()
    listener.heard.clear()
    gc.collect()
    held = resident()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak is counted from here
    start = time.process_time()
    listener.listens = True
    try:
        problems, refused = act()
    finally:
        listener.listens = False
    spent = time.process_time() - start
    codes = tuple(dict.fromkeys(str(problem.code) for problem in problems))
    return Seen(spent, peak() - held + listener.fresh, codes, (*listener.heard, *_unsaid(problems, refused=refused)))


def _unsaid(problems: Sequence[Finding], *, refused: bool) -> Iterator[str]:
    """What is wrong with the words of a refusal."""
    errors = [problem for problem in problems if reading_rosters.is_error(problem)]
    if refused and not errors:
        yield "refused without a reason"
    for problem in problems:
        for language in ("zh", "en"):
            if not (problem.reason(language) and problem.remedy(language) and problem.place(language)):
                yield f"no words in {language}: {problem!r}"
            try:
                problem.text(language).encode()
            except UnicodeEncodeError:
                yield f"unspeakable: {problem!r}"


def files(count: int, seed: int, *, handmade: bool = True) -> Iterator[File]:
    """So many hostile files, the same for the same seed: each family in turn, and at last (unless there are few) those made by hand."""
    by_hand = list(HOSTILE.items()) if handmade and count > len(HOSTILE) * 2 else []
    families = (*ARCHIVED, *PAGES)
    for number in range(count - len(by_hand)):
        family = families[number % len(families)]
        file, data = family(Random(f"{seed}/{number}"))
        yield f"{family.__name__} {seed}/{number}", file, data
    for name, (make, _) in by_hand:
        yield name, "roster.xlsx", make()


async def read_all(made: Iterator[File], keep: Path | None = None) -> tuple[Sequence[str], Counter[str], float, float]:
    """Reads each as bank, rule pack and roster and marks it: the breaches, the codes counted, the longest time, the highest peak."""
    worker.SECONDS = PATIENCE
    drawing, breaches, codes, longest, highest = Drawing(), [], Counter[str](), 0.0, 0.0
    try:
        for what, name, data in made:
            for work in WORKS:
                seen, told = await _breaches(drawing, work, name, data)
                longest, highest = max(longest, seen.seconds), max(highest, seen.megabytes)
                codes.update(seen.codes or ("fine",))
                breaches += [f"{what}: {work.__name__}: {each}" for each in told]
                print(*breaches[len(breaches) - len(told) :], sep="\n", end="\n" if told else "", file=sys.stderr, flush=True)
                if told and keep:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{what.replace('/', '_')}-{name}").write_bytes(data)
    finally:
        drawing.close()
    return breaches, codes, longest, highest


async def _breaches(drawing: Drawing, work: Callable[[str, bytes], Seen], name: str, data: bytes) -> tuple[Seen, Sequence[str]]:
    try:
        seen: Seen = await drawing.made(work, name, data)
    except DrawingFailed as error:
        return Seen(0, 0, (), ()), (f"{error}: {type(error.__cause__).__name__}",)
    except Exception as error:  # whatever it is, it is what is looked for
        return Seen(0, 0, (), ()), (f"raised {type(error).__name__}: {str(error)[:200]}",)
    told = list(seen.breaches[:5])
    if seen.seconds > SECONDS:
        told.append(f"{seen.seconds:.1f} s")
    if seen.megabytes > MEGABYTES:
        told.append(f"{seen.megabytes:.0f} MB")
    return seen, told


def main(count: int, seed: int, keep: Path | None) -> int:
    """Makes and reads so many files; the exit code says whether none broke a limit."""
    start = time.perf_counter()
    breaches, codes, longest, highest = asyncio.run(read_all(_told(count, seed), keep))
    print(f"{count} files five times in {time.perf_counter() - start:.0f} s; longest {longest:.1f} s, highest {highest:.0f} MB")
    print(", ".join(f"{code} {times}" for code, times in codes.most_common()))
    print("\n".join(breaches) or "no breach")
    return 1 if breaches else 0


def _told(count: int, seed: int) -> Iterator[File]:
    for number, made in enumerate(files(count, seed), start=1):
        if number % 50 == 0:
            print(f"{number} of {count}", file=sys.stderr, flush=True)
        yield made
