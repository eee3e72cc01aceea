"""A bank from the bytes of a file to a draft in the store: read and checked in the worker, kept as a whole or not at all.

With an error nothing is stored, and the workbook comes back with a comment on every problem. Rights are asked for in the transaction
that keeps it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from bot.ports.banks import REPLACEABLE, BankState, BankVersion
from bot.usecases.drawing import Drawing
from bot.usecases.packed_banks import Packed, packed, unpacked
from bot.usecases.publishing import current_of, may_publish
from question_bank.formats import read_bytes
from question_bank.model import Bank
from question_bank.problems import Problem, Severity
from question_bank.reading import read_bank

if TYPE_CHECKING:
    from bot.usecases.desk.visit import Visit

T = TypeVar("T")

Look = Callable[[Callable[["Visit"], T]], Awaitable[T]]
"""Does something in a transaction, as the person."""

MOST_LINES = 15
"""How many problems are told in the message; all are in the workbook."""


@dataclass(frozen=True, slots=True)
class BankRead:
    """What the worker makes of a file: the bank packed, if it may be used, and all problems."""

    problems: tuple[Problem, ...]
    sheets: int
    kept: Packed | None = None
    bank: str = ""
    version: str = ""
    title: str = ""
    questions: int = 0

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep it from being stored."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that are only told."""
        return tuple(problem for problem in self.problems if problem.severity is not Severity.ERROR)


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of a file. `workbook` has comments on its problems; `kept` is the draft, `taken` a version that is not to be replaced.

    `against` is the version that the draft was compared with, `lines` the first changes in words, `changes` all of them as a workbook.
    """

    read: BankRead
    workbook: bytes = b""
    kept: BankVersion | None = None
    taken: BankVersion | None = None
    against: str = ""
    lines: tuple[str, ...] = ()
    changes: bytes = b""


async def bring(look: Look[object], drawing: Drawing, name: str, data: bytes, language: str) -> Brought | None:
    """Read a file and keep it as a draft, unless it has an error. Nothing for who looks after no banks.

    Raises `DrawingFailed` where reading takes too long or too much memory.
    """
    if not await look(may_publish):
        return None
    found: BankRead = await drawing.made(read, name, data)
    brought = Brought(found)
    if found.problems and found.sheets:
        brought = replace(brought, workbook=await drawing.made(marked, name, data, language))
    if found.kept is None:
        return brought
    put = await look(lambda visit: _put(visit, found))
    if not isinstance(put, _Put):
        return None
    brought = replace(brought, kept=put.kept, taken=put.taken)
    if put.kept is None or put.base is None:
        return brought
    lines, changes = await drawing.made(compared, put.base, found.kept.sheets, language)
    return replace(brought, against=put.against, lines=lines, changes=changes)


def told(problems: Sequence[Problem], language: str, most: int = MOST_LINES) -> tuple[str, ...]:
    """The first problems in words, each with its place, the faulty text, the reason and the remedy."""
    colon, gap = (": ", " ") if language == "en" else ("：", "")
    return tuple(
        f"{problem.place(language)}{colon}{problem.reason(language)}{gap}{problem.remedy(language)}" for problem in problems[:most]
    )


# -- in the worker -----------------------------------------------------------------------------------------------------


def read(name: str, data: bytes) -> BankRead:
    """Read and check a file."""
    sheets, met = read_bytes(name, data)
    reading = read_bank(sheets, met)
    bank = reading.bank
    if bank is None:
        return BankRead(reading.problems, len(sheets))
    return BankRead(reading.problems, len(sheets), packed(bank), bank.id, bank.version, bank.title.base, len(bank.questions))


def marked(name: str, data: bytes, language: str) -> bytes:
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


# -- in the store ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Put:
    kept: BankVersion | None = None
    taken: BankVersion | None = None
    against: str = ""
    base: bytes | None = None


def _put(visit: Visit, found: BankRead) -> _Put | None:
    """Keep it as a draft; a draft of this version is replaced, any other version of this name stays as it is."""
    if not may_publish(visit) or found.kept is None:
        return None
    known = visit.tx.bank_version(found.bank, found.version)
    if known is not None and known.state not in REPLACEABLE:
        return _Put(taken=known)
    draft = known if known is not None and known.digest == found.kept.digest else _draft(visit, found, found.kept)
    if draft is None:
        return _Put(taken=visit.tx.bank_version(found.bank, found.version))
    base = current_of(visit.tx.bank_versions(found.bank), found.bank)
    return _Put(draft, against=base.version, base=visit.tx.bank_sheets(base.bank, base.version)) if base else _Put(draft)


def _draft(visit: Visit, found: BankRead, kept: Packed) -> BankVersion | None:
    draft = BankVersion(
        bank=found.bank,
        version=found.version,
        title=found.title,
        state=BankState.DRAFT,
        digest=kept.digest,
        shipped=False,
        made_by=visit.person,
        made_at=visit.now,
    )
    if not visit.tx.add_bank_version(draft, kept.sheets):
        return None
    visit.record("bank_drafted", bank=found.bank, version=found.version)
    return draft
