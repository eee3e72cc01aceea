"""What facts are taken from: every source in a table, what is stated beside it, and what happens where the two meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import msgspec
import pytest

from bot.ports import Enterprise, Store, Transaction
from bot.ports.programmes import Application, ApplicationState
from bot.roles import Affiliation, UnitKind
from bot.storage.scratch import ScratchStore
from bot.usecases.programmes import sources as gathering_sources
from bot.usecases.programmes import sources_of
from bot.usecases.programmes.gathering import Known, gather, kept_as
from bot.usecases.programmes.sources import DIAGNOSIS
from dialogs.model import Profile
from dialogs.review import Review, ReviewState
from question_bank.model import Text
from question_bank.programmes.model import ConditionId, Fact, FactId, FactKind, Operator, Subject, Track, TrackId, Value
from question_bank.programmes.sources import SOURCES, source_of
from tests.bot import typed
from tests.bot.office import DAY, NOON, CountedIds, Office
from tests.bot.programmes import a_fact, a_programme, a_run, a_visit, keep_all, must, of_flag, of_level

MAIN = "small"
RUN_AT = NOON - 40 * DAY
"""2025-09-23: one whole month before the moment of these tests."""

NUMBER, FLAG, DATE, TEXT, CHOICE = FactKind.NUMBER, FactKind.FLAG, FactKind.DATE, FactKind.TEXT, FactKind.CHOICE


@pytest.fixture(scope="module")
def known() -> Iterator[tuple[Office, str]]:
    """An office where an enterprise is registered of which every source knows something; and the id of the enterprise."""
    store: Store = ScratchStore(CountedIds())
    office = Office(store)
    office.register("王工")
    keep_all(store, of_flag("legal_person", "legal"))
    enterprise = store.submit(lambda tx: _furnished(tx, office)).result()
    yield office, enterprise
    store.close()


def _furnished(tx: Transaction, office: Office) -> str:
    found = tx.enterprise_by_code(typed.CODE)
    assert found is not None
    units = {kind: tx.add_unit(kind, f"测试{kind.value}", "", NOON).id for kind in (UnitKind.GROUP, UnitKind.PROVIDER, UnitKind.AGENCY)}
    places = {kind: tx.add_unit(kind, f"测试{kind.value}", "310112", NOON).id for kind in (UnitKind.STREET, UnitKind.PARK)}
    named = {kind.value: unit for kind, unit in {**units, **places}.items()}
    tx.affiliate(found.id, Affiliation(district="310112", zone="lingang", **named), NOON)
    owner = found.first_contact
    tx.add_run(a_run("old", found.id, office.bank.id, NOON - 400 * DAY, 1, "0.9"), owner, NOON)
    tx.add_run(a_run("last", found.id, office.bank.id, RUN_AT, 2, "1.85"), owner, NOON)
    tx.add_run(a_run("now", found.id, office.bank.id, None, 3, "2.9"), owner, NOON)
    tx.add_run(a_run("other", found.id, DIAGNOSIS, NOON, 4, "3.25"), owner, NOON)
    tx.save_review(None, a_review("last", 2), units[UnitKind.AGENCY], NOON)
    assert tx.keep_application(None, Application(found.id, "legal", "w1", ApplicationState.GRANTED, owner, NOON - 5))
    assert tx.state_fact(found.id, "legal_person", "yes", owner, NOON)
    return found.id


def a_review(run: str, level: int, state: ReviewState = ReviewState.LOCKED) -> Review:
    """A review of the run that ended with this level."""
    return Review(spec=1, run=run, agency="a", state=state, level=level, total="1.0", locked_at=NOON - 1)


def taken(office: Office, enterprise: str, fact: Fact, now: int = NOON) -> tuple[Known | None, Value | None]:
    """What is known of one fact, and what is suggested for it."""

    def work(tx: Transaction) -> tuple[Known | None, Value | None]:
        found = tx.enterprise(enterprise)
        assert found is not None
        gathered = gather(a_visit(tx, now, office.bank.id), found, a_programme("any", [fact]))
        return gathered.known.get(fact.id), gathered.suggested.get(fact.id)

    return office.store.submit(work).result()


SAID: tuple[tuple[str, FactKind, Value | None, int | None], ...] = (
    ("profile.name", TEXT, typed.NAME, None),
    ("profile.code", TEXT, typed.CODE, None),
    ("profile.district", TEXT, "闵行区", None),
    ("profile.unit", TEXT, "所在区经委（商务委）", None),
    ("profile.industry", TEXT, "汽车制造业", None),
    ("profile.nature", TEXT, "生产企业", None),
    ("profile.kind", TEXT, "离散型", None),
    ("profile.size", TEXT, "100–200 人", None),
    ("profile.sales", NUMBER, Decimal(12000), None),
    ("profile.above_scale", FLAG, True, None),
    ("profile.sector", TEXT, "汽车", None),
    ("place.district", TEXT, "闵行区", None),
    ("place.zone", TEXT, "临港新片区管委会", None),
    ("place.street", TEXT, "测试street", None),
    ("place.park", TEXT, "测试park", None),
    ("place.group", TEXT, "测试group", None),
    ("place.provider", TEXT, "测试provider", None),
    ("place.agency", TEXT, "测试agency", None),
    ("run.level", NUMBER, Decimal(2), RUN_AT),
    ("run.total", NUMBER, Decimal("1.85"), RUN_AT),
    ("run.finished", DATE, date(2025, 9, 23), RUN_AT),
    ("run.kind", TEXT, "离散型", None),
    ("run.finished_this_month", NUMBER, Decimal(0), None),
    ("run.months_since", NUMBER, Decimal(1), RUN_AT),
    ("run.finished_in_year", NUMBER, Decimal(1), None),
    ("run.verified", FLAG, True, NOON - 1),
    ("diagnosis.level", NUMBER, Decimal(4), NOON),
    ("diagnosis.total", NUMBER, Decimal("3.25"), NOON),
    ("diagnosis.finished", DATE, date(2025, 11, 2), NOON),
    ("diagnosis.provider", TEXT, "测试provider", None),
    ("contact.name", TEXT, typed.PERSON, None),
    ("contact.person", TEXT, f"{typed.PERSON} 设备部经理", None),
    ("contact.post", TEXT, "设备部经理", None),
    ("contact.mobile", TEXT, typed.MOBILE, None),
    ("indicator:rate", NUMBER, Decimal("12.5"), RUN_AT),
    ("indicator:defects", NUMBER, None, None),
    ("indicator:nothing", NUMBER, None, None),
    ("programme:legal", FLAG, True, None),
    ("programme:nothing", FLAG, None, None),
    ("application:legal", FLAG, True, NOON - 5),
    ("application:nothing", FLAG, None, None),
)
"""Source, kind of fact, what it says of the enterprise, and when that came to be."""


def test_every_source_that_packs_may_name_is_looked_up_and_no_other() -> None:
    """The table of names and the table of looks agree, and the table of cases leaves none out."""
    assert set(gathering_sources._LOOKS) == set(SOURCES)
    assert {source.partition(":")[0] for source, *_ in SAID} == set(SOURCES)
    for source, kind, *_ in SAID:
        named = source_of(source)
        assert named is not None, source
        assert kind in named.kinds, source


@pytest.mark.parametrize(("source", "kind", "value", "at"), SAID, ids=[source for source, *_ in SAID])
def test_a_source_says(known: tuple[Office, str], source: str, kind: FactKind, value: Value | None, at: int | None) -> None:
    """This, with where it comes from and since when; nothing at all where it has no value."""
    found, suggested = taken(*known, a_fact("f", kind, source))
    assert found == (None if value is None else Known(value, source, "", at))
    assert suggested is None


@pytest.mark.parametrize(
    ("source", "choices", "key"),
    [
        ("profile.sector", ("materials=先进材料", "automotive=汽车"), "automotive"),
        ("profile.sector", ("a=先进材料", "b=汽车"), "b"),
        ("profile.sector", ("materials=先进材料",), None),
        ("profile.district", ("310112=闵行区",), "310112"),
        ("run.kind", ("process=流程型", "discrete=离散型"), "discrete"),
        ("programme:legal", ("eligible=可以", "not_yet=还不行"), "eligible"),
        ("application:legal", ("wished=想报", "granted=已获评"), "granted"),
    ],
)
def test_a_word_becomes_the_choice_of_that_key_or_name(
    known: tuple[Office, str], source: str, choices: tuple[str, ...], key: str | None
) -> None:
    """And no choice where there is none for it."""
    found, _ = taken(*known, a_fact("f", CHOICE, source, choices=choices))
    assert (found.value if found else None) == key


def test_a_source_of_another_kind_than_the_fact_leaves_it_unknown(known: tuple[Office, str]) -> None:
    """Nothing is made to fit."""
    assert taken(*known, a_fact("f", FLAG, "run.level")) == (None, None)
    assert taken(*known, a_fact("f", NUMBER, "profile.name")) == (None, None)
    assert taken(*known, a_fact("f", DATE, "run.total")) == (None, None)


def test_an_enterprise_of_which_nothing_is_known_has_only_counts() -> None:
    """They are 0; all else is asked."""
    store: Store = ScratchStore(CountedIds())
    office = Office(store)

    def alone(tx: Transaction) -> str:
        profile = Profile(name="空白厂", code=typed.OTHER_CODE)
        return tx.add_enterprise(profile, tx.person("test", "谁", NOON), NOON).id

    enterprise = store.submit(alone).result()
    said = {source: taken(office, enterprise, a_fact("f", kind, source))[0] for source, kind, *_ in SAID}
    store.close()
    assert {source for source, found in said.items() if found is not None} == {
        "profile.name",
        "profile.code",
        "run.finished_this_month",
        "run.finished_in_year",
    }
    assert [found.value for source, found in said.items() if found and source.startswith("run.")] == [Decimal(0), Decimal(0)]


@pytest.mark.parametrize(
    ("sales", "above"),
    [("1999.99", False), ("2000", True), ("2000.01", True), ("", None)],
)
def test_two_thousand_wan_of_sales_are_above_scale(known: tuple[Office, str], sales: str, above: bool | None) -> None:
    """Exactly so much counts; without sales nothing is reckoned."""
    office, enterprise = known
    with_sales(office, enterprise, sales)
    found, suggested = taken(office, enterprise, a_fact("f", FLAG, "profile.above_scale", suggested=True))
    with_sales(office, enterprise, "12000")
    assert (found, suggested) == (None, above)


def with_sales(office: Office, enterprise: str, sales: str) -> None:
    """Correct the sales of the profile."""

    def work(tx: Transaction) -> None:
        profile = tx.profile_of(enterprise)
        assert profile is not None
        tx.update_enterprise(enterprise, msgspec.structs.replace(profile, sales=sales), NOON)

    office.store.submit(work).result()


@pytest.mark.parametrize(
    ("days", "months"),
    [(29, 0), (30, 1), (60, 1), (61, 2), (0, 0)],
)
def test_months_are_whole_months_by_the_calendar(known: tuple[Office, str], days: int, months: int) -> None:
    """From 23 September: 22 October is none yet, 23 October is one, 23 November two."""
    found, _ = taken(*known, a_fact("f", NUMBER, "run.months_since"), RUN_AT + days * DAY)
    assert found is not None
    assert found.value == months


def test_a_month_ends_at_midnight_in_shanghai(known: tuple[Office, str]) -> None:
    """A run finished on 23 September counts until 30 September, 23:59, and not a minute longer."""
    last_minute = 1_759_247_940_000
    counted = a_fact("f", NUMBER, "run.finished_this_month")
    found = [taken(*known, counted, at)[0] for at in (last_minute, last_minute + 60_000)]
    assert [one.value for one in found if one] == [1, 0]


@pytest.mark.parametrize(
    ("state", "level", "verified"),
    [
        (ReviewState.LOCKED, 2, True),
        (ReviewState.LOCKED, 3, True),
        (ReviewState.LOCKED, 1, False),
        (ReviewState.RETURNED, 2, None),
        (ReviewState.OPEN, 2, None),
    ],
)
def test_the_check_ended_well_where_it_is_locked_with_no_lower_level(
    known: tuple[Office, str], state: ReviewState, level: int, verified: bool | None
) -> None:
    """As long as it is under way nothing is known of it."""
    office, enterprise = known

    def work(tx: Transaction) -> bool | None:
        stored, found = tx.review("last"), tx.enterprise(enterprise)
        assert found is not None
        tx.save_review(stored, a_review("last", level, state), "a", NOON)
        programme = a_programme("any", [a_fact("f", FLAG, "run.verified")])
        known_fact = gather(a_visit(tx, NOON, office.bank.id), found, programme).known.get(FactId("f"))
        tx.save_review(tx.review("last"), a_review("last", 2), "a", NOON)
        return bool(known_fact.value) if known_fact else None

    assert office.store.submit(work).result() is verified


# -- what is stated ----------------------------------------------------------------------------------------------------------


def stated(office: Office, enterprise: str, fact: Fact, value: str) -> tuple[Known | None, Value | None]:
    """What is known once this was stated; it is taken back afterwards."""

    def state(text: str) -> bool:
        return office.store.submit(lambda tx: tx.state_fact(enterprise, fact.id, text, "p1", NOON - 7)).result()

    assert state(value)
    found = taken(office, enterprise, fact)
    assert state("")
    return found


def test_a_stated_fact_is_known_with_who_stated_it_and_when(known: tuple[Office, str]) -> None:
    """It comes from no source."""
    assert stated(*known, a_fact("f", NUMBER), "20.5") == (Known(Decimal("20.5"), "", "p1", NOON - 7), None)


def test_what_a_run_says_stands_before_what_somebody_states(known: tuple[Office, str]) -> None:
    """Nobody talks a level up; where the source knows nothing, the word counts."""
    level = stated(*known, a_fact("f", NUMBER, "run.level"), "5")[0]
    assert level is not None
    assert (level.value, level.source) == (Decimal(2), "run.level")
    unsourced = stated(*known, a_fact("f", NUMBER, "indicator:nothing"), "5")[0]
    assert unsourced is not None
    assert (unsourced.value, unsourced.source) == (Decimal(5), "")


def test_a_suggestion_is_no_knowledge_until_a_contact_says_so(known: tuple[Office, str]) -> None:
    """Then the contact's word counts, whatever is suggested; the suggestion stays to be seen."""
    fact = a_fact("f", CHOICE, "profile.sector", suggested=True, choices=("materials", "automotive"))
    assert taken(*known, fact) == (None, "automotive")
    assert stated(*known, fact, "materials") == (Known("materials", "", "p1", NOON - 7), "automotive")


def test_a_stated_value_that_the_pack_does_not_know_any_more_counts_as_not_known(known: tuple[Office, str]) -> None:
    """It stays in the store and is asked again."""
    fact = a_fact("f", CHOICE, choices=("a", "b"))
    assert stated(*known, fact, "gone") == (None, None)
    assert stated(*known, fact, "a")[0] is not None


def test_none_of_several_choices_is_a_statement_and_not_a_taking_back(known: tuple[Office, str]) -> None:
    """It is kept as something, and read as no choice at all."""
    fact = a_fact("f", FactKind.CHOICES, choices=("a", "b"))
    assert kept_as(None) == ""
    assert kept_as(frozenset()) != ""
    found = stated(*known, fact, kept_as(frozenset()))[0]
    assert found is not None
    assert found.value == frozenset()
    both = stated(*known, fact, kept_as(frozenset({"b", "a"})))[0]
    assert both is not None
    assert both.value == {"a", "b"}


# -- of other programmes, and for forms -------------------------------------------------------------------------------------


def test_two_programmes_that_ask_for_each_others_outcome_end_the_question() -> None:
    """Neither is known to the other."""
    store: Store = ScratchStore(CountedIds())
    office = Office(store)
    one = a_programme("one", [a_fact("f", FLAG, "programme:two")], [must("f", Operator.IS, "yes")])
    two = a_programme("two", [a_fact("g", FLAG, "programme:one")], [must("g", Operator.IS, "yes")])
    keep_all(store, one, two)
    office.register("王工")
    enterprise = store.submit(lambda tx: _id(tx.enterprise_by_code(typed.CODE))).result()
    found, _ = taken(office, enterprise, a_fact("f", FLAG, "programme:two"))
    store.close()
    assert found is None


def test_a_programme_that_only_lacks_facts_is_no_answer_to_whether_it_is_met(known: tuple[Office, str]) -> None:
    """Nobody is told no by what was never asked; once something is missing, it is no."""
    office, enterprise = known
    both = a_programme(
        "both",
        [a_fact("unasked"), a_fact("maturity_level", NUMBER, "run.level")],
        [must("unasked", Operator.IS, "yes"), must("maturity_level", Operator.AT_LEAST, "2")],
    )
    keep_all(office.store, both)
    assert taken(office, enterprise, a_fact("f", FLAG, "programme:both"))[0] is None
    word = taken(office, enterprise, a_fact("f", CHOICE, "programme:both", choices=("eligible", "not_yet")))[0]
    assert word is not None
    assert word.value == "not_yet"
    more = replace(both, version="2.0.0", conditions=(both.conditions[0], must("maturity_level", Operator.AT_LEAST, "3")))
    keep_all(office.store, more)
    found = taken(office, enterprise, a_fact("f", FLAG, "programme:both"))[0]
    assert found is not None
    assert found.value is False


def test_a_tier_that_is_out_of_reach_says_nothing_of_one_that_only_lacks_facts(known: tuple[Office, str]) -> None:
    """Whether any tier is met stays open until the last of them is missed."""
    office, enterprise = known
    low, high = Track(TrackId("low"), Text("低"), 1), Track(TrackId("high"), Text("高"), 2)
    conditions = (
        replace(must("unasked", Operator.IS, "yes"), track=low.id),
        replace(must("maturity_level", Operator.AT_LEAST, "5"), track=high.id),
    )
    tiers = a_programme("tiers", [a_fact("unasked"), a_fact("maturity_level", NUMBER, "run.level")], conditions)
    keep_all(office.store, replace(tiers, tracks=(low, high)))
    assert taken(office, enterprise, a_fact("f", FLAG, "programme:tiers"))[0] is None
    missed = (replace(must("maturity_level", Operator.AT_LEAST, "4"), id=ConditionId("four"), track=low.id), conditions[1])
    keep_all(office.store, replace(tiers, tracks=(low, high), version="2.0.0", facts=tiers.facts[1:], conditions=missed))
    found = taken(office, enterprise, a_fact("f", FLAG, "programme:tiers"))[0]
    assert found is not None
    assert found.value is False


def _id(enterprise: Enterprise | None) -> str:
    assert enterprise is not None
    return enterprise.id


def test_a_form_reads_sources_by_name_in_the_words_of_people(known: tuple[Office, str]) -> None:
    """Registers by what their rows are called, numbers as numbers; what has no value is left out."""
    office, enterprise = known

    def work(tx: Transaction) -> dict[str, Value]:
        found = tx.enterprise(enterprise)
        assert found is not None
        names = ("profile.district", "profile.sales", "run.level", "contact.person", "place.agency", "indicator:nothing", "row.number")
        return dict(sources_of(a_visit(tx, NOON, office.bank.id), found, names))

    assert office.store.submit(work).result() == {
        "profile.district": "闵行区",
        "profile.sales": Decimal(12000),
        "run.level": Decimal(2),
        "contact.person": f"{typed.PERSON} 设备部经理",
        "place.agency": "测试agency",
    }


def test_a_programme_for_agencies_is_judged_like_any_other_where_somebody_asks(known: tuple[Office, str]) -> None:
    """Only nothing of it is kept for an enterprise."""
    office, enterprise = known
    keep_all(office.store, replace(of_level(2, "bodies"), subject=Subject.AGENCY))
    found, _ = taken(office, enterprise, a_fact("f", FLAG, "programme:bodies"))
    assert found is not None
    assert found.value is True
