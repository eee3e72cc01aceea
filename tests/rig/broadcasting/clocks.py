"""A clock that goes wrong: an hour back, a day forward and back again, and a process that was down when something was to be sent.

What must come is worked out here from each enterprise's last sign of life and the moments at which somebody could look at the clock.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from bot.broadcast import sender
from bot.ports import Transaction
from bot.ports.standing import Progress, Stage
from bot.storage.opening import open_store
from bot.system import RandomIds
from dialogs.campaigns.model import Audience, Button, ButtonKind, Campaign, CampaignState, Every, Kind, When
from dialogs.model import Profile
from tests.rig.broadcasting.checker import Wanted
from tests.rig.broadcasting.stage import Clock, Run, begun
from tests.rig.broadcasting.world import MEANT, Made, Plan, _cursor, silence
from tests.rig.checker import Findings
from tests.rig.sabotage import put
from tests.rig.stage import FIRST_PERSON, forked, waited

HOUR, DAY = 3_600_000, 86_400_000
STEPS, WINDOW = (3, 7, 14), 2
IDLE = (2.5, 3.1, 4.4, 4.9, 5.1, 6.4, 6.9, 7.05, 8.4, 8.9, 9.1, 13.4, 13.9, 14.2, 15.4, 15.9, 16.1, 30.0)
"""For how many days the enterprises had been idle at the beginning, on both sides of every limit."""

DUE = DAY + 4 * HOUR
"""When the campaigns that are sent once are to be sent: the process is down then."""

WEEK_BEGAN = -DAY
"""When the weekly one is sent for the first time."""

REMINDER, SHORT, LONG, WEEKLY = "〔催〕", "〔短〕", "〔长〕", "〔周〕"
QUIET = 0.9
"""Seconds without a message after which a moment counts as looked at."""

LONGEST = 6.0
"""Seconds that one moment lasts at most."""

GLANCE = 0.1
"""Seconds after which the bot looks again, in place of twenty."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What the clock shows, after the beginning; `anew` where the process was down before."""

    at: int
    anew: bool = False


VISITS = (
    Visit(0, anew=True), Visit(-HOUR), Visit(0), Visit(HOUR), Visit(DAY), Visit(0), Visit(HOUR, anew=True), Visit(3 * DAY, anew=True),
    Visit(3 * DAY - HOUR), Visit(2 * DAY, anew=True), Visit(3 * DAY + HOUR, anew=True), Visit(7 * DAY, anew=True), Visit(3 * DAY),
)  # fmt: skip


def wrong_clock(folder: Path, without: Callable[[], None] = lambda: None, visits: Sequence[Visit] = VISITS) -> Findings:
    """Take the bot to these moments one after the other, and compare what came with what had to come."""

    def hasty() -> None:
        put(sender, "PLAN_SECONDS", GLANCE)
        put(sender, "LOOK_SECONDS", GLANCE)
        without()

    clock, zero = Clock(), time.time_ns() // 1_000_000
    plan = Plan(len(IDLE))
    with begun(folder, plan, hasty, rate=500.0, clock=clock, prepare=lambda url, place, plan: _prepared(url, place, zero)) as run:
        for visit in visits:
            _looked(run, clock, zero, visit)
        code = run.life.kill(signal.SIGTERM) if run.life else 0
        calls = [call for call in run.told.read(run.stage.base).calls if call.new]
        complaints = run.lives.said()
    came = Counter((call.text[:3], call.chat) for call in calls)
    found = Findings()
    for key, wanted in _wanted([visit.at for visit in visits]).items():
        times = came.pop(key, 0)
        found.add("reminded again", max(0, times - wanted), f"{key} came {times} times, not {wanted}")
        found.add("not reminded", max(0, wanted - times), f"{key} came {times} times, not {wanted}")
    found.add("something else", len(came), str(list(came)[:3]))
    found.add("did not stop in order", code != 0, f"exit code {code}")
    for name, count in complaints.items():
        found.add(name, count)
    return found


def _looked(run: Run, clock: Clock, zero: int, visit: Visit) -> None:
    """Let the bot live at this moment until nothing more comes of it."""
    if visit.anew and run.life is not None:
        run.life.kill(signal.SIGKILL)
        run.life = None
    clock.set(zero + visit.at)
    if run.life is None:
        run.life = run.begin()
    seen, end = run.called(), time.monotonic() + LONGEST
    while waited(lambda before=seen: run.called() != before, QUIET) and time.monotonic() < end:
        seen = run.called()


def _wanted(moments: Sequence[int]) -> dict[tuple[str, str], int]:
    """How often each message must come to each person: a reminder once for each of its steps that could be seen in its time, a campaign
    once if its time was not over at the first moment from which it could be sent."""
    wanted = {}
    first = next((at for at in moments if at >= DUE), None)
    weeks = {week for week in range(3) for at in moments if 0 <= at - WEEK_BEGAN - week * 7 * DAY < WINDOW * DAY}
    for place, days in enumerate(IDLE):
        chat = str(FIRST_PERSON + place)
        wanted[WEEKLY, chat] = len(weeks)
        seen = {step for at in moments if (step := _step(days * DAY + at))}
        wanted[REMINDER, chat] = len(seen)
        wanted[SHORT, chat] = int(first is not None and first < DUE + DAY)
        wanted[LONG, chat] = int(first is not None and first < DUE + 5 * DAY)
    return wanted


def _step(idle: float) -> int:
    """The reminder that is due after so many milliseconds, for as long as its window is open."""
    due = [step for step in STEPS if step * DAY <= idle < (step + WINDOW) * DAY]
    return due[-1] if due else 0


# -- the world ---------------------------------------------------------------------------------------------------------------


def _prepared(url: str, folder: Path, zero: int) -> Made:
    child = forked(lambda: _prepare(url, zero), folder / "world.log")
    _, status = os.waitpid(child, 0)
    assert status == 0, (folder / "world.log").read_text()
    wanted = folder / "wanted.json"
    nobody = Wanted("none", "", "", "", {}, {})
    wanted.write_text(json.dumps([asdict(nobody)]))
    return Made(wanted, tuple(range(FIRST_PERSON, FIRST_PERSON + len(IDLE))))


def _prepare(url: str, zero: int) -> None:
    store = open_store(url, RandomIds())
    try:
        silence(store)
        store.submit(lambda tx: _people(tx, zero)).result()
        store.submit(lambda tx: _campaigns(tx, zero)).result()
    finally:
        store.close()


def _people(tx: Transaction, zero: int) -> None:
    for place, days in enumerate(IDLE):
        chat, then = str(FIRST_PERSON + place), zero - round(days * DAY)
        person = tx.person("telegram", chat, then)
        tx.reach("telegram", person, chat, then)
        tx.save_cursor(_cursor(person, "zh", f"王工{place}"), then)
        enterprise = tx.add_enterprise(Profile(name=f"企业{place}", code=f"{place:018d}", district=MEANT), person, then).id
        tx.keep_progress(enterprise, Progress(f"run-{place}", Stage.IN_PROGRESS, 1, 5, 56, started_at=then), then)


def _campaigns(tx: Transaction, zero: int) -> None:
    reminder = When(every=Every.IDLE, steps=STEPS, opens=0, closes=24 * 60, any_day=True, window=WINDOW)
    assert tx.add_campaign(_campaign(REMINDER, reminder, zero, state=CampaignState.STANDING, kind=Kind.PROGRESS), zero)
    weekly = When(every=Every.WEEK, at=zero + WEEK_BEGAN, opens=0, closes=24 * 60, any_day=True, window=WINDOW)
    assert tx.add_campaign(_campaign(WEEKLY, weekly, zero, state=CampaignState.STANDING), zero)
    for mark, window in ((SHORT, 1), (LONG, 5)):
        when = When(every=Every.AT, at=zero + DUE, opens=0, closes=24 * 60, any_day=True, window=window)
        once = _campaign(mark, when, zero, state=CampaignState.SCHEDULED, starts_at=when.at, ends_at=when.at + window * DAY)
        assert tx.add_campaign(once, zero)
        assert tx.freeze_audience(once, zero).persons == len(IDLE)


def _campaign(mark: str, when: When, zero: int, **rest: object) -> Campaign:
    given = {
        "id": sha256(mark.encode()).hexdigest()[:32], "title": mark, "made_by": "staff", "made_at": zero - HOUR, "units": (MEANT,),
        "audience": Audience(districts=(MEANT,)), "texts": {"zh": f"{mark}{{企业名称}}"}, "when": when, "persons": len(IDLE),
        "button": Button(kind=ButtonKind.CONTINUE), "confirmed_by": "staff", "confirmed_at": zero - 2 * HOUR, **rest,
    }  # fmt: skip
    return Campaign(**given)
