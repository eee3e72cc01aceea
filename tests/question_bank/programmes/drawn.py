"""Rule packs and facts as hypothesis draws them: any shape that the sheets allow, sensible or not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from question_bank.model import Text
from question_bank.programmes.exploring import borders
from question_bank.programmes.form_model import Form, FormFormat, FormId, FormScope, Part, PartKind, Rule
from question_bank.programmes.model import (
    Choice,
    Condition,
    ConditionId,
    Fact,
    FactId,
    FactKind,
    Force,
    Join,
    Notice,
    Operator,
    Programme,
    ProgrammeId,
    Purpose,
    Quota,
    Subject,
    Track,
    TrackId,
    Value,
    Values,
    Window,
)
from question_bank.programmes.operators import FITS

TODAY = date(2025, 8, 1)
LISTS = {
    "small": tuple(Choice(key, Text(key), group) for key, group in (("a", "g1"), ("b", "g2"))),
    "large": tuple(Choice(f"k{number}", Text(f"第{number}项", {"en": f"no. {number}"}), f"g{number % 3}") for number in range(6)),
}
WORDS = st.text(st.sampled_from("申报条件智能工厂abc，。 12"), min_size=1, max_size=12).map(str.strip).filter(bool)
TEXTS = st.builds(lambda base, english: Text(base, {"en": english} if english else {}), WORDS, st.one_of(st.just(""), WORDS))
MAYBE = st.one_of(st.just(Text("")), TEXTS)
NUMBERS = st.integers(-4, 12).map(lambda number: Decimal(number) / 2)
DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))


@st.composite
def facts(draw: st.DrawFn, name: str) -> Fact:
    """A fact of any kind."""
    kind = draw(st.sampled_from(FactKind))
    chosen = kind in {FactKind.CHOICE, FactKind.CHOICES}
    named = draw(st.sampled_from(sorted(LISTS))) if chosen else ""
    return Fact(
        id=FactId(name),
        kind=kind,
        name=draw(TEXTS),
        ask=draw(TEXTS),
        hint=draw(MAYBE),
        unit=draw(MAYBE) if kind is FactKind.NUMBER else Text(""),
        choices=LISTS[named] if named else (),
        suggested=draw(st.booleans()),
        clause=draw(st.sampled_from(["", "一.1"])),
        list_name=named,
    )


def values_for(fact: Fact, operator: Operator) -> st.SearchStrategy[tuple[str, ...]]:
    """Values that this operator takes for this fact."""
    one: st.SearchStrategy[str]
    keys = [choice.key for choice in fact.choices]
    match fact.kind:
        case FactKind.FLAG:
            one = st.sampled_from(["yes", "no"])
        case FactKind.NUMBER:
            one = NUMBERS.map(str)
        case FactKind.DATE:
            one = st.one_of(DAYS.map(date.isoformat), st.just("today"))
        case FactKind.TEXT:
            one = st.sampled_from(["甲", "乙"])
        case _:
            one = st.sampled_from(keys)
    match operator:
        case Operator.AGED:
            return st.one_of(st.integers(1, 6).map(lambda years: (str(years),)), st.tuples(st.integers(1, 6).map(str), one))
        case Operator.COUNTS:
            return st.integers(1, len(keys)).map(lambda count: (str(count),))
        case Operator.COVERS:
            one = st.sampled_from(sorted({choice.group for choice in fact.choices}))
    several = operator in {Operator.ONE_OF, Operator.NONE_OF, Operator.HAS, Operator.COVERS}
    return st.lists(one, min_size=1, max_size=3 if several else 1, unique=True).map(tuple)


@st.composite
def conditions(draw: st.DrawFn, known: tuple[Fact, ...], tracks: tuple[Track, ...], most: int) -> tuple[Condition, ...]:
    """A forest of joins and single conditions, parents before their children."""
    made: list[Condition] = []
    for top in range(draw(st.integers(1, most))):
        track = draw(st.one_of(st.none(), st.sampled_from([track.id for track in tracks])))
        _grow(draw, made, known, f"c{top}", None, track, depth=2)
    return tuple(made)


def _grow(
    draw: st.DrawFn, made: list[Condition], known: tuple[Fact, ...], name: str, parent: str | None, track: TrackId | None, depth: int
) -> None:
    common = {
        "id": ConditionId(name),
        "parent": ConditionId(parent) if parent else None,
        "track": track,
        "clause": "一.1",
        "text": draw(TEXTS),
        "remedy": draw(MAYBE),
        "force": Force.MUST if parent else draw(st.sampled_from([Force.MUST, Force.MUST, Force.PRINCIPLE, Force.PREFERRED])),
        "mendable": draw(st.booleans()),
        "confidence": draw(st.sampled_from([Decimal(1), Decimal("0.8")])),
    }
    if depth and draw(st.booleans()):
        join, below = draw(st.sampled_from(Join)), draw(st.integers(1, 3))
        values = (str(draw(st.integers(1, below))),) if join is Join.SOME else ()
        made.append(Condition(**common, join=join, values=values))
        for number in range(below):
            _grow(draw, made, known, f"{name}.{number}", name, None, depth - 1)
        return
    fact = draw(st.sampled_from(known))
    operator = draw(st.sampled_from(FITS[fact.kind]))
    made.append(Condition(**common, fact=fact.id, operator=operator, values=draw(values_for(fact, operator))))


@st.composite
def forms(draw: st.DrawFn, known: tuple[Fact, ...]) -> Form:
    """A form with parts and perhaps a rule."""
    names = st.sampled_from(["", "profile.name", "rank", *(fact.id for fact in known)])
    width = st.one_of(st.none(), st.sampled_from([Decimal(50), Decimal("12.5")]))
    part = st.builds(Part, st.sampled_from(PartKind), MAYBE, names, MAYBE, st.booleans(), width)
    rule = Rule("ends", known[0].id, "ends_with", ("智能工厂", "工厂"), draw(TEXTS), "附件 4")
    return Form(
        id=FormId("form"),
        name=draw(TEXTS),
        format=draw(st.sampled_from(FormFormat)),
        scope=draw(st.sampled_from(FormScope)),
        clause=draw(st.sampled_from(["", "附件 3"])),
        parts=tuple(draw(st.lists(part, min_size=1, max_size=4))),
        rules=draw(st.sampled_from([(), (rule,)])),
        font=draw(st.sampled_from(["", "仿宋_GB2312"])),
        points=draw(st.sampled_from([None, Decimal(16)])),
        pitch=draw(st.sampled_from([None, Decimal(27)])),
        landscape=draw(st.booleans()),
    )


@st.composite
def programmes(draw: st.DrawFn, most: int = 5) -> Programme:
    """A programme of up to so many conditions at the top."""
    known = tuple(draw(facts(f"f{number}")) for number in range(draw(st.integers(1, 4))))
    tracks = tuple(Track(TrackId(f"t{rank}"), draw(TEXTS), rank) for rank in range(1, draw(st.integers(1, 2)) + 1))
    window = st.builds(Window, st.just("first"), TEXTS, st.one_of(st.none(), st.just(date(2025, 1, 1))), DAYS, st.just("二.1"))
    flags = [fact.id for fact in known if fact.kind is FactKind.FLAG]
    return Programme(
        id=ProgrammeId("drawn"),
        version="1.0.0",
        title=draw(TEXTS),
        short=draw(TEXTS),
        summary=draw(TEXTS),
        notice=Notice("测〔2025〕1号", draw(TEXTS), draw(TEXTS), draw(DAYS)),
        purpose=draw(st.sampled_from(Purpose)),
        subject=draw(st.sampled_from(Subject)),
        languages=("zh", "en"),
        tracks=tracks,
        windows=tuple(draw(st.lists(window, max_size=1))),
        quotas=draw(st.sampled_from([(), (Quota(10), Quota(12, 30, "二.2"))])),
        facts=known,
        conditions=draw(conditions(known, tracks, most)),
        forms=tuple(draw(st.lists(forms(known), max_size=1))),
        recognises=draw(st.sampled_from([None, *flags])),
        draft=draw(st.booleans()),
    )


def value_of(programme: Programme, fact: Fact) -> st.SearchStrategy[Value]:
    """A value on or beside a border of the programme's conditions."""
    looking = [condition for condition in programme.conditions if condition.fact == fact.id]
    return st.sampled_from(borders(fact, looking, TODAY))


@st.composite
def known_of(draw: st.DrawFn, programme: Programme) -> Values:
    """What is known of an enterprise: any of the facts, any of the telling values."""
    found = {fact.id: draw(st.one_of(st.none(), value_of(programme, fact))) for fact in programme.facts}
    return {fact: value for fact, value in found.items() if value is not None}
