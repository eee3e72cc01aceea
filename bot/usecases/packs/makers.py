"""What the page of rule packs hands over after the turn, beside what all pages of versions do: the template, how many enterprises would
get another verdict, and what a simulation finds, as notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.usecases.desk.packs import COUNTER
from bot.usecases.drawing import DrawingFailed, File
from bot.usecases.files.order import Maker, Order
from bot.usecases.packs import files as pack_files
from bot.usecases.packs import shadows as pack_shadows
from bot.usecases.packs.packing import unpacked
from bot.usecases.packs.simulation import simulated
from bot.usecases.versions.makers import Bench, tell
from bot.usecases.versions.publishing import may_publish
from dialogs.desk.packs.effects import PackShadowed, PackSimulated
from dialogs.limits import day_of
from question_bank.programmes.model import Purpose, Subject

_BENCH = Bench(COUNTER, pack_files.WORKSHOP)


async def _template(order: Order) -> Sequence[File]:
    """The workbook to write another notice into."""
    if not await order.look(may_publish):
        return ()
    return await _BENCH.made(order, None, "template", pack_files.template)


async def _shadow(order: Order) -> Sequence[File]:
    """How many enterprises would get another verdict; told by a notice."""
    held = await _BENCH.held(order, "shadowed")
    if held is None:
        return ()
    programme = unpacked(held.sheets)
    try:
        found = await pack_shadows.shadowed(order.look, order.drawing, programme, held.sheets, day_of(order.now))
    except DrawingFailed:
        await _BENCH.failed(order)
        return ()
    shown = PackShadowed(
        begun=order.at,
        title=held.version.title,
        version=held.version.version,
        against=held.against,
        judged=found.judged,
        changed=sum(count for _, _, count in found.changed),
        fresh=found.fresh,
        moves=found.changed,
        after=found.after,
        duty=programme.purpose is Purpose.DUTY,
        bodies=programme.subject is not Subject.ENTERPRISE,
        more=found.more,
    )
    await tell(order, shown)
    return ()


async def _simulate(order: Order) -> Sequence[File]:
    """Which conditions are always or never met; told by a notice."""
    held = await _BENCH.held(order, "simulated")
    if held is None:
        return ()
    try:
        found = await order.drawing.made(simulated, held.sheets, order.language, day_of(order.now))
    except DrawingFailed:
        await _BENCH.failed(order)
        return ()
    await tell(order, PackSimulated(begun=order.at, title=held.version.title, version=held.version.version, **found._asdict()))
    return ()


MAKERS: Mapping[str, Maker] = {
    **_BENCH.makers(),
    "pack_template": _template,
    "pack_shadow": _shadow,
    "pack_simulate": _simulate,
}
