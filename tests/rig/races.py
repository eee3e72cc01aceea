"""Two of something at once: two contacts on one question, an answer and the submission of its level, buttons of old screens.

These runs tell what must not be as pairs of a name and an example, read from the database and from what people were shown.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from bot.ports import Transaction
from bot.storage.opening import open_store
from bot.system import RandomIds
from dialogs.model import Answer, Phase, Run
from question_bank import library
from tests.rig.checker import state
from tests.rig.lives import Lives
from tests.rig.stage import FIRST_PERSON, Stage, copied, forked, settle, waited

NOT_OVERWRITTEN = "您的回答没有覆盖它"
OVERTAKEN = "没有生效"


class Table:
    """A bot and people who do what the run says, one act after the other, as fast as the sandbox takes them."""

    def __init__(self, folder: Path, database: Path, people: int) -> None:
        self.database = database
        self.stage = Stage.open(folder)
        self.keys = self.stage.invite(people)
        self.lives = Lives(self.stage, database)

    def __enter__(self) -> Table:
        self.life = self.lives.begin()
        assert self.life.serving(), self.life.words()
        return self

    def __exit__(self, *error: object) -> None:
        self.life.kill(signal.SIGTERM)
        self.stage.close()

    def shown(self, key: str) -> list[Any]:
        """The bot's messages to a person, as they now are."""
        return [seen["message"] for seen in self.stage.get(f"/people/{key}/messages")["messages"] if seen["from_bot"]]

    def steps(self, key: str) -> list[Any]:
        """Everything that the bot ever showed to a person, also what was edited since."""
        steps = self.stage.get(f"/people/{key}/transcript")["steps"]
        return [step.get("shown") or step["changed"] for step in steps if "shown" in step or "changed" in step]

    def say(self, key: str, text: str) -> None:
        self.stage.post(f"/people/{key}/say", {"text": text})

    def tap(self, key: str, does: str) -> None:
        """Tap the button that does this on the latest screen."""
        message = next(one for one in reversed(self.shown(key)) if "reply_markup" in one)
        data = next(data for data in buttons(message) if data.endswith(f".{does}"))
        self.stage.post(f"/people/{key}/tap", {"message_id": message["message_id"], "data": data})

    def forge(self, key: str, message: int, data: str) -> None:
        """Press a button that is not there any more, or never was."""
        self.stage.post(f"/people/{key}/tap", {"message_id": message, "data": data, "forged": True})

    def await_steps(self, key: str, more_than: int) -> None:
        """Wait until the bot showed something more."""
        assert waited(lambda: len(self.steps(key)) > more_than, 5), f"{key} is shown nothing"

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()


def buttons(message: Any) -> list[str]:
    """What the buttons of a message carry."""
    return [button["callback_data"] for row in message["reply_markup"]["inline_keyboard"] for button in row]


def same_question(folder: Path, rounds: int = 20) -> list[tuple[str, str]]:
    """Two contacts tap different options of one question at once: the first stands, and the other is told which it was."""
    wrong = []
    with Table(folder, copied(settle(folder.parent, 2, 2), folder), 2) as table:
        for key in table.keys:
            table.say(key, "/start")
            table.await_steps(key, 0)
        for number in range(rounds):
            counts = {key: len(table.steps(key)) for key in table.keys}
            first, second = random.Random(number).sample(table.keys, 2)
            table.tap(first, "cA")
            table.tap(second, "cD")
            for key in table.keys:
                table.await_steps(key, counts[key])
            texts = {key: table.steps(key)[-1]["text"] for key in table.keys}
            losers = [key for key, text in texts.items() if NOT_OVERWRITTEN in text]
            if len(losers) != 1:
                wrong.append(("not one winner", f"round {number}: {len(losers)} told that another was first"))
                break
            table.tap(losers[0], "f")
            table.await_steps(losers[0], counts[losers[0]] + 1)
        audit = table.rows("SELECT json_extract(detail, '$.question'), action, json_extract(detail, '$.key') FROM audit ORDER BY seq")
        stands = dict(table.rows("SELECT question, option_key FROM answers"))
    for question, key in stands.items():
        lines = [line[1:] for line in audit if line[0] == question]
        if lines != [("answer_kept", key), ("answered_meanwhile", key)]:
            wrong.append(("not one winner", f"{question}: {key} stands, {lines}"))
    if len(stands) != rounds:
        wrong.append(("lost", f"{len(stands)} of {rounds} questions answered"))
    return wrong


def submission(folder: Path, pairs: int = 10) -> list[tuple[str, str]]:
    """One contact hands a level in while the other mends its only bad answer: it counts in the score, or it is refused in words."""
    wrong = []
    database = copied(_before_submission(folder.parent, pairs), folder)
    with Table(folder, database, 2 * pairs) as table:
        for key in table.keys:
            table.say(key, "/start")
        for key in table.keys:
            table.await_steps(key, 0)
        for place in range(0, 2 * pairs, 2):
            acts = [(f"p{place}", "u"), (f"p{place + 1}", "cD")]
            for key, does in acts if place % 4 else acts[::-1]:
                table.tap(key, does)
        for key in table.keys:
            table.await_steps(key, 1)
        for name, document in table.rows("SELECT id, document FROM runs"):
            run = json.loads(document)
            score = run["levels"][0]["score"]
            mended = {answer["key"] for answer in run["answers"].values()} == {"D"}
            told = any(OVERTAKEN in step.get("text", "") for step in table.steps(f"p{int(name.removeprefix('run-')) + 1}"))
            if mended != (float(score) == 1):
                wrong.append(("score of other answers", f"{name}: {score}, mended {mended}"))
            if mended == told:
                wrong.append(("told the contrary", f"{name}: mended {mended}, told of refusal {told}"))
    return wrong


def _before_submission(folder: Path, pairs: int) -> Path:
    """As `settle`, with all questions answered, the last one badly, the first contact at the review and the second at that question."""
    database = folder / f"submitting-{pairs}.db"
    if not database.exists():
        plain = copied(settle(folder, 2 * pairs, 2), folder)
        child = forked(lambda: _answer_all(plain, database), folder / "settle.log")
        assert waited(database.exists, 20), (folder / "settle.log").read_text()
        os.waitpid(child, 0)
    return database


def _answer_all(plain: Path, database: Path) -> None:
    store = open_store(f"sqlite:///{plain}", RandomIds())
    bank = library.load("cmmm-2020")
    questions = [str(question.id) for question in bank.questions if question.level == 1]

    def work(tx: Transaction) -> None:
        for place in range(0, 2 * len(store_runs), 2):
            stored = tx.run(f"run-{place}")
            persons = [tx.person("telegram", str(FIRST_PERSON + place + more), 1) for more in (0, 1)]
            _settle_pair(tx, stored, persons, questions)

    store_runs = sqlite3.connect(plain).execute("SELECT id FROM runs").fetchall()
    store.submit(work).result()
    store.close()
    plain.rename(database)


def _settle_pair(tx: Transaction, stored: Any, persons: list[str], questions: list[str]) -> None:
    change = msgspec.structs.replace
    given = {question: Answer(key="D", by=persons[0], at=1) for question in questions[:-1]}
    run: Run = change(stored.run, answers={**given, questions[-1]: Answer(key="A", by=persons[0], at=1)})
    tx.save_run(stored, run, 1)
    places = ((Phase.LEVEL_REVIEW, "", ""), (Phase.QUESTION, questions[-1], "A"))
    for person, (phase, at, draft) in zip(persons, places, strict=True):
        cursor = tx.cursor(person)
        assert cursor is not None
        tx.save_cursor(change(cursor, phase=phase, at=at, draft=draft, revision=1), 1)


def old_buttons(folder: Path, presses: int = 200) -> list[tuple[str, str]]:
    """Every button ever shown is pressed again, other people's and invented ones too: nothing changes, and people are told."""
    dice, wrong = random.Random(5), []
    with Table(folder, copied(settle(folder.parent, 3), folder), 3) as table:
        for key in table.keys:
            for number, text in enumerate(("/start", "A", "B", "上一题", "说明", "C", "首页", "确认", "目录", "1.1.1", "D")):
                table.say(key, text)
                table.await_steps(key, number)
        before = state(table.database)
        old = {key: _pressable(table, key) for key in table.keys}
        invented = ["", "x", "00000000.0.cA", "0.0.u", f"{'9' * 8}.1.cD", "🙂" * 16, "a.b.c.d", "." * 64]
        for number in range(presses):
            key, whose = dice.choice(table.keys), dice.choice(table.keys)
            message, data = dice.choice(old[whose])
            mine = [number for number, _ in old[key]]
            table.forge(key, message if whose == key else dice.choice(mine), data if number % 10 else dice.choice(invented) or "-")
        for key in table.keys:
            if not waited(lambda key=key: OVERTAKEN in table.steps(key)[-1]["text"], 3):
                wrong.append(("not told of an old button", key))
        waited(lambda: state(table.database)["taken"] >= before["taken"] + presses, 3)
        after = state(table.database)
        for part in ("kept", "places"):
            if before[part] != after[part]:
                wrong.append(("changed by an old button", part))
        if after["taken"] != before["taken"] + presses:
            wrong.append(("presses without a trace", f"{before['taken']} + {presses}, now {after['taken']}"))
        wrong += _through_old_doors(table, after)
    return wrong


def _through_old_doors(table: Table, before: dict[str, Any]) -> list[tuple[str, str]]:
    """Buttons that only open a page of the desk may be old: they lead there, and the assessment stays where it was."""
    pressed = 0
    for key in table.keys:
        for message, data in _seen(table, key):
            if _opens(data):
                table.forge(key, message, data)
                pressed += 1
    if not waited(lambda: state(table.database)["taken"] >= before["taken"] + pressed, 3) or not pressed:
        return [("doors without a trace", str(pressed))]
    after = state(table.database)
    same = after["kept"] == before["kept"] and {key: place[:3] for key, place in after["places"].items()} == {
        key: place[:3] for key, place in before["places"].items()
    }
    return [] if same else [("changed by an old door", "kept or places")]


def _opens(data: str) -> bool:
    return data.split(".", 2)[-1].startswith("v")


def _pressable(table: Table, key: str) -> list[tuple[int, str]]:
    """All buttons that a person ever saw, but for those of the screen they stand at, and for doors, which are always open."""
    seen = [(message, data) for message, data in _seen(table, key) if not _opens(data)]
    here = _seen(table, key)[-1][1].split(".")[:2]
    return [(message, data) for message, data in seen if data.split(".")[:2] != here]


def _seen(table: Table, key: str) -> list[tuple[int, str]]:
    return [
        (step["message_id"], button["callback_data"])
        for step in table.steps(key)
        for row in step.get("buttons", ())
        for button in row
        if "callback_data" in button
    ]
