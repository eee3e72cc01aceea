"""What people sent against what is stored: a program of its own over the sandbox's history and the bot's database.

It knows SQLite, JSON and HTTP and imports nothing of the bot, so that a mistake there cannot hide itself here. It changes nothing.
"""

from __future__ import annotations

import json
import sqlite3
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

PAGE = 1000
UNDER_WAY = 0.25
"""Seconds that a call, or the word that there must be none, may be under way on a busy machine. Pauses are of a second and more."""

KEYS = frozenset("ABCD")
ACTS = frozenset({"say", "tap", "start", "edit", "sticker", "voice", "forward", "contact", "upload", "block", "unblock", "raw"})
SHOWN = frozenset({"sendmessage", "editmessagetext"})

Json = dict[str, Any]
Pair = tuple[str, str]


@dataclass(slots=True)
class Told:
    """What the sandbox's history tells, boiled down as it is read."""

    sent: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    acts: Counter[str] = field(default_factory=Counter)
    messages: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    screen: dict[str, str] = field(default_factory=dict)
    in_window: Counter[str] = field(default_factory=Counter)
    newest: Counter[str] = field(default_factory=Counter)
    older: Counter[str] = field(default_factory=Counter)
    after_gone: int = 0
    missed: int = 0
    last: int = 0
    _gone: set[str] = field(default_factory=set)
    _refused_at: float = 0.0

    def read(self, base: str) -> Told:
        """Read what is new; to be called before the sandbox forgets its oldest rows."""
        while True:
            with urllib.request.urlopen(f"{base}/history?since={self.last}&limit={PAGE}") as answer:
                page = json.load(answer)
            self.missed += max(0, page["first_kept"] - self.last - 1) if page["entries"] else 0
            for entry in page["entries"]:
                self._take(entry)
            self.last = page["last"]
            if len(page["entries"]) < PAGE:
                return self

    def _take(self, entry: Json) -> None:
        if entry["actor"] == "bot":
            self._called(entry)
        elif entry["status"] == 200 and entry["method"] in ACTS:
            self._acted(str(entry["chat"]), entry["method"], json.loads(entry.get("body") or "{}"))

    def _acted(self, person: str, method: str, body: Json) -> None:
        self.acts[person] += 1
        self._gone.discard(person)  # who writes can be written to again
        if method == "say" and body["text"] in KEYS:
            self.sent[person].append(body["text"])
        elif method == "tap" and not body.get("forged"):
            does = body["data"].split(".", 2)[-1]
            if does[:1] == "c" and does[1:] in KEYS:
                self.sent[person].append(does[1:])

    def _called(self, entry: Json) -> None:
        method, chat = entry["method"].lower(), str(entry["chat"])
        self._paced(entry, method)
        if method not in SHOWN:
            return
        self.after_gone += chat in self._gone
        if entry.get("answer", "").startswith('{"ok":true'):
            self._shown(method, chat, json.loads(entry["body"]))
        elif '"error_code":403' in entry.get("answer", ""):
            self._gone.add(chat)

    def _paced(self, entry: Json, method: str) -> None:
        """A call that was under way when the server said 429 is nobody's fault."""
        if entry["fault"] == "429":
            self._refused_at = entry["at"] + entry["took"]
        elif "inside_retry_window" in entry["violations"] and entry["at"] > self._refused_at + UNDER_WAY:
            self.in_window[method] += 1

    def _shown(self, method: str, chat: str, body: Json) -> None:
        """The server did this, whether or not the bot heard of it."""
        rows = body.get("reply_markup", {}).get("inline_keyboard", [])
        if rows:
            self.screen[chat] = rows[0][0]["callback_data"].rpartition(".")[0]
            number = int(self.screen[chat].rpartition(".")[2], 16)
            self.older[chat] += number < self.newest[chat]
            self.newest[chat] = max(self.newest[chat], number)
        if method == "sendmessage" and rows:
            self.messages[chat][json.dumps([body["text"], rows])] += 1


@dataclass(slots=True)
class Findings:
    """Counts of what must not be; `answers` and `doubtful` are only told."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    answers: int = 0
    doubtful: int = 0

    @property
    def red(self) -> dict[str, int]:
        """What must not be and is."""
        return {name: count for name, count in self.counts.items() if count}

    def add(self, name: str, count: int, example: str = "") -> None:
        """Count something that must not be."""
        if count:
            self.counts[name] += count
            self.examples.append(f"{name} {count}: {example}")


def check(told: Told, database: Path) -> Findings:
    """Compare the two; the bot must have nothing in hand any more."""
    found = Findings()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        stored = Stored(connection)
    order = _order(stored)
    for person in sorted(told.acts):
        _compare(found, person, told.sent[person], stored.kept.get(person, []), order)
    found.answers = sum(map(len, told.sent.values()))
    found.doubtful = sum(stored.doubtful.values())
    found.add("unread history", told.missed)
    found.add(
        "updates without a trace", abs(sum(told.acts.values()) - stored.taken), f"{sum(told.acts.values())} acts, {stored.taken} taken"
    )
    found.add("called inside a retry window", sum(told.in_window.values()), str(dict(told.in_window)))
    found.add("called after 403", told.after_gone)
    found.add("older screen after a newer one", told.older.total(), str(+told.older))
    for name, count in stored.faults.items():
        found.add(name, count)
    _check_messages(found, told, stored)
    return found


class Stored:
    """What the database holds, read once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute
        self.externals = dict(rows("SELECT id, external FROM persons WHERE channel = 'telegram'"))
        self.kept: dict[str, list[Pair]] = defaultdict(list)
        last: dict[str, dict[str, str]] = defaultdict(dict)
        chained = 0
        for person, run, detail in rows("SELECT person, run, detail FROM audit WHERE action = 'answer_kept' ORDER BY seq"):
            said = json.loads(detail)
            before = last[run].get(said["question"], "")
            chained += said.get("before", "") != (before if before != said["key"] else "")
            last[run][said["question"]] = said["key"]
            self.kept[self.externals.get(person, person)].append((said["question"], said["key"]))
        self.taken = int(rows("SELECT count(*) FROM inbox WHERE channel = 'telegram'").fetchone()[0])
        self.doubtful = Counter(dict(rows("SELECT chat, count(*) FROM letters WHERE state = 'doubtful' GROUP BY chat").fetchall()))
        self.revision = {
            self.externals.get(person, person): json.loads(document).get("revision", 0)
            for person, document in rows("SELECT person, document FROM cursors").fetchall()
        }
        letters = dict(rows("SELECT state, count(*) FROM letters GROUP BY state").fetchall())
        self.faults = {
            "overwritten without a word": chained,
            "table and audit differ": _differing(rows("SELECT run, question, option_key FROM answers").fetchall(), last),
            "document and audit differ": _differing(list(_of_documents(rows("SELECT id, document FROM runs"))), last),
            "letters left": letters.get("queued", 0) + letters.get("sending", 0),
            "letters refused": letters.get("failed", 0),
            "updates parked": int(rows("SELECT count(*) FROM parked_updates").fetchone()[0]),
            "unsound file": rows("PRAGMA integrity_check").fetchall() != [("ok",)],
            "orphans": len(rows("PRAGMA foreign_key_check").fetchall()),
        }


def _of_documents(rows: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, str, str]]:
    for run, document in rows:
        for question, answer in json.loads(document).get("answers", {}).items():
            yield run, question, answer["key"]


def _differing(rows: list[tuple[str, str, str]], last: dict[str, dict[str, str]]) -> int:
    """How many answers are in one place and not in the other."""
    here = {(run, question, key) for run, question, key in rows}
    there = {(run, question, key) for run, answers in last.items() for question, key in answers.items()}
    return len(here ^ there) + len(rows) - len(here)


def _order(stored: Stored) -> list[str]:
    """The questions of one pass, in the order in which most people were asked them."""
    firsts = Counter(tuple(_first_pass(pairs)) for pairs in stored.kept.values())
    longest = max(map(len, firsts), default=0)
    passes = Counter({questions: count for questions, count in firsts.items() if len(questions) == longest})
    return list(passes.most_common(1)[0][0]) if passes else []


def _first_pass(pairs: list[Pair]) -> Iterator[str]:
    seen = set()
    for question, _ in pairs:
        if question in seen:
            return
        seen.add(question)
        yield question


def _compare(found: Findings, person: str, keys: list[str], kept: list[Pair], order: list[str]) -> None:
    """Everybody answers the same questions in turn, so that the n-th answer belongs to the n-th question, round and round."""
    if not order:
        found.add("lost", len(keys), person)
        return
    sent = [(order[place % len(order)], key) for place, key in enumerate(keys)]
    if sent == kept:
        return
    lost = twice = out_of_order = 0
    for kind, start, end, from_, to in SequenceMatcher(None, sent, kept, autojunk=False).get_opcodes():
        if kind == "replace" and sorted(sent[start:end]) == sorted(kept[from_:to]):
            out_of_order += end - start
        elif kind != "equal":
            lost += end - start
            twice += to - from_
    moved = min(lost, twice) if sorted(keys) == sorted(key for _, key in kept) else 0
    example = f"{person}: {len(sent)} sent, {len(kept)} kept"
    found.add("out of order", out_of_order + moved, example)
    found.add("lost", lost - moved, example)
    found.add("twice", twice - moved, example)


def _check_messages(found: Findings, told: Told, stored: Stored) -> None:
    """No message twice beyond those recorded as doubtful, and before everybody stands the screen where they are."""
    for chat, bodies in told.messages.items():
        repeats = sum(count - 1 for count in bodies.values())
        found.add("sent twice without a record", max(0, repeats - stored.doubtful[chat]), f"{chat}: {repeats} repeats")
    for chat, screen in told.screen.items():
        shown, now = int(screen.rpartition(".")[2], 16), stored.revision.get(chat)
        found.add("behind", shown != now, f"{chat} sees screen {shown} and stands at {now}")


def state(database: Path) -> Json:
    """Everything that people would call the state, person by person, without times and ids that are drawn at random."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        stored = Stored(connection)
        cursors = connection.execute("SELECT person, document FROM cursors").fetchall()
    places = {}
    for person, document in cursors:
        cursor = json.loads(document)
        places[stored.externals[person]] = [cursor.get(name, "") for name in ("phase", "at", "part", "revision")]
    return {"kept": dict(sorted(stored.kept.items())), "places": dict(sorted(places.items())), "taken": stored.taken}
