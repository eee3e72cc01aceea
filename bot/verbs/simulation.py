"""Random respondents hold the whole conversation with the real engine, to see where a bank leads: levels, turns, time, dead ends.

A respondent has a bent: how far up the options it tends to choose at level 1, falling with each level. The same seed gives the same
respondents. Nothing is stored.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, median

import msgspec

from dialogs.effects import EnterpriseSought
from dialogs.engine import advance
from dialogs.inbound import AnyInbound, Choose, Known, Reply, Standing, Start, Submit
from dialogs.model import CURSOR_SPEC, RUN_SPEC, Contact, Cursor, Phase, Profile, Run
from dialogs.scene import Moment, Scene
from dialogs.views.level import SECONDS_A_QUESTION
from question_bank.model import Bank, EnterpriseType, QuestionId

MOST_TURNS = 5_000
"""A respondent that has not finished by then stands at a dead end."""

BENTS = {"beginner": (0.45, 0.20), "steady": (0.85, 0.20), "advanced": (1.05, 0.12), "leader": (1.2, 0.05)}
"""Kinds of respondents: how far up the options at level 1 (of 1), and how much less with each level."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How one respondent fared: its kind, the level reached (none at a dead end), turns taken, questions answered."""

    bent: str
    level: int | None
    turns: int
    answered: int


@dataclass(frozen=True, slots=True)
class Simulated:
    """What all respondents came to."""

    bank: str
    seed: int
    respondents: tuple[Finished, ...]

    @property
    def dead_ends(self) -> int:
        return sum(found.level is None for found in self.respondents)

    def as_document(self) -> dict[str, object]:
        """Counts and medians as plain values; minutes by the same measure that the opening of a level states."""
        levels = Counter(str(found.level) for found in self.respondents if found.level is not None)
        answered = [found.answered for found in self.respondents]
        return {
            "bank": self.bank,
            "seed": self.seed,
            "respondents": len(self.respondents),
            "levels": dict(sorted(levels.items())),
            "levels_by_kind": {bent: _levels(self.respondents, bent) for bent in BENTS},
            "dead_ends": self.dead_ends,
            "turns_median": median(found.turns for found in self.respondents),
            "questions_median": median(answered),
            "minutes_mean": round(mean(answered) * SECONDS_A_QUESTION / 60),
        }


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


def simulate(bank: Bank, respondents: int, seed: int) -> Simulated:
    """Let this many respondents hold the conversation, kinds and enterprise types in turn."""
    chance = random.Random(seed)
    bents = tuple(BENTS)
    kinds = tuple(kind.id for kind in bank.kinds)
    found = tuple(_respond(bank, bents[n % len(bents)], kinds[n // len(bents) % len(kinds)], chance) for n in range(respondents))
    return Simulated(bank.id, seed, found)


def as_text(found: Simulated) -> str:
    """The simulation as a short table."""
    document = found.as_document()
    rows = [f"{name.replace('_', ' ')}: {_plain(value)}" for name, value in document.items()]
    return "\n".join(rows)


def _respond(bank: Bank, bent: str, kind: EnterpriseType, chance: random.Random) -> Finished:
    profile = msgspec.structs.replace(_PROFILE, kind=kind)
    run: Run | None = Run(spec=RUN_SPEC, id="run", bank=bank.id, bank_version=bank.version, enterprise="e", profile=profile, created_at=0)
    cursor = Cursor(spec=CURSOR_SPEC, person="p", run="run", language=bank.language, contact=_CONTACT, phase=Phase.HOME)
    inbound: AnyInbound = Submit()
    for turns in range(MOST_TURNS):
        turn = advance(run, cursor, inbound, bank, Moment(turns, "next"))
        run, cursor = turn.run, turn.cursor
        if cursor.phase is Phase.RESULT and run is not None and run.result is not None:
            return Finished(bent, run.result.level, turns, len(run.answers))
        asked = turn.effects[-1]
        inbound = (
            Known(Standing.OWN, "e")
            if isinstance(asked, EnterpriseSought)
            else _next(Scene(run, cursor, bank, Moment(0, "")), bent, chance)
        )
    return Finished(bent, None, MOST_TURNS, len(run.answers) if run else 0)


def _next(scene: Scene, bent: str, chance: random.Random) -> AnyInbound:
    """What this respondent does on the screen before it."""
    match scene.cursor.phase:
        case Phase.QUESTION:
            return Choose(_key(scene, bent, chance))
        case Phase.TAILORING:
            return Choose("no" if chance.random() < 0.1 else "yes")
        case Phase.INDICATORS:
            return Choose("NA") if scene.cursor.part != "formula" else Reply("=")
        case Phase.NEW:
            return Start()
        case _:
            return Submit()


def _key(scene: Scene, bent: str, chance: random.Random) -> str:
    question = scene.bank.question_by_id[QuestionId(scene.cursor.at)]
    start, fall = BENTS[bent]
    options = question.options
    place = chance.gauss(start - fall * (question.level - 1), 0.2) * (len(options) - 1)
    return options[min(max(round(place), 0), len(options) - 1)].key


def _levels(respondents: Sequence[Finished], bent: str) -> dict[str, int]:
    return dict(sorted(Counter(str(found.level) for found in respondents if found.bent == bent).items()))


def _plain(value: object) -> str:
    return "  ".join(f"{key}: {_plain(inner)}" for key, inner in value.items()) if isinstance(value, dict) else str(value)
