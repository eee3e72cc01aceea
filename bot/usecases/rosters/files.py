"""What the page of rosters hands over after the turn: the template, and what came of a roster that was sent, as a notice and a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.usecases import rosters
from bot.usecases.desk import roster
from bot.usecases.desk.roster import ROSTER, SURE, TEMPLATE
from bot.usecases.desk.visit import Notice
from bot.usecases.drawing import DrawingFailed, File
from bot.usecases.files.order import Maker, Order
from bot.usecases.rosters import Brought
from dialogs import phrasebook
from dialogs.desk.roster import RosterDoubted, RosterFailed, RosterFaulty, RosterGone, RosterLoaded
from dialogs.effects import DeskShown
from dialogs.roster_template import template


async def _template(order: Order) -> Sequence[File]:
    """The empty roster; nothing for who loads none."""
    if not await order.look(roster.is_open):
        return ()
    return (
        ("document", f"{phrasebook.sentence(order.language, 'rosters', 'template')}.xlsx", await order.drawing.made(empty, order.language)),
    )


def empty(language: str) -> bytes:
    """The empty roster as a workbook."""
    from question_bank.workbook_writing import workbook_bytes

    return workbook_bytes(template(language))


async def _brought(order: Order) -> Sequence[File]:
    """What came of the roster, told by a notice; with errors the workbook too."""
    begun = order.at.removesuffix(SURE)
    data = order.read(begun)
    if data is None:
        await _tell(order, RosterGone())
        return ()
    name = phrasebook.sentence(order.language, "rosters", "name")
    try:
        brought = await rosters.bring(order.look, order.drawing, name, data, order.language, sure=order.at.endswith(SURE))
    except DrawingFailed:
        await _tell(order, RosterFailed())
        return ()
    if brought is None:
        return ()
    await _tell(order, _said(order, begun, brought))
    marked = f"{name}-{phrasebook.sentence(order.language, 'rosters', 'marked')}.xlsx"
    return (("document", marked, brought.workbook),) if brought.workbook else ()


def _said(order: Order, begun: str, brought: Brought) -> DeskShown:
    lines = rosters.lines(brought.problems, order.language)
    if brought.errors:
        return RosterFaulty(len(brought.errors), len(brought.doubts), lines)
    if brought.loaded is None:
        return RosterDoubted(begun, brought.enterprises, len(brought.doubts), lines)
    done = brought.loaded
    return RosterLoaded(done.added, done.changed, done.unchanged, brought.units, brought.without, brought.unit)


async def _tell(order: Order, shown: DeskShown) -> None:
    await order.look(lambda visit: order.tell(visit.tx, Notice(order.person, shown)))


MAKERS: Mapping[str, Maker] = {ROSTER: _brought, TEMPLATE: _template}
