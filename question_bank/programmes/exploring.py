"""What conditions can come to at all: values on both sides of every border, and a search for facts that meet (or miss) conditions together.

Exact as far as it goes: facts are looked at one value for each way in which they can answer all their conditions. The search has a bound;
beyond it nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from question_bank.programmes.model import Condition, Fact, FactId, FactKind, Operator, Value, Values
from question_bank.programmes.operators import TODAY, dated_test_of, is_dated, test_of, years_before
from question_bank.programmes.standing import OPEN
from question_bank.programmes.values import day, number

MOST_STEPS = 20_000
"""How many values a search may set; packs of our size take a few hundred."""

OTHER_TEXT = "…"
DAY = timedelta(days=1)
Stands = Callable[[Values, date], int]


class GaveUp(Exception):
    """The search came to its bound: neither yes nor no."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be found: facts that meet this, or with `met` false, that miss it. `facts` are all that it looks at."""

    stands: Stands
    facts: frozenset[FactId]
    met: bool = True

    def can(self, values: Values, today: date) -> bool:
        """Whether it is reached, or may still be once more is known."""
        found = self.stands(values, today)
        return found >= OPEN if self.met else found <= OPEN


def holds(condition: Condition, fact: Fact, value: Value, today: date) -> bool:
    """Whether the value meets this one condition."""
    if is_dated(condition):
        return dated_test_of(condition, fact)(value, today)
    return bool(test_of(condition, fact)(value))


def telling(fact: Fact, conditions: Sequence[Condition], today: date) -> tuple[Value, ...]:
    """Values of a fact, one for each way in which it can answer these conditions on it; what meets more of them comes first."""
    found: dict[tuple[bool, ...], Value] = {}
    for value in borders(fact, conditions, today):
        found.setdefault(tuple(holds(condition, fact, value, today) for condition in conditions), value)
    return tuple(found[answers] for answers in sorted(found, reverse=True))


def borders(fact: Fact, conditions: Sequence[Condition], today: date) -> tuple[Value, ...]:
    """Values of a fact at, below, above and between all that these conditions name, within the fact's own bounds."""
    match fact.kind:
        case FactKind.FLAG:
            return (True, False)
        case FactKind.NUMBER:
            return tuple(_numbers(fact, conditions))
        case FactKind.DATE:
            return tuple(_days(conditions, today))
        case FactKind.CHOICE:
            return tuple(choice.key for choice in fact.choices)
        case FactKind.CHOICES:
            return tuple(_sets(fact, conditions))
    return (*dict.fromkeys(value for condition in conditions for value in condition.values), OTHER_TEXT)


def find(goals: Sequence[Goal], options: Mapping[FactId, Sequence[Value]], today: date, steps: int = MOST_STEPS) -> Values | None:
    """Facts that reach all goals, or nothing if there are none; raises `GaveUp` at the bound.

    `options` are the telling values of every fact that the goals look at. A value that spoils a goal on its own is left out at once, so
    that two conditions at odds over one fact are found without a search.
    """
    looking = {fact: tuple(goal for goal in goals if fact in goal.facts) for fact in options}
    fitting = {
        fact: [value for value in values if all(goal.can({fact: value}, today) for goal in looking[fact])]
        for fact, values in options.items()
    }
    if not all(fitting.values()):
        return None
    search = _Search(looking, fitting, sorted(fitting, key=lambda fact: len(fitting[fact])), today, steps)
    return search.found()


@dataclass(slots=True)
class _Search:
    """Sets one fact after the other, going back where a goal is spoilt; with every fact set and no goal spoilt, all are reached."""

    looking: Mapping[FactId, Sequence[Goal]]
    options: Mapping[FactId, Sequence[Value]]
    order: Sequence[FactId]
    today: date
    steps: int
    known: dict[FactId, Value] = field(default_factory=dict)

    def found(self) -> Values | None:
        tried: list[Iterator[Value]] = []
        while len(self.known) < len(self.order):
            tried.append(iter(self.options[self.order[len(tried)]]))
            while not self._set_next(self.order[len(tried) - 1], tried[-1]):
                tried.pop()
                if not tried:
                    return None
        return self.known

    def _set_next(self, fact: FactId, values: Iterator[Value]) -> bool:
        """Sets the fact to its next value that spoils nothing; false, and the fact unknown again, if there is none."""
        for value in values:
            if (steps := self.steps) == 0:
                raise GaveUp
            self.steps = steps - 1
            self.known[fact] = value
            if all(goal.can(self.known, self.today) for goal in self.looking[fact]):
                return True
        self.known.pop(fact, None)
        return False


def _numbers(fact: Fact, conditions: Sequence[Condition]) -> Iterator[Decimal]:
    named = sorted({found for condition in conditions for value in condition.values if (found := number(value)) is not None})
    ends = [bound for bound in (fact.low, fact.high) if bound is not None]
    between = [(low + high) / 2 for low, high in pairwise(named)]
    beyond = [named[0] - 1, named[-1] + 1] if named else [Decimal(0), Decimal(1)]
    for value in dict.fromkeys((*named, *between, *beyond, *ends)):
        if (fact.low is None or value >= fact.low) and (fact.high is None or value <= fact.high):
            yield value


def _days(conditions: Sequence[Condition], today: date) -> Iterator[date]:
    for when in dict.fromkeys((today, *(when for condition in conditions for when in _named_days(condition, today)))):
        yield when
        if when > date.min:
            yield when - DAY
        if when < date.max:
            yield when + DAY


def _named_days(condition: Condition, today: date) -> Iterator[date]:
    values = condition.values
    if condition.operator is Operator.AGED:
        yield years_before(_day(values[1] if len(values) > 1 else TODAY, today), int(values[0]))
    else:
        yield from (_day(value, today) for value in values)


def _day(written: str, today: date) -> date:
    return today if written == TODAY else day(written) or today


def _sets(fact: Fact, conditions: Sequence[Condition]) -> Iterator[frozenset[str]]:
    """Everything but what some conditions exclude, and of that so many as other conditions count, group or name."""
    every = [choice.key for choice in fact.choices]
    groups = {choice.key: choice.group for choice in fact.choices}
    excluded = [frozenset(condition.values) for condition in conditions if condition.operator is Operator.NONE_OF]
    counts = {int(condition.values[0]) for condition in conditions if condition.operator is Operator.COUNTS}
    named = [frozenset(condition.values) for condition in conditions if condition.operator in {Operator.HAS, Operator.ONE_OF}]
    covered = [frozenset(condition.values) for condition in conditions if condition.operator is Operator.COVERS]
    named += [frozenset(key for key in every if groups[key] in wanted) for wanted in covered]
    sizes = sorted({0, 1, len(every), *(size for count in counts for size in (count - 1, count))})
    for without in (frozenset[str](), *excluded, frozenset[str]().union(*excluded)):
        rest = [key for key in every if key not in without]
        yield from (frozenset(rest[:size]) for size in sizes)
        yield from (keys & frozenset(rest) for keys in named)
        yield from (frozenset(key for key in rest if groups[key] != group) for group in dict.fromkeys(groups.values()))
        yield from (frozenset(key for key in rest if key != left) for keys in named for left in sorted(keys))
