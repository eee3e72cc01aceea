"""Programmes on every store: versions of packs, facts, verdicts, applications, ranked lists; what stands, what stood, and whose it is."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import msgspec
import pytest

from bot.ports import Conflict, Store, Transaction
from bot.ports.banks import BankState
from bot.ports.programmes import Application, ApplicationState, DailyRound, FormFile, KeptVerdict, PackVersion, Place, StatedFact
from bot.ports.registry import Entry
from bot.roles import NOWHERE, Affiliation, UnitKind
from dialogs.model import RunState
from tests.contract.given import NOW, a_person, a_profile, a_run, enterprise_of

MINHANG, PUDONG = "310112", "310115"
DRAFT = PackVersion("p", "1", "申报", BankState.DRAFT, "digest-1", shipped=False, made_by="a", made_at=NOW)
PUBLISHED = replace(DRAFT, state=BankState.PUBLISHED, published_by="b", published_at=NOW)


def a_verdict(enterprise: str, outcome: str = "eligible", missing: int = 0, lacking: int = 0, **known: Any) -> KeptVerdict:
    """A verdict of programme `p` in version 1."""
    found = KeptVerdict(enterprise, "p", "1", outcome, "t", lacking, missing, NOW, b'{"facts":{}}')
    return replace(found, **known)


def an_application(enterprise: str, state: ApplicationState = ApplicationState.WISHED, **known: Any) -> Application:
    """An application for programme `p`."""
    return replace(Application(enterprise, "p", "w", state, "c", NOW, b"{}"), **known)


def an_enterprise(store: Store, number: int = 1, **known: str) -> str:
    """The id of a registered enterprise."""
    return store.submit(lambda tx: enterprise_of(tx, number, **known).id).result()


# -- versions of packs ------------------------------------------------------------------------------------------------------


def test_a_pack_and_a_bank_of_one_id_have_nothing_to_do_with_each_other(store: Store) -> None:
    """Each is kept, found, made current, moved on and dropped in its own shelf."""

    def work(tx: Transaction) -> None:
        bank = replace(PUBLISHED, title="题库")
        assert tx.add_bank_version(bank, b"bank")
        assert tx.add_pack_version(PUBLISHED, b"pack")
        assert tx.make_current("p", "1", NOW)
        assert tx.current_packs() == ()
        assert tx.make_pack_current("p", "1", NOW)
        assert tx.pack_sheets("p", "1") == b"pack"
        assert tx.bank_sheets("p", "1") == b"bank"
        assert tx.pack_version("p", "1") == replace(PUBLISHED, current=True)
        retired = replace(PUBLISHED, state=BankState.RETIRED, retired_at=NOW)
        assert tx.change_pack_version(PUBLISHED, retired)
        assert tx.current_packs() == ()
        assert tx.current_versions() == (replace(bank, current=True),)
        assert tx.bank_versions() == (replace(bank, current=True),)
        assert tx.pack_versions() == tx.pack_versions("p") == (retired,)
        assert tx.pack_versions("q") == ()
        assert (tx.pack_version("p", "2"), tx.pack_sheets("p", "2")) == (None, None)

    store.submit(work).result()
    assert [found.title for found in asyncio.run(store.read_pack_versions())] == ["申报"]
    assert [found.title for found in asyncio.run(store.read_bank_versions("p"))] == ["题库"]
    assert asyncio.run(store.read_pack_versions("q")) == ()
    assert asyncio.run(store.read_pack_sheets("p", "1")) == b"pack"
    assert asyncio.run(store.read_pack_sheets("p", "2")) is None


def test_a_run_keeps_no_pack_and_trials_of_a_bank_stay_when_a_pack_is_replaced(store: Store) -> None:
    """Though bank and version have the same names."""

    def work(tx: Transaction) -> list[bool]:
        run = msgspec.structs.replace(a_run(), bank="p", bank_version="1", state=RunState.FINISHED)
        tx.add_run(run, "a", NOW)
        tx.add_run(msgspec.structs.replace(run, id="trial", trial=True), "a", NOW)
        replaced = [tx.add_pack_version(DRAFT, b"1"), tx.add_pack_version(replace(DRAFT, digest="digest-2"), b"2")]
        return [*replaced, tx.drop_pack_version("p", "1"), tx.drop_pack_version("p", "1"), tx.run("trial") is not None]

    assert store.submit(work).result() == [True, True, True, False, True]


@pytest.mark.parametrize("kept", [PUBLISHED, replace(PUBLISHED, state=BankState.RETIRED), replace(DRAFT, shipped=True)])
def test_a_pack_that_enterprises_may_have_seen_is_neither_replaced_nor_dropped(store: Store, kept: PackVersion) -> None:
    """Published now or before, or shipped; a shipped draft may be replaced."""
    store.submit(lambda tx: tx.add_pack_version(kept, b"1")).result()
    found = store.submit(lambda tx: (tx.add_pack_version(kept, b"2"), tx.drop_pack_version("p", "1"))).result()
    assert found == (kept.state is BankState.DRAFT, False)


# -- facts ------------------------------------------------------------------------------------------------------------------


def test_a_fact_stands_until_another_takes_its_place_or_it_is_taken_back(store: Store) -> None:
    """The same again changes nothing, not even who said it; the history keeps every one, latest first."""
    enterprise, other = an_enterprise(store), an_enterprise(store, 2)

    def work(tx: Transaction) -> list[bool]:
        said = [("f", "yes"), ("f", "yes"), ("f", "no"), ("g", "研发 <b>"), ("h", ""), ("f", ""), ("f", ""), ("f", "no")]
        return [tx.state_fact(enterprise, fact, value, f"p{at}", NOW + at) for at, (fact, value) in enumerate(said)]

    assert store.submit(work).result() == [True, False, True, True, False, True, False, True]
    f = [StatedFact("f", "yes", "p0", NOW), StatedFact("f", "no", "p2", NOW + 2), StatedFact("f", "", "p5", NOW + 5)]
    f.append(StatedFact("f", "no", "p7", NOW + 7))
    g = StatedFact("g", "研发 <b>", "p3", NOW + 3)
    assert store.submit(lambda tx: tx.stated(enterprise)).result() == {"f": f[3], "g": g}
    assert store.submit(lambda tx: tx.stated(other)).result() == {}
    assert store.submit(lambda tx: tx.fact_history(enterprise, 9, "f")).result() == tuple(reversed(f))
    assert store.submit(lambda tx: tx.fact_history(enterprise, 3)).result() == (f[3], f[2], g)
    assert store.submit(lambda tx: tx.fact_history(other, 9)).result() == ()


def test_what_was_taken_back_is_not_among_what_stands(store: Store) -> None:
    """And a fact that nobody stated cannot be taken back."""
    enterprise = an_enterprise(store)
    store.submit(lambda tx: [tx.state_fact(enterprise, "f", "yes", "p", NOW), tx.state_fact(enterprise, "f", "", "p", NOW)]).result()
    assert store.submit(lambda tx: tx.stated(enterprise)).result() == {}


def test_everything_that_a_person_stated_is_found_by_the_person(store: Store) -> None:
    """Of whatever enterprise, also what no longer stands; nothing that others stated."""
    first, second = an_enterprise(store), an_enterprise(store, 2)

    def work(tx: Transaction) -> None:
        tx.state_fact(second, "f", "1", "me", NOW)
        tx.state_fact(first, "f", "1", "me", NOW + 1)
        tx.state_fact(second, "f", "2", "other", NOW + 2)
        assert tx.facts_by("me") == ((second, StatedFact("f", "1", "me", NOW)), (first, StatedFact("f", "1", "me", NOW + 1)))
        assert tx.facts_by("nobody") == ()

    store.submit(work).result()


def test_who_states_what_is_counted_by_unit(store: Store) -> None:
    """What was taken back, or said otherwise, is not."""

    def work(tx: Transaction) -> None:
        ids = [enterprise_of(tx, number, district=(MINHANG, PUDONG)[number % 2]).id for number in range(5)]
        for enterprise, value in zip(ids, ("yes", "yes", "yes", "no", "yes"), strict=True):
            tx.state_fact(enterprise, "f", value, "p", NOW)
        tx.state_fact(ids[0], "f", "", "p", NOW)
        tx.state_fact(ids[3], "g", "yes", "p", NOW)
        assert tx.count_stated("f", "yes") == 3
        assert tx.count_stated("f", "yes", Affiliation(MINHANG)) == 2
        assert tx.count_stated("f", "no", Affiliation(PUDONG)) == 1
        assert tx.count_stated("f", "yes", Affiliation(MINHANG, zone="lingang")) == tx.count_stated("h", "yes") == 0

    store.submit(work).result()


@pytest.mark.parametrize("what", ["fact", "verdict", "application", "files"])
def test_nothing_is_kept_of_an_enterprise_that_is_not_there(store: Store, what: str) -> None:
    """It is a conflict, as if it had been deleted at the same moment."""
    work = {
        "fact": lambda tx: tx.state_fact("nobody", "f", "1", "p", NOW),
        "verdict": lambda tx: tx.keep_verdict(a_verdict("nobody")),
        "application": lambda tx: tx.keep_application(None, an_application("nobody")),
        "files": lambda tx: tx.set_form_files("nobody", "p", "f", (), ()),
    }[what]
    with pytest.raises(Conflict):
        store.submit(work).result()


# -- verdicts ---------------------------------------------------------------------------------------------------------------


def test_a_verdict_takes_the_place_of_the_one_before_which_goes_to_the_history(store: Store) -> None:
    """One that says the same at another time does not; every other field counts."""
    enterprise, other = an_enterprise(store), an_enterprise(store, 2)
    first = a_verdict(enterprise)
    changes: list[dict[str, Any]] = [
        {"version": "2"}, {"outcome": "not_yet"}, {"track": "u"}, {"lacking": 1}, {"missing": 2}, {"document": b"{}"},
    ]  # fmt: skip
    kept = [first]
    for at, change in enumerate(changes, start=1):
        kept.append(replace(kept[-1], at=NOW + at, **change))

    def work(tx: Transaction) -> None:
        for verdict in kept:
            assert tx.keep_verdict(verdict)
            assert not tx.keep_verdict(replace(verdict, at=NOW + 99))
        tx.keep_verdict(a_verdict(other))
        tx.keep_verdict(a_verdict(enterprise, programme="q"))

    store.submit(work).result()
    found = store.submit(lambda tx: tx.verdicts_of(enterprise)).result()
    assert found == {"p": kept[-1], "q": a_verdict(enterprise, programme="q")}
    assert store.submit(lambda tx: tx.verdict_history(enterprise, "p", 99)).result() == tuple(reversed(kept))
    assert store.submit(lambda tx: tx.verdict_history(enterprise, "p", 2)).result() == (kept[-1], kept[-2])
    assert store.submit(lambda tx: tx.verdict_history(enterprise, "r", 9)).result() == ()


def a_crowd(tx: Transaction) -> tuple[dict[str, Affiliation], list[KeptVerdict]]:
    """Enterprises all over, by id, and their verdicts of programme `p`; some of `q` besides."""
    chance = random.Random(1)
    street = tx.add_unit(UnitKind.STREET, "街道", MINHANG, NOW).id
    where, kept = {}, []
    for number in range(60):
        enterprise = enterprise_of(tx, number, district=chance.choice((MINHANG, PUDONG))).id
        place = Affiliation(chance.choice((MINHANG, PUDONG)), zone=chance.choice(("", "lingang")), street=chance.choice(("", street)))
        tx.affiliate(enterprise, place, NOW)
        where[enterprise] = place
        outcome = chance.choice(("eligible", "not_yet", "not_eligible", ""))
        tx.keep_verdict(a_verdict(enterprise, "eligible", programme="q"))
        if outcome:
            kept.append(a_verdict(enterprise, outcome, chance.randrange(4), chance.randrange(3)))
            tx.keep_verdict(kept[-1])
    return where, kept


def in_order(verdicts: list[KeptVerdict]) -> list[KeptVerdict]:
    """As candidates are listed."""
    return sorted(verdicts, key=lambda found: (found.missing, found.lacking, found.enterprise))


def has(place: Affiliation, wanted: Affiliation) -> bool:
    """Whether it has every unit that is named."""
    return all(not unit or place.unit(kind) == unit for kind in list(UnitKind)[1:] for unit in [wanted.unit(kind)])


def test_candidates_are_those_of_the_units_fewest_missing_first(store: Store) -> None:
    """Compared with plain Python for every outcome, unit and bound, page by page; counted alike."""
    where, kept = store.submit(a_crowd).result()
    street = next(place.street for place in where.values() if place.street)
    places = [NOWHERE, Affiliation(MINHANG), Affiliation(zone="lingang"), Affiliation(street=street), Affiliation(PUDONG, zone="lingang")]
    compared = 0
    for wanted in [*places, Affiliation("310104"), Affiliation(park="nowhere")]:
        here = [found for found in kept if has(where[found.enterprise], wanted)]
        counted = store.submit(partial(counted_in, wanted)).result()
        outcomes = {found.outcome for found in here}
        assert counted == {outcome: sum(found.outcome == outcome for found in here) for outcome in outcomes}
        assert list(asyncio.run(store.read_candidates("p", wanted))) == in_order(here)
        for outcome in ("", "eligible", "not_yet", "unheard"):
            for most in (0, 2, 99):
                expected = [found for found in in_order(here) if outcome in {"", found.outcome} and found.missing <= most]
                assert pages(store, outcome, wanted, most) == expected
                compared += len(expected)
    assert compared > 100


def counted_in(wanted: Affiliation, tx: Transaction) -> Mapping[str, int]:
    """The counts of these units."""
    return tx.count_outcomes("p", wanted)


def a_page(outcome: str, wanted: Affiliation, most: int, after: str, tx: Transaction) -> tuple[KeptVerdict, ...]:
    """Seven candidates behind this one."""
    return tx.candidates("p", outcome, wanted, 7, after, most)


def pages(store: Store, outcome: str, wanted: Affiliation, most: int) -> list[KeptVerdict]:
    """All candidates, seven to a page."""
    found: list[KeptVerdict] = []
    while True:
        after = found[-1].enterprise if found else ""
        page = store.submit(partial(a_page, outcome, wanted, most, after)).result()
        found += page
        if len(page) < 7:
            return found


def test_a_verdict_goes_along_when_the_enterprise_moves(store: Store) -> None:
    """Be it that somebody assigns it, that it states another district, or that a roster says so; before and after the verdict."""

    def work(tx: Transaction) -> None:
        enterprise = enterprise_of(tx, 1)
        tx.keep_verdict(a_verdict(enterprise.id))
        assert listed(tx, MINHANG)
        tx.affiliate(enterprise.id, Affiliation(PUDONG), NOW)
        assert (listed(tx, MINHANG), listed(tx, PUDONG)) == (False, True)
        stated = msgspec.structs.replace(a_profile(enterprise.code), district="310104")
        tx.update_enterprise(enterprise.id, stated, NOW)
        assert (listed(tx, PUDONG), listed(tx, "310104")) == (False, True)
        tx.load_roster([Entry(stated, Affiliation(MINHANG))], "staff", NOW)
        assert (listed(tx, "310104"), listed(tx, MINHANG)) == (False, True)
        tx.affiliate(enterprise.id, Affiliation(PUDONG), NOW)
        tx.keep_verdict(a_verdict(enterprise.id, missing=1))
        assert (listed(tx, MINHANG), listed(tx, PUDONG)) == (False, True)

    store.submit(work).result()


def listed(tx: Transaction, district: str) -> bool:
    """Whether the district has a candidate."""
    found = tx.candidates("p", "eligible", Affiliation(district))
    assert dict(tx.count_outcomes("p", Affiliation(district))) == ({"eligible": 1} if found else {})
    return bool(found)


def test_who_is_to_be_judged_anew_has_a_contact_and_no_verdict_of_this_version(store: Store) -> None:
    """Page by page each once; what was judged meanwhile is no longer there."""

    def work(tx: Transaction) -> tuple[list[str], list[str]]:
        spoken = [enterprise_of(tx, number) for number in range(9)]
        tx.keep_verdict(a_verdict(spoken[0].id, version="2"))
        tx.keep_verdict(a_verdict(spoken[1].id, version="1"))
        tx.keep_verdict(a_verdict(spoken[2].id, version="2", programme="q"))
        tx.remove_contact(spoken[3].id, spoken[3].first_contact)
        return [enterprise.id for enterprise in spoken], [enterprise.id for enterprise in (*spoken[1:3], *spoken[4:])]

    everybody, stale = store.submit(work).result()
    found: list[str] = []
    while page := store.submit(partial(stale_after, found[-1] if found else "")).result():
        found += page
    assert sorted(found) == sorted(stale)
    assert len(found) == len(set(found))
    store.submit(lambda tx: [tx.keep_verdict(a_verdict(enterprise, version="2")) for enterprise in everybody]).result()
    assert store.submit(lambda tx: tx.stale_for("p", "2", 9)).result() == ()


def test_who_is_outdated_is_judged_anew_though_nothing_may_be_another(store: Store) -> None:
    """Once for every programme; nobody else's verdict is, and what was outdated still stands meanwhile."""

    def work(tx: Transaction) -> None:
        first, second = (enterprise_of(tx, number).id for number in range(2))
        for enterprise in (first, second):
            tx.keep_verdict(a_verdict(enterprise))
            tx.keep_verdict(a_verdict(enterprise, programme="q"))
        assert tx.stale_for("p", "1", 9) == ()
        tx.outdate_verdicts([first, "nobody"])
        tx.outdate_verdicts([])
        assert tx.stale_for("p", "1", 9) == tx.stale_for("q", "1", 9) == (first,)
        assert tx.verdicts_of(first)["p"] == a_verdict(first)
        assert not tx.keep_verdict(a_verdict(first, at=NOW + 9))
        assert (tx.stale_for("p", "1", 9), tx.stale_for("q", "1", 9)) == ((), (first,))
        assert tx.keep_verdict(a_verdict(first, "not_yet", programme="q"))
        assert tx.stale_for("q", "1", 9) == ()

    store.submit(work).result()


def test_how_far_the_round_of_the_day_is_stands_once(store: Store) -> None:
    """The last thing noted, of the last day."""

    def work(tx: Transaction) -> None:
        assert tx.daily_round() is None
        for daily in (DailyRound("2026-01-01"), DailyRound("2026-01-01", "e7"), DailyRound("2026-01-02", "e1", over=True)):
            tx.keep_daily_round(daily)
            assert tx.daily_round() == daily

    store.submit(work).result()
    assert store.submit(lambda tx: tx.daily_round()).result() == DailyRound("2026-01-02", "e1", over=True)


def test_a_roster_outdates_the_verdicts_of_whom_it_changes(store: Store) -> None:
    """Of nobody else; told beside the writing too."""

    def work(tx: Transaction) -> list[str]:
        spoken = [enterprise_of(tx, number) for number in range(3)]
        for enterprise in spoken:
            tx.keep_verdict(a_verdict(enterprise.id))
        same, other = (Entry(a_profile(enterprise.code, enterprise.name), enterprise.affiliation) for enterprise in spoken[:2])
        tx.load_roster([same, replace(other, affiliation=Affiliation(PUDONG, zone="lingang"))], "staff", NOW)
        tx.load_roster([same], "staff", NOW)
        return [enterprise.id for enterprise in spoken]

    ids = store.submit(work).result()
    stale = store.submit(lambda tx: tx.stale_for("p", "1", 9)).result()
    assert ids[1] in stale
    assert ids[2] not in stale
    assert asyncio.run(store.read_stale_for("p", "1", 9)) == stale
    assert asyncio.run(store.read_stale_for("p", "1", 9, stale[-1])) == ()


def stale_after(last: str, tx: Transaction) -> tuple[str, ...]:
    """Three of those to be judged anew for version 2, behind this one."""
    return tx.stale_for("p", "2", 3, last)


# -- applications and ranked lists ------------------------------------------------------------------------------------------


def test_an_application_moves_on_from_what_was_read(store: Store) -> None:
    """Whoever read something older changes nothing; every step is in the history."""
    enterprise = an_enterprise(store)
    wished = an_application(enterprise)
    handed_in = an_application(enterprise, ApplicationState.HANDED_IN, by="d", at=NOW + 1, document=b'{"form":1}', window="x")

    def work(tx: Transaction) -> None:
        assert tx.application(enterprise, "p") is None
        assert not tx.keep_application(wished, handed_in)
        assert tx.keep_application(None, wished)
        assert not tx.keep_application(None, handed_in)
        for change in ({"window": "v"}, {"by": "e"}, {"at": NOW + 9}, {"document": b"[]"}, {"state": ApplicationState.REFUSED}):
            assert not tx.keep_application(replace(wished, **change), handed_in)
        assert tx.application(enterprise, "p") == wished
        assert tx.keep_application(wished, handed_in)
        assert tx.application(enterprise, "p") == handed_in
        assert tx.application(enterprise, "q") is None
        assert tx.application_history(enterprise, "p", 9) == (handed_in, wished)
        assert tx.application_history(enterprise, "p", 1) == (handed_in,)
        with pytest.raises(ValueError, match="cannot replace"):
            tx.keep_application(handed_in, replace(wished, programme="q"))

    store.submit(work).result()


def test_applications_of_units_and_states_are_listed_by_when_they_came_there(store: Store) -> None:
    """None of another programme; without states all."""

    def work(tx: Transaction) -> None:
        ids = [enterprise_of(tx, number, district=(MINHANG, PUDONG)[number % 2]).id for number in range(4)]
        states = [ApplicationState.HANDED_IN, ApplicationState.CHECKED, ApplicationState.HANDED_IN, ApplicationState.WISHED]
        kept = [an_application(one, state, at=NOW - at) for at, (one, state) in enumerate(zip(ids, states, strict=True))]
        for application in (*kept, an_application(ids[0], programme="q")):
            assert tx.keep_application(None, application)
        assert tx.applications_in("p", NOWHERE) == tuple(reversed(kept))
        assert tx.applications_in("p", Affiliation(MINHANG)) == (kept[2], kept[0])
        assert tx.applications_in("p", Affiliation(PUDONG), [ApplicationState.WISHED]) == (kept[3],)
        assert tx.applications_in("p", NOWHERE, states[:2]) == (kept[2], kept[1], kept[0])
        assert tx.applications_in("p", Affiliation(zone="lingang")) == ()

    store.submit(work).result()


def test_a_ranked_list_is_replaced_as_a_whole_by_who_knew_the_last_one(store: Store) -> None:
    """In the order of places; another unit's and another programme's are their own."""

    def work(tx: Transaction) -> None:
        a, b, c = (enterprise_of(tx, number).id for number in range(3))
        assert tx.ranking("p", MINHANG) == ()
        assert tx.set_ranking("p", MINHANG, (), [Place(b, 2), Place(a, 1, "重点企业 <b>", "d", NOW)], NOW)
        assert tx.ranking("p", MINHANG) == (Place(a, 1, "重点企业 <b>", "d", NOW), Place(b, 2))
        for known in ((), (b, a), (a,), (a, b, c)):
            assert not tx.set_ranking("p", MINHANG, known, [Place(c, 1)], NOW)
        assert tx.set_ranking("p", PUDONG, (), [Place(c, 1)], NOW)
        assert tx.set_ranking("p", MINHANG, (a, b), [Place(c, 1), Place(a, 2)], NOW)
        assert [place.enterprise for place in tx.ranking("p", MINHANG)] == [c, a]
        assert tx.set_ranking("p", MINHANG, (c, a), (), NOW)
        assert tx.ranking("p", MINHANG) == tx.ranking("q", PUDONG) == ()
        assert tx.ranking("p", PUDONG) == (Place(c, 1),)

    store.submit(work).result()


def test_nobody_stands_in_a_list_twice(store: Store) -> None:
    """It is a conflict, and the list is what it was."""
    enterprise = an_enterprise(store)
    store.submit(lambda tx: tx.set_ranking("p", MINHANG, (), [Place(enterprise, 1)], NOW)).result()
    with pytest.raises(Conflict):
        store.submit(lambda tx: tx.set_ranking("p", MINHANG, (enterprise,), [Place(enterprise, 1), Place(enterprise, 2)], NOW)).result()
    assert store.submit(lambda tx: tx.ranking("p", MINHANG)).result() == (Place(enterprise, 1),)


def test_files_of_a_form_are_replaced_by_who_knew_the_last_ones(store: Store) -> None:
    """In their order, every field; other forms' are their own. As long as a form has a file it is needed."""

    def work(tx: Transaction) -> None:
        enterprise, other = (enterprise_of(tx, number).id for number in range(2))
        a = FormFile("a" * 64, "照片 <b>.jpg", "image/jpeg", 6_000_000, 4000, 3000, 1, "图 1", "p", NOW)
        b = FormFile("b" * 64, "b.png", "image/png", 1)
        assert tx.form_files(enterprise, "p", "f") == ()
        assert tx.set_form_files(enterprise, "p", "f", (), (b, a))
        assert tx.form_files(enterprise, "p", "f") == (b, a)
        for known in ((), (a, b), (b,), (b, replace(a, caption=""))):
            assert not tx.set_form_files(enterprise, "p", "f", known, (a,))
        for elsewhere in ((other, "p", "f"), (enterprise, "q", "f"), (enterprise, "p", "g")):
            assert tx.set_form_files(*elsewhere, (), (a,))
        assert tx.referred(["a" * 64, "b" * 64, "c" * 64]) == {"a" * 64, "b" * 64}
        assert tx.set_form_files(enterprise, "p", "f", (b, a), (a,))
        assert tx.form_files(enterprise, "p", "f") == (a,)
        assert tx.referred(["b" * 64]) == frozenset()
        assert tx.form_files_by("p") == ((enterprise, a), (enterprise, a), (enterprise, a), (other, a))
        assert tx.form_files_by("nobody") == ()
        tx.delete_person(getattr(tx.enterprise(enterprise), "first_contact", ""))
        assert tx.form_files(enterprise, "p", "f") == ()
        assert tx.form_files(other, "p", "f") == (a,)

    store.submit(work).result()


# -- what goes with whom ----------------------------------------------------------------------------------------------------


def lived(tx: Transaction, enterprise: str, person: str, state: ApplicationState = ApplicationState.WISHED) -> None:
    """Everything that can be kept of an enterprise, by this person."""
    tx.state_fact(enterprise, "f", "yes", person, NOW)
    for version in ("1", "2"):
        tx.keep_verdict(a_verdict(enterprise, version=version))
    tx.keep_application(None, an_application(enterprise, state, by=person))
    tx.set_ranking("p", MINHANG, (), [Place(enterprise, 1, "", person, NOW)], NOW)


def test_what_a_person_stated_stays_with_the_enterprise_others_speak_for(store: Store) -> None:
    """The person is a bare id from then on, as in answers."""

    def work(tx: Transaction) -> None:
        enterprise = enterprise_of(tx, 1)
        person = enterprise.first_contact
        tx.add_contact(enterprise.id, a_person(tx, "other"), NOW)
        lived(tx, enterprise.id, person)
        tx.delete_person(person)
        assert tx.stated(enterprise.id) == {"f": StatedFact("f", "yes", person, NOW)}
        assert tx.facts_by(person) == ((enterprise.id, StatedFact("f", "yes", person, NOW)),)
        assert len(tx.verdict_history(enterprise.id, "p", 9)) == 2
        assert tx.application(enterprise.id, "p") == an_application(enterprise.id, by=person)
        assert tx.ranking("p", MINHANG) == (Place(enterprise.id, 1, "", person, NOW),)

    store.submit(work).result()


@pytest.mark.parametrize("state", ApplicationState)
def test_an_enterprise_without_anybody_goes_with_all_of_it_unless_it_applied(store: Store, state: ApplicationState) -> None:
    """An application that was handed in is the office's affair too; a mere wish, or one withdrawn, keeps nothing."""

    def work(tx: Transaction) -> None:
        enterprise = enterprise_of(tx, 1)
        lived(tx, enterprise.id, enterprise.first_contact, state)
        tx.delete_person(enterprise.first_contact)
        stays = state not in {ApplicationState.WISHED, ApplicationState.WITHDRAWN}
        assert (tx.enterprise(enterprise.id) is not None) is stays
        assert bool(tx.stated(enterprise.id)) is stays
        assert bool(tx.fact_history(enterprise.id, 9)) is stays
        assert len(tx.verdict_history(enterprise.id, "p", 9)) == (2 if stays else 0)
        assert bool(tx.application_history(enterprise.id, "p", 9)) is stays
        assert bool(tx.ranking("p", MINHANG)) is stays
        assert dict(tx.count_outcomes("p")) == ({"eligible": 1} if stays else {})

    store.submit(work).result()
