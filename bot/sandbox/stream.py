"""What a person sees, as it happens: server-sent events, or a WebSocket for a page of which many tabs are open.

A browser allows six plain connections to one server in all its tabs together, so the page takes the WebSocket; scripts take
either. Both resume after the event whose number is given as `Last-Event-ID` or `?since=`; without one they begin now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

from aiohttp import WSMsgType, web

from bot.sandbox.exchange import Exchange
from bot.sandbox.wire import Args

NOW = -1
BEAT = 20.0


class Stream:
    """The handler, and the streams that are open."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._open: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        """What to answer where."""
        return [web.get("/people/{key}/events", self.events)]

    def close(self) -> None:
        """End all streams, so that the server can stop at once."""
        for task in self._open:
            task.cancel()

    async def events(self, request: web.Request) -> web.StreamResponse:
        """The stream of one person."""
        person = self._exchange.world.by_key(request.match_info["key"]).id
        wanted = Args({"since": request.headers.get("Last-Event-ID") or request.query.get("since")})
        since = wanted.whole("since", NOW)
        seq = self._exchange.feed.last(person) if since == NOW else since
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self._socket(request, person, seq)
        return await self._sent_events(request, person, seq)

    async def _sent_events(self, request: web.Request, person: int, seq: int) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        await response.write(b": here\n\n")

        async def send() -> None:
            last = seq
            while True:
                found = await self._exchange.feed.wait(person, last)
                pieces = [b"id: %d\ndata: %s\n\n" % (number, body) for number, body in found]
                last = found[-1][0] if found else last
                await response.write(b"".join(pieces) or b": still here\n\n")

        await self._run(send())
        return response

    async def _socket(self, request: web.Request, person: int, seq: int) -> web.StreamResponse:
        socket = web.WebSocketResponse(heartbeat=BEAT)
        await socket.prepare(request)

        async def send() -> None:
            last = seq
            while not socket.closed:
                for number, body in await self._exchange.feed.wait(person, last):
                    await socket.send_str(f'{{"id":{number},"event":{body.decode()}}}')
                    last = number

        async def listen() -> None:
            async for message in socket:
                if message.type is WSMsgType.ERROR:
                    return

        sender = asyncio.create_task(self._run(send()))
        await self._run(listen())
        sender.cancel()
        await asyncio.gather(sender, return_exceptions=True)
        await socket.close()
        return socket

    async def _run(self, work: Coroutine[None, None, None]) -> None:
        """Work until it ends, the other side goes, or the sandbox stops."""
        task = asyncio.create_task(work)
        self._open.add(task)
        try:
            await task
        except (ConnectionError, asyncio.CancelledError):
            task.cancel()
        finally:
            self._open.discard(task)
