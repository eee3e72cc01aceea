"""What somebody did in the sandbox becomes a test: exported, replayed by the engine alone, it has the effects that the real bot had."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.replay import told as as_told
from bot.storage.scratch import ScratchStore
from bot.usecases.conversation import Outcome
from dialogs.effects import Effect
from dialogs.model import Phase
from tests.bot.commands import zhiping
from tests.bot.office import NOON, CountedIds
from tests.channels.desk import code_of
from tests.channels.stand import Json, Person, Stand, keyboard, labels, shipped, standing
from tests.dialogs import transcripts
from tests.dialogs.preludes import TYPED_PROFILE
from tests.dialogs.spoken import heard, told
from tests.sandbox.stage import opened

SECONDS = 40
Script = Callable[[Stand], Awaitable[None]]


class Heard:
    """What the real bot made of everything that came in, by person in the order they were met."""

    def __init__(self, stand: Stand) -> None:
        self._step = stand.conversation._step
        self.effects: dict[str, list[tuple[Effect, ...]]] = {}
        vars(stand.conversation)["_step"] = self._noted

    def _noted(self, tx: Any, cursor: Any, stored: Any, arrival: Any) -> Outcome:
        outcome = self._step(tx, cursor, stored, arrival)
        self.effects.setdefault(cursor.person, []).append(outcome.turn.effects)
        return outcome


def played(script: Script) -> tuple[dict[str, Any], Heard, dict[str, Any]]:
    """The first person's transcript as exported, what the bot did, and the transcript as the tests rewrite it."""

    async def play() -> tuple[str, Heard]:
        async with asyncio.timeout(SECONDS), standing(ScratchStore(CountedIds()), bank=shipped()) as stand:
            heard_by_bot = Heard(stand)
            await script(stand)
            return (await stand.get("/people/wang/repro"))["text"], heard_by_bot

    text, noted = asyncio.run(play())
    exported = json.loads(text)
    return exported, noted, transcripts.replay(exported)


def effects_of(noted: Heard, person: int = 0) -> list[list[dict[str, Any]]]:
    """The effects of a person, as transcripts tell them; the first run is `run-1` there."""
    found = [[told(effect) for effect in effects] for effects in list(noted.effects.values())[person]]
    return json.loads(json.dumps(found))


def same(replayed: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """What a replayed transcript says came of each turn."""
    return json.loads(json.dumps([turn["out"] for turn in replayed["turns"]]))


async def _to_the_first_card(wang: Person) -> Json:
    """Typed texts, a label, a wrong code, a sticker, a word of command, buttons; the first question."""
    await wang.start()
    await wang.say("1", "同意", TYPED_PROFILE[0], "123")
    await wang.act("sticker", emoji="👍")
    await wang.say(code_of(wang.id), *TYPED_PROFILE[2:], "上一题", "保持不变", "/submit")
    while "第 1/" not in (shown := await wang.last())["text"]:
        label = next((text for row in labels(shown) for text in row if text in {"有", "确认", "开始答题"}), "/submit")
        await (wang.press(label) if label == "有" else wang.say(label))
    return shown


def test_an_exported_conversation_has_the_same_effects_in_the_engine() -> None:
    """Typed, tapped, a button of an earlier screen, a forged one, an edited message, a forwarded one."""

    async def script(stand: Stand) -> None:
        wang = stand.wang
        card = await _to_the_first_card(wang)
        await wang.press("B")
        await wang.act("tap", message_id=card["message_id"], data=keyboard(card)[0][2]["callback_data"], forged=True)
        await stand.settled()
        await wang.forge("nonsense")
        said = (await wang.act("say", text="C"))["message_ids"][0]
        await stand.settled()
        await wang.act("edit", message_id=said, text="D")
        await stand.settled()
        await wang.act("forward", text="A", **{"from": "li"})
        await stand.settled()
        await wang.say("目录", "上一题", "说明", "试算")
        await wang.press("D")

    exported, noted, replayed = played(script)
    assert same(replayed) == effects_of(noted)
    given = [turn["in"] for turn in exported["turns"]]
    assert given[:3] == [{"start": {}}, {"reply": "1"}, {"reply": "同意"}]
    assert {"reply": "开始答题"} not in given, "a label became its choice"
    assert {"tap": {"choose": "C"}, "of": len(given) - 11} in given, "an old button names the turn whose screen it stood on"
    assert {"tap": {"start": {}}, "of": 0} in given, "so does one that is none of ours: no turn"
    assert {"send": "edited"} in given
    assert {"send": "forward"} in given
    plain = [form for form in given if "tap" not in form]
    assert [as_told(heard(form)) for form in plain] == plain, "the tests read what is written"
    assert exported["about"] == "What 王工 (wang) did in the sandbox."


def test_a_level_that_opened_by_itself_is_a_turn() -> None:
    """Nobody did anything, and the conversation went on; in the transcript that is the step it took."""

    async def script(stand: Stand) -> None:
        wang = stand.wang
        await wang.begin()
        while (phase := _phase(stand)) is not Phase.LEVEL_RESULT:
            await (wang.press("D") if phase is Phase.QUESTION else wang.say("/submit"))
        await stand.until(lambda: _phase(stand) is Phase.LEVEL_OPENING, "the next level")
        await stand.settled()
        await wang.press("开始答题")
        await wang.press("A")

    exported, noted, replayed = played(script)
    assert same(replayed) == effects_of(noted)
    assert exported["turns"][-3]["in"] == {"submit": {}}
    assert replayed["turns"][-3]["phase"] == Phase.LEVEL_OPENING
    assert replayed["turns"][-1]["in"] == {"choose": "A"}


def test_a_code_that_is_somebody_elses_is_told_of() -> None:
    """A transcript is of one person alone; that the code was taken is said at the turn where it mattered."""

    async def script(stand: Stand) -> None:
        await stand.li.begin()
        await stand.wang.start()
        await stand.wang.say("1", "同意", TYPED_PROFILE[0], code_of(stand.li.id))

    exported, noted, replayed = played(script)
    *before, last = effects_of(noted, 1)
    assert same(replayed)[:-1] == before
    assert same(replayed)[-1][0] == last[0] == {"enterprise_sought": {"code": code_of(1002)}}
    assert exported["turns"][-1] == {"taken": code_of(1002), "in": {"reply": code_of(1002)}}
    assert [turn for turn in exported["turns"] if "taken" in turn] == exported["turns"][-1:]
    assert "field_kept" not in {name for effect in same(replayed)[-1] for name in effect}


def test_the_file_dropped_among_the_others_becomes_one_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read, replayed, rewritten as the flag does it; rewritten again it is the same."""
    found, _, _ = played(lambda stand: stand.wang.begin())
    monkeypatch.setattr(transcripts, "FOLDER", tmp_path)
    (tmp_path / "dropped.json").write_text(json.dumps(found), encoding="utf-8")
    assert transcripts.names() == ["dropped"]
    rewritten = transcripts.written(transcripts.replay(transcripts.read("dropped")))
    (tmp_path / "dropped.json").write_text(rewritten, encoding="utf-8")
    assert transcripts.written(transcripts.replay(transcripts.read("dropped"))) == rewritten
    assert json.loads(rewritten)["ends"]["cursor"]["phase"] == Phase.QUESTION
    assert list(json.loads(rewritten)) == ["about", "bank", "locale", "starts_at", "begins", "turns", "ends"]


def test_what_the_bot_knew_from_before_is_told_of() -> None:
    """The sandbox forgot everything and the bot did not; the file says from which turn on it is not the whole truth."""

    async def script(stand: Stand) -> None:
        await stand.wang.begin()
        await stand.post("/reset")
        await stand.wang.start()

    exported, _, _ = played(script)
    assert [turn["in"] for turn in exported["turns"]] == [{"start": {}}]
    assert "after turn 1 does not come of these turns" in exported["about"]


def test_a_new_day_is_a_new_date() -> None:
    """The clock of a transcript stands still, and moves where limits would count another day."""

    async def play() -> Json:
        clock = [NOON / 1000]
        async with asyncio.timeout(SECONDS), opened(clock=lambda: clock[0]) as stage:
            for hours in (0, 11, 2, 1):
                clock[0] += hours * 3600
                await stage.act("wang", "say", text="/start")
            return json.loads((await stage.get("/people/wang/repro"))["text"])

    found = asyncio.run(play())
    assert found["starts_at"] == "2025-11-02T12:00:00+08:00"
    assert [turn.get("at") for turn in found["turns"]] == [None, None, "2025-11-03T01:00:00+08:00", None]


def test_somebody_who_said_nothing_has_nothing_to_export() -> None:
    """A test without turns would compare nothing."""

    async def play() -> tuple[int, str]:
        async with asyncio.timeout(SECONDS), opened() as stage, stage.http.get("/people/li/repro") as answer:
            return answer.status, (await answer.json())["error"]

    status, words = asyncio.run(play())
    assert status == 409
    assert "nothing to export" in words


def test_the_command_writes_what_was_done_so_far(tmp_path: Path) -> None:
    """Of whoever is named, or wrote last; while the sandbox runs, and when it is over."""

    async def play() -> None:
        async with asyncio.timeout(SECONDS), opened(tmp_path / "data" / "sandbox") as stage:
            for person in ("wang", "li"):
                await stage.act(person, "say", text=f"我是{person}")
            running = await asyncio.to_thread(zhiping, "sandbox", "--repro", "li.json", folder=tmp_path)
            assert (running.code, running.err) == (0, "")

    asyncio.run(play())
    over = zhiping("sandbox", "--repro", "wang.json", "--as", "wang", folder=tmp_path)
    assert (over.code, over.out, over.err) == (0, "", "")
    for person in ("wang", "li"):
        found = json.loads((tmp_path / f"{person}.json").read_text(encoding="utf-8"))
        assert found["turns"] == [{"in": {"reply": f"我是{person}"}}]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "li.json", "wang.json"]


@pytest.mark.parametrize(("used", "who", "said"), [(False, "", "Nobody used"), (True, "", "Nobody said"), (True, "nobody", "Nobody has")])
def test_the_command_says_why_there_is_nothing(tmp_path: Path, used: bool, who: str, said: str) -> None:
    """One sentence, exit code 2, no file and no folder."""

    async def use() -> None:
        async with opened(tmp_path / "data" / "sandbox"):
            pass

    if used:
        asyncio.run(use())
    ran = zhiping("sandbox", "--repro", "x.json", "--as", who, folder=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert len(ran.complaints) == 1
    assert not (tmp_path / "x.json").exists()
    assert used or not list(tmp_path.iterdir())


def _phase(stand: Stand) -> Phase:
    cursor = stand.store.submit(lambda tx: tx.cursor(tx.person("telegram", "1001", 1))).result()
    return cursor.phase
