"""The form of a catalogue of problems: how grave a problem is, what is wrong and what to do about it, in Chinese and English.

Holds no entry itself; each kind of table has a catalogue of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from question_bank.model import Text
from question_bank.problem_codes import Severity


@dataclass(frozen=True, slots=True)
class Words:
    """The entry of one code in a catalogue. `{names}` are filled from the problem's params; nothing in them is evaluated."""

    severity: Severity
    reason: Text
    remedy: Text


def two(zh: str, en: str) -> Text:
    """A text in Chinese and English."""
    return Text(zh, {"en": en})


def error(reason: Text, remedy: Text) -> Words:
    """The entry of a problem that keeps the whole file from being used."""
    return Words(Severity.ERROR, reason, remedy)


def warning(reason: Text, remedy: Text) -> Words:
    """The entry of a problem that is only told."""
    return Words(Severity.WARNING, reason, remedy)
