"""How long reports take, and whether memory grows: `python -m tests.bench.bench_reports [--long]`.

Prints medians in milliseconds and their ratio to a bare baseline of the same run: an empty typst page for documents, an empty figure for
charts. Then many reports in a row, each with other answers, and the growth of resident memory; `--long` makes 1,000 of them instead of 60.
It asserts nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from io import BytesIO
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

import typst
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from question_bank.library import load
from reports.bundle import sans_font
from reports.charts import draw, gaps, levels, radar
from reports.documents import Format, render
from reports.model import Summary
from reports.summary import summarise
from reports.text import text
from tests.reports.runs import STANDARD, assessment, dealt, shipped_summary

ROUNDS = 15
WARM_UP = 20
SHORT, LONG = 60, 1000
KIB_PER_PAGE = 4
EMPTY_PAGE = b'#set text(font: "Noto Sans SC")\n\xe6\x99\xba'


def _median_ms(call: Callable[[], object]) -> float:
    call()
    times = []
    for _ in range(ROUNDS):
        started = perf_counter()
        call()
        times.append(perf_counter() - started)
    return 1000 * median(times)


def _bare_page() -> Callable[[], object]:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(sans_font().parent)])
    return lambda: typst.Compiler(input=EMPTY_PAGE, root=str(sans_font().parent), font_paths=fonts).compile(format="pdf", timestamp=0)


def _bare_figure() -> None:
    figure = Figure(figsize=(7.6, 7.6), dpi=150)
    FigureCanvasAgg(figure)
    figure.savefig(BytesIO(), format="png")


def _three_charts(summary: Summary) -> list[bytes]:
    return [draw(kind(summary)) for kind in (radar, levels, gaps)]


def _varied(number: int) -> Summary:
    """A run like the standard one with other names and answers, so that nothing remembered fits it."""
    bank = load("cmmm-2020")
    answers = dealt(bank, STANDARD)
    third = [question.id for question in bank.questions if question.level == 3]
    answers |= {name: "ABCD"[(number >> (place % 8)) % 4] for place, name in enumerate(third)}
    return summarise(bank, assessment(bank, answers, name=f"第{number}号示例企业"))


def _resident_mib() -> float:
    """Memory held now, not the peak; Linux only."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * KIB_PER_PAGE / 1024


def _report(number: int) -> None:
    summary = _varied(number)
    _three_charts(summary)
    for format in Format:
        render(summary, format)


def _times() -> None:
    summary, numbers = shipped_summary(STANDARD), count()
    page, figure = _median_ms(_bare_page()), _median_ms(_bare_figure)
    print(f"{'baseline: empty typst page':38} {page:8.1f} ms\n{'baseline: empty figure':38} {figure:8.1f} ms")
    cases: tuple[tuple[str, float, Callable[[], object]], ...] = (
        ("summary", page, lambda: shipped_summary(STANDARD)),
        ("text", page, lambda: text(summary)),
        ("JSON", page, lambda: render(summary, Format.JSON)),
        ("PDF, the same run again", page, lambda: render(summary, Format.PDF)),
        ("summary and PDF, another run each time", page, lambda: render(_varied(next(numbers)), Format.PDF)),
        ("three charts", figure, lambda: _three_charts(summary)),
    )
    for name, baseline, call in cases:
        taken = _median_ms(call)
        print(f"{name:38} {taken:8.1f} ms  {taken / baseline:8.1f} x")


def _memory(reports: int) -> None:
    for number in range(WARM_UP):
        _report(number)
    before = _resident_mib()
    started = perf_counter()
    for number in range(reports):
        _report(WARM_UP + number)
    after, taken = _resident_mib(), perf_counter() - started
    print(f"{reports} reports after {WARM_UP}: {before:.0f} MiB -> {after:.0f} MiB, {100 * (after / before - 1):+.1f} %, {taken:.0f} s")


def main() -> None:
    """Print one line per case, then the growth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help=f"make {LONG} reports in a row instead of {SHORT}")
    asked = parser.parse_args()
    _times()
    _memory(LONG if asked.long else SHORT)


if __name__ == "__main__":
    main()
