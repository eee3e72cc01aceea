"""A headless browser driven through the DevTools protocol, with nothing but aiohttp."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

PROGRAM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars --remote-debugging-port=0"
)


class Tab:
    """One page. Everything is asked of it in JavaScript."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self.complaints: list[str] = []

    async def listen(self) -> None:
        """Hand answers to those who wait, and collect what the page complains of."""
        async for packet in self._socket:
            message = json.loads(packet.data)
            if message.get("id") in self._waiting:
                self._waiting.pop(message["id"]).set_result(message)
            elif message.get("method") == "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(message["params"]["exceptionDetails"], ensure_ascii=False)[:500])
            elif message.get("method") == "Log.entryAdded" and message["params"]["entry"]["level"] == "error":
                self.complaints.append(message["params"]["entry"]["text"])

    async def send(self, method: str, **params: object) -> Any:
        """A DevTools command; its result."""
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": params})
        answer = await asyncio.wait_for(self._waiting[number], 15)
        assert "error" not in answer, answer
        return answer["result"]

    async def run(self, script: str) -> Any:
        """The value of an expression."""
        found = await self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    async def until(self, script: str) -> Any:
        """Wait for an expression to be true; its value."""
        for _ in range(150):
            value = await self.run(script)
            if value:
                return value
            await asyncio.sleep(0.05)
        raise AssertionError(f"never true: {script}\n{await self.run('document.body.innerText')}\n{self.complaints}")

    async def open(self, address: str) -> None:
        """Go to an address and wait until it is loaded."""
        await self.send("Page.navigate", url=address)
        await self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    async def press(self, key: str, code: int) -> None:
        """A key, as from a keyboard."""
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            await self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text)

    async def screenshot(self, file: Path, width: int, height: int, *, dark: bool = False) -> None:
        """A picture of the page at a size."""
        await self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = "dark" if dark else "light"
        await self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        await self.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        await self.run("document.getElementById('log').scrollTop = 1e6")
        picture = await self.send("Page.captureScreenshot", format="png")
        file.write_bytes(base64.b64decode(picture["data"]))


@asynccontextmanager
async def browser(profile: Path) -> AsyncIterator[Tab]:
    """A browser with a fresh profile and one tab."""
    process = await asyncio.create_subprocess_exec(
        PROGRAM, *FLAGS.split(), f"--user-data-dir={profile}", "about:blank",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        port = await _port(profile / "DevToolsActivePort")
        async with aiohttp.ClientSession(trust_env=False) as session:
            async with session.get(f"http://127.0.0.1:{port}/json") as answer:
                target = next(one for one in await answer.json() if one["type"] == "page")
            async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                tab = Tab(socket)
                listening = asyncio.create_task(tab.listen())
                for domain in ("Page", "Runtime", "Log"):
                    await tab.send(f"{domain}.enable")
                try:
                    yield tab
                finally:
                    await socket.send_json({"id": 0, "method": "Browser.close"})
                    await asyncio.wait_for(process.wait(), 10)
                    listening.cancel()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _port(file: Path) -> int:
    for _ in range(400):
        if file.exists() and (text := file.read_text()):
            return int(text.splitlines()[0])
        await asyncio.sleep(0.05)
    raise AssertionError("the browser did not start")
