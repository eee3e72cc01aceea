"""Files of the desk: lists, tables, forms, somebody's own data. Each is made after the commit, and rights are asked for again then.

A page adds its makers to `MAKERS`. What takes long is drawn in the worker process of `bot.usecases.drawing`, never here.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.usecases.banks import makers as bank_makers
from bot.usecases.campaigns import ledger as campaign_ledger
from bot.usecases.campaigns import trial_file
from bot.usecases.drawing import File
from bot.usecases.files import liaison_table, links, listing, own_data, papers, ranked_table, review_report
from bot.usecases.files.order import Maker, Order
from bot.usecases.packs import makers as pack_makers
from bot.usecases.rosters import files as roster_files

__all__ = ["MAKERS", "Maker", "Order", "files"]

MAKERS: dict[str, Maker] = {
    **links.MAKERS,
    **listing.MAKERS,
    **roster_files.MAKERS,
    **liaison_table.MAKERS,
    **review_report.MAKERS,
    **own_data.MAKERS,
    **campaign_ledger.MAKERS,
    **trial_file.MAKERS,
    **bank_makers.MAKERS,
    **pack_makers.MAKERS,
    **papers.MAKERS,
    **ranked_table.MAKERS,
}


async def files(order: Order, what: str) -> Sequence[File]:
    """The files of this kind."""
    return await MAKERS[what](order) if what in MAKERS else ()
