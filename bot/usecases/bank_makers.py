"""What the page of banks hands over after the turn: what came of a file that was sent, a version's workbook, its changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from bot.ports.banks import BankVersion
from bot.usecases import bank_files, bank_shadows
from bot.usecases.bank_files import Brought
from bot.usecases.desk.banks import BANK, MOST_CHANGES, found
from bot.usecases.desk.visit import Notice, Visit
from bot.usecases.drawing import DrawingFailed, File
from bot.usecases.ordering import Maker, Order
from bot.usecases.publishing import current_of
from dialogs import phrasebook
from dialogs.desk.banks import BEGUN
from dialogs.desk.banks_effects import BankDrafted, BankFailed, BankFaulty, BankGone, BankKnown, BankShadowed, BankSimulated
from dialogs.effects import DeskShown

UNFIT = re.compile(r"[^0-9A-Za-z.\-一-鿿]+")

SAID = frozenset({"marked", "changes"})
"""What the name of a file says beside the bank and version."""


async def _brought(order: Order) -> Sequence[File]:
    """What came of the file, told by a notice; with problems its workbook, with a draft the workbook of its changes."""
    data = order.read(order.at)
    if data is None:
        await _tell(order, BankGone())
        return ()
    name = phrasebook.sentence(order.language, "banks", "name")
    try:
        brought = await bank_files.bring(order.look, order.drawing, name, data, order.language)
    except DrawingFailed:
        await _tell(order, BankFailed())
        return ()
    if brought is None:
        return ()
    await _tell(order, _said(order, brought))
    files = (("marked", brought.workbook), ("changes", brought.changes))
    return tuple(("document", _named(order, what, brought.kept), content) for what, content in files if content)


def _said(order: Order, brought: Brought) -> DeskShown:
    found, kept, taken = brought.read, brought.kept, brought.taken
    if taken is not None:
        return BankKnown(taken.digest[:BEGUN], taken.title, taken.version, taken.state.value)
    if kept is None:
        return BankFaulty(len(found.errors), len(found.warnings), bank_files.told(found.errors, order.language))
    return BankDrafted(
        begun=kept.digest[:BEGUN],
        title=kept.title,
        bank=kept.bank,
        version=kept.version,
        questions=found.questions,
        warnings=len(found.warnings),
        warned=bank_files.told(found.warnings, order.language, MOST_CHANGES),
        against=brought.against,
        changes=brought.lines[:MOST_CHANGES],
    )


async def _exported(order: Order) -> Sequence[File]:
    """The workbook of a version, to edit."""
    held = await order.look(lambda visit: _held(visit, order.at, "bank_exported"))
    if held is None:
        return ()
    version, sheets, *_ = held
    return await _made(order, version, "export", bank_files.exported, sheets)


async def _compared(order: Order) -> Sequence[File]:
    """All changes from the version that new runs begin with to this one."""
    held = await order.look(lambda visit: _held(visit, order.at, ""))
    if held is None:
        return ()
    version, sheets, base, _ = held
    if base is None:
        return ()
    return await _made(order, version, "changes", changes_of, base, sheets)


def changes_of(old: bytes, new: bytes) -> bytes:
    """The workbook of what changed between two packed banks."""
    return bank_files.compared(old, new, "zh")[1]


async def _shadow(order: Order) -> Sequence[File]:
    """How many finished runs would have another level; told by a notice."""
    held = await order.look(lambda visit: _held(visit, order.at, "bank_shadowed"))
    if held is None:
        return ()
    version, sheets, base, against = held
    if base is None:
        return ()
    try:
        found = await bank_shadows.shadowed(order.look, order.drawing, version.bank, against, (base, sheets))
        words = await order.drawing.made(bank_shadows.named, base, sheets, found, order.language)
    except DrawingFailed:
        await _tell(order, BankFailed())
        return ()
    shown = BankShadowed(
        begun=order.at,
        title=version.title,
        version=version.version,
        against=against,
        scored=found.scored,
        moved=found.moved,
        moves=words.moves,
        areas=words.areas,
        unscored=sum(found.unscored.values()),
        further=found.further,
        unfit=found.unfit,
        assumed=len(found.assumed),
    )
    await _tell(order, shown)
    return ()


async def _simulate(order: Order) -> Sequence[File]:
    """How random respondents fare; told by a notice."""
    held = await order.look(lambda visit: _held(visit, order.at, "bank_simulated"))
    if held is None:
        return ()
    try:
        fared = await order.drawing.made(bank_shadows.simulated, held[1], order.language)
    except DrawingFailed:
        await _tell(order, BankFailed())
        return ()
    await _tell(order, BankSimulated(order.at, held[0].title, held[0].version, bank_shadows.RESPONDENTS, *fared))
    return ()


async def _made(order: Order, version: BankVersion, what: str, work: Callable[..., bytes], *packed: bytes) -> Sequence[File]:
    try:
        content = await order.drawing.made(work, *packed)
    except DrawingFailed:
        await _tell(order, BankFailed())
        return ()
    return (("document", _named(order, what, version), content),)


def _held(visit: Visit, begun: str, recorded: str) -> tuple[BankVersion, bytes, bytes | None, str] | None:
    """The version with its sheets, and those of the version that new runs begin with, with its name."""
    version = found(visit, begun)
    sheets = visit.tx.bank_sheets(version.bank, version.version) if version else None
    if version is None or sheets is None:
        return None
    if recorded:
        visit.record(recorded, bank=version.bank, version=version.version)
    current = current_of(visit.tx.bank_versions(version.bank), version.bank)
    base = visit.tx.bank_sheets(current.bank, current.version) if current else None
    return version, sheets, base, current.version if current else ""


def _named(order: Order, what: str, version: BankVersion | None) -> str:
    """The name of a file; of the author's words only what no system takes for anything else."""
    about = f"{version.bank}-{version.version}" if version else phrasebook.sentence(order.language, "banks", "name")
    said = f"-{phrasebook.sentence(order.language, 'banks', what)}" if what in SAID else ""
    return f"{UNFIT.sub('_', about)[:80]}{said}.xlsx"


async def _tell(order: Order, shown: DeskShown) -> None:
    await order.look(lambda visit: order.tell(visit.tx, Notice(order.person, shown)))


MAKERS: Mapping[str, Maker] = {
    BANK: _brought,
    f"{BANK}_export": _exported,
    f"{BANK}_compare": _compared,
    f"{BANK}_shadow": _shadow,
    f"{BANK}_simulate": _simulate,
}
