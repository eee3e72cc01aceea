"""What the page of banks hands over after the turn, beside what all pages of versions do: shadow scores and simulations, as notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.usecases.banks import shadows as bank_shadows
from bot.usecases.banks.files import WORKSHOP
from bot.usecases.desk.banks import COUNTER
from bot.usecases.drawing import DrawingFailed, File
from bot.usecases.files.order import Maker, Order
from bot.usecases.versions.makers import Bench, tell
from dialogs.desk.banks.effects import BankShadowed, BankSimulated

_BENCH = Bench(COUNTER, WORKSHOP)


async def _shadow(order: Order) -> Sequence[File]:
    """How many finished runs would have another level; told by a notice."""
    held = await _BENCH.held(order, "shadowed")
    if held is None or held.base is None:
        return ()
    version, sheets, base, against = held.version, held.sheets, held.base, held.against
    try:
        found = await bank_shadows.shadowed(order.look, order.drawing, version.bank, against, (base, sheets))
        words = await order.drawing.made(bank_shadows.named, base, sheets, found, order.language)
    except DrawingFailed:
        await _BENCH.failed(order)
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
    await tell(order, shown)
    return ()


async def _simulate(order: Order) -> Sequence[File]:
    """How random respondents fare; told by a notice."""
    held = await _BENCH.held(order, "simulated")
    if held is None:
        return ()
    try:
        fared = await order.drawing.made(bank_shadows.simulated, held.sheets, order.language)
    except DrawingFailed:
        await _BENCH.failed(order)
        return ()
    await tell(order, BankSimulated(order.at, held.version.title, held.version.version, bank_shadows.RESPONDENTS, *fared))
    return ()


MAKERS: Mapping[str, Maker] = {**_BENCH.makers(), "bank_shadow": _shadow, "bank_simulate": _simulate}
