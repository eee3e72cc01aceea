"""Whom a campaign is for, on every store: by filters that combine, once each, and never beyond the units it is sent in the name of."""

from __future__ import annotations

import hashlib

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st
from sqlalchemy import text

from bot.ports import Store, Transaction
from bot.ports.banks import BankState
from bot.ports.campaigns import SAMPLES, Counted
from bot.ports.programmes import Application, ApplicationState, KeptVerdict, PackVersion
from bot.ports.standing import Progress, Stage
from bot.roles import Affiliation, Role, UnitKind
from dialogs.campaigns.calendar import finished_by
from dialogs.campaigns.model import Audience, Campaign, CampaignState, DeliveryState, Kind, Since, Span, Whom
from dialogs.limits import day_of, months_later
from dialogs.model import Consenting, Phase
from tests.contract.campaigning import CITY, LEASE_MS, a_campaign, a_child, spoken
from tests.contract.crowd import DAY, INDICATOR, LANGUAGES, SIZES, City, at, build, expected
from tests.contract.given import NOW, a_cursor, a_person, enterprise_of
from tests.storage.inside import session

MINHANG, PUDONG = "310112", "310115"
STAGES = tuple(stage.value for stage in Stage)


def said(rows: list[tuple[str, str, int]]) -> str:
    """The digest of these lines."""
    return hashlib.sha256("".join(f"{person} {enterprise}\n" for person, enterprise, _ in rows).encode()).hexdigest()


def some(values: list[str] | tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """Mostly nothing, else a few of these."""
    return st.one_of(*[st.just(())] * 5, st.lists(st.sampled_from(values), min_size=1, max_size=3).map(tuple))


def audiences(city: City) -> st.SearchStrategy[Audience]:
    """Every filter, alone and with others."""
    rarely = {"idle_days": [3, 14, 30], "answering": [1, 3], "months_since": [1, 6, 12]}
    return st.builds(
        Audience,
        whom=st.sampled_from(Whom),
        districts=some(city.values("district")),
        zones=some(city.values("zone")),
        streets=some(city.values("street")),
        parks=some(city.values("park")),
        groups=some(city.values("group")),
        industries=some(["C34", "C13"]),
        sizes=some(SIZES),
        stages=some(STAGES),
        levels=some(["0", "1", "2", "3"]).map(lambda levels: tuple(map(int, levels))),
        codes=some(sorted(line.code for line in city.lines.values())),
        verdicts=some(["factory:eligible", "factory:not_yet", "voucher:eligible", "*:not_eligible", "nowhere:eligible"]),
        unsent=st.sampled_from(["", "", "", "factory"]),
        without=st.sampled_from(["", "", "", INDICATOR]),
        language=st.sampled_from(["", "", *LANGUAGES]),
        **{name: st.sampled_from([0] * 9 + days) for name, days in rarely.items()},
    )


def spans() -> st.SearchStrategy[Span | None]:
    """Mostly none."""
    days = st.integers(0, 40)
    return st.one_of(
        st.none(),
        st.builds(
            lambda since, step, first, many: Span(since=since, step=step, after=NOW - (first + many) * DAY, before=NOW - first * DAY),
            st.sampled_from(Since),
            st.integers(1, 3),
            days,
            days,
        ),
    )


def singly(city: City) -> list[Audience]:
    """Each filter by itself, for the first contacts and for all."""
    codes = tuple(sorted(line.code for line in city.lines.values()))
    units = {"districts": "district", "zones": "zone", "streets": "street", "parks": "park", "groups": "group"}
    alone: list[dict[str, object]] = [{name: (city.values(field)[0],)} for name, field in units.items()]
    alone += [{"industries": ("C13",)}, {"sizes": ("s1", "")}, {"stages": STAGES[:2]}, {"levels": (0, 2)}, {"codes": codes[::2]}]
    alone += [{"idle_days": 14}, {"answering": 3}, {"months_since": 6}, {"language": "en"}, {"without": INDICATOR}]
    alone += [{"verdicts": ("factory:eligible",)}, {"verdicts": ("factory:not_yet", "voucher:eligible")}, {"verdicts": ("*:not_yet",)}]
    alone += [{"unsent": "factory"}]
    return [msgspec.structs.replace(Audience(whom=whom), **one) for whom in (Whom.FIRST, Whom.ALL) for one in alone]


def test_each_filter_narrows_by_itself(store: Store) -> None:
    """To some, and not to all; as plain Python does."""
    city = store.submit(build).result()
    for audience in singly(city):
        everybody = expected(city, Audience(whom=audience.whom), CITY, NOW)
        assert 0 < len(expected(city, audience, CITY, NOW)) <= len(everybody)
        assert expected(city, audience, CITY, NOW) != everybody
        compare(store, city, audience, list(CITY), None)


def test_exactly_those_are_meant_who_pass_every_filter_and_lie_in_a_unit(store: Store) -> None:
    """Compared with plain Python over the same city: persons, the enterprise of each, how many; counted and frozen alike."""
    city = store.submit(build).result()
    units = st.lists(st.sampled_from([*city.kinds, "nowhere"]), max_size=3)
    met = {"somebody": 0, "nobody": 0}

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @examples(audience=audiences(city), units=st.one_of(st.just(["shanghai"]), units), span=spans())
    def compared(audience: Audience, units: list[str], span: Span | None) -> None:
        compare(store, city, audience, units, span)
        met["somebody" if expected(city, audience, units, NOW, span) else "nobody"] += 1

    compared()
    assert min(met.values()) >= 20


class _Undone(Exception):
    """So that the next example finds the same city."""


def compare(store: Store, city: City, audience: Audience, units: list[str], span: Span | None) -> None:
    """Count and freeze; then take it back."""

    def work(tx: Transaction) -> None:
        meant = expected(city, audience, units, NOW)
        found = tx.count_audience(audience, units, NOW)
        assert (found.persons, found.digest) == (len(meant), said(meant))
        assert len(found.samples) == min(SAMPLES, len(meant))
        campaign = Campaign(id="c", units=tuple(units), audience=audience, series="s" if span else "", state=CampaignState.SENDING)
        frozen = tx.freeze_audience(campaign, NOW, span=span)
        meant = expected(city, audience, units, NOW, None if audience.whom is Whom.LIAISONS else span)
        rows = session(tx).all(text("SELECT person, enterprise, enterprises FROM deliveries ORDER BY person"))
        assert sorted(map(tuple, rows)) == meant
        assert (frozen.persons, frozen.digest) == (len(meant), said(meant))
        if span is None:
            assert frozen == found
        raise _Undone

    with pytest.raises(_Undone):
        store.submit(work).result()


def counted(store: Store, audience: Audience, *units: str) -> Counted:
    """The audience within these units, or within the city."""
    return store.submit(lambda tx: tx.count_audience(audience, units or CITY, NOW)).result()


def test_enterprises_are_counted_once_whoever_speaks_for_them(store: Store) -> None:
    """One with three contacts, and a person who is contact of two; who has no contact is nobody's."""

    def work(tx: Transaction) -> None:
        first, second = spoken(tx, 1), spoken(tx, 2)
        for other in ("x", "y"):
            tx.add_contact(first.id, a_person(tx, other), NOW)
        tx.add_contact(second.id, first.first_contact, NOW)
        everybody = tx.count_audience(Audience(whom=Whom.ALL), CITY, NOW)
        assert (everybody.persons, everybody.enterprises) == (4, 2)
        speakers = tx.count_audience(Audience(), CITY, NOW)
        assert (speakers.persons, speakers.enterprises) == (2, 2)
        campaign = a_campaign(audience=Audience(whom=Whom.ALL))
        assert tx.freeze_audience(campaign, NOW) == everybody
        facts = tx.facts("c1", first.first_contact, NOW)
        assert facts is not None
        assert (facts.enterprise, facts.enterprises) == (min(first.id, second.id), 2)

    store.submit(work).result()


def test_the_language_is_the_one_that_the_person_reads_now(store: Store) -> None:
    """Whoever changed it is meant by the other one."""

    def work(tx: Transaction) -> None:
        person = spoken(tx, 1).first_contact
        tx.save_cursor(msgspec.structs.replace(a_cursor(person), language="en"), NOW)
        assert tx.count_audience(Audience(language="zh"), CITY, NOW).persons == 0
        assert tx.count_audience(Audience(language="en"), CITY, NOW).persons == 1

    store.submit(work).result()


def test_samples_name_the_enterprise_and_the_person(store: Store) -> None:
    """Whoever never said anything has no name."""

    def work(tx: Transaction) -> None:
        names = {spoken(tx, number).name for number in range(SAMPLES + 5)}
        found = tx.count_audience(Audience(), CITY, NOW)
        assert (found.persons, len(found.samples)) == (SAMPLES + 5, SAMPLES)
        assert {name for name, _ in found.samples} <= names
        assert {person for _, person in found.samples} == {"王芳"}

    store.submit(work).result()


@pytest.mark.parametrize("units", [(), ("nowhere",), ("",), ("SHANGHAI",)])
def test_without_a_unit_that_is_known_nobody_is_meant(store: Store, units: tuple[str, ...]) -> None:
    """Whatever the filters say; nor is anybody frozen or shown."""

    def work(tx: Transaction) -> None:
        enterprise = spoken(tx, 1)
        tx.grant(enterprise.first_contact, Role.LIAISON, MINHANG, "", NOW)
        for whom in Whom:
            audience = Audience(whom=whom)
            nobody = tx.count_audience(audience, units, NOW)
            assert nobody == Counted(0, 0, said([]))
            assert tx.freeze_audience(a_campaign(whom.value, audience=audience, units=units), NOW) == nobody
            assert tx.sample_facts(audience, units, 9, NOW) == ()

    store.submit(work).result()


def test_values_are_never_read_as_part_of_a_question(store: Store) -> None:
    """Quotes, commas and brackets in a filter match nothing, and disturb nothing."""
    store.submit(lambda tx: spoken(tx, 1)).result()
    for evil in ("' OR '1'='1", '"]', "310112','310115", "%", "\\", "{districts}", ":now"):
        assert counted(store, Audience(districts=(evil,), codes=(evil,), language=evil)).persons == 0
        assert counted(store, Audience(), evil).persons == 0
    assert counted(store, Audience()).persons == 1


@pytest.mark.parametrize(
    ("now", "months", "last"),
    [
        ("2026-05-20 12:00", 6, "2025-11-20"),
        ("2026-02-28 00:00", 6, "2025-08-31"),
        ("2026-02-27 23:59", 6, "2025-08-27"),
        ("2028-02-29 09:00", 12, "2027-02-28"),
        ("2028-02-28 09:00", 12, "2027-02-28"),
        ("2026-04-30 09:00", 1, "2026-03-31"),
    ],
)
def test_months_are_those_of_the_calendar_in_shanghai(now: str, months: int, last: str) -> None:
    """The day on which so many months have come, to its last moment; in short months all that the month has no day for."""
    until = finished_by(at(now), months)
    assert day_of(until).isoformat() == last
    assert day_of(until + 1) > day_of(until)
    assert months_later(day_of(until), months) <= day_of(at(now)) < months_later(day_of(until + 1), months)


# -- occasions of a series


def reached(tx: Transaction, name: str, occasion: str = "2026-11-30", series: str = "series") -> int:
    """How many an occasion of the series reaches, as a campaign of its own."""
    tx.add_campaign(a_child(name, series), NOW)
    return tx.freeze_audience(a_child(name, series), NOW, occasion).persons


def test_an_occasion_reaches_everybody_once_whichever_campaign_it_is(store: Store) -> None:
    """Another occasion, another series and a plain campaign reach them again."""

    def work(tx: Transaction) -> None:
        for number in range(3):
            spoken(tx, number)
        assert reached(tx, "first") == 3
        assert reached(tx, "again") == 0
        late = spoken(tx, 9)
        assert reached(tx, "third") == 1
        assert tx.queued("third", 9) == (late.first_contact,)
        assert reached(tx, "next week", "2026-12-07") == 4
        assert reached(tx, "other", series="other") == 4
        assert tx.freeze_audience(a_campaign("plain"), NOW).persons == 4
        assert tx.freeze_audience(a_campaign("plain too"), NOW).persons == 4

    store.submit(work).result()
    assert isinstance(store.submit(lambda tx: tx.freeze_audience(a_child("nameless"), NOW)).exception(), ValueError)


@pytest.mark.parametrize("state", list(DeliveryState))
def test_who_was_stopped_or_late_was_not_reached(store: Store, state: DeliveryState) -> None:
    """A later message of the same occasion may still come; all others were reached or are not to be."""
    again = state in {DeliveryState.OUTSIDE, DeliveryState.STOPPED}

    def work(tx: Transaction) -> None:
        spoken(tx, 1)
        reached(tx, "first")
        session(tx).change(text("UPDATE deliveries SET state = :state"), state=state.value)
        assert reached(tx, "second") == int(again)
        assert reached(tx, "third") == 0

    store.submit(work).result()


def idle(step: int, days: float, upto: float, now: int = NOW) -> Span:
    """Enterprises idle for so many days, until so many."""
    return Span(since=Since.IDLE, step=step, after=int(now - upto * DAY), before=int(now - days * DAY))


def active(tx: Transaction, enterprise: str, at: int) -> None:
    """Somebody of the enterprise answers a question."""
    tx.keep_progress(enterprise, Progress("run-1", Stage.IN_PROGRESS, 1, 2, 9), at)


def test_each_time_of_idleness_is_an_occasion_of_its_own(store: Store) -> None:
    """Reminded once on each step; who went on and stopped again is reminded anew."""

    def freeze(tx: Transaction, name: str, span: Span) -> tuple[str, ...]:
        before = set(tx.queued(name, 9))
        tx.freeze_audience(a_child(name), NOW, span=span)
        return tuple(person for person in tx.queued(name, 9) if person not in before)

    def work(tx: Transaction) -> None:
        early, late = spoken(tx, 1), spoken(tx, 2)
        active(tx, early.id, NOW - 4 * DAY)
        active(tx, late.id, NOW - 8 * DAY)
        assert freeze(tx, "monday", idle(3, 3, 6)) == (early.first_contact,)
        assert freeze(tx, "monday", idle(7, 7, 10)) == (late.first_contact,)
        assert freeze(tx, "tuesday", idle(3, 2, 6)) == ()
        assert freeze(tx, "wednesday", idle(7, 3, 10)) == (early.first_contact,)
        active(tx, early.id, NOW - 3 * DAY)
        assert freeze(tx, "thursday", idle(3, 3, 6)) == (early.first_contact,)

    store.submit(work).result()


def test_the_second_enterprise_of_a_person_has_its_turn(store: Store) -> None:
    """One message at a time for a person, but none is left out."""

    def work(tx: Transaction) -> None:
        first, second = spoken(tx, 1), spoken(tx, 2)
        person = first.first_contact
        tx.add_contact(second.id, person, NOW)
        tx.make_first(second.id, person)
        active(tx, first.id, NOW - 4 * DAY)
        active(tx, second.id, NOW - 5 * DAY)
        about = []
        for name in ("monday", "tuesday", "wednesday"):
            tx.freeze_audience(a_child(name), NOW, span=idle(3, 3, 6))
            about += [line.enterprise for line in tx.deliveries(name, (), 9)]
        assert sorted(about) == sorted([first.id, second.id])

    store.submit(work).result()


def test_what_was_finished_long_ago_is_an_occasion_too(store: Store) -> None:
    """Counted from the run finished last."""

    def work(tx: Transaction) -> None:
        done, other = spoken(tx, 1), spoken(tx, 2)
        finish(tx, done.id, NOW - 180 * DAY)
        finish(tx, other.id, NOW - 20 * DAY)
        span = Span(since=Since.FINISHED, step=6, after=NOW - 183 * DAY, before=NOW - 180 * DAY)
        assert tx.freeze_audience(a_child("first"), NOW, span=span).persons == 1
        assert tx.queued("first", 9) == (done.first_contact,)
        assert tx.freeze_audience(a_child("second"), NOW, span=span).persons == 0

    store.submit(work).result()


def finish(tx: Transaction, enterprise: str, when: int) -> None:
    """A run of the enterprise is finished."""
    tx.keep_progress(enterprise, Progress("run-1", Stage.FINISHED, 3, 9, 9, 2, "2.5", when, when), when)


# -- liaisons


def name(tx: Transaction, unit: str) -> str:
    """What the unit is called."""
    found = tx.unit(unit)
    assert found is not None
    return found.name


def test_liaisons_are_those_of_districts_and_zones(store: Store) -> None:
    """Within the units of the campaign; a person once, however many units."""

    def work(tx: Transaction) -> None:
        both, one, street = (a_person(tx, name) for name in ("both", "one", "street"))
        for person, unit in ((both, MINHANG), (both, "lingang"), (one, PUDONG)):
            tx.grant(person, Role.LIAISON, unit, "", NOW)
        tx.grant(street, Role.LIAISON, tx.add_unit(UnitKind.STREET, "江川路街道", MINHANG, NOW).id, "", NOW)
        tx.grant(street, Role.STAFF, MINHANG, "", NOW)
        liaisons = Audience(whom=Whom.LIAISONS)
        found = tx.count_audience(liaisons, CITY, NOW)
        assert (found.persons, found.enterprises) == (2, 0)
        assert {unit for unit, _ in found.samples} == {"浦东新区", "、".join(name(tx, unit) for unit in (MINHANG, "lingang"))}
        assert tx.count_audience(liaisons, ("lingang",), NOW).persons == 1
        assert tx.count_audience(msgspec.structs.replace(liaisons, districts=(PUDONG,)), CITY, NOW).digest == said([(one, "", 0)])
        assert tx.count_audience(msgspec.structs.replace(liaisons, zones=(PUDONG,), districts=(MINHANG,)), (MINHANG,), NOW).persons == 1

    store.submit(work).result()


# -- what is true of a recipient


def test_the_facts_of_a_contact_are_those_of_now(store: Store) -> None:
    """Language, chat, what the person declines, and how far the enterprise is."""

    def work(tx: Transaction) -> None:
        enterprise = spoken(tx, 1)
        person = enterprise.first_contact
        tx.freeze_audience(a_campaign(), NOW)
        tx.reach("telegram", person, "4711", NOW)
        tx.reach("console", person, "other", NOW)
        tx.mute(person, Kind.NEWS, NOW)
        tx.mute(person, Kind.AGAIN, NOW)
        active(tx, enterprise.id, NOW + 5)
        found = tx.facts("c1", person, NOW)
        assert found is not None
        assert found == msgspec.structs.replace(
            found,
            person=person,
            language="zh",
            chat="4711",
            reachable=True,
            away=False,
            mutes=frozenset({"news", "again"}),
            contact=True,
            contact_name="王芳",
            enterprise=enterprise.id,
            name=enterprise.name,
            enterprises=1,
            district=MINHANG,
            stage="in_progress",
            answering=1,
            answered=2,
            of=9,
            level=None,
            finished_at=None,
            idle_since=NOW + 5,
            unit="",
        )
        finish(tx, enterprise.id, NOW + 6)
        done = tx.facts("c1", person, NOW)
        assert done is not None
        assert (done.stage, done.level, done.finished_at) == ("finished", 2, NOW + 6)
        assert tx.facts("c1", "nobody", NOW) is None
        assert tx.facts("nowhere", person, NOW) is None

    store.submit(work).result()


def test_who_cannot_be_written_to_is_told_apart(store: Store) -> None:
    """No chat, one that was blocked, nothing ever said, purposes declined, no longer a contact, deleted, enterprise gone."""

    def work(tx: Transaction) -> None:
        people = {name: spoken(tx, number) for number, name in enumerate(("chatless", "blocked", "declined", "asked", "left", "deleted"))}
        silent = enterprise_of(tx, 9)
        tx.freeze_audience(a_campaign(), NOW)
        tx.reach("telegram", people["blocked"].first_contact, "1", NOW)
        tx.lose("telegram", "1", "blocked", NOW)
        cursor = a_cursor(people["declined"].first_contact)
        tx.save_cursor(msgspec.structs.replace(cursor, phase=Phase.DECLINED), NOW)
        cursor = a_cursor(people["asked"].first_contact)
        tx.save_cursor(msgspec.structs.replace(cursor, consenting=Consenting.DECLINED), NOW)
        tx.remove_contact(people["left"].id, people["left"].first_contact)
        tx.delete_person(people["deleted"].first_contact)
        facts = {name: tx.facts("c1", one.first_contact, NOW) for name, one in {**people, "silent": silent}.items()}
        assert {name: (found.reachable, found.away, found.contact) for name, found in facts.items() if found} == {
            "chatless": (False, False, True),
            "blocked": (False, False, True),
            "declined": (False, True, True),
            "asked": (False, True, True),
            "left": (False, False, False),
            "deleted": (False, True, False),
            "silent": (False, True, True),
        }

    store.submit(work).result()


STORIES = (
    (Affiliation(MINHANG, "lingang"), "idle"),
    (Affiliation(MINHANG), "nothing"),
    (Affiliation(PUDONG, "lingang"), "busy"),
    (Affiliation(MINHANG), "busy"),
    (Affiliation(MINHANG), "done lately"),
    (Affiliation(MINHANG), "done"),
    (Affiliation(PUDONG), "busy"),
)


def live(tx: Transaction, enterprise: str, story: str) -> None:
    """What the enterprise did, and when."""
    if story.startswith("done"):
        finish(tx, enterprise, NOW - (6 if story == "done lately" else 7) * DAY)
    elif story != "nothing":
        active(tx, enterprise, NOW - (15 if story == "idle" else 13) * DAY)


def test_the_facts_of_a_liaison_are_those_of_the_units_together(store: Store) -> None:
    """An enterprise in both the district and the zone is counted once; units that the campaign is not for are left out."""

    def work(tx: Transaction) -> None:
        person = a_person(tx, "liaison")
        for unit in (MINHANG, "lingang", PUDONG):
            tx.grant(person, Role.LIAISON, unit, "", NOW)
        for number, (place, story) in enumerate(STORIES):
            found = spoken(tx, number)
            tx.affiliate(found.id, place, NOW - 99 * DAY)
            live(tx, found.id, story)
        units = (MINHANG, "lingang")
        campaign = a_campaign(audience=Audience(whom=Whom.LIAISONS), units=units)
        tx.add_campaign(campaign, NOW)
        tx.freeze_audience(campaign, NOW)
        facts = tx.facts("c1", person, NOW)
        assert facts is not None
        assert (facts.registered, facts.in_progress, facts.finished, facts.idle, facts.finished_lately) == (6, 3, 2, 1, 1)
        assert (facts.contact, facts.enterprise, facts.district) == (True, "", MINHANG)
        assert facts.unit.startswith("闵行区、")
        assert tx.sample_facts(campaign.audience, units, 9, NOW) == (facts,)
        for unit in units:
            tx.revoke(person, Role.LIAISON, unit)
        left = tx.facts("c1", person, NOW)
        assert left is not None
        assert (left.contact, left.unit, left.registered) == (False, "", 0)

    store.submit(work).result()


def test_the_first_and_the_longest_named_are_shown(store: Store) -> None:
    """Of those who are meant, as they would be written to."""

    def work(tx: Transaction) -> None:
        many = [enterprise_of(tx, number, name="企" * (number % 5 + 1) + str(number)) for number in range(9)]
        first = tx.sample_facts(Audience(), CITY, 3, NOW)
        assert [facts.enterprise for facts in first] == sorted(one.id for one in many)[:3]
        longest = tx.sample_facts(Audience(), CITY, 1, NOW, longest=True)
        assert [facts.name for facts in longest] == ["企企企企企4"]
        assert longest[0].person == many[4].first_contact
        for number, unit in enumerate((MINHANG, PUDONG)):
            tx.grant(many[number].first_contact, Role.LIAISON, unit, "", NOW)
        liaisons = tx.sample_facts(Audience(whom=Whom.LIAISONS), CITY, 1, NOW, longest=True)
        assert [facts.unit for facts in liaisons] == ["浦东新区"]

    store.submit(work).result()


def test_a_deleted_person_stays_in_no_later_audience(store: Store) -> None:
    """Nor an enterprise that lost its only contact."""

    def work(tx: Transaction) -> None:
        gone, stays = spoken(tx, 1), spoken(tx, 2)
        tx.delete_person(gone.first_contact)
        assert tx.count_audience(Audience(), CITY, NOW).digest == said([(stays.first_contact, stays.id, 1)])
        assert tx.take_lease("sender", "holder", NOW, LEASE_MS)

    store.submit(work).result()


def test_what_a_programme_says_of_a_recipient_is_looked_up_where_it_is_asked_for(store: Store) -> None:
    """Every programme's outcome, what this one is called, whether its application still has to be handed in."""

    def work(tx: Transaction) -> None:
        enterprise, other = spoken(tx, 1), spoken(tx, 2)
        tx.add_pack_version(PackVersion("factory", "1", "旧名", BankState.PUBLISHED, "d", True, "", NOW), b"")
        tx.add_pack_version(PackVersion("factory", "2", "智能工厂 <b>", BankState.PUBLISHED, "d", True, "", NOW, current=True), b"")
        tx.add_bank_version(PackVersion("factory", "1", "题库", BankState.PUBLISHED, "d", True, "", NOW, current=True), b"")
        for programme, outcome in (("factory", "eligible"), ("voucher", "not_yet")):
            tx.keep_verdict(KeptVerdict(enterprise.id, programme, "1", outcome, "t", 0, 0, NOW))
        campaign = a_campaign()
        tx.add_campaign(campaign, NOW)
        tx.freeze_audience(campaign, NOW)
        person = enterprise.first_contact
        plain, named, several = (tx.facts("c1", person, NOW, programme) for programme in (None, "factory", ""))
        assert plain is not None
        both = {"verdicts": frozenset({"factory:eligible", "voucher:not_yet"})}
        assert named == msgspec.structs.replace(plain, **both, programme="智能工厂 <b>")
        assert several == msgspec.structs.replace(plain, **both)
        assert (plain.verdicts, plain.programme, plain.handed_in) == (frozenset(), "", False)
        before = None
        for state in ApplicationState:
            after = Application(enterprise.id, "factory", "w", state, "p", NOW)
            assert tx.keep_application(before, after)
            before = after
            found = tx.facts("c1", person, NOW, "factory")
            assert found is not None
            assert found.handed_in is (state not in {ApplicationState.WISHED, ApplicationState.RETURNED})
        (sample, silent) = tx.sample_facts(Audience(), CITY, 2, NOW, programme="factory")
        assert {sample.verdicts, silent.verdicts} == {both["verdicts"], frozenset()}
        assert {sample.person, silent.person} == {person, other.first_contact}

    store.submit(work).result()
