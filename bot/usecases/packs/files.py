"""What the worker makes of files with rule packs: the pack packed, its workbook, the workbook with comments, what changed between two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.ports import Transaction
from bot.ports.banks import BankVersion
from bot.usecases.packs.packing import packed, unpacked
from bot.usecases.versions.bringing import Beside, VersionRead, Workshop
from bot.usecases.versions.shelves import PACKS
from question_bank.problems import Problem
from question_bank.programmes.model import Programme
from question_bank.sheets import Sheets


def read(name: str, data: bytes, beside: Beside = ()) -> VersionRead:
    """Read and check a file, and whether it means the same as the packs beside it by the facts that they share."""
    from question_bank.formats import read_bytes

    sheets, met = read_bytes(name, data)
    found, problems = checked(sheets, met, tuple(map(unpacked, beside)))
    if found is None:
        return VersionRead(problems, len(sheets))
    return VersionRead(problems, len(sheets), packed(found), found.id, found.version, found.title.base, len(found.conditions))


def checked(sheets: Sheets, met: Iterable[Problem], beside: Iterable[Programme]) -> tuple[Programme | None, tuple[Problem, ...]]:
    """The programme in these sheets, if it may be used beside the others, and all problems."""
    from question_bank.programmes.agreeing import disagreements
    from question_bank.programmes.reading import read_pack

    reading = read_pack(sheets, met)
    new = reading.programme
    if new is None:
        return None, reading.problems
    others = [programme for programme in beside if programme.id != new.id]
    apart = [_placed(problem, sheets) for problem in disagreements([*others, new]) if problem.params["programme"] == new.id]
    return (None if apart else new), (*reading.problems, *apart)


def _placed(problem: Problem, sheets: Sheets) -> Problem:
    """With the row of the fact that it is about."""
    rows = sheets[problem.sheet].rows if problem.sheet in sheets else ()
    return replace(problem, row=next((row.number for row in rows if row.cells.get("id") == problem.params["fact"]), None))


def current_packs(tx: Transaction) -> Beside:
    """The packs that verdicts are given by."""
    found = (tx.pack_sheets(version.bank, version.version) for version in tx.current_packs())
    return tuple(sheets for sheets in found if sheets is not None)


def agrees(tx: Transaction, version: BankVersion) -> bool:
    """Whether a version means the same as the current packs of other programmes by the facts that they share."""
    from question_bank.programmes.agreeing import disagreements

    sheets = tx.pack_sheets(version.bank, version.version)
    if sheets is None:
        return False
    others = [programme for programme in map(unpacked, current_packs(tx)) if programme.id != version.bank]
    return all(problem.params["programme"] != version.bank for problem in disagreements([*others, unpacked(sheets)]))


def marked(name: str, data: bytes, beside: Beside, language: str) -> bytes:
    """The same workbook with a comment on every problem."""
    from question_bank.formats import read_bytes
    from question_bank.programmes.pack_workbook import marked_pack_workbook
    from question_bank.workbook_writing import workbook_bytes

    sheets, met = read_bytes(name, data)
    _, problems = checked(sheets, met, tuple(map(unpacked, beside)))
    return workbook_bytes(marked_pack_workbook(sheets, problems, language))


def compared(old: bytes, new: bytes, language: str) -> tuple[tuple[str, ...], bytes]:
    """What changed between two packed rule packs: the first changes in words, and all of them as a workbook."""
    from question_bank.programmes.comparing import comparison_workbook
    from question_bank.workbook_writing import workbook_bytes

    before, after = unpacked(old), unpacked(new)
    return changed(before, after, language), workbook_bytes(comparison_workbook(before, after))


def changed(before: Programme, after: Programme, language: str) -> tuple[str, ...]:
    """What changed between two rule packs, in words."""
    from question_bank.programmes.comparing import compare, in_words

    return in_words(compare(before, after), language)


def exported(sheets: bytes) -> bytes:
    """The workbook of a packed rule pack, as an admin edits it."""
    from question_bank.programmes.pack_workbook import pack_workbook
    from question_bank.workbook_writing import workbook_bytes

    return workbook_bytes(pack_workbook(unpacked(sheets)))


def template() -> bytes:
    """The workbook of a small made-up notice, to write another over it."""
    from question_bank.programmes.pack_template import template_workbook
    from question_bank.workbook_writing import workbook_bytes

    return workbook_bytes(template_workbook())


WORKSHOP = Workshop(PACKS, read, marked, compared, exported, current_packs)
