"""The desk of whoever runs a demonstration or a test: fault switches, the history, a fresh beginning."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox.exchange import Exchange
from bot.sandbox.faults import Faults, Kind
from bot.sandbox.history import History
from bot.sandbox.people import answer, arguments
from bot.sandbox.wire import Args

ENTRIES = 1000
MOST_ENTRIES = 10_000


class Desk:
    """The handlers."""

    def __init__(self, exchange: Exchange, faults: Faults, history: History) -> None:
        self._exchange, self._faults, self._history = exchange, faults, history

    def routes(self) -> list[web.RouteDef]:
        """What to answer where."""
        return [
            web.get("/faults", self.faults),
            web.post("/faults", self.add),
            web.delete("/faults", self.remove),
            web.get("/history", self.history),
            web.post("/reset", self.reset),
        ]

    async def faults(self, request: web.Request) -> web.Response:
        """The faults that are on."""
        return answer({"faults": [fault.shown() for fault in self._faults.on]})

    async def add(self, request: web.Request) -> web.Response:
        """Switch a fault on; `reset_ids` happens by itself once no update waits."""
        args = await arguments(request)
        fault = self._faults.add(dict(args.values))
        if fault.order.kind is Kind.RESET_IDS:
            self._exchange.updates.reset_numbers()
        return answer(fault.shown(), 201)

    async def remove(self, request: web.Request) -> web.Response:
        """Switch all faults off, or the one with `id`."""
        wanted = Args(request.query)
        self._faults.remove(wanted.whole("id") if wanted.has("id") else None)
        return await self.faults(request)

    async def history(self, request: web.Request) -> web.Response:
        """The entries after `since`, at most `limit`."""
        wanted = Args(request.query)
        limit = min(max(wanted.whole("limit", ENTRIES), 1), MOST_ENTRIES)
        return answer(self._history.since(wanted.whole("since"), limit))

    async def reset(self, request: web.Request) -> web.Response:
        """Begin anew: no messages, no faults, no history, five people."""
        self._faults.remove(None)
        self._exchange.clear()
        self._history.clear()
        return answer({"ok": True})
