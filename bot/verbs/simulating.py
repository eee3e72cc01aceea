"""A simulation as the command line shows it: with a progress bar while it runs, as a short table in the end."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from bot.usecases.banks.simulation import Simulated, simulate
from question_bank.model import Bank


def simulate_shown(bank: Bank, respondents: int, seed: int) -> Simulated:
    """`simulate` with a progress bar on standard error, where that is a terminal."""
    console = Console(stderr=True)
    with Progress(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=respondents)
        return simulate(bank, respondents, seed, lambda: progress.advance(task))


def as_text(found: Simulated) -> str:
    """The simulation as a short table."""
    document = found.as_document()
    rows = [f"{name.replace('_', ' ')}: {_plain(value)}" for name, value in document.items()]
    return "\n".join(rows)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return " / ".join(map(str, value))
    return "  ".join(f"{key}: {_plain(inner)}" for key, inner in value.items()) if isinstance(value, dict) else str(value)
