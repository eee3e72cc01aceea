"""A programme that may still be faulty, with the rows it was read from: what the checks look at."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field

from question_bank.draft import Placed
from question_bank.programmes.model import Condition, Programme

MAX_DEPTH = 10
"""How many layers of joins there may be; nothing here climbs further."""


@dataclass(frozen=True, slots=True)
class PackDraft(Placed):
    """`rows` says in which row of which sheet a thing stands, `faulty` which cells are already complained about."""

    programme: Programme
    rows: Mapping[tuple[str, Hashable], int] = field(default_factory=dict)
    faulty: frozenset[tuple[str, int | None, str | None]] = frozenset()

    def above(self, condition: Condition) -> Iterator[Condition]:
        """The condition itself, then the joins it stands under, as far as they are known; a circle ends too."""
        known = self.programme.conditions_by_id
        current: Condition | None = condition
        for _ in range(MAX_DEPTH):
            if current is None:
                return
            yield current
            current = known.get(current.parent) if current.parent is not None else None
