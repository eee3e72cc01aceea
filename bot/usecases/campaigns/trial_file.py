"""The file that goes with a broadcast, for who writes it: it comes with the trial, as the recipients will get it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.usecases.campaigns import campaigning
from bot.usecases.drawing import File
from bot.usecases.files.order import Maker, Order

ATTACHMENT = "attachment"


async def _attached(order: Order) -> Sequence[File]:
    """Nothing where the draft is another's or was confirmed meanwhile, nor where its file is gone from the folder."""
    stored = await order.look(lambda visit: campaigning.own_draft(visit, order.at))
    attached = stored.campaign.attachment if stored is not None else None
    content = await asyncio.to_thread(order.read, attached.digest) if attached is not None else None
    if attached is None or content is None:
        return ()
    return (("photo" if attached.picture else "document", attached.name, content),)


MAKERS: dict[str, Maker] = {ATTACHMENT: _attached}
