"""Delivery by webhook to a real server on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram.exceptions import TelegramConflictError
from aiohttp import web

from tests.sandbox.stage import Stage, staged

PACE = 0.02
Answer = Callable[[dict[str, Any], int], web.Response]


class Receiver:
    """Keeps what arrives; `answer` decides by update and by how often it came."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.headers: list[str | None] = []
        self.answer: Answer = lambda update, times: web.Response()
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        """One delivery."""
        update = await request.json()
        self.got.append(update)
        self.headers.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return self.answer(update, sum(one["update_id"] == update["update_id"] for one in self.got))

    def texts(self) -> list[str]:
        """The texts of messages in the order they came, taps by their data."""
        return [one["message"]["text"] if "message" in one else one["callback_query"]["data"] for one in self.got]

    async def until(self, count: int) -> None:
        """Wait for so many deliveries."""
        async with asyncio.timeout(10):
            while len(self.got) < count:
                await asyncio.sleep(0.01)


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A server on a free port."""
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield receiver
    finally:
        await runner.cleanup()


async def drained(stage: Stage) -> None:
    """Wait until nothing waits."""
    async with asyncio.timeout(10):
        while (await stage.bot.get_webhook_info()).pending_update_count:
            await asyncio.sleep(0.01)


@staged(retry_pace=PACE)
async def test_updates_are_posted_in_order_with_the_secret(stage: Stage) -> None:
    """What waited before the webhook was set comes too."""
    async with receiving() as receiver:
        await stage.act("wang", "say", text="a")
        assert await stage.bot.set_webhook(receiver.url, secret_token="s-1", max_connections=5, allowed_updates=["message"])
        for text in "bcd":
            await stage.act("wang", "say", text=text)
        await receiver.until(4)
        assert receiver.texts() == ["a", "b", "c", "d"]
        assert set(receiver.headers) == {"s-1"}
        info = await stage.bot.get_webhook_info()
        assert (info.url, info.max_connections, info.allowed_updates) == (receiver.url, 5, ["message"])
        await drained(stage)


@staged(retry_pace=PACE)
async def test_a_failing_update_is_tried_again_and_blocks_only_its_own_queue(stage: Stage) -> None:
    """At once, then later and later; the last error is told."""
    async with receiving() as receiver:
        await stage.meet("wang", "li")
        sent = await stage.bot.send_message(1001, "x")
        receiver.answer = lambda update, times: web.Response(
            status=500 if "message" in update and update["message"]["text"] == "poison" and times < 4 else 200
        )
        await stage.bot.set_webhook(receiver.url)
        await stage.act("wang", "say", text="poison")
        await stage.act("wang", "say", text="after")
        await stage.act("li", "say", text="other")
        await stage.act("wang", "tap", message_id=sent.message_id, data="tap", forged=True)
        await receiver.until(7)
        texts = receiver.texts()
        assert texts.count("poison") == 4
        assert texts.index("after") > max(place for place, text in enumerate(texts) if text == "poison")
        assert texts.index("other") < texts.index("after")
        assert texts.index("tap") < texts.index("after")
        info = await stage.bot.get_webhook_info()
        assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
        assert info.last_error_date is not None
        await drained(stage)


@staged(retry_pace=PACE)
async def test_a_dead_receiver_is_tried_until_it_lives(stage: Stage) -> None:
    """Nothing is lost meanwhile."""
    async with receiving() as gone:
        url = gone.url
    await stage.bot.set_webhook(url)
    await stage.act("wang", "say", text="a")
    await asyncio.sleep(0.1)
    info = await stage.bot.get_webhook_info()
    assert (info.last_error_message, info.pending_update_count) == ("Connection refused", 1)
    async with receiving() as receiver:
        await stage.bot.set_webhook(receiver.url)
        await receiver.until(1)
        assert receiver.texts() == ["a"]
        await drained(stage)


@staged(retry_pace=0.001)
async def test_retry_after_is_honoured(stage: Stage) -> None:
    """The receiver says when to come again."""
    async with receiving() as receiver:
        times: list[float] = []
        loop = asyncio.get_running_loop()

        def answer(update: dict[str, Any], count: int) -> web.Response:
            times.append(loop.time())
            return web.Response(status=503, headers={"Retry-After": "300"}) if count == 1 else web.Response()

        receiver.answer = answer
        await stage.bot.set_webhook(receiver.url)
        await stage.act("wang", "say", text="a")
        await receiver.until(2)
        assert times[1] - times[0] >= 0.29
        await drained(stage)


@staged()
async def test_a_method_in_the_answer_is_executed(stage: Stage) -> None:
    """Its result is seen by nobody; methods that only read are not executed, nor is nonsense."""
    async with receiving() as receiver:
        sending = {"method": "sendMessage", "chat_id": 1001, "text": "由回答发出"}
        bodies: list[object] = [sending, {"method": "sendMessage", "text": ""}, {"x": 1}]
        receiver.answer = lambda update, times: web.json_response(bodies.pop(0)) if bodies else web.Response(text="{")
        await stage.bot.set_webhook(receiver.url)
        for text in "abcd":
            await stage.act("wang", "say", text=text)
        await receiver.until(4)
        await drained(stage)
        shown = (await stage.get("/people/wang/messages"))["messages"]
        assert [one["message"]["text"] for one in shown if one["from_bot"]] == ["由回答发出"]


@staged()
async def test_polling_and_webhook_exclude_each_other(stage: Stage) -> None:
    """409 both ways, in the official words."""
    async with receiving() as receiver:
        poll = asyncio.create_task(stage.bot.get_updates(timeout=10))
        await asyncio.sleep(0.1)
        await stage.bot.set_webhook(receiver.url)
        with pytest.raises(TelegramConflictError, match="terminated by setWebhook request"):
            await poll
        with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
            await stage.bot.get_updates()
        await stage.bot.delete_webhook()
        assert await stage.bot.get_updates() == []
        await stage.act("wang", "say", text="a")
        await stage.bot.delete_webhook(drop_pending_updates=True)
        assert await stage.bot.get_updates() == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"url": "https://e.org/hook"}, "bad webhook: the sandbox delivers to this machine only"),
        ({"url": "ftp://127.0.0.1/"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "http://127.0.0.1:99999/"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "http://127.0.0.1/", "secret_token": "密"}, "secret token contains unallowed characters"),
        ({"url": "http://127.0.0.1/", "secret_token": "x" * 257}, "secret token is too long"),
    ],
)
@staged()
async def test_a_bad_webhook_is_refused(stage: Stage, values: dict[str, object], words: str) -> None:
    """And nothing is set."""
    assert await stage.refusal("setWebhook", **values) == f"Bad Request: {words}"
    assert (await stage.bot.get_webhook_info()).url == ""
