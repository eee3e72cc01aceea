"""The bot behind a webhook: the sandbox delivers, the bot confirms after the commit."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from bot.channels.telegram import client as telegram
from bot.ports import StorageUnavailable, Store
from bot.storage.scratch import ScratchStore
from tests.bot.office import CountedIds
from tests.channels.stand import Stand, labels, serving, standing

SECRET = "s3cret-S3CRET-s3cret"


def _hooked() -> dict[str, Any]:
    """Settings of a bot behind a webhook on a free port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    return {"webhook_url": f"http://127.0.0.1:{port}", "webhook_secret": SECRET, "listen": f"127.0.0.1:{port}"}


def test_a_conversation_by_webhook(store: Store) -> None:
    """The same as by polling: taps edit, typing brings a new message, nothing is fetched."""

    async def script(stand: Stand) -> None:
        first = await stand.wang.begin()
        tapped = await stand.wang.press("D")
        assert tapped["message_id"] == first["message_id"]
        typed = await stand.wang.say("D")
        assert typed["message_id"] > first["message_id"]
        assert "第 3/" in typed["text"]
        assert await stand.calls("getUpdates") == []
        hook = (await stand.api("getWebhookInfo"))["result"]
        assert hook["url"].endswith("/telegram")
        assert "last_error_message" not in hook
        (told,) = await stand.calls("setWebhook")
        assert "my_chat_member" in told["body"]

    serving(script, store, **_hooked())


def test_what_could_not_be_kept_is_delivered_again(store: Store) -> None:
    """503 until the commit; then once."""

    async def script(stand: Stand) -> None:
        await stand.wang.begin()
        submit, left = stand.store.submit, [3]

        def full(work: Any) -> Any:
            left[0] -= 1
            if left[0] >= 0:
                raise StorageUnavailable("磁盘已满", "disk full")
            return submit(work)

        object.__setattr__(stand.bot.intake, "_store", _With(full, stand.store))
        assert "第 2/" in (await stand.wang.press("D"))["text"]
        entries = (await stand.get("/history?limit=10000"))["entries"]
        assert [entry["status"] for entry in entries if entry["method"] == "deliver"].count(503) == 3

    serving(script, store, **_hooked())


class _With:
    """A store with another way to submit."""

    def __init__(self, submit: Any, store: Store) -> None:
        self.submit = submit
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def test_deliveries_that_come_ten_times_count_once(store: Store) -> None:
    """And in the person's order."""

    async def script(stand: Stand) -> None:
        await stand.fault("duplicate", times=10)
        await stand.wang.begin()
        assert "第 2/" in (await stand.wang.press("D"))["text"]
        for key in "BCD":
            await stand.wang.act("say", text=key)
        await stand.settled()
        assert "第 5/" in (await stand.wang.last())["text"]

    serving(script, store, **_hooked())


def test_health_and_figures_are_there_while_it_serves() -> None:
    """With nothing of anybody in them."""

    async def script(stand: Stand) -> None:
        await stand.wang.begin()
        base = stand.settings.webhook_url
        async with stand.http.get(f"{base}/healthz") as health:
            assert health.status == 200
        async with stand.http.get(f"{base}/metrics") as figures:
            text = await figures.text()
        assert 'zhiping_updates_total{kind="turn"}' in text
        assert 'zhiping_calls_total{outcome="sent"}' in text
        assert "zhiping_batch_seconds_count" in text
        assert not [word for word in ("1001", "申安", "913101", "王", stand.sandbox.token) if word in text.replace("10012", "")]
        stand.store.close()
        async with stand.http.get(f"{base}/healthz") as health:
            assert health.status in {200, 503}

    async def run() -> None:
        async with standing(ScratchStore(CountedIds()), **_hooked()) as stand:
            stand.expected = (Exception,)
            await script(stand)

    asyncio.run(run())


def test_a_revoked_token_ends_a_bot_that_only_listens() -> None:
    """It learns it from the first call; the update is kept, its answer waits in the outbox."""
    store = ScratchStore(CountedIds())

    async def run() -> None:
        async with standing(store, **_hooked()) as stand:
            stand.expected = (telegram.Unauthorized,)
            await stand.wang.begin()
            stand._client._token = "7000000001:revoked"
            await stand.wang.act("say", text="D")
            running, stand._running = stand._running, None
            assert running is not None
            with pytest.raises(telegram.Unauthorized):
                await asyncio.wait_for(running, 10)
            await stand._client.__aexit__(None, None, None)
            assert (await store.letters_by_state())["queued"] == 1

    asyncio.run(run())


def test_a_stop_while_a_delivery_hangs_is_quick() -> None:
    """A caller who never ends a body does not keep the bot from leaving."""

    async def script(stand: Stand) -> None:
        first = await stand.wang.begin()
        assert labels(first)
        port = int(stand.settings.webhook_url.rpartition(":")[2])
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        secret = f"X-Telegram-Bot-Api-Secret-Token: {SECRET}"
        writer.write(f"POST /telegram HTTP/1.1\r\nHost: x\r\n{secret}\r\nContent-Length: 100\r\n\r\nabc".encode())
        await asyncio.sleep(0.05)
        assert await stand.stop() < 5
        writer.close()

    serving(script, ScratchStore(CountedIds()), **_hooked())
