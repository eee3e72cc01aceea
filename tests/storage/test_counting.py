"""What is counted is what there is, after any history; and whoever counts at once neither waits for the others nor loses a change."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from threading import Event

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.ports import Store, Transaction
from bot.ports.registry import Entry
from bot.ports.standing import By, Filter, Progress, Stage
from bot.roles import Affiliation
from bot.storage.opening import open_store
from bot.storage.scratch import ScratchStore
from tests.contract.given import NOW, CountedIds, a_profile, at_once, enterprise_of
from tests.storage.inside import session

DISTRICTS = ("310112", "310115")


@dataclass(frozen=True)
class Step:
    """Something that happens to the enterprise of this number, or to several."""

    what: str
    number: int
    district: str
    industry: str
    scores: dict[str, str] = field(default_factory=dict)


steps = st.builds(
    Step,
    what=st.sampled_from(["register", "restate", "move", "go on", "finish", "give up", "load", "delete", "fold"]),
    number=st.integers(0, 3),
    district=st.sampled_from(DISTRICTS),
    industry=st.sampled_from(["C13", "C34"]),
    scores=st.dictionaries(st.sampled_from(["design", "production"]), st.sampled_from(["0.5", "1", "0.3333333333333"])),
)


def code(number: int) -> str:
    """The code of the enterprise of this number."""
    return f"91310000MA1FL{number:05d}"


def take(step: Step, at: int, tx: Transaction) -> None:
    """One step of a history; nothing where the enterprise is not there, or is there already."""
    found = tx.enterprise_by_code(code(step.number))
    match step.what:
        case "fold":
            tx.fold_counts(1 + step.number)
        case "load":
            profiles = [a_profile(code(number), f"名册{number}") for number in range(step.number)]
            tx.load_roster([Entry(profile, Affiliation(step.district)) for profile in profiles], "", at)
        case "register" if found is None:
            enterprise_of(tx, step.number, industry=step.industry)
        case _ if found is not None:
            change(step, found.id, at, tx)


def change(step: Step, enterprise: str, at: int, tx: Transaction) -> None:
    """A step of an enterprise that is there."""
    match step.what:
        case "restate":
            profile = a_profile(code(step.number))
            tx.update_enterprise(enterprise, type(profile)(code=profile.code, district=step.district, industry=step.industry), at)
        case "move":
            tx.affiliate(enterprise, Affiliation(step.district), at)
        case "go on":
            tx.keep_progress(enterprise, Progress(f"run-{step.number}", Stage.IN_PROGRESS, 1, 2, 3), at)
        case "finish":
            done = Progress(f"run-{at}", Stage.FINISHED, 1, 2, 2, step.number, "1", at, at, tuple(step.scores.items()))
            tx.keep_progress(enterprise, done, at)
        case "give up":
            tx.keep_progress(enterprise, Progress(f"run-{step.number}", Stage.NOT_STARTED), at)
        case "delete":
            tx.delete_person(tx.enterprise(enterprise).first_contact)


def means(tx: Transaction) -> dict[tuple[str, str], int]:
    """In how many enterprises each area counts, as counted from the scores that are kept."""
    query = text("SELECT statuses.district, finished_areas.scores FROM finished_areas JOIN statuses USING (enterprise)")
    found: Counter[tuple[str, str]] = Counter()
    for district, scores in session(tx).all(query):
        found.update((district, area) for area in ("design", "production") if f'"{area}"' in scores)
    return dict(found)


@settings(max_examples=120, deadline=None)
@given(st.lists(steps, max_size=25))
@example([Step("register", 0, "310112", "C13"), Step("finish", 0, "310112", "C13", {"design": "0.5"}), Step("delete", 0, "310112", "C13")])
def test_after_any_history_the_counts_are_those_of_a_recount(history: list[Step]) -> None:
    """Of stages and levels by every cell, and of the areas by district; folding changes nothing."""
    store = ScratchStore(CountedIds())
    for number, step in enumerate(history):
        store.submit(partial(take, step, NOW + number)).result()
    for _ in range(2):
        assert asyncio.run(store.miscounted()) == 0
        counted = store.submit(lambda tx: tx.counts_by(Filter(), None)).result()
        assert sum(count.enterprises for count in counted) == len(asyncio.run(store.read_statuses(Filter())))
        kept = store.submit(means).result()
        for district in DISTRICTS:
            areas = store.submit(lambda tx, district=district: tx.area_means(Filter(Affiliation(district)))).result()
            expected = {area: number for (where, area), number in kept.items() if where == district}
            assert {area: number for area, (number, _) in areas.items()} == expected
        asyncio.run(store.tidy(NOW))
    store.close()


def test_a_miscount_is_noticed(store: Store) -> None:
    """In the tallies as in the changes; so the recount compares something."""
    store.submit(lambda tx: enterprise_of(tx, 1)).result()
    assert asyncio.run(store.miscounted()) == 0
    store.submit(lambda tx: session(tx).change(text("UPDATE tally_changes SET number = 2"))).result()
    assert asyncio.run(store.miscounted()) == 1
    asyncio.run(store.tidy(NOW))
    assert asyncio.run(store.miscounted()) == 1
    store.submit(lambda tx: session(tx).change(text("UPDATE tallies SET number = 1"))).result()
    assert asyncio.run(store.miscounted()) == 0


def test_whoever_starts_at_once_waits_for_nobody(postgres_url: str) -> None:
    """On PostgreSQL a change that is not committed yet holds up no other of the same cell."""
    store = open_store(postgres_url, CountedIds())
    first, second = store.submit(lambda tx: [enterprise_of(tx, number).id for number in range(2)]).result()
    held, go_on = Event(), Event()

    def slow(tx: Transaction) -> None:
        tx.keep_progress(first, Progress("run-1", Stage.IN_PROGRESS), NOW)
        held.set()
        assert go_on.wait(10)

    waiting = store.submit(slow)
    assert held.wait(10)
    store.submit(lambda tx: tx.keep_progress(second, Progress("run-2", Stage.IN_PROGRESS), NOW)).result(5)
    assert [count.enterprises for count in store.submit(lambda tx: tx.counts_by(Filter(), By.DISTRICT)).result(5)] == [1, 1]
    go_on.set()
    waiting.result(10)
    assert [count.enterprises for count in store.submit(lambda tx: tx.counts_by(Filter(), By.DISTRICT)).result(5)] == [2]
    store.close()


def keep(enterprise: str, progress: Progress, tx: Transaction) -> None:
    """Note this progress."""
    tx.keep_progress(enterprise, progress, NOW)


def test_changes_made_while_others_fold_are_counted_once(postgres_url: str) -> None:
    """Eight who start and finish in the same cells, two who fold without pause: nobody fails, nothing is lost or counted twice."""
    store = open_store(postgres_url, CountedIds())
    other = open_store(postgres_url, CountedIds())
    ids = store.submit(lambda tx: [enterprise_of(tx, number).id for number in range(8)]).result()
    done = Event()
    folded: list[int] = []

    def act(who: int) -> None:
        if who >= 8:
            while not done.is_set():
                folded.append((store, other)[who % 2].submit(lambda tx: tx.fold_counts(7)).result(20))
            return
        for turn in range(20):
            for stage in (Stage.IN_PROGRESS, Stage.FINISHED):
                areas = (("design", "0.5"),)
                progress = Progress(f"run-{who}", stage, 1, 1, 1, turn % 3, "1", NOW, NOW + turn, areas)
                (store, other)[who % 2].submit(partial(keep, ids[who], progress)).result(20)
        finished.append(who)
        if len(finished) == 8:
            done.set()

    finished: list[int] = []
    at_once(10, act)
    assert sum(folded) > 0
    assert asyncio.run(store.miscounted()) == 0
    assert store.submit(lambda tx: tx.area_means(Filter())).result() == {"design": (8, "0.5000")}
    assert asyncio.run(store.miscounted()) == 0
    other.close()
    store.close()
