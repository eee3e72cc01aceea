"""The page in a real browser, as a person uses it, with a tiny bot behind it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.sandbox import echo
from tests.sandbox.browser import PROGRAM, Tab, browser
from tests.sandbox.stage import Stage, opened

pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason=f"there is no browser at {PROGRAM}, so the page was not tried")

SHOTS = os.environ.get("SANDBOX_SHOTS", "")
"""A folder that keeps the pictures; without it they go with the test."""

TAP = 'document.querySelector("[data-data={!r}]").click()'
SAYS = "document.getElementById('log').innerText.includes({!r})"


@asynccontextmanager
async def shown(folder: Path, query: str) -> AsyncIterator[tuple[Stage, Tab]]:
    """A sandbox, the echo bot and a browser on the page."""
    async with asyncio.timeout(45), opened() as stage:
        bot = asyncio.create_task(echo.live(stage.bot))
        try:
            async with browser(folder / "profile") as tab:
                await tab.open(stage.sandbox.page + query)
                await tab.until("document.getElementById('write').hidden !== document.getElementById('start').hidden")
                assert "智评助手" in await tab.run("document.title")
                yield stage, tab
                assert tab.complaints == []
        finally:
            bot.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await bot


def test_a_person_talks_with_the_bot(tmp_path: Path) -> None:
    """START with a payload, a card turned in place, a toast, an alert, a text, an upload, pictures of it all."""

    async def play() -> None:
        async with shown(tmp_path, "?as=wang&start=hello_1") as (stage, tab):
            assert await tab.run("document.getElementById('write').hidden")
            await tab.run("document.getElementById('start').click()")
            await tab.until(SAYS.format("第 12/48 题"))
            assert await tab.run(SAYS.format("/start hello_1"))
            assert not await tab.run("document.getElementById('write').hidden")
            await _turn_the_card(tab)
            await _write(tab)
            await _upload(tab)
            await _people_and_groups(stage, tab)
            await _pictures(tab, Path(SHOTS) if SHOTS else tmp_path)

    asyncio.run(play())


async def _turn_the_card(tab: Tab) -> None:
    """The tapped button spins until the answer; then a toast, and the next question in the same bubble, with the focus on it."""
    await tab.run("document.querySelector(\"[data-data='A.12']\").focus()")
    await tab.run(TAP.format("A.12"))
    assert await tab.run("document.querySelector(\"[data-data='A.12']\").ariaBusy") == "true"
    await tab.until(SAYS.format("第 13/48 题"))
    await tab.until("document.getElementById('toast').textContent === '已记下 A.12'")
    assert not await tab.run(SAYS.format("第 12/48 题"))
    assert await tab.run("document.querySelectorAll('[aria-busy=true]').length") == 0
    await tab.until("document.activeElement.dataset.data === 'A.13'")
    assert "第 13/48 题" in await tab.run("document.querySelector('#chats .last').textContent")
    assert "第 13/48 题" in await tab.run("document.getElementById('news').textContent")
    await tab.run(TAP.format("why"))
    await tab.until("document.getElementById('ask').open")
    assert await tab.run("document.getElementById('ask-words').textContent") == "说明：看关键工序。"
    await tab.until("document.querySelectorAll('[aria-busy=true]').length === 0")
    await tab.press("Enter", 13)
    await tab.until("!document.getElementById('ask').open")


async def _write(tab: Tab) -> None:
    """A text by the keyboard, markup shown as text, typing shown, the answer, the menu of commands."""
    await tab.run("document.getElementById('text').focus()")
    await tab.send("Input.insertText", text="<b>3 条产线</b> & 42 台 مرحبا 😀")
    await tab.press("Enter", 13)
    await tab.until("document.getElementById('status').textContent === '正在输入…'")
    await tab.until(SAYS.format("您说的是：<b>3 条产线</b> & 42 台 مرحبا 😀"))
    await tab.until("document.getElementById('status').textContent === '机器人'")
    await tab.send("Input.insertText", text="/h")
    assert await tab.until("document.getElementById('commands').innerText") == "/help\n怎么用"
    for key, code in (("ArrowDown", 40), ("Enter", 13)):
        await tab.press(key, code)
    await tab.until(SAYS.format("您说的是：/help"))


async def _upload(tab: Tab) -> None:
    """A file through the dialog, with a caption; the bot's answer can be downloaded, a picture is shown."""
    await tab.run(
        "const box = new DataTransfer(); box.items.add(new File(['x'], '设备 台账.xlsx'));"
        "document.dispatchEvent(new DragEvent('drop', { dataTransfer: box, bubbles: true, cancelable: true }))"
    )
    await tab.until("document.getElementById('ask').open")
    await tab.run("document.getElementById('ask-input').value = '请查收'; document.getElementById('ask-yes').click()")
    await tab.until(SAYS.format("收到 设备 台账.xlsx"))
    link = "document.querySelector('a[download=\"诊断总结.csv\"]').href"
    assert await tab.run(f"fetch({link}).then((answer) => answer.text())") == "总分,1.94\n"


async def _people_and_groups(stage: Stage, tab: Tab) -> None:
    """A group made elsewhere appears; what is written there is marked as unread."""
    group = (await stage.act("li", "group", title="智能制造工作群", members=["wang"]))["chat"]
    await tab.until("document.querySelectorAll('#chats li').length === 2")
    await stage.bot.send_message(group, "大家好")
    await tab.until("document.querySelector('.unread')?.firstChild.data >= 1")
    assert await tab.run("document.title.startsWith('(')")


async def _pictures(tab: Tab, folder: Path) -> None:
    """A phone and a desk, light and dark; nothing is wider than the window."""
    await tab.run("document.getElementById('toast').hidden = true")
    for width, height, dark in ((360, 740, False), (1280, 860, False), (1280, 860, True)):
        file = folder / f"page-{width}{'-dark' if dark else ''}.png"
        await tab.screenshot(file, width, height, dark=dark)
        assert file.stat().st_size > 10_000
        assert await tab.run("document.documentElement.scrollWidth <= innerWidth")


def test_what_was_done_is_saved_as_a_test(tmp_path: Path) -> None:
    """From the menu: a file by the person's name, with what they did, and a word on where it belongs."""

    async def play() -> None:
        async with shown(tmp_path, "?as=wang") as (_, tab):
            await tab.send("Page.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
            await tab.run("document.querySelector('[data-do=repro]').click()")
            await tab.until("document.getElementById('toast').textContent.includes('没有可以导出的内容')")
            assert "409" in tab.complaints.pop()
            await tab.run("document.getElementById('start').click()")
            await tab.until(SAYS.format("第 12/48 题"))
            await tab.run("document.getElementById('more').open = true; document.querySelector('[data-do=repro]').click()")
            await tab.until("document.getElementById('toast').textContent.includes('tests/golden/transcripts')")
            assert not await tab.run("document.getElementById('more').open")
            saved = tmp_path / "sandbox_wang.json"
            while not saved.exists():
                await asyncio.sleep(0.05)
            assert json.loads(saved.read_text(encoding="utf-8"))["turns"] == [{"in": {"start": {}}}]

    asyncio.run(play())


def test_two_tabs_are_two_people_and_links_open_in_the_page(tmp_path: Path) -> None:
    """The switcher shows who one is; a deep link in a message offers START; blocking offers to come back."""

    async def play() -> None:
        async with shown(tmp_path, "?as=li") as (stage, tab):
            assert await tab.run("document.getElementById('person').selectedOptions[0].text") == "李工"
            await tab.run("document.getElementById('start').click()")
            await tab.until(SAYS.format("完整说明见"))
            await tab.until("document.getElementById('start').hidden")
            await tab.run("document.querySelector('a[href*=\"start=again\"]').click()")
            await tab.until("!document.getElementById('start').hidden")
            await tab.run("document.getElementById('start').click()")
            await tab.until(SAYS.format("/start again"))
            assert (await stage.get("/people/wang/messages"))["messages"] == []
            await stage.act("li", "block")
            await tab.until("document.getElementById('start').textContent === '恢复并重新开始'")
            await tab.run("document.getElementById('start').click()")
            await tab.until("!document.getElementById('write').hidden")

    asyncio.run(play())


def test_entities_become_elements_by_their_offsets(tmp_path: Path) -> None:
    """Nested, crossing, after an emoji; a dangerous link leads nowhere; a spoiler opens by the keyboard."""
    script = """
      import('./rendering.js').then(({ rich }) => {
        const draw = (text, entities) => rich(text, entities, { command() {}, link() {} }).innerHTML;
        return [
          draw('😀ab<i>', [{ type: 'bold', offset: 2, length: 2 }, { type: 'italic', offset: 3, length: 1 }]),
          draw('abcd', [{ type: 'bold', offset: 0, length: 3 }, { type: 'italic', offset: 2, length: 2 }]),
          draw('x', [{ type: 'text_link', offset: 0, length: 1, url: 'javascript:alert(1)' }]),
          draw('x', [{ type: 'spoiler', offset: 0, length: 1 }]),
        ];
      })
    """

    async def play() -> None:
        async with shown(tmp_path, "?as=wang") as (_, tab):
            nested, crossing, link, spoiler = await tab.run(script)
            assert nested == "😀<strong>a<em>b</em></strong>&lt;i&gt;"
            assert crossing == "<strong>ab<em>c</em></strong><em>d</em>"
            assert 'href="#"' in link
            assert 'tabindex="0"' in spoiler

    asyncio.run(play())
