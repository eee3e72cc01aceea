"""Transcripts: whole conversations as files under `tests/golden/transcripts`, replayed and compared turn by turn.

A file says where the conversation begins and what comes in; `out` and `phase` of each turn, and the documents at the end, are what the
program made of it. `pytest --update-golden` rewrites the latter. To add one, write a file with only the `in` of each turn and rewrite.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from dialogs.inbound import AnyInbound, PastRun, Tap
from dialogs.model import Reached, RunState
from question_bank.library import load, shipped
from question_bank.model import Bank
from tests.dialogs.conversation import Conversation, Drawn
from tests.dialogs.preludes import PRELUDES, begun
from tests.dialogs.register import Register
from tests.dialogs.spoken import heard, told
from tests.question_bank.banks import small_bank
from tests.question_bank.single import pass_bank

FOLDER = Path(__file__).parents[1] / "golden" / "transcripts"
Transcript = dict[str, Any]


def names() -> list[str]:
    """Every transcript there is."""
    return sorted(file.stem for file in FOLDER.glob("*.json"))


def read(name: str) -> Transcript:
    """The transcript as it stands in its file."""
    found: Transcript = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def replay(transcript: Transcript) -> Transcript:
    """The same transcript with what the program makes of it now."""
    talk = opened(transcript)
    screens = [talk.drawn]
    turns = []
    for turn in transcript["turns"]:
        _meanwhile(talk, turn)
        effects = talk.hear(_inbound(turn["in"], screens))
        screens.append(talk.drawn)
        turns.append({**_given(turn), "out": [told(effect) for effect in effects], "phase": str(talk.phase)})
    return {**transcript, "turns": turns, "ends": _ends(talk)}


def opened(transcript: Transcript) -> Conversation:
    """The conversation before the first turn of the transcript."""
    past = tuple(_past(number, run) for number, run in enumerate(transcript.get("past", ()), 1))
    reached = msgspec.convert(transcript.get("reached", {}), dict[str, Reached])
    register = Register(past, dict(transcript.get("previous", {})), dict.fromkeys(transcript.get("taken", ()), "somebody else"), reached)
    prelude = transcript.get("begins", "new")
    assert prelude in PRELUDES
    return begun(bank_named(transcript["bank"]), prelude, transcript["locale"], register, millis(transcript["starts_at"]))


def bank_named(name: str) -> Bank:
    """One of the small banks made by hand, or a shipped one."""
    return load(name) if name in shipped() else {bank.id: bank for bank in (small_bank(), pass_bank())}[name]


def millis(text: str) -> int:
    """A time such as `2025-05-04T12:30:45Z` in UTC milliseconds."""
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def written(transcript: Transcript) -> str:
    """The transcript as its file has it: one turn a line."""
    head = [f" {json.dumps(key)}: {_json(value)}" for key, value in transcript.items() if key not in {"turns", "ends"}]
    turns = ",\n".join(f"  {_json(turn)}" for turn in transcript["turns"])
    ends = ",\n".join(f"  {json.dumps(key)}: {_json(value)}" for key, value in transcript["ends"].items())
    return "{" + ",\n".join([*head, f' "turns": [\n{turns}]', f' "ends": {{\n{ends}}}']).lstrip() + "}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _given(turn: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in turn.items() if key not in {"out", "phase"}}


def _meanwhile(talk: Conversation, turn: dict[str, Any]) -> None:
    """What a turn says happened before it: the clock moved (`at`), a code was taken, another contact speaks (`as`)."""
    if "at" in turn:
        talk.now = millis(turn["at"])
    if "taken" in turn:
        talk.register.take(turn["taken"])
    if "as" in turn:
        talk.join(turn["as"])


def _inbound(form: dict[str, Any], screens: list[Drawn]) -> AnyInbound | Tap:
    """A tap names the turn after whose screen its button was drawn (0: before the first); everything else is as it is."""
    if "tap" in form:
        drawn: Drawn = screens[form["of"]]
        return drawn.tap(heard(form["tap"]))
    return heard(form)


def _past(number: int, run: dict[str, Any]) -> PastRun:
    finished = millis(run["finished"]) if "finished" in run else None
    state = RunState(run.get("state", "finished"))
    return PastRun(f"past-{number}", state, millis(run["started"]), finished, run.get("answered", 5), run.get("level"), run.get("total"))


def _ends(talk: Conversation) -> dict[str, Any]:
    """Both documents, with each answer cut down to its key."""
    run = talk.stored
    told_run = msgspec.to_builtins(run) if run else None
    if run and told_run and run.answers:
        told_run["answers"] = {question: answer.key for question, answer in run.answers.items()}
    return {"run": told_run, "cursor": msgspec.to_builtins(talk.cursor)}
