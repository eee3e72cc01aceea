"""Canaries: nothing of the token, the secret, a phone number or what a person wrote is in any log, figure or error, whatever goes wrong."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any

import pytest

from bot.channels.telegram import sender
from bot.ports import StorageUnavailable
from bot.storage.scratch import ScratchStore
from bot.watching.log import Log
from tests.bot.office import CountedIds
from tests.channels.stand import Stand, serving

SECRET = "s3cret-CANARY-s3cret"
CANARIES = ("上海金丝雀机械有限公司", "13912345678", "canary@shenan.example", "欧阳金丝雀", "机密系数")


async def _everything_goes_wrong(stand: Stand) -> None:
    """A conversation full of canaries with every kind of failure in it."""
    stand.expected = (Exception,)
    await stand.wang.begin(CANARIES[0])
    await stand.wang.say("/profile", CANARIES[3], CANARIES[1], CANARIES[2], CANARIES[4])
    await stand.wang.say("/feedback", "写一条反馈", f"请打 {CANARIES[1]}，找{CANARIES[3]}")
    await stand.wang.say("/liaison", "登记", "闵行区", CANARIES[3], "科长", CANARIES[1], CANARIES[4], "提交登记")
    await stand.wang.say("/privacy", "导出我的数据")
    for kind, method in (("502", "sendMessage"), ("lost", "sendMessage"), ("half", "editMessageText"), ("403", "sendMessage")):
        await stand.fault(kind, method=method, count=1)
        await stand.wang.say(CANARIES[1])
        await stand.wang.start()
    await stand.fault("half", method="getUpdates", count=1)
    turn = stand.conversation.turn

    def failing(tx: Any, person: str, arrival: Any) -> Any:
        raise RuntimeError(f"cannot keep {CANARIES[0]} {CANARIES[1]} {stand.sandbox.token}")

    def full(tx: Any, person: str, arrival: Any) -> Any:
        object.__setattr__(stand.conversation, "turn", turn)
        raise StorageUnavailable(f"磁盘已满 {CANARIES[1]}", f"disk full {CANARIES[1]}")

    object.__setattr__(stand.conversation, "turn", failing)
    await stand.wang.say(f"{CANARIES[2]} {CANARIES[3]}")
    object.__setattr__(stand.conversation, "turn", full)
    await stand.wang.act("say", text=CANARIES[4])
    await asyncio.sleep(1.2)
    await stand.settled()
    asyncio.get_running_loop().call_exception_handler({"message": CANARIES[0], "exception": RuntimeError(CANARIES[1])})
    logging.getLogger("asyncio").debug("not ours")


def _leaks(said: str, token: str) -> list[str]:
    return [canary for canary in (*CANARIES, token, token.partition(":")[2], SECRET) if canary in said]


@pytest.mark.parametrize("webhook", [False, True])
def test_no_canary_gets_out(
    webhook: bool, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the most talkative setting."""
    monkeypatch.setattr(sender, "BACK_OFF", (0.02, 0.05))
    caplog.set_level(logging.DEBUG)
    settings: dict[str, Any] = {}
    if webhook:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
        settings = {"webhook_url": f"http://127.0.0.1:{port}", "webhook_secret": SECRET, "listen": f"127.0.0.1:{port}"}
    stand = serving(_everything_goes_wrong, ScratchStore(CountedIds()), **settings)
    out, err = capfd.readouterr()
    assert len(stand.notes.failures) >= 2
    assert '"event": "failure"' in err
    assert _leaks(out + err, stand.sandbox.token) == []
    ours = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("bot.sandbox"))
    assert _leaks(ours + caplog.text, stand.sandbox.token) == []
    assert _leaks(stand.metrics.text().decode(), stand.sandbox.token) == []
    assert _leaks(f"{stand.settings!r} {stand.settings} {stand._client!r}", stand.sandbox.token) == []


def test_a_failure_is_noted_by_kind_and_place_and_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    """The number is what the person is told; the text stays where it was."""

    def deep() -> None:
        raise ValueError(CANARIES[1])

    log = Log()
    try:
        deep()
    except ValueError as error:
        reference = log.failure(error)
    line = capsys.readouterr().err
    assert reference in line
    assert '"kind": "ValueError"' in line
    assert "test_secrets.py:" in line
    assert CANARIES[1] not in line
    assert log.failure(ValueError()) != reference


def test_debug_lines_are_left_out_unless_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """A busy bot answers thousands of taps an hour."""
    Log().debug("tap not answered", why="Refused")
    assert capsys.readouterr().err == ""
    Log(logging.DEBUG).debug("tap not answered", why="Refused")
    assert "tap not answered" in capsys.readouterr().err
