"""What a person did, as a transcript of the kind that the tests replay: drop the file among them and rewrite, and it is a regression test.

Written is what came in, never what came of it: that is for the test to find.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.sandbox.refusals import Declined
from bot.sandbox.replay import Event, Replay, Talk, Turn
from bot.sandbox.wire import Json
from bot.sandbox.world import Person
from bot.usecases.banks.brought import DEFAULT_BANK
from dialogs import phrasebook
from dialogs.limits import SHANGHAI, day_of
from question_bank import library


def repro(person: Person, happened: Sequence[Event]) -> str:
    """The transcript of this person as a file. Declines where the person did nothing: a test without turns compares nothing."""
    replay = Replay(library.load(DEFAULT_BANK))
    for event in happened:
        replay.see(event)
    talk = replay.talk(person.id)
    if not talk.turns:
        raise Declined(409, f"{person.name}还没有说过话，没有可以导出的内容。{person.name} said nothing yet; there is nothing to export.")
    return _written(_document(person, talk))


def file_name(person: Person) -> str:
    """What to call the file."""
    return f"sandbox_{person.key}.json"


def _document(person: Person, talk: Talk) -> Json:
    starts_at = talk.turns[0].at if talk.turns else 0
    return {
        "about": _about(person, talk),
        "bank": DEFAULT_BANK,
        "locale": "en" if person.language_code.startswith("en") else phrasebook.DEFAULT_LANGUAGE,
        "starts_at": _time(starts_at),
        "begins": "new",
        "turns": [turn.given for turn in _dated(talk.turns, starts_at)],
    }


def _about(person: Person, talk: Talk) -> str:
    """What it is, and where it is not the whole truth."""
    said = [f"What {person.name} ({person.key}) did in the sandbox."]
    if talk.failed is not None:
        said.append(f"Turn {talk.failed} fails.")
    if talk.strange is not None:
        said.append(f"What was shown after turn {talk.strange} does not come of these turns: the assistant knew more than they tell.")
    return " ".join(said)


def _dated(turns: Sequence[Turn], since: int) -> Iterator[Turn]:
    """The clock of a transcript stands still; it is moved where a new day begins in Shanghai, which limits count by."""
    for turn in turns:
        if day_of(turn.at) != day_of(since):
            since = turn.at
            yield replace(turn, given={"at": _time(turn.at), **turn.given})
        else:
            yield turn


def _time(millis: int) -> str:
    return datetime.fromtimestamp(millis // 1000, SHANGHAI).isoformat()


def _written(document: Json) -> str:
    """One turn a line."""
    head = [f' "{name}": {_json(value)}' for name, value in document.items() if name != "turns"]
    turns = ",\n".join(f"  {_json(turn)}" for turn in document["turns"])
    return "{" + ",\n".join([*head, f' "turns": [\n{turns}]']).lstrip() + "}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
