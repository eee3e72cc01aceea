"""A bank or a rule pack from the bytes of a file to a draft in the store: read and checked in the worker, kept as a whole or not at all.

With an error nothing is stored, and the workbook comes back with a comment on every problem. Rights are asked for in the transaction
that keeps it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from bot.ports import Transaction
from bot.ports.banks import REPLACEABLE, BankState, BankVersion
from bot.usecases.drawing import Drawing
from bot.usecases.versions.packing import Packed
from bot.usecases.versions.publishing import may_publish, record
from bot.usecases.versions.shelves import Shelf
from question_bank.problems import Finding, Severity

if TYPE_CHECKING:
    from bot.usecases.desk.visit import Visit

T = TypeVar("T")

Look = Callable[[Callable[["Visit"], T]], Awaitable[T]]
"""Does something in a transaction, as the person."""

MOST_LINES = 15
"""How many problems are told in the message; all are in the workbook."""


@dataclass(frozen=True, slots=True)
class VersionRead:
    """What the worker makes of a file: the version packed, if it may be used, and all problems. `size` counts its questions, or its
    conditions."""

    problems: tuple[Finding, ...]
    sheets: int
    kept: Packed | None = None
    bank: str = ""
    version: str = ""
    title: str = ""
    size: int = 0

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The problems that keep it from being stored."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The problems that are only told."""
        return tuple(problem for problem in self.problems if problem.severity is not Severity.ERROR)


Beside = tuple[bytes, ...]
"""Packed versions that a new one has to agree with."""


def alone(tx: Transaction) -> Beside:
    """A version has to agree with no other."""
    return ()


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the worker can do for a shelf; each is a function of a module, for another process.

    `read` makes what there is of a file; `marked` the same workbook with comments; `compared` the first changes between two packed versions
    in words, and all as a workbook; `exported` the workbook of a packed version. `beside` finds the versions that a new one has to agree
    with.
    """

    shelf: Shelf
    read: Callable[[str, bytes, Beside], VersionRead]
    marked: Callable[[str, bytes, Beside, str], bytes]
    compared: Callable[[bytes, bytes, str], tuple[tuple[str, ...], bytes]]
    exported: Callable[[bytes], bytes]
    beside: Callable[[Transaction], Beside] = alone


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of a file. `workbook` has comments on its problems; `kept` is the draft, `taken` a version that is not to be replaced.

    `against` is the version that the draft was compared with, `lines` the first changes in words, `changes` all of them as a workbook.
    """

    read: VersionRead
    workbook: bytes = b""
    kept: BankVersion | None = None
    taken: BankVersion | None = None
    against: str = ""
    lines: tuple[str, ...] = ()
    changes: bytes = b""


async def bring(look: Look[object], drawing: Drawing, workshop: Workshop, name: str, data: bytes, language: str) -> Brought | None:
    """Read a file and keep it as a draft, unless it has an error. Nothing for who looks after none of this.

    Raises `DrawingFailed` where reading takes too long or too much memory.
    """
    beside = await look(lambda visit: workshop.beside(visit.tx) if may_publish(visit) else None)
    if not isinstance(beside, tuple):
        return None
    found: VersionRead = await drawing.made(workshop.read, name, data, beside)
    brought = Brought(found)
    if found.problems and found.sheets:
        brought = replace(brought, workbook=await drawing.made(workshop.marked, name, data, beside, language))
    if found.kept is None:
        return brought
    put = await look(lambda visit: _put(visit, workshop.shelf, found))
    if not isinstance(put, _Put):
        return None
    brought = replace(brought, kept=put.kept, taken=put.taken)
    if put.kept is None or put.base is None:
        return brought
    lines, changes = await drawing.made(workshop.compared, put.base, found.kept.sheets, language)
    return replace(brought, against=put.against, lines=lines, changes=changes)


def told(problems: Sequence[Finding], language: str, most: int = MOST_LINES) -> tuple[str, ...]:
    """The first problems in words, each with its place, the faulty text, the reason and the remedy."""
    colon, gap = (": ", " ") if language == "en" else ("：", "")
    return tuple(
        f"{problem.place(language)}{colon}{problem.reason(language)}{gap}{problem.remedy(language)}" for problem in problems[:most]
    )


def changes_of(compared: Callable[[bytes, bytes, str], tuple[tuple[str, ...], bytes]], old: bytes, new: bytes) -> bytes:
    """The workbook of what changed between two packed versions; in the worker."""
    return compared(old, new, "zh")[1]


# -- in the store ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Put:
    kept: BankVersion | None = None
    taken: BankVersion | None = None
    against: str = ""
    base: bytes | None = None


def _put(visit: Visit, shelf: Shelf, found: VersionRead) -> _Put | None:
    """Keep it as a draft; a draft of this version is replaced, any other version of this name stays as it is."""
    if not may_publish(visit) or found.kept is None:
        return None
    known = shelf.version(visit.tx, found.bank, found.version)
    if known is not None and known.state not in REPLACEABLE:
        return _Put(taken=known)
    draft = known if known is not None and known.digest == found.kept.digest else _draft(visit, shelf, found, found.kept)
    if draft is None:
        return _Put(taken=shelf.version(visit.tx, found.bank, found.version))
    base = shelf.current(visit.tx, found.bank)
    return _Put(draft, against=base.version, base=shelf.sheets(visit.tx, base.bank, base.version)) if base else _Put(draft)


def _draft(visit: Visit, shelf: Shelf, found: VersionRead, kept: Packed) -> BankVersion | None:
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
    if not shelf.add(visit.tx, draft, kept.sheets):
        return None
    record(visit, shelf, "drafted", draft)
    return draft
