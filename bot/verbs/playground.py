"""`zhiping sandbox`: a Bot API server on localhost with its chat page, and the unchanged bot against it in a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable

from bot.config import Settings
from bot.sandbox.refusals import Declined
from bot.sandbox.server import Sandbox
from bot.sandbox.store import Store
from bot.sandbox.world import FIRST_PEOPLE, World
from bot.watching.failures import Failed

RESTARTS = 5
ADMIN = next(person.id for person in FIRST_PEOPLE if person.key == "sun")
STAFF = next(person.id for person in FIRST_PEOPLE if person.key == "zhao")
"""The persons of the page who are called an admin and a staff member there: one can write to everybody, the other agree to it."""

FOLDER = "sandbox"
"""Below the data folder; everything of the sandbox is in it."""


def play(settings: Settings, port: int, say: Callable[[str], None]) -> int:
    """Run both until told to stop; the exit code is the bot's if it cannot run."""
    return asyncio.run(_play(settings, port, say))


async def _play(settings: Settings, port: int, say: Callable[[str], None]) -> int:
    sandbox = Sandbox(settings.data / FOLDER)
    await _start(sandbox, port)
    stopping = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    say(f"智评助手已在本机运行，请用浏览器打开：{sandbox.page}")
    say(f"The assistant is running on this machine; open {sandbox.page}")
    say("按 Ctrl-C 结束，全部回答都会保留。 Ctrl-C ends it; every answer is kept.")
    try:
        return await _keep_running(sandbox, stopping)
    finally:
        await sandbox.stop()


def repro_of(settings: Settings, key: str) -> str:
    """What this person did here so far, or whoever did something last, as a transcript for the tests. The sandbox may run meanwhile."""
    from bot.sandbox.replay import doers, events
    from bot.sandbox.repro import repro

    folder = settings.data / FOLDER
    if not folder.is_dir():
        raise Failed(f"Nobody used the sandbox here yet (there is no {folder}); start it with `zhiping sandbox`.")
    store = Store(folder)
    try:
        world, happened = World(store), events(store)
        found = world.by_key(key) if key else next((world.people[one] for one in doers(happened) if one in world.people), None)
        if found is None:
            raise Failed("Nobody said anything in the sandbox yet; there is nothing to export.")
        return repro(found, happened)
    except Declined as declined:
        raise Failed(declined.words) from declined
    finally:
        store.close()


async def _start(sandbox: Sandbox, port: int) -> None:
    """On the usual port, or on any free one where that is taken."""
    try:
        await sandbox.start(port=port)
    except OSError:
        await sandbox.start(port=0)


async def _keep_running(sandbox: Sandbox, stopping: asyncio.Event) -> int:
    code = 0
    for _ in range(RESTARTS):
        bot = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=_environment(sandbox))
        ended, told = asyncio.create_task(bot.wait()), asyncio.create_task(stopping.wait())
        await asyncio.wait({ended, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if stopping.is_set():
            if bot.returncode is None:
                bot.terminate()
            await ended
            return 0
        code = ended.result()
        if code == 2:  # wrong use: trying again changes nothing
            return code
    return code


def _environment(sandbox: Sandbox) -> dict[str, str]:
    """The bot's environment: as it is, but for the server and the token. Paces are the sandbox's, whose people read quickly.

    Where neither admins nor staff are named, the sandbox's own are: everybody else's roles begin with an admin, broadcasts with staff.
    """
    own = {"ZHIPING_API_BASE": sandbox.base, "ZHIPING_BOT_TOKEN": sandbox.token, "ZHIPING_RATE_PERSON": "5"}
    offices = {"ZHIPING_ADMINS": str(ADMIN), "ZHIPING_STAFF": str(STAFF)}
    named = any(os.environ.get(name) for name in offices)
    return {**os.environ, **own, **({} if named else offices)}
