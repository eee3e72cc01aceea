"""A staff member stops a broadcast in the chat, by taps alone: from the message that says how it is going. Counted at the server."""

from __future__ import annotations

import signal
import time
import urllib.error
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.rig.broadcasting.pairs import Stopped
from tests.rig.broadcasting.runs import compared
from tests.rig.broadcasting.stage import Run, begun
from tests.rig.broadcasting.world import STAFF, Plan
from tests.rig.checker import Findings

PAGE, STOP, YES, PAUSE, RESUME = ".vbcast@", ".cstop", ".cyes", ".cpause", ".cresume"
"""What buttons do: the campaign's page, and what can be done there."""

STILL = 2.5
"""Seconds in which nothing may come of a campaign that stands still."""


def stopped_in_chat(folder: Path, pace: float, people: int) -> Stopped:
    """The last tap is the stop; what comes after it is counted."""
    with begun(folder, Plan(people, changes=False), rate=pace) as run:
        life = run.begin()
        assert run.until(lambda: run.called() >= 10, 30), life.words()[-2000:]
        at = 0.0
        for does in (PAGE, STOP, YES):
            at = _tapped(run, does)
        time.sleep(3)
        run.trouble.stopped = True
        over = run.until(run.over, 10)
        report = compared(run, over=over, code=life.kill(signal.SIGTERM))
    late = [call.at - at for call in run.told.calls if call.new and call.at > at and call.text[:1] in {"〔", "["}]
    return Stopped(len(late), max(late, default=0.0), report)


def paused_in_chat(folder: Path, without: Callable[[], None] = lambda: None) -> Findings:
    """A staff member pauses it, the bot is killed, and another life waits until somebody resumes it; then it comes to its end."""
    with begun(folder, Plan(200, changes=False), without, rate=25.0) as run:
        life = run.begin()
        assert run.until(lambda: _sent(run) >= 10, 30), life.words()[-2000:]
        for does in (PAGE, PAUSE):
            _tapped(run, does)
        late = _while_still(run)
        run.kill(life)
        life = run.begin()
        late += _while_still(run)
        _tapped(run, RESUME)
        over = run.until(run.over, 60)
        findings = compared(run, over=over, code=life.kill(signal.SIGTERM)).findings
    findings.add("sent while it was paused", late)
    return findings


def _while_still(run: Run) -> int:
    """How many messages came of it, once what was under way is over."""
    time.sleep(1)
    before = _sent(run)
    time.sleep(STILL)
    return _sent(run) - before


def _sent(run: Run) -> int:
    return sum(call.text[:1] in {"〔", "["} for call in run.told.read(run.stage.base).calls)


def _tapped(run: Run, does: str, seconds: float = 15.0) -> float:
    """Wait for a button that does this, and tap it; when."""
    found: list[tuple[int, str]] = []

    def seen() -> bool:
        found[:] = [button for button in _buttons(run) if does in button[1]]
        return bool(found)

    assert run.until(seen, seconds), f"no button {does} among {_buttons(run)}"
    at = time.time()
    message, data = found[-1]
    try:
        run.stage.post(f"/people/p{STAFF}/tap", {"message_id": message, "data": data})
    except urllib.error.HTTPError:  # shown anew that very moment
        return _tapped(run, does, seconds)
    return at


def _buttons(run: Run) -> list[tuple[int, str]]:
    shown: list[dict[str, Any]] = [one["message"] for one in run.stage.get(f"/people/p{STAFF}/messages")["messages"]]
    rows = [(message["message_id"], row) for message in shown for row in message.get("reply_markup", {}).get("inline_keyboard", [])]
    return [(number, str(button.get("callback_data", ""))) for number, row in rows for button in row]
