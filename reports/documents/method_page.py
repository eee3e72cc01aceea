"""Method and uncertainties as sentences: how the score is made, by which settings, and what the bank is not sure of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from reports.model import Summary
from reports.rounding import percent_text, plain
from reports.wording import threshold_text, words_of


def method_page(summary: Summary) -> dict[str, object]:
    """Two lists of sentences, and the doubtful cells by level."""
    return {"how": list(_how(summary)), "doubts": list(_doubts(summary)), "cells": list(_cells(summary))}


def _how(summary: Summary) -> Iterator[str]:
    w, bank = words_of(summary), summary.bank
    scale = w["list.separator"].join(f"{name} {plain(mark)}" for name, mark in bank.scale)
    yield w["method.scale"].format(scale=scale)
    yield w["method.threshold"].format(threshold=threshold_text(summary))
    yield w["method.weights"].format(method=bank.method, kind=summary.kind_name)
    yield w[f"method.rescale.{bank.rescale}"]
    yield w[f"method.empty_cell.{bank.empty_cell}"]
    yield w["method.rounding"]
    yield w["method.effort"]
    yield w["method.versions"].format(id=bank.id, version=bank.version, scoring=bank.scoring)


def _doubts(summary: Summary) -> Iterator[str]:
    w, doubts = words_of(summary), summary.doubts
    yield w["method.rules"]
    if doubts.least_weight is not None:
        yield w["method.weights_all"].format(kind=summary.kind_name, count=len(doubts.weights), least=plain(doubts.least_weight))
    elif doubts.weights:
        yield w["method.weights_doubtful"].format(kind=summary.kind_name, areas=w["list.separator"].join(doubts.weights))
    if summary.bank.note:
        yield w["method.bank"].format(note=summary.bank.note)
    if doubts.least_cell is not None:
        yield w["method.cells_all"].format(count=len(doubts.cells), least=plain(doubts.least_cell))
    elif doubts.cells:
        yield w["method.cells"].format(level=summary.deciding.name, share=percent_text(doubts.share))
    else:
        yield w["method.cells_none"]


def _cells(summary: Summary) -> Iterator[str]:
    if summary.doubts.least_cell is not None:
        return
    w = words_of(summary)
    names = {level.number: level.name for level in summary.levels}
    for level, cells in groupby(summary.doubts.cells, key=lambda cell: cell.level):
        areas = w["list.separator"].join(f"{cell.number} {cell.area} {plain(cell.confidence)}".strip() for cell in cells)
        yield w["method.cells_level"].format(level=names[level], areas=areas)
