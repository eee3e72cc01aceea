"""Facts stated by a contact: those that are not known, one by one, and any known one again. Each is kept at once and its verdicts with it.

What a source says for certain is not stated here. Of two contacts at one fact the later sees what the other stated, and decides again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from bot.ports import Enterprise
from bot.roles import Action
from bot.usecases.desk.prog.looking import own, today
from bot.usecases.desk.visit import Serve, Served, Visit
from bot.usecases.programmes import Gathered, Known, gather, notices, state, told
from dialogs.answers import Unreadable, plain
from dialogs.desk.prog import FACT, KNOWN, PAPER, kept, values, wishes
from dialogs.desk.prog import reasons as words
from dialogs.desk.prog.effects import AskingDone, FactAsked, FactKept, FactLeft, FactStatedMeanwhile
from dialogs.desk.prog.parts import Row
from dialogs.effects import Effect, Refused, Wanted
from dialogs.limits import day_of
from dialogs.refusals import Refusal
from question_bank.programmes.judging import judge
from question_bank.programmes.model import Fact, FactId, FactKind, Outcome, Programme, Value
from question_bank.programmes.sources import source_of
from question_bank.programmes.verdicts import TrackVerdict

COUNTED = frozenset({"run.finished_in_year", "run.finished_this_month", "run.months_since"})
"""Sources that only count what the product itself holds; nobody is asked for these."""


def lacking(programme: Programme, track: TrackVerdict) -> tuple[Fact, ...]:
    """The facts to ask for a track, in the order of the programme; none where nothing could help any more."""
    if track.outcome is Outcome.NOT_ELIGIBLE:
        return ()
    wanted = {fact for finding in track.findings for fact in finding.lacks}
    return tuple(fact for fact in programme.facts if fact.id in wanted and fact.source not in COUNTED)


@dataclass(frozen=True, slots=True)
class Asking:
    """One fact of one programme before a contact of the enterprise, and the way there."""

    visit: Visit
    enterprise: Enterprise
    programme: Programme
    fact: Fact
    gathered: Gathered

    @property
    def fields(self) -> dict[str, str]:
        return dict(self.visit.cursor.desk.fields)

    @property
    def known(self) -> Known | None:
        return self.gathered.known.get(self.fact.id)

    @property
    def trail(self) -> list[str]:
        return self.fields.get("trail", "").split()

    @property
    def seen(self) -> str:
        """What marks the statement that stands; empty where there is none."""
        return f"{self.known.at}.{self.known.by[:8]}" if self.known and not self.known.source else ""

    @property
    def drafted(self) -> frozenset[str]:
        """The choices as they are before the person: tapped so far, else those that stand."""
        draft = self.fields.get("draft")
        if draft is not None:
            return frozenset(draft.split())
        return self.known.value if self.known and isinstance(self.known.value, frozenset) else frozenset()

    def name(self) -> str:
        return self.fact.name.in_(self.visit.language)

    def here(self, fields: Mapping[str, str], *effects: Effect) -> Served:
        """The same fact again, with these fields in place of the others."""
        return Served(effects, to=("prog", str(self.programme.id), FACT + str(self.fact.id)), fields=fields)


def _asking(visit: Visit, programme: str, fact: str) -> Asking | None:
    enterprise, one = own(visit, Action.STATE_FACTS), visit.packs.find(programme)
    wanted = one.facts_by_id.get(FactId(fact)) if one else None
    if enterprise is None or one is None or wanted is None:
        return None
    asking = Asking(visit, enterprise, one, wanted, gather(visit, enterprise, one))
    certain = asking.known is not None and asking.known.source
    return None if certain or wanted.source in COUNTED else asking


# -- the way through the facts ---------------------------------------------------------------------------------------------


def _begin(visit: Visit, wanted: wishes.AskingWanted) -> Served | None:
    enterprise, programme = own(visit, Action.STATE_FACTS), visit.packs.find(wanted.programme)
    if enterprise is None or programme is None:
        return None
    track = _track(visit, enterprise, programme, wanted.track)
    return _to_next(programme, track, (), {"track": str(track.track.id)}, ())


def _track(visit: Visit, enterprise: Enterprise, programme: Programme, track: str) -> TrackVerdict:
    return words.track_of(judge(programme, gather(visit, enterprise, programme).values, today(visit)), track)


def _to_next(
    programme: Programme, track: TrackVerdict, trail: Iterable[str], fields: Mapping[str, str], told_: tuple[Effect, ...]
) -> Served:
    """To the next fact that is to be asked and was not on this way; at its end back to the programme, or to the form that asked."""
    passed = tuple(dict.fromkeys(trail))
    asked = _wanted(programme, track, fields)
    following = next((fact.id for fact in asked if fact.id not in passed), None)
    if following is not None:
        return Served(told_, to=("prog", str(programme.id), FACT + str(following)), fields={**fields, "trail": " ".join(passed)})
    if "only" in fields:
        return Served(told_, to=(PAPER, fields.get("back", "")))
    done = AskingDone(len(asked), track.outcome is Outcome.NOT_ELIGIBLE)
    reached = track.outcome is Outcome.ELIGIBLE  # then the next track is worth telling
    return Served((*told_, done), to=("prog", str(programme.id)), fields={} if reached else fields)


def _wanted(programme: Programme, track: TrackVerdict, fields: Mapping[str, str]) -> tuple[Fact, ...]:
    """What is asked on this way: what the track lacks, or exactly the facts that a form wants."""
    if "only" not in fields:
        return lacking(programme, track)
    facts = (programme.facts_by_id.get(FactId(fact)) for fact in fields["only"].split())
    return tuple(fact for fact in facts if fact is not None)


def _onward(asking: Asking, *effects: Effect) -> Served:
    """Past this fact: to the next one, or back to the list of what is known."""
    visit, programme, fields = asking.visit, asking.programme, kept(asking.fields)
    if "edit" in asking.fields:
        return Served(effects, to=("prog", str(programme.id), KNOWN), fields=fields)
    track = _track(visit, asking.enterprise, programme, fields.get("track", ""))
    return _to_next(programme, track, (*asking.trail, str(asking.fact.id)), fields, effects)


# -- one fact ------------------------------------------------------------------------------------------------------------


def _ask(visit: Visit, wanted: wishes.FactWanted) -> Served | None:
    asking = _asking(visit, wanted.programme, wanted.fact)
    return asking.here({**asking.fields, "seen": asking.seen}, _card(asking)) if asking else None


def _card(asking: Asking) -> FactAsked:
    fact, visit, language, known = asking.fact, asking.visit, asking.visit.language, asking.known
    place, of = _place(asking)
    suggested = asking.gathered.suggested.get(fact.id) if known is None else None
    source = source_of(fact.source) if suggested is not None else None
    shown = FactAsked(
        programme=str(asking.programme.id),
        fact=str(fact.id),
        kind=fact.kind.value,
        name=asking.name(),
        ask=fact.ask.in_(language),
        hint=fact.hint.in_(language),
        number=asking.programme.notice.number,
        clause=fact.clause,
        why=words.why(asking.programme, fact.id, language),
        place=place,
        of=of,
        unit=fact.unit.in_(language),
        low=plain(fact.low) if fact.kind is FactKind.NUMBER and fact.low is not None else "",
        high=plain(fact.high) if fact.kind is FactKind.NUMBER and fact.high is not None else "",
        suggested=words.worded(fact, suggested, language) if suggested is not None else "",
        suggested_by=source.name.in_(language) if source else "",
        now=words.worded(fact, known.value, language) if known else "",
        now_by=visit.name_of(known.by) if known and known.by != visit.person else "",
        now_own=known is not None and known.by == visit.person,
        now_at=day_of(known.at).isoformat() if known and known.at is not None else "",
    )
    return _listed(asking, shown) if fact.choices else shown


def _place(asking: Asking) -> tuple[int, int]:
    """Which of how many facts this one is on the way; 0 of 0 where only this one is changed."""
    if "edit" in asking.fields:
        return 0, 0
    passed = set(asking.trail)
    verdict = judge(asking.programme, asking.gathered.values, today(asking.visit))
    track = words.track_of(verdict, asking.fields.get("track", ""))
    ahead = {str(fact.id) for fact in _wanted(asking.programme, track, asking.fields)} - passed
    return len(passed) + 1, len(passed) + len(ahead | {str(asking.fact.id)})


def _listed(asking: Asking, shown: FactAsked) -> FactAsked:
    """The card with its choices, a page of them where they are many."""
    fact, language = asking.fact, asking.visit.language
    leaves = values.pages(fact, language)
    leaf = min(int(asking.fields.get("leaf", "0")), len(leaves) - 1)
    chosen = asking.drafted if fact.kind is FactKind.CHOICES else frozenset()
    rows = tuple(
        Row(choice.key, place, choice.name.in_(language), choice.gist.in_(language), choice.key in chosen)
        for place, choice in leaves[leaf].choices
    )
    picked = tuple(choice.name.in_(language) for choice in fact.choices if choice.key in chosen)
    return replace(shown, rows=rows, heading=leaves[leaf].heading, page=leaf, pages=len(leaves), picked=picked)


# -- what was said to it ---------------------------------------------------------------------------------------------------


def _answered(visit: Visit, wanted: wishes.FactAnswered) -> Served | None:
    enterprise = own(visit, Action.STATE_FACTS)
    if enterprise is not None:
        visit.tx.hold_enterprise(enterprise.id)  # before looking at what stands: of two who state it at once the second sees the first
    asking = _asking(visit, wanted.programme, wanted.fact)
    if asking is None:
        return None
    match wanted.how:
        case "later":
            return _onward(asking, FactLeft(asking.name()))
        case "keep":
            return _onward(asking) if asking.known else _refused(Refusal.UNEXPECTED)
        case "unsay":
            return _stated(asking, None) if asking.known else _refused(Refusal.UNEXPECTED)
    try:
        value = _value(asking, wanted.how, wanted.value)
    except Unreadable as unreadable:
        return _refused(unreadable.code, unreadable.value)
    if isinstance(value, Served):
        return value
    return _stated(asking, value)


def _value(asking: Asking, how: str, text: str) -> Value | Served:
    """The value that was said; or the card again, where choices are still being gathered."""
    fact = asking.fact
    match how:
        case "none" if fact.kind is FactKind.CHOICES:
            return frozenset()
        case "done" if fact.kind is FactKind.CHOICES and asking.drafted:
            return asking.drafted
        case "take" | "done" if fact.id in asking.gathered.suggested and asking.known is None:
            return asking.gathered.suggested[fact.id]
        case "key" if fact.kind is FactKind.CHOICES:
            return _toggled(asking, (text,) if fact.choice(text) else ())
        case "key":
            return values.keyed(fact, text)
        case "text" if fact.kind is FactKind.CHOICES:
            return _toggled(asking, tuple(choice.key for choice in values.several(fact, text)))
        case "text":
            return values.typed(fact, text, today(asking.visit))
    raise Unreadable(Refusal.UNEXPECTED)


def _toggled(asking: Asking, keys: tuple[str, ...]) -> Served:
    if not keys:
        raise Unreadable(Refusal.CHOICE_EXPECTED)
    after = values.toggled(asking.drafted, keys)
    return asking.here({**asking.fields, "draft": " ".join(sorted(after))})


def _stated(asking: Asking, value: Value | None) -> Served:
    """The value kept, or without one what stood taken back. Where somebody else stated the fact since it was shown, what that is, to
    decide again."""
    visit, known, fields = asking.visit, asking.known, asking.fields
    if known is not None and fields.get("seen", "") != asking.seen and known.by != visit.person:
        stands = words.worded(asking.fact, known.value, visit.language)
        undrafted = {field: kept_ for field, kept_ in fields.items() if field != "draft"}
        return asking.here(undrafted, FactStatedMeanwhile(asking.name(), stands, visit.name_of(known.by)))
    changed = state(visit, asking.enterprise, asking.fact, value)
    said = FactLeft(asking.name()) if value is None else FactKept(asking.name(), words.worded(asking.fact, value, visit.language))
    served = _onward(asking, said, *told(visit, changed))
    return Served(served.effects, notices(visit, asking.enterprise, changed), to=served.to, fields=served.fields)


def _refused(code: Refusal, value: str = "") -> Served:
    return Served((Refused(code, value),))


SERVED: dict[type[Wanted], Serve] = {
    wishes.AskingWanted: _begin,
    wishes.FactWanted: _ask,
    wishes.FactAnswered: _answered,
}
