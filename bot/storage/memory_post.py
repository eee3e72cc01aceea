"""Updates, letters, chats and timers in memory, by the same rules as in SQL.

Values are immutable, so that a copy of the tables is a snapshot. Begins and keeps nothing: the store does.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field, fields, replace
from itertools import islice

from bot.post import Chat, EndedLetter, Letter, LetterState, ParkedUpdate, Timer
from bot.storage.rows import REMOVING, bounded_key, kept_body, kept_text, plain, require_end

OPEN = frozenset({LetterState.QUEUED, LetterState.SENDING})


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter with what its row knows beyond it."""

    letter: Letter
    channel: str
    waiting_since: int
    ended_at: int = 0
    reason: str = ""

    @property
    def ended(self) -> EndedLetter:
        """The letter as the operator reads it."""
        return EndedLetter(self.letter, self.channel, self.ended_at, self.reason)


@dataclass(slots=True)
class PostTables:
    """The rows. Letters lie in the order of their ids, parked updates in the order they came."""

    inbox: dict[tuple[str, str], int] = field(default_factory=dict)
    parked: dict[tuple[str, str], ParkedUpdate] = field(default_factory=dict)
    chats: dict[tuple[str, str], Chat] = field(default_factory=dict)
    letters: dict[int, Posted] = field(default_factory=dict)
    timers: dict[str, Timer] = field(default_factory=dict)
    last_letter: int = 0

    def __copy__(self) -> PostTables:
        return PostTables(**{table.name: copy(getattr(self, table.name)) for table in fields(self)})

    def oldest_queued(self, now: int) -> int | None:
        """As `bot.post.PostReader.oldest_queued`."""
        waiting = (row.waiting_since for row in self.letters.values() if row.letter.state is LetterState.QUEUED)
        since = min((at for at in waiting if at <= now), default=None)
        return None if since is None else now - since

    def doubtful(self) -> list[EndedLetter]:
        """As `bot.post.PostReader.doubtful_letters`."""
        found = [row.ended for row in self.letters.values() if row.letter.state is LetterState.DOUBTFUL]
        return sorted(found, key=lambda ended: (ended.at, ended.letter.id), reverse=True)


class MemoryPost:
    """`bot.post.PostTransaction` over a snapshot."""

    @property
    def _persons(self) -> dict[tuple[str, str], str]:
        raise NotImplementedError

    @property
    def _post(self) -> PostTables:
        raise NotImplementedError

    # -- updates -----------------------------------------------------------------------------------------------------

    def take_update(self, channel: str, key: str, now: int) -> bool:
        found = (channel, bounded_key(key))
        fresh = found not in self._post.inbox
        self._post.inbox.setdefault(found, now)
        return fresh

    def park_update(self, channel: str, key: str, external: str, reference: str, body: bytes, now: int) -> None:
        self.take_update(channel, key, now)
        kept = ParkedUpdate(channel, bounded_key(key), kept_text(external), kept_text(reference), kept_body(body), now)
        self._post.parked.setdefault((channel, kept.key), kept)

    def forget_updates(self, before: int, limit: int) -> int:
        old = sorted((at, key) for key, at in self._post.inbox.items() if at < before)[:limit]
        for _, key in old:
            del self._post.inbox[key]
        return len(old)

    # -- chats -------------------------------------------------------------------------------------------------------

    def external(self, channel: str, person: str) -> str | None:
        return next((external for (known, external), found in self._persons.items() if (known, found) == (channel, person)), None)

    def chat(self, channel: str, person: str) -> Chat | None:
        return self._post.chats.get((channel, person))

    def reach(self, channel: str, person: str, chat: str, now: int) -> None:
        known = self.chat(channel, person)
        if person in self._persons.values():
            message = known.message if known and known.chat == chat else None
            self._post.chats[(channel, person)] = Chat(person, plain(chat), message, reachable=True)

    def lose(self, channel: str, chat: str, why: str, now: int) -> str | None:
        reached = [key for key, found in self._post.chats.items() if key[0] == channel and found.chat == chat and found.reachable]
        for key in reached:
            self._post.chats[key] = replace(self._post.chats[key], message=None, reachable=False)
        for row in list(self._post.letters.values()):
            if row.channel == channel and row.letter.chat == chat:
                self._end(row.letter.id, LetterState.GONE, now, why)
        return reached[0][1] if reached else None

    def forget_message(self, channel: str, person: str) -> None:
        known = self.chat(channel, person)
        if known:
            self._post.chats[(channel, person)] = replace(known, message=None)

    # -- letters -----------------------------------------------------------------------------------------------------

    def post(self, channel: str, person: str, chat: str, kind: str, payload: bytes, now: int, due: int = 0, bulk: bool = False) -> Letter:
        self._post.last_letter += 1
        letter = Letter(self._post.last_letter, person, plain(chat), plain(kind), bytes(payload), LetterState.QUEUED, 0, due, bulk)
        self._post.letters[letter.id] = Posted(letter, channel, max(now, due))
        return letter

    def letters(self, channel: str, now: int, limit: int, after: int = 0) -> tuple[Letter, ...]:
        before = self._post.letters.get(after)
        place = (before is not None and before.letter.bulk, after)
        due = [letter for letter in self._in(channel, LetterState.QUEUED) if letter.due <= now]
        later = sorted((letter for letter in due if (letter.bulk, letter.id) > place), key=lambda letter: (letter.bulk, letter.id))
        return tuple(later[:limit])

    def interrupted(self, channel: str) -> tuple[Letter, ...]:
        return tuple(self._in(channel, LetterState.SENDING))

    def begin_letter(self, letter: int) -> bool:
        row = self._post.letters.get(letter)
        if row is None or row.letter.state is not LetterState.QUEUED:
            return False
        self._post.letters[letter] = replace(row, letter=replace(row.letter, state=LetterState.SENDING))
        return True

    def end_letter(self, channel: str, letter: int, state: LetterState, now: int, message: str | None = None, error: str = "") -> None:
        require_end(state)
        if state not in REMOVING:
            self._end(letter, state, now, error)
            return
        row = self._post.letters.pop(letter, None)
        known = self.chat(channel, row.letter.person) if row else None
        if state is LetterState.SENT and message is not None and row and known and known.chat == row.letter.chat:
            self._post.chats[(channel, known.person)] = replace(known, message=plain(message))

    def put_back(self, letter: int, due: int) -> None:
        row = self._post.letters.get(letter)
        if row and row.letter.state in OPEN:
            back = replace(row.letter, state=LetterState.QUEUED, tries=row.letter.tries + 1, due=due)
            self._post.letters[letter] = replace(row, letter=back)

    def _in(self, channel: str, state: LetterState) -> Iterable[Letter]:
        return (row.letter for row in self._post.letters.values() if row.channel == channel and row.letter.state is state)

    def _end(self, letter: int, state: LetterState, now: int, reason: str) -> None:
        row = self._post.letters.get(letter)
        if row and row.letter.state in OPEN:
            ended = replace(row.letter, state=state)
            self._post.letters[letter] = replace(row, letter=ended, ended_at=now, reason=kept_text(reason))

    # -- timers ------------------------------------------------------------------------------------------------------

    def set_timer(self, person: str, due: int, revision: int) -> None:
        if person in self._persons.values():
            self._post.timers[person] = Timer(person, due, revision)

    def due_timers(self, now: int, limit: int) -> tuple[Timer, ...]:
        due = sorted((timer for timer in self._post.timers.values() if timer.due <= now), key=lambda timer: (timer.due, timer.person))
        return tuple(islice(due, limit))

    def clear_timer(self, person: str) -> None:
        self._post.timers.pop(person, None)

    # -- deletion ----------------------------------------------------------------------------------------------------

    def _drop_post(self, person: str) -> None:
        """While the channel's name for the person is still known."""
        post, names = self._post, {key for key, known in self._persons.items() if known == person}
        post.parked = {key: kept for key, kept in post.parked.items() if (kept.channel, kept.external) not in names}
        post.chats = {key: chat for key, chat in post.chats.items() if chat.person != person}
        post.letters = {key: row for key, row in post.letters.items() if row.letter.person != person}
        self.clear_timer(person)
