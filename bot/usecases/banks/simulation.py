"""Random respondents hold the whole conversation with the real engine, to see where a bank leads: results, time, dead ends, and the
questions that decide most.

A respondent has a bent, which says how far up the options it tends to choose, and a talent of its own around it. The same seed gives the
same respondents. Nothing is stored.

Every tenth respondent takes every single turn. The others take the same way with one short cut: inside a level only the first and the
last question are turns, and the answers between them are put into the run just as the engine would have kept them, question by question.
Everything before, behind and between the levels is the engine's for all; both ways end in the same run, which a test holds them to.
"""

from __future__ import annotations

import gc
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean, median, quantiles
from typing import NamedTuple

import msgspec

from bot.usecases.banks.deciding import decided
from dialogs.effects import EnterpriseSought
from dialogs.engine import advance
from dialogs.inbound import AnyInbound, Choose, Jump, Known, Reply, Standing, Start, Submit
from dialogs.model import CURSOR_SPEC, RUN_SPEC, Answer, Contact, Cursor, Phase, Profile, Run
from dialogs.scene import Moment, Scene
from dialogs.views.level import SECONDS_A_QUESTION
from question_bank.model import Bank, EnterpriseType, Question, QuestionId

MOST_TURNS = 5_000
"""A respondent that has not finished by then stands at a dead end."""

THOROUGH = 10
"""One of so many respondents takes every turn."""

MOST_DECIDING = 10
"""How many of the questions that decide most are named."""

TALENT, WAVERING = 0.08, 0.2
"""How far respondents of one bent lie apart, and how far each of their answers does; standard deviations."""


class Bent(NamedTuple):
    """How far up the options (of 1) at level 1, how much less with each level, and how far up where there is one pass only."""

    first: float
    fall: float
    single: float

    def at(self, bank: Bank, level: int) -> float:
        return self.single if bank.is_mean else self.first - self.fall * (level - 1)


BENTS = {
    "beginner": Bent(0.45, 0.20, 0.2),
    "steady": Bent(0.85, 0.20, 0.45),
    "advanced": Bent(1.05, 0.12, 0.7),
    "leader": Bent(1.2, 0.05, 0.95),
}
"""Kinds of respondents."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How one respondent fared: its bent, the level and band reached (none at a dead end, which is at `stuck`), turns and answers."""

    bent: str
    level: int | None
    band: str
    turns: int
    answered: int
    stuck: str = ""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What all respondents came to. `asked` and `deciding` count by question the runs that it counted in, and those it decided."""

    bank: str
    seed: int
    respondents: tuple[Finished, ...]
    asked: Mapping[QuestionId, int]
    deciding: Mapping[QuestionId, int]

    @property
    def dead_ends(self) -> int:
        return sum(found.level is None for found in self.respondents)

    @property
    def minutes(self) -> int:
        """What a respondent takes in the mean, by the same measure that the opening of a level states."""
        return _minutes(mean(found.answered for found in self.respondents))

    def as_document(self) -> dict[str, object]:
        """Counts and medians as plain values."""
        answered = [found.answered for found in self.respondents]
        bands = Counter(found.band for found in self.respondents if found.band)
        return {
            "bank": self.bank,
            "seed": self.seed,
            "respondents": len(self.respondents),
            "levels": _levels(self.respondents),
            "levels_by_kind": {bent: _levels([found for found in self.respondents if found.bent == bent]) for bent in BENTS},
            "bands": dict(sorted(bands.items(), key=lambda pair: -pair[1])),
            "dead_ends": self.dead_ends,
            "stuck_at": dict(Counter(found.stuck for found in self.respondents if found.stuck)),
            "turns_median": median(found.turns for found in self.respondents),
            "questions_median": median(answered),
            "minutes_mean": self.minutes,
            "minutes_tenths": [_minutes(count) for count in _tenths(answered)],
            "deciding": dict(self.decisive()),
        }

    def decisive(self) -> Iterator[tuple[QuestionId, float]]:
        """The questions that decided the band of most respondents, with the share of those they counted for."""
        for question in sorted(self.deciding, key=lambda found: (-self.deciding[found], found))[:MOST_DECIDING]:
            yield question, round(self.deciding[question] / self.asked[question], 3)


_PROFILE = Profile(
    name="模拟企业",
    code="91310115000000019M",
    district="310115",
    unit="district",
    industry="C34",
    nature="producer",
    size="s4",
    sales="5000",
)
_CONTACT = Contact(name="模拟", post="模拟", mobile=None, email=None)
"""A respondent has registered before: nothing is missing that would be asked first."""


def simulate(bank: Bank, respondents: int, seed: int, done: Callable[[], object] = lambda: None) -> Simulated:
    """Let this many respondents hold the conversation, kinds and enterprise types in turn; `done` is told of each."""
    chance = random.Random(seed)
    bents = tuple(BENTS)
    kinds = tuple(kind.id for kind in bank.kinds)
    asked: Counter[QuestionId] = Counter()
    deciding: Counter[QuestionId] = Counter()
    found = []
    with _without_collecting():
        for n in range(respondents):
            respondent = Respondent(bank, bents[n % len(bents)], kinds[n // len(bents) % len(kinds)], chance)
            fared, run = respondent.respond(thorough=n % THOROUGH == 0)
            found.append(fared)
            if run is not None:
                counted = decided(bank, run)
                asked.update(counted.asked)
                deciding.update(counted.deciding)
            done()
    return Simulated(bank.id, seed, tuple(found), asked, deciding)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Documents form no circles, so looking for some at every few hundred of them only costs time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Respondent:
    """One respondent on its way: what it chooses where."""

    def __init__(self, bank: Bank, bent: str, kind: EnterpriseType, chance: random.Random) -> None:
        self.bank = bank
        self.bent = bent
        self.kind = kind
        self.chance = chance
        self.talent = chance.gauss(0, TALENT)

    def respond(self, *, thorough: bool) -> tuple[Finished, Run | None]:
        """The way to a result or a dead end; `thorough` takes every turn of it."""
        bank, profile = self.bank, msgspec.structs.replace(_PROFILE, kind=self.kind)
        run: Run | None = Run(
            spec=RUN_SPEC, id="run", bank=bank.id, bank_version=bank.version, enterprise="e", profile=profile, created_at=0
        )
        cursor = Cursor(spec=CURSOR_SPEC, person="p", run="run", language=bank.language, contact=_CONTACT, phase=Phase.HOME)
        inbound: AnyInbound = Submit()
        turns = 0
        while turns < MOST_TURNS:
            turn = advance(run, cursor, inbound, bank, Moment(turns, "next"))
            run, cursor = turn.run, turn.cursor
            if cursor.phase is Phase.RESULT and run is not None and run.result is not None:
                band = bank.band_of(Decimal(run.result.total))
                return Finished(self.bent, run.result.level, band.name.base, turns, len(run.answers)), run
            turns += 1
            scene = Scene(run, cursor, bank, Moment(turns, ""))
            if not thorough and (skipped := self._in_one_breath(scene)) is not None:
                run, last, answered = skipped
                turns, inbound = turns + answered - 1, Jump(last)
            else:
                inbound = Known(Standing.OWN, "e") if isinstance(turn.effects[-1], EnterpriseSought) else self._next(scene)
        return Finished(self.bent, None, "", MOST_TURNS, len(run.answers) if run else 0, f"{cursor.phase} {cursor.at}".strip()), None

    def _in_one_breath(self, scene: Scene) -> tuple[Run, str, int] | None:
        """At the second question of a level: the run with every answer but the last, the last question, and how many were answered."""
        questions = scene.questions() if scene.cursor.phase is Phase.QUESTION else ()
        if len(questions) < 4 or scene.cursor.at != questions[1].id or questions[1].id in scene.run.answers:
            return None
        at = scene.moment.now
        kept = {question.id: Answer(key=self._key(question), by=scene.cursor.person, at=at) for question in questions[1:-1]}
        return msgspec.structs.replace(scene.run, answers={**scene.run.answers, **kept}), questions[-1].id, len(kept)

    def _next(self, scene: Scene) -> AnyInbound:
        """What this respondent does on the screen before it."""
        match scene.cursor.phase:
            case Phase.QUESTION:
                return Choose(self._key(self.bank.question_by_id[QuestionId(scene.cursor.at)]))
            case Phase.TAILORING:
                return Choose("no" if self.chance.random() < 0.1 else "yes")
            case Phase.INDICATORS:
                return Choose("NA") if scene.cursor.part != "formula" else Reply("=")
            case Phase.NEW:
                return Start()
            case _:
                return Submit()

    def _key(self, question: Question) -> str:
        options = question.options
        aim = BENTS[self.bent].at(self.bank, question.level) + self.talent
        place = self.chance.gauss(aim, WAVERING) * (len(options) - 1)
        return options[min(max(round(place), 0), len(options) - 1)].key


def _levels(respondents: Sequence[Finished]) -> dict[str, int]:
    return dict(sorted(Counter(str(found.level) for found in respondents if found.level is not None).items()))


def _minutes(questions: float) -> int:
    return round(questions * SECONDS_A_QUESTION / 60)


def _tenths(answered: Sequence[int]) -> Sequence[float]:
    """The first tenth, the middle and the last tenth."""
    if len(answered) < 2:
        return [answered[0]] * 3
    tenths = quantiles(answered, n=10)
    return [tenths[0], tenths[4], tenths[8]]
