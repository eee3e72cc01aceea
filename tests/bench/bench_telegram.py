"""Answers a second through the whole Telegram channel, network aside: update read, turn, FULL commit, next question built and sent off.

The server is a stub at the level of bytes that answers at once. Beside it, in the same run and round by round, the peers on the same
questionnaire: aiogram with its states in memory and in an SQL database, python-telegram-bot's ConversationHandler. Each side has a process
of its own. `--long` repeats the rounds until 200,000 updates have come, to see whether memory grows. `--disk MS` lets each fsync take so
much longer for everybody, and leaves the large crowd out.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from contextlib import nullcontext
from pathlib import Path

from tests.bench.slow_disk import fsync_seconds, slow_disk
from tests.bench.telegram_crowd import AT_ONCE, TURNS, Child

ROUNDS = 7
CROWDS = (100, 10_000)
SHORT, LONG = 20_000, 200_000
"""Updates over which memory may not grow."""

PEERS = {
    "memory": "aiogram, in memory",
    "sql": "aiogram, SQL",
    "sql_wal": "aiogram, SQL with WAL",
    "ptb": "python-telegram-bot",
}


def main(many: int = SHORT, disk: float = 0) -> None:
    """Print durable answers a second and the 99th percentile for 64 people at once, beside the peers, and what memory it takes."""
    with tempfile.TemporaryDirectory(dir=".") as name:
        folder = Path(name).resolve()
        print(f"an fsync takes {fsync_seconds(folder) * 1e3 + disk:.2f} ms here")
        with slow_disk(folder, disk) if disk else nullcontext():
            peers = Child("tests.bench.telegram_peers", name)
            for crowd in CROWDS[:1] if disk else CROWDS:
                _race(peers, crowd, many if crowd == CROWDS[-1] else 0)
            peers.end()


def _race(peers: Child, crowd: int, many: int) -> None:
    with tempfile.TemporaryDirectory(dir=".") as folder:
        ours = Child("tests.bench.telegram_ours", folder, crowd)
        ours.ask("round")
        rounds = [(ours.ask("round"), {name: peers.ask(name) for name in PEERS}) for _ in range(ROUNDS)]
        print(f"{crowd:6d} people in the database, {AT_ONCE} at once, medians of {ROUNDS} rounds, in brackets the best")
        mine = _line("zhiping, durable", [own for own, _ in rounds])
        for name, title in PEERS.items():
            _line(title, [theirs[name] for _, theirs in rounds if theirs[name]], mine)
        if many:
            _grown(ours, many)
        ours.end()


def _line(title: str, figures: list[tuple[float, float, float]], mine: float = 0) -> float:
    """One contender's figures, and how many times as fast we are."""
    if not figures:
        print(f"  {title:<22} not installed")
        return 0
    rate, slow, busy = (statistics.median(each) for each in zip(*figures, strict=True))
    ratio = f"   ours is {mine / rate:5.2f} x" if mine else ""
    cost = f"p99 {slow * 1e3:6.1f} ms   {busy * 1e6:5.0f} µs of processor"
    print(f"  {title:<22} {rate:8.0f} answers/s ({max(figures)[0]:6.0f})   {cost}{ratio}")
    return rate


def _grown(ours: Child, many: int) -> None:
    """What is resident before and after so many updates more."""
    before, _ = ours.ask("memory")
    for _ in range(many // (AT_ONCE * TURNS)):
        ours.ask("round")
    after, peak = ours.ask("memory")
    grown = f"{after:.0f} MiB after {many} updates more ({after / before - 1:+.1%})"
    print(f"  resident {before:.0f} MiB in mid-run, {grown}, at most {peak:.0f} MiB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--disk", type=float, default=0, metavar="MS")
    wanted = parser.parse_args()
    main(LONG if wanted.long else SHORT, wanted.disk)
