"""The assistant in a terminal, or reading lines from standard input when that is no terminal.

One person, known as `local` or by the name that `--as` gives. Every line is a `Reply`; words and labels are understood as in any channel,
and so are the labels under notices. Ends with code 0 at the end of the input, with every answer kept.
"""

from __future__ import annotations

import html
import io
import re
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from bot.ports import StorageUnavailable
from bot.usecases.conversation import Conversation, Outcome
from bot.usecases.desk.visit import FileWanted
from dialogs import phrasebook
from dialogs.answers import folded
from dialogs.inbound import AnyInbound, Reply, Show, Start
from dialogs.model import Phase, Run
from dialogs.phrasebook import DEFAULT_LANGUAGE, Choice, Screen

CHANNEL, EXTERNAL = "console", "local"
MOST_NOTICES = 20
"""How many notices' choices can still be typed."""

RULE = "─" * 40

Handout = Callable[[Run, str, str], Iterable[str]]
"""Hands out a document of a run (`pdf`, `charts`, `json`, `txt`) in a language; gives the lines to show."""

Failures = Callable[[BaseException], str]
"""Notes an unexpected failure and gives its reference number."""

Mail = Callable[[], Sequence[Screen]]
"""The notices that came for this person since the last time; each is given once."""

Filing = Callable[[FileWanted, str, str], Iterable[str]]
"""Makes a file of the desk for a person, in a language; gives the lines to show."""


@dataclass(frozen=True, slots=True)
class Room:
    """Who talks in this terminal, and what reaches the person besides the conversation."""

    who: str = EXTERNAL
    mail: Mail = tuple
    filing: Filing = lambda file, person, language: ()


def chat(
    conversation: Conversation, handout: Handout, find_run: Callable[[str], Run | None], failed: Failures, room: Room | None = None
) -> None:
    """Talk until the person leaves, the input ends, or Ctrl-C, which ends it in the middle of anything, because everything is kept."""
    _tolerate(sys.stdin, "surrogateescape")
    _tolerate(sys.stdout, "replace")
    talk = _Talk(conversation, handout, find_run, failed, room or Room())
    try:
        talk.take(Start())
        for line in _lines():
            if line.strip() and not talk.take(talk.meant(line)):
                return
    except KeyboardInterrupt:
        _say("")
    talk.farewell()


class _Talk:
    """One person's conversation in this terminal."""

    def __init__(
        self, conversation: Conversation, handout: Handout, find_run: Callable[[str], Run | None], failed: Failures, room: Room
    ) -> None:
        self._room = room
        self._choices: tuple[Choice, ...] = ()
        self._noticed: deque[Screen] = deque(maxlen=MOST_NOTICES)
        self._conversation = conversation
        self._handout = handout
        self._find_run = find_run
        self._failed = failed
        self._language = DEFAULT_LANGUAGE

    def take(self, inbound: AnyInbound) -> bool:
        """Take a turn and show what came of it; false when the person leaves."""
        try:
            outcome = self._conversation.take(CHANNEL, self._room.who, inbound)
        except StorageUnavailable as error:
            _say(error.message_en if self._language == "en" else error.message_zh)
            return True
        except Exception as error:  # the one place where a terminal conversation survives a fault
            self._outside("failed", self._failed(error))
            return True
        self._language = outcome.turn.cursor.language or self._language
        for run_id, what in _wanted(outcome):
            self._hand_out(outcome, run_id, what)
        for file in outcome.files:
            self._file(outcome, file)
        shown = outcome.screen
        self._choices = shown.choices
        _say(_shown(shown, sys.stdout.isatty()))
        if outcome.turn.cursor.phase is not Phase.NEW:
            self._look_for_notices()
        return not outcome.pausing

    def meant(self, line: str) -> AnyInbound:
        """What the line says; a label under a notice means its choice, where the screen has none of that name. A document is named
        beside any screen, as in the history, so its label is taken at its word."""
        label = folded(line)
        here = [choice.do for choice in self._choices if folded(choice.label) == label]
        for do in here:
            if isinstance(do, Show):
                return do
        if not here:
            for notice in reversed(self._noticed):
                for choice in notice.choices:
                    if folded(choice.label) == label:
                        return choice.do
        return Reply(line)

    def _look_for_notices(self) -> None:
        for notice in self._room.mail():
            self._noticed.append(notice)
            self._outside("notice")
            _say(_shown(notice, sys.stdout.isatty()))

    def _file(self, outcome: Outcome, file: FileWanted) -> None:
        """One file of the desk, behind the commit."""
        try:
            for line in self._room.filing(file, outcome.turn.cursor.person, self._language):
                _say(line)
        except BrokenPipeError:
            raise
        except Exception as error:  # it can be asked for again
            self._outside("document_failed", self._failed(error))

    def farewell(self) -> None:
        self._outside("farewell")

    def _outside(self, key: str, value: str = "") -> None:
        _say(phrasebook.sentence(self._language, "outside", key).replace("{value}", value))

    def _hand_out(self, outcome: Outcome, run_id: str, what: str) -> None:
        """One document, behind the commit; where it cannot be made or written, the conversation goes on without it."""
        shown = outcome.turn.run
        try:
            run = shown if shown is not None and shown.id == run_id else self._find_run(run_id)
            for line in self._handout(run, what, self._language) if run is not None else ():
                _say(line)
        except BrokenPipeError:
            raise
        except Exception as error:  # the answers are kept, and the document can be asked for again
            self._outside("document_failed", self._failed(error))


def _wanted(outcome: Outcome) -> list[tuple[str, str]]:
    """What a finished run says at once, else the documents asked for."""
    if outcome.finished is not None:
        return [(outcome.finished.id, what) for what in ("txt", "charts", "pdf")]
    return [(asked.run, asked.what) for asked in outcome.documents]


def _tolerate(stream: TextIO, errors: str) -> None:
    """Bytes that are no text reach the dialog, which refuses them in words, and never end the conversation on their way in or out."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors=errors)


def _lines() -> Iterator[str]:
    """Lines of the input until its end."""
    while True:
        try:
            yield input("> " if sys.stdin.isatty() else "")
        except EOFError:
            _say("")
            return


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _shown(screen: Screen, coloured: bool) -> str:
    """A screen as terminal text: bold where the terminal can, choices by name, because typing the name is choosing it."""
    text = plain(screen.text, coloured)
    rows = "\n".join("  ".join(f"[{choice.label}]" for choice in row) for row in screen.rows)
    return "\n".join(part for part in (RULE, text, "", rows) if part or not rows)


def plain(text: str, coloured: bool = False) -> str:
    """The HTML subset as plain text, with bold as a terminal writes it."""
    if coloured:
        text = re.sub(r"<b>(.*?)</b>", "\x1b[1m\\1\x1b[0m", text, flags=re.DOTALL)
    return html.unescape(re.sub(r"</?(?:b|i|code)>", "", text))
