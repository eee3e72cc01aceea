"""Rule packs at the desk: what their versions have beside what all versions do (`versions`): verdicts by them, and trials.

A trial judges what an admin states of a made-up enterprise; it reads and changes nothing of any real one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.ports.banks import BankState, BankVersion
from bot.usecases.desk import versions
from bot.usecases.desk.versions import Counter
from bot.usecases.desk.visit import Serve, Served, Visit
from bot.usecases.packs.files import changed
from bot.usecases.versions.publishing import record
from bot.usecases.versions.shelves import PACKS
from dialogs.answers import Unreadable
from dialogs.desk.packs import LEFT, STATED
from dialogs.desk.packs import effects as wishes
from dialogs.desk.packs.effects import PackFactTaken, PackTryShown, TriedFact
from dialogs.desk.prog import reasons as words
from dialogs.desk.prog import values
from dialogs.desk.prog.parts import Row
from dialogs.desk.versions import TRY
from dialogs.effects import Effect, Refused, Wanted
from dialogs.limits import day_of
from dialogs.refusals import Refusal
from question_bank.programmes.judging import judge
from question_bank.programmes.model import Fact, FactId, FactKind, Outcome, Programme, Purpose, Truth, Value
from question_bank.programmes.values import Unfit, read_value, said, write_value
from question_bank.programmes.verdicts import Verdict

MOST_CONDITIONS = 400
"""Of a pack with more conditions the changes are not worked out within a turn."""


def _counts(visit: Visit, version: BankVersion) -> tuple[str, tuple[int, ...]]:
    if not version.current:
        return "counts", ()
    found = visit.tx.count_outcomes(version.bank)
    duty = visit.packs.of(version.bank, version.version).purpose is Purpose.DUTY
    return "counts_duty" if duty else "counts", tuple(found.get(outcome.value, 0) for outcome in Outcome)


def _told(visit: Visit, version: BankVersion, current: BankVersion | None, language: str) -> tuple[int, tuple[str, ...]]:
    new = visit.packs.of(version.bank, version.version)
    small = len(new.conditions) <= MOST_CONDITIONS
    old = visit.packs.of(current.bank, current.version) if current and small else None
    return len(new.conditions), changed(old, new, language) if old else ()


COUNTER = Counter(
    page="packs",
    shelf=PACKS,
    main=lambda visit: "",
    counts=_counts,
    under_way=lambda visit, version: 0,
    told=_told,
    whole=frozenset({"template"}),
)

is_open = versions.is_open
waiting = COUNTER.waiting


# -- trying ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trial:
    """A version, and what was stated of the made-up enterprise so far."""

    visit: Visit
    version: BankVersion
    programme: Programme
    begun: str
    fields: dict[str, str]

    @property
    def noted(self) -> dict[FactId, str]:
        """What was stated or passed over, in its order; facts that the version does not have are forgotten."""
        known = self.programme.facts_by_id
        return {FactId(name[len(STATED) :]): text for name, text in self.fields.items() if name[len(STATED) :] in known}

    def values(self) -> dict[FactId, Value]:
        """What was stated, as values."""
        return {fact: value for fact, text in self.noted.items() if (value := self._value(fact, text)) is not None}

    def _value(self, fact: FactId, text: str) -> Value | None:
        if text == LEFT:
            return None
        try:
            return read_value(self.programme.facts_by_id[fact], text)
        except Unfit:
            return None

    def verdict(self) -> Verdict:
        """What the version says to it today."""
        return judge(self.programme, self.values(), day_of(self.visit.now))

    def asked(self) -> Fact | None:
        """The next fact that matters and was not passed over."""
        return next((self.programme.facts_by_id[fact] for fact in self.verdict().lacks if fact not in self.noted), None)

    def stating(self, fact: Fact, text: str) -> Trial:
        """With this noted of the fact."""
        return replace(self, fields={**self.fields, STATED + fact.id: text})

    def without_last(self) -> Trial:
        """With what was said last forgotten."""
        names = [STATED + fact for fact in self.noted]
        return replace(self, fields={name: self.fields[name] for name in names[:-1]})

    def here(self, *effects: Effect) -> Served:
        """The trial as it stands, after these facts."""
        return Served((*effects, _screen(self)), to=("packs", self.begun, TRY), fields=self.fields)


def _trial(visit: Visit, begun: str) -> Trial | None:
    version = COUNTER.found(visit, begun)
    if version is None:
        return None
    fields = {name: text for name, text in visit.cursor.desk.fields.items() if name.startswith(STATED)}
    return Trial(visit, version, visit.packs.of(version.bank, version.version), begun, fields)


def _try(visit: Visit, wanted: wishes.PackTryWanted) -> Served | None:
    trial = _trial(visit, wanted.begun)
    return trial.here() if trial else None


def _fact_told(visit: Visit, wanted: wishes.PackFactTold) -> Served | None:
    trial = _trial(visit, wanted.begun)
    if trial is None:
        return None
    match wanted.how:
        case "before":
            return trial.without_last().here()
        case "anew":
            return replace(trial, fields={}).here()
    fact = trial.asked()
    if fact is None:
        return trial.here(Refused(Refusal.UNEXPECTED))
    try:
        text = _stated(trial, fact, wanted.how, wanted.value)
    except Unreadable as unreadable:
        return trial.here(Refused(unreadable.code, unreadable.value))
    _note(trial)
    after = trial.stating(fact, text)
    value = after.values().get(fact.id)
    name = fact.name.in_(visit.language)
    return after.here(*((PackFactTaken(name, said(fact, value, visit.language)),) if value is not None else ()))


def _stated(trial: Trial, fact: Fact, how: str, text: str) -> str:
    """What is noted for what was said; raises `Unreadable`."""
    match how:
        case "skip":
            return LEFT
        case "none" if fact.kind is FactKind.CHOICES:
            return write_value(frozenset())
        case "key":
            return write_value(values.keyed(fact, text))
        case "text" if fact.kind is FactKind.CHOICES and text in {"无", "没有", "none"}:
            return write_value(frozenset())
        case "text":
            return write_value(values.typed(fact, text, day_of(trial.visit.now)))
    raise Unreadable(Refusal.UNEXPECTED)


def _note(trial: Trial) -> None:
    """A draft counts as tried from the first answer on."""
    version, visit = trial.version, trial.visit
    if version.state is BankState.DRAFT:
        tried = replace(version, state=BankState.TRIED, tried_by=visit.person, tried_at=visit.now)
        if PACKS.change(visit.tx, version, tried):
            record(visit, PACKS, "tried", version)


def _screen(trial: Trial) -> PackTryShown:
    programme, language, verdict = trial.programme, trial.visit.language, trial.verdict()
    about, wording = words.worth_telling(verdict), words.Wording(programme, trial.values(), language)
    tracks = sorted(words.ordered(verdict), key=lambda found: found is not about)
    noted, asked = trial.noted, trial.asked()
    return PackTryShown(
        begun=trial.begun,
        title=programme.title.in_(language),
        version=programme.version,
        number=programme.notice.number,
        tracks=tuple(words.glance(programme, found, language) for found in tracks),
        missing=wording.of(about.missing()),
        barring=wording.of(about.barring()),
        to_explain=wording.of(about.to_explain()),
        open=len(about.to_confirm()),
        met=sum(found.truth is Truth.MET for found in about.findings),
        told=sum(text != LEFT for text in noted.values()),
        left=sum(text == LEFT for text in noted.values()),
        duty=programme.purpose is Purpose.DUTY,
        fact=_card(programme, asked, language) if asked else None,
    )


def _card(programme: Programme, fact: Fact, language: str) -> TriedFact:
    rows = (Row(choice.key, place, choice.name.in_(language)) for place, choice in enumerate(fact.choices, 1))
    return TriedFact(
        name=fact.name.in_(language),
        ask=fact.ask.in_(language),
        kind=fact.kind.value,
        hint=fact.hint.in_(language),
        unit=fact.unit.in_(language),
        clause=fact.clause,
        rows=tuple(rows),
        why=words.why(programme, fact.id, language),
    )


SERVED: dict[type[Wanted], Serve] = {wishes.PackTryWanted: _try, wishes.PackFactTold: _fact_told}
