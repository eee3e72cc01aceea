"""What one work does to updates, letters, chats and timers in an SQL database, the same on SQLite and PostgreSQL. Commits nothing."""

from __future__ import annotations

from bot.ports.post import Chat, Letter, LetterState, Timer
from bot.storage import post_statements as sql
from bot.storage.rows import REMOVING, bounded_key, kept_body, kept_text, plain, require_end
from bot.storage.session import Row, Session


class SqlPost:
    """`bot.ports.post.PostTransaction` over one session; `SqlTransaction` ends it."""

    __slots__ = ()

    _session: Session

    # -- updates -----------------------------------------------------------------------------------------------------

    def take_update(self, channel: str, key: str, now: int) -> bool:
        return self._session.change(sql.TAKE_UPDATE, channel=channel, key=bounded_key(key), now=now) == 1

    def park_update(self, channel: str, key: str, external: str, reference: str, body: bytes, now: int) -> None:
        self._session.change(sql.TAKE_UPDATE, channel=channel, key=bounded_key(key), now=now)
        self._session.change(
            sql.PARK_UPDATE,
            channel=channel,
            key=bounded_key(key),
            external=kept_text(external),
            reference=kept_text(reference),
            body=kept_body(body),
            now=now,
        )

    def forget_updates(self, before: int, limit: int) -> int:
        return self._session.change(sql.FORGET_UPDATES, before=before, most=limit)

    # -- chats -------------------------------------------------------------------------------------------------------

    def external(self, channel: str, person: str) -> str | None:
        row = self._session.one(sql.FIND_EXTERNAL, channel=channel, person=person)
        return str(row[0]) if row else None

    def chat(self, channel: str, person: str) -> Chat | None:
        row = self._session.one(sql.FIND_CHAT, channel=channel, person=person)
        if row is None:
            return None
        known, chat, message, reachable = row
        return Chat(known, chat, message, bool(reachable))

    def reach(self, channel: str, person: str, chat: str, now: int) -> None:
        # Nearly every turn finds the chat as it is; a look costs less than an upsert that changes nothing.
        known = self._session.one(sql.FIND_CHAT, channel=channel, person=person)
        if known is None or known[1] != chat or not known[3]:
            self._session.change(sql.REACH, channel=channel, person=person, chat=plain(chat), now=now)

    def lose(self, channel: str, chat: str, why: str, now: int) -> str | None:
        reason = kept_text(why)
        reached = self._session.one(sql.FIND_REACHABLE, channel=channel, chat=chat)
        lost = self._session.change(sql.LOSE_CHAT, channel=channel, chat=chat, why=reason, now=now)
        self._session.change(sql.LOSE_LETTERS, channel=channel, chat=chat, why=reason, now=now)
        # Another process may have been first between the look and the change; then it is the one to tell.
        return str(reached[0]) if reached and lost else None

    def forget_message(self, channel: str, person: str) -> None:
        self._session.change(sql.FORGET_MESSAGE, channel=channel, person=person)

    # -- letters -----------------------------------------------------------------------------------------------------

    def post(self, channel: str, person: str, chat: str, kind: str, payload: bytes, now: int, due: int = 0, bulk: bool = False) -> Letter:
        letter = self._session.add(
            sql.POST,
            channel=channel,
            person=person,
            chat=plain(chat),
            kind=plain(kind),
            payload=payload,
            due=due,
            bulk=int(bulk),
            since=max(now, due),
        )
        return Letter(letter, person, chat, kind, payload, LetterState.QUEUED, 0, due, bulk)

    def letters(self, channel: str, now: int, limit: int, after: int = 0) -> tuple[Letter, ...]:
        return tuple(map(as_letter, self._session.all(sql.LETTERS, channel=channel, now=now, most=limit, after=after)))

    def interrupted(self, channel: str) -> tuple[Letter, ...]:
        return tuple(map(as_letter, self._session.all(sql.INTERRUPTED, channel=channel)))

    def begin_letter(self, letter: int) -> bool:
        return self._session.change(sql.BEGIN_LETTER, letter=letter) == 1

    def end_letter(self, channel: str, letter: int, state: LetterState, now: int, message: str | None = None, error: str = "") -> None:
        require_end(state)
        if state not in REMOVING:
            self._session.change(sql.END_LETTER, letter=letter, state=state.value, now=now, reason=kept_text(error))
            return
        if state is LetterState.SENT and message is not None:
            self._session.change(sql.SHOW_MESSAGE, channel=channel, letter=letter, message=plain(message))
        self._session.change(sql.REMOVE_LETTER, letter=letter)

    def put_back(self, letter: int, due: int) -> None:
        self._session.change(sql.PUT_BACK, letter=letter, due=due)

    # -- timers ------------------------------------------------------------------------------------------------------

    def set_timer(self, person: str, due: int, revision: int) -> None:
        self._session.change(sql.SET_TIMER, person=person, due=due, revision=revision)

    def due_timers(self, now: int, limit: int) -> tuple[Timer, ...]:
        return tuple(Timer(*row) for row in self._session.all(sql.DUE_TIMERS, now=now, most=limit))

    def clear_timer(self, person: str) -> None:
        self._session.change(sql.CLEAR_TIMER, person=person)

    # -- deletion ----------------------------------------------------------------------------------------------------

    def _drop_parked(self, person: str) -> None:
        """While the channel's name for the person is still known."""
        self._session.change(sql.DROP_PARKED_OF, person=person)

    def _drop_post(self, person: str) -> None:
        """After the person has gone, so that nobody can add another meanwhile; chats went with the person."""
        self._session.change(sql.DROP_LETTERS_OF, person=person)
        self._session.change(sql.CLEAR_TIMER, person=person)


def as_letter(row: Row) -> Letter:
    """The letter in a row of the columns that every query of letters begins with."""
    identity, person, chat, kind, payload, state, tries, due, bulk = row
    return Letter(identity, person, chat, kind, payload, LetterState(state), tries, due, bool(bulk))
