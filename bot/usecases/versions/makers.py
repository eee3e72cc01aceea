"""What the pages of versions hand over after the turn, alike for banks and rule packs: what came of a file that was sent, a version's
workbook, its changes. Told by notices; rights are asked for again in every transaction."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.ports.banks import BankVersion
from bot.usecases.desk.versions import MOST_CHANGES, Counter
from bot.usecases.desk.visit import Notice, Visit
from bot.usecases.drawing import DrawingFailed, File
from bot.usecases.files.order import Maker, Order
from bot.usecases.versions import bringing
from bot.usecases.versions.bringing import Brought, Workshop
from bot.usecases.versions.publishing import record
from dialogs import phrasebook
from dialogs.desk.versions import BEGUN
from dialogs.desk.versions.effects import VersionDrafted, VersionFailed, VersionFaulty, VersionGone, VersionKnown
from dialogs.effects import DeskShown

UNFIT = re.compile(r"[^0-9A-Za-z.\-一-鿿]+")


class Held(NamedTuple):
    """A version with its sheets, and those of the version that counts now, with its name."""

    version: BankVersion
    sheets: bytes
    base: bytes | None
    against: str


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the files of one shelf are made."""

    counter: Counter
    workshop: Workshop

    def makers(self) -> Mapping[str, Maker]:
        """The makers that every shelf has, by what is ordered."""
        kind = self.counter.shelf.kind
        return {kind: self._brought, f"{kind}_export": self._exported, f"{kind}_compare": self._compared}

    async def held(self, order: Order, recorded: str) -> Held | None:
        """The version that is ordered, for who may; recorded under this word if there is one."""
        return await order.look(lambda visit: self._held(visit, order.at, recorded))

    async def failed(self, order: Order) -> None:
        """The worker did not come to its end: the person is told."""
        await tell(order, VersionFailed(self.counter.page))

    async def _brought(self, order: Order) -> Sequence[File]:
        """What came of the file; with problems its workbook, with a draft the workbook of its changes."""
        page = self.counter.page
        data = order.read(order.at)
        if data is None:
            await tell(order, VersionGone(page))
            return ()
        name = phrasebook.sentence(order.language, page, "name")
        try:
            brought = await bringing.bring(order.look, order.drawing, self.workshop, name, data, order.language)
        except DrawingFailed:
            await self.failed(order)
            return ()
        if brought is None:
            return ()
        await tell(order, self._said(order, brought))
        files = (("marked", brought.workbook), ("changes", brought.changes))
        return tuple(("document", self.named(order, what, brought.kept), content) for what, content in files if content)

    def _said(self, order: Order, brought: Brought) -> DeskShown:
        page, found, kept, taken = self.counter.page, brought.read, brought.kept, brought.taken
        if taken is not None:
            return VersionKnown(page, taken.digest[:BEGUN], taken.title, taken.version, taken.state.value)
        if kept is None:
            return VersionFaulty(page, len(found.errors), len(found.warnings), bringing.told(found.errors, order.language))
        return VersionDrafted(
            page=page,
            begun=kept.digest[:BEGUN],
            title=kept.title,
            bank=kept.bank,
            version=kept.version,
            size=found.size,
            warnings=len(found.warnings),
            warned=bringing.told(found.warnings, order.language, MOST_CHANGES),
            against=brought.against,
            changes=brought.lines[:MOST_CHANGES],
        )

    async def _exported(self, order: Order) -> Sequence[File]:
        """The workbook of a version, to edit."""
        held = await self.held(order, "exported")
        return () if held is None else await self.made(order, held.version, "", self.workshop.exported, held.sheets)

    async def _compared(self, order: Order) -> Sequence[File]:
        """All changes from the version that counts now to this one."""
        held = await self.held(order, "")
        if held is None or held.base is None:
            return ()
        return await self.made(order, held.version, "changes", bringing.changes_of, self.workshop.compared, held.base, held.sheets)

    async def made(
        self, order: Order, version: BankVersion | None, what: str, work: Callable[..., bytes], *values: object
    ) -> Sequence[File]:
        """One workbook that the worker makes; the person is told where it does not come to its end."""
        try:
            content = await order.drawing.made(work, *values)
        except DrawingFailed:
            await self.failed(order)
            return ()
        return (("document", self.named(order, what, version), content),)

    def named(self, order: Order, what: str, version: BankVersion | None) -> str:
        """The name of a file; of the author's words only what no system takes for anything else."""
        about = f"{version.bank}-{version.version}" if version else phrasebook.sentence(order.language, self.counter.page, "name")
        said = f"-{phrasebook.sentence(order.language, 'version_files', what)}" if what else ""
        return f"{UNFIT.sub('_', about)[:80]}{said}.xlsx"

    def _held(self, visit: Visit, begun: str, recorded: str) -> Held | None:
        shelf = self.counter.shelf
        version = self.counter.found(visit, begun)
        sheets = shelf.sheets(visit.tx, version.bank, version.version) if version else None
        if version is None or sheets is None:
            return None
        if recorded:
            record(visit, shelf, recorded, version)
        current = shelf.current(visit.tx, version.bank)
        base = shelf.sheets(visit.tx, current.bank, current.version) if current else None
        return Held(version, sheets, base, current.version if current else "")


async def tell(order: Order, shown: DeskShown) -> None:
    """A notice to who ordered, as a letter that waits in the outbox."""
    await order.look(lambda visit: order.tell(visit.tx, Notice(order.person, shown)))
