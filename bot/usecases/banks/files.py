"""What the worker makes of files with banks: the bank packed, its workbook, the workbook with comments, what changed between two."""

from __future__ import annotations

from bot.usecases.banks.packing import packed, unpacked
from bot.usecases.versions.bringing import Beside, VersionRead, Workshop
from bot.usecases.versions.shelves import BANKS
from question_bank.formats import read_bytes
from question_bank.model import Bank
from question_bank.reading import read_bank


def read(name: str, data: bytes, beside: Beside = ()) -> VersionRead:
    """Read and check a file."""
    sheets, met = read_bytes(name, data)
    reading = read_bank(sheets, met)
    bank = reading.bank
    if bank is None:
        return VersionRead(reading.problems, len(sheets))
    return VersionRead(reading.problems, len(sheets), packed(bank), bank.id, bank.version, bank.title.base, len(bank.questions))


def marked(name: str, data: bytes, beside: Beside, language: str) -> bytes:
    """The same workbook with a comment on every problem."""
    from question_bank.bank_workbook import marked_bank_workbook
    from question_bank.workbook_writing import workbook_bytes

    sheets, met = read_bytes(name, data)
    return workbook_bytes(marked_bank_workbook(sheets, read_bank(sheets, met).problems, language))


def compared(old: bytes, new: bytes, language: str) -> tuple[tuple[str, ...], bytes]:
    """What changed between two packed banks: the first changes in words, and all of them as a workbook."""
    from question_bank.comparing_words import comparison_workbook
    from question_bank.workbook_writing import workbook_bytes

    before, after = unpacked(old), unpacked(new)
    return changed(before, after, language), workbook_bytes(comparison_workbook(before, after))


def changed(before: Bank, after: Bank, language: str) -> tuple[str, ...]:
    """What changed between two banks, in words."""
    from question_bank.comparing import compare
    from question_bank.comparing_words import changes_in_words

    return changes_in_words(compare(before, after), language)


def exported(sheets: bytes) -> bytes:
    """The workbook of a packed bank, as an admin edits it."""
    from question_bank.bank_workbook import bank_workbook
    from question_bank.workbook_writing import workbook_bytes

    return workbook_bytes(bank_workbook(unpacked(sheets)))


WORKSHOP = Workshop(BANKS, read, marked, compared, exported)
