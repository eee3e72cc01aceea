"""Who was to get what, against what the server saw and what the ledger says: a program of its own, line by line and byte for byte.

It knows SQLite, JSON, HTML entities and SHA-256, and imports nothing of the bot. It changes nothing. `Wanted` comes from the world that
was made before the bot began; what a body must be is worked out here, from the plain facts of each enterprise.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.rig.broadcasting.history import Call, Told
from tests.rig.broadcasting.speeds import UNDER_WAY, called_early
from tests.rig.checker import Findings

CUT, CUT_LATE = 0.4, 3.0
"""Seconds within which what was hung up on is recorded; and where the server knows the call, so late at most, on a busy machine."""

ENDS = frozenset(
    {"sent", "doubtful", "blocked", "deactivated", "unreachable", "opted_out", "finished", "moved_on", "outside", "stopped", "failed"}
)
WRITTEN_TO = frozenset({"sent", "doubtful"})
NOBODY_WRITES = {
    "opted_out": ("opted_out",),
    "finished": ("finished",),
    "removed": ("moved_on",),
    "unreachable": ("unreachable", "blocked"),
    "gone": ("unreachable", "moved_on"),
}
"""What happened to a person after the list was frozen, and what the ledger may say then."""

LEVELS = ("", "一", "二", "三", "四", "五")
_FIELD = re.compile(r"(?<!\{)\{([^{}]+)\}(?!\})")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One campaign as its world meant it: by chat the facts of everybody on the frozen list, and why some of them must not get it.

    `text` begins with something that nothing else begins with. `button` is how its button's payload or address ends.
    """

    id: str
    text: str
    english: str
    button: str
    listed: Mapping[str, Mapping[str, Any]]
    persons: Mapping[str, str]
    never: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""
    english_mark: str = ""

    @classmethod
    def read(cls, file: Path) -> list[Wanted]:
        """Everything that a world wrote down."""
        return [cls(**one) for one in json.loads(file.read_text())]


@dataclass(slots=True)
class Trouble:
    """What was done to the bot: when its lives began, who (campaign and person) was marked when one was ended, when it was hung up on, from
    when to when nothing got through, and whether the campaigns were stopped. `causes` are filled in by the checker: why people are
    doubtful."""

    births: list[float] = field(default_factory=list)
    marked: set[tuple[str, str]] = field(default_factory=set)
    hung_up: Sequence[float] = ()
    held_up: Sequence[tuple[float, float]] = ()
    stopped: bool = False
    under_way: float = UNDER_WAY
    causes: Counter[str] = field(default_factory=Counter)

    def was_cut(self, at: float, calls: Iterable[Call]) -> bool:
        """Whether the bot was hung up on right before this was recorded, or from right before the server looked at the call."""
        since = min([at - CUT, *(call.at - CUT for call in calls if call.at >= at - CUT_LATE)])
        return any(since <= moment <= at for moment in self.hung_up)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger."""

    state: str
    reason: str
    digest: str
    message: str
    at: float


class Ledger:
    """The lines by campaign and person, and by what each person is called in the channel."""

    def __init__(self, database: Path) -> None:
        self.lines: dict[str, dict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT campaign, person, state, reason, digest, message, at FROM deliveries")
            for campaign, person, *rest, at in rows:
                self.lines[campaign][person].append(Line(*(part or "" for part in rest), at=at / 1000))

    def states(self, campaign: str) -> Counter[str]:
        """How many lines are in each state."""
        return Counter(line.state for lines in self.lines[campaign].values() for line in lines)


def check(told: Told, wanted: Sequence[Wanted], database: Path, trouble: Trouble) -> Findings:
    """Compare; the broadcast must have come to its end. Who was left out by a stop is excused if `trouble` says that there was one."""
    found = Findings()
    ledger = Ledger(database)
    by_campaign = _told_apart(found, told.calls, wanted)
    lost = {call.chat: call.at for call in told.calls if _is_loss(call)}
    for campaign in wanted:
        _check_list(found, campaign, ledger)
        _check_calls(found, campaign, by_campaign[campaign.id])
        _check_lines(found, campaign, by_campaign[campaign.id], ledger, lost, trouble)
    found.doubtful = sum(ledger.states(campaign.id)["doubtful"] for campaign in wanted)
    found.answers = sum(ledger.states(campaign.id)["sent"] for campaign in wanted)
    found.add("unread history", told.missed)
    early = called_early(told.calls, trouble.births, trouble.under_way, trouble.held_up, trouble.hung_up)
    found.add("called inside a retry window", len(early), f"{early[:3]}")
    return found


# -- who, and what -----------------------------------------------------------------------------------------------------------


def _told_apart(found: Findings, calls: Iterable[Call], wanted: Sequence[Wanted]) -> dict[str, list[Call]]:
    """The calls of each campaign. Whoever is on a list and in no conversation gets nothing that is of none of them."""
    chats = {chat for campaign in wanted for chat in campaign.listed}
    by_campaign: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        mine = next((one.id for one in wanted if call.text.startswith((one.mark, one.english_mark))), None)
        if mine is not None:
            by_campaign[mine].append(call)
        elif call.new and call.chat in chats:
            found.add("wrong body", 1, f"{call.chat} got {call.text[:60]!r}")
    return by_campaign


def _check_list(found: Findings, campaign: Wanted, ledger: Ledger) -> None:
    """Exactly one line with an end for everybody on the frozen list, and none for anybody else."""
    lines = ledger.lines[campaign.id]
    ids = {campaign.persons[chat]: chat for chat in campaign.listed}
    missing = [chat for person, chat in ids.items() if not lines.get(person)]
    open_still = [ids.get(person, person) for person, some in lines.items() if any(line.state not in ENDS for line in some)]
    found.add("unlisted", len(missing), f"no line for {missing[:3]}")
    found.add("twice in the ledger", sum(len(some) > 1 for some in lines.values()))
    found.add("listed without reason", len(lines.keys() - ids.keys()), str(sorted(lines.keys() - ids.keys())[:3]))
    found.add("without an end", len(open_still), str(open_still[:3]))


def _check_calls(found: Findings, campaign: Wanted, calls: Sequence[Call]) -> None:
    """Nobody twice, nobody else, nobody who must not be, and each exactly what is meant for this person."""
    taken = Counter(call.chat for call in calls if call.taken)
    for chat, times in taken.items():
        found.add("twice", times - 1, f"{chat} got {campaign.mark} {times} times")
    perhaps_there: set[str] = set()
    for call in calls:
        found.add("repeated", call.chat in perhaps_there, f"{call.chat} was called for {campaign.mark} after a call that may have arrived")
        if call.taken or call.unheard:
            perhaps_there.add(call.chat)
        if call.chat not in campaign.listed:
            found.add("wrong recipient", 1, f"{call.chat} is not on the list of {campaign.mark}")
        elif call.chat in campaign.never:
            found.add("written to against their will", 1, f"{call.chat} is {campaign.never[call.chat]}")
        elif call.text != body(campaign, call.chat):
            found.add("wrong body", 1, f"{call.chat} got {call.text!r}, meant is {body(campaign, call.chat)!r}")
        if not call.new or not any(payload.endswith(campaign.button) for payload in call.buttons):
            found.add("wrong button", 1, f"{call.method} {call.buttons}")


def _check_lines(
    found: Findings, campaign: Wanted, calls: Sequence[Call], ledger: Ledger, lost: Mapping[str, float], trouble: Trouble
) -> None:
    """What the ledger says of each person is what happened to that person."""
    by_chat: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        by_chat[call.chat].append(call)
    for chat, person in campaign.persons.items():
        for line in ledger.lines[campaign.id].get(person, ()):
            mine = by_chat[chat]
            example = f"{chat} is {line.state} ({line.reason}) in {campaign.mark} after {[(c.fault, c.told, c.taken) for c in mine]}"
            _check_line(found, line, mine, example)
            if line.state not in _states_allowed(campaign, chat, mine, lost, trouble):
                found.add("wrong state", 1, example)
            if line.state == "doubtful":
                cause = _cause(mine, marked=(campaign.id, person) in trouble.marked, cut=trouble.was_cut(line.at, mine))
                found.add("doubtful without a cause", not cause, example)
                trouble.causes[cause] += 1
            if line.state in WRITTEN_TO:
                meant = hashlib.sha256(body(campaign, chat).encode()).hexdigest()
                found.add("wrong digest", line.digest != meant, f"{example}: {line.digest} is not that of {body(campaign, chat)!r}")


def _cause(calls: Sequence[Call], *, marked: bool, cut: bool) -> str:
    """Why nobody knows whether it arrived."""
    if any(call.unheard for call in calls):
        return "a fault"
    if marked:
        return "marked at a kill"
    return "hung up" if cut else ""


def _check_line(found: Findings, line: Line, calls: Sequence[Call], example: str) -> None:
    taken = [call for call in calls if call.taken]
    refused = [place for place, call in enumerate(calls) if _is_loss(call)]
    found.add("arrived and not recorded", bool(taken) and line.state not in WRITTEN_TO, example)
    found.add("recorded and not arrived", line.state == "sent" and not taken, example)
    found.add("recorded as another message", line.state == "sent" and line.message not in {call.message for call in taken}, example)
    found.add("called after 403", bool(refused) and refused[0] < len(calls) - 1, example)


def _states_allowed(campaign: Wanted, chat: str, calls: Sequence[Call], lost: Mapping[str, float], trouble: Trouble) -> Collection[str]:
    """In which states this person may be, by what the server saw and by what changed before."""
    refused = next((call for call in calls if _is_loss(call)), None)
    if refused is not None:
        known = _blocked(refused)
        return (known, "doubtful") if (campaign.id, campaign.persons[chat]) in trouble.marked or trouble.hung_up else (known,)
    more = ("stopped",) if trouble.stopped and not calls else ()
    if chat in campaign.never:
        return (*NOBODY_WRITES[campaign.never[chat]], *more)
    return (*WRITTEN_TO, *more, *(("unreachable",) if chat in lost and not calls else ()))


def _is_loss(call: Call) -> bool:
    return call.told.startswith("Forbidden")


def _blocked(call: Call) -> str:
    return "deactivated" if "deactivated" in call.told else "blocked"


# -- what a body must be -----------------------------------------------------------------------------------------------------


def body(campaign: Wanted, chat: str) -> str:
    """The message as this person must read it: every field filled from this person's own facts, nothing filled twice."""
    facts = campaign.listed[chat]
    english = facts["language"] == "en"
    values = _values(facts, english=english)

    def fill(match: re.Match[str]) -> str:
        return html.escape(values[match[1]], quote=False) if match[1] in values else match[0]

    return _FIELD.sub(fill, campaign.english if english else campaign.text)


def _values(facts: Mapping[str, Any], *, english: bool) -> dict[str, str]:
    more = facts["enterprises"]
    if english:
        name = facts["name"] if more == 1 else f"{facts['name']} and {more - 1} other enterprise{'s' * (more > 2)}"
        return {"enterprise": name, "contact": facts["contact"], "district": facts["district_en"]}
    name = facts["name"] if more == 1 else f"{facts['name']}等 {more} 家企业"
    return {"企业名称": name, "联系人": facts["contact"], "进度": _progress(facts), "所属区": facts["district"]}


def _progress(facts: Mapping[str, Any]) -> str:
    if facts["answering"]:
        return f"{LEVELS[facts['answering']]}级，已答 {facts['answered']}/{facts['of']} 题"
    return "未开始"
