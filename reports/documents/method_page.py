"""Method and uncertainties as sentences: how the score is made, by which settings, and what the bank is not sure of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from reports.bundle import words
from reports.model import Summary
from reports.rounding import percent_text, plain, score_text


def method_page(summary: Summary) -> dict[str, object]:
    """Two lists of sentences, and the doubtful cells by level."""
    return {"how": list(_how(summary)), "doubts": list(_doubts(summary)), "cells": list(_cells(summary))}


def _how(summary: Summary) -> Iterator[str]:
    w, bank = words(summary.language), summary.bank
    scale = w["list.separator"].join(f"{name} {plain(mark)}" for name, mark in bank.scale)
    yield w["method.scale"].format(scale=scale)
    yield w["method.threshold"].format(threshold=score_text(bank.threshold))
    yield w["method.weights"].format(method=bank.method, kind=summary.kind_name)
    yield w[f"method.rescale.{bank.rescale}"]
    yield w[f"method.empty_cell.{bank.empty_cell}"]
    yield w["method.rounding"]
    yield w["method.effort"]
    yield w["method.versions"].format(id=bank.id, version=bank.version, scoring=bank.scoring)


def _doubts(summary: Summary) -> Iterator[str]:
    w, doubts = words(summary.language), summary.doubts
    yield w["method.rules"]
    if doubts.weights:
        yield w["method.weights_doubtful"].format(kind=summary.kind_name, areas=w["list.separator"].join(doubts.weights))
    if summary.bank.note:
        yield w["method.bank"].format(note=summary.bank.note)
    if doubts.cells:
        yield w["method.cells"].format(level=summary.deciding.name, share=percent_text(doubts.share))
    else:
        yield w["method.cells_none"]


def _cells(summary: Summary) -> Iterator[str]:
    w = words(summary.language)
    names = {level.number: level.name for level in summary.levels}
    for level, cells in groupby(summary.doubts.cells, key=lambda cell: cell.level):
        areas = w["list.separator"].join(f"{cell.number} {cell.area} {plain(cell.confidence)}".strip() for cell in cells)
        yield w["method.cells_level"].format(level=names[level], areas=areas)
