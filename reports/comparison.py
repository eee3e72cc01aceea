"""Where the run stands among the published shares of enterprises.

The samples choose themselves, so the shares are printed with year, sample and source, and nothing is computed from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from question_bank.model import Bank, Share
from reports.bundle import words
from reports.model import ShareLine, ShareYear


def published_shares(bank: Bank, level: int | None, language: str) -> tuple[ShareYear, ...]:
    """The bank's published shares, the latest year first, with this run's own band marked; none before anything is answered."""
    ordered = sorted(bank.shares, key=lambda share: (share.year, -share.low), reverse=True)
    return tuple(_years(bank, ordered, level, language))


def _years(bank: Bank, ordered: list[Share], level: int | None, language: str) -> Iterator[ShareYear]:
    for (year, sample, source), shares in groupby(ordered, key=lambda share: (share.year, share.sample, share.source)):
        yield ShareYear(year, sample, source, tuple(_line(bank, share, level, language) for share in shares))


def _line(bank: Bank, share: Share, level: int | None, language: str) -> ShareLine:
    mine = level is not None and share.low <= level <= share.high
    return ShareLine(share.low, share.high, _span(bank, share, language), share.percent, mine)


def _span(bank: Bank, share: Share, language: str) -> str:
    """The levels of a share in words: one level, from the bottom up to one, from one upwards, or from one to another."""
    w, bands = words(language), bank.bands_of
    low, high = bands[share.low][0].name.in_(language), bands[share.high][-1].name.in_(language)
    if low == high:
        return low
    if share.low == min(bands):
        return w["comparison.and_below"].format(level=high)
    if share.high == max(bands):
        return w["comparison.and_above"].format(level=low)
    return w["comparison.span"].format(low=low, high=high)
