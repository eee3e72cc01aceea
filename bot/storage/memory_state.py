"""The rows of the store in memory, and what can be read of them beside the works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, fields

from bot.ports import EndedLetter, Enterprise, LetterState, ParkedUpdate, RunRow
from bot.storage.memory_post import PostTables
from bot.storage.rows import past_run, seal_of
from dialogs.codec import decode_run
from dialogs.model import Answer, Run


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run's row."""

    document: bytes
    version: int
    owner: str
    seal: str | None = None

    @property
    def run(self) -> Run:
        """The run, decoded anew, so that nobody shares it."""
        return decode_run(self.document)


@dataclass(slots=True)
class State:
    """All rows. Every value is immutable, so that a copy of the tables is a snapshot."""

    persons: dict[tuple[str, str], str] = field(default_factory=dict)
    cursors: dict[str, bytes] = field(default_factory=dict)
    enterprises: dict[str, Enterprise] = field(default_factory=dict)
    profiles: dict[str, bytes] = field(default_factory=dict)
    contacts: dict[tuple[str, str], int] = field(default_factory=dict)
    runs: dict[str, RunRecord] = field(default_factory=dict)
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    slots: dict[tuple[str, str, int], str] = field(default_factory=dict)
    audit: tuple[tuple[int, str, str, str, str], ...] = ()
    post: PostTables = field(default_factory=PostTables)

    def snapshot(self) -> State:
        """A copy to work on."""
        return State(**{table.name: copy(getattr(self, table.name)) for table in fields(self)})


class MemoryReader:
    """`bot.ports.Reader` over the rows that were kept last."""

    _state: State

    async def read_run(self, run_id: str) -> Run | None:
        record = self._state.runs.get(run_id)
        return record.run if record else None

    async def list_runs(self, person: str | None) -> tuple[RunRow, ...]:
        state = self._state
        return tuple(
            self._row(record.run)
            for record in state.runs.values()
            if person in (None, record.owner) or (person, record.run.enterprise) in state.contacts
        )

    def _row(self, run: Run) -> RunRow:
        past = past_run(run)
        enterprise = self._state.enterprises.get(run.enterprise)
        return RunRow(
            id=run.id,
            enterprise=run.enterprise,
            enterprise_name=enterprise.name if enterprise else "",
            state=run.state,
            answered=past.answered,
            created_at=run.created_at,
            started_at=run.started_at,
            finished_at=run.finished_at,
            level=past.level,
            total=past.total,
        )

    async def broken_seals(self) -> tuple[str, ...]:
        runs = self._state.runs.items()
        return tuple(run for run, record in runs if record.seal and seal_of(record.document) != record.seal)

    async def letters_by_state(self) -> Mapping[str, int]:
        found = Counter(row.letter.state for row in self._state.post.letters.values())
        return {state.value: found[state] for state in LetterState}

    async def doubtful_letters(self, limit: int) -> tuple[EndedLetter, ...]:
        return tuple(self._state.post.doubtful()[:limit])

    async def oldest_queued(self, now: int) -> int | None:
        return self._state.post.oldest_queued(now)

    async def parked_updates(self, limit: int) -> tuple[ParkedUpdate, ...]:
        return tuple(reversed(self._state.post.parked.values()))[:limit]

    async def counts(self) -> Mapping[str, int]:
        state, post = self._state, self._state.post
        unreachable = sum(not chat.reachable for chat in post.chats.values())
        return {
            "persons": len(state.persons),
            "runs": len(state.runs),
            "unreachable": unreachable,
            "timers": len(post.timers),
            "parked": len(post.parked),
        }

    async def ping(self) -> None:
        """Memory answers."""
