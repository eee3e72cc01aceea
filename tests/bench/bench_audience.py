"""How fast an audience of 100,000 persons among 450,000 enterprises is counted and frozen, beside a bare INSERT of as many rows.

Also: what a message costs the database (facts, marking, ending), a tally, a page of the ledger, and noting who went on.

Run it with `python -m tests.bench.bench_audience [--enterprises 450000] [--persons 100000] [--database URL] [--postgres]`; an empty
database is filled first. It prints medians: milliseconds by the wall, and of the processor that this program used.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import NamedTuple

import msgspec
from sqlalchemy import text

from bot.ports import Store, Transaction
from bot.ports.campaigns import Counted
from bot.storage.opening import migrate, open_store
from bot.system import RandomIds
from dialogs.campaigns.model import Audience, Campaign, CampaignState, DeliveryState, Since, Span, Whom
from dialogs.codec import encode
from dialogs.model import IndicatorValue, RunState
from tests.bench.bench_status import AT_ONCE, DAY, NOW, SMALL, fill, postgres
from tests.contract.given import a_cursor, a_run
from tests.storage.inside import session

CITY = ("shanghai",)
REPEATS = 7
MESSAGES = 5_000
_numbers = count()


def speak(store: Store, persons: int) -> None:
    """The first contact of every so many-th enterprise, who said something and has a chat; and a document for every run."""
    ids = store.submit(lambda tx: [row[0] for row in session(tx).all(text("SELECT id FROM enterprises ORDER BY code"))]).result()
    chosen = random.Random(4).sample(ids, persons)
    fresh = RandomIds()
    for start in range(0, persons, AT_ONCE):
        rows = [
            {"person": person, "enterprise": enterprise, "now": NOW, "document": encode(a_cursor(person))}
            for enterprise in chosen[start : start + AT_ONCE]
            for person in [fresh.new()]
        ]
        store.submit(lambda tx, rows=rows: add_speakers(tx, rows)).result()
    run = msgspec.structs.replace(a_run(), indicators={"energy": IndicatorValue(value="1")}, state=RunState.OPEN)
    document = encode(
        msgspec.structs.replace(run, answers={f"question-{n:03d}": a.answers["q"] for n in range(90) for a in [a_run(answers={"q": "A"})]})
    )
    store.submit(lambda tx: session(tx).change(text("UPDATE runs SET document = :document"), document=document)).result()


def add_speakers(tx: Transaction, rows: list[dict[str, object]]) -> None:
    """Person, cursor, contact, chat."""
    reached = "INSERT INTO chats (person, channel, chat, message, reachable, reason, changed_at)"
    for statement in (
        "INSERT INTO persons (id, channel, external, created_at) VALUES (:person, 'telegram', :person, :now)",
        "INSERT INTO cursors (person, run, updated_at, document, language) VALUES (:person, '', :now, :document, 'zh')",
        "INSERT INTO contacts (person, enterprise, created_at) VALUES (:person, :enterprise, :now)",
        "UPDATE enterprises SET first_contact = :person WHERE id = :enterprise",
        reached + " VALUES (:person, 'telegram', :person, NULL, 1, '', :now)",
    ):
        session(tx).change_each(text(statement), rows)


class Took(NamedTuple):
    """Milliseconds: by the wall, and of the processor in the writer's thread (with PostgreSQL most of it is the server's)."""

    wall: float
    busy: float

    def __str__(self) -> str:
        return f"{self.wall:8.2f} ms ({self.busy:.2f})"


class _Undone(Exception):
    """Nothing of a measurement stays."""


def once(store: Store, work: Callable[[Transaction], object]) -> Took:
    """What it takes within the transaction, which is then undone."""
    took: list[Took] = []

    def timed(tx: Transaction) -> None:
        begin, busy = time.perf_counter(), time.thread_time()
        work(tx)
        took.append(Took((time.perf_counter() - begin) * 1000, (time.thread_time() - busy) * 1000))
        raise _Undone

    failed = store.submit(timed).exception()
    if not isinstance(failed, _Undone):
        raise RuntimeError("the work failed") from failed
    return took[0]


def committed(store: Store, work: Callable[[Transaction], object]) -> Took:
    """What it takes with the commit (the processor's time is without it); what was made is removed again, unmeasured."""
    begin = time.perf_counter()
    busy = store.submit(lambda tx: (time.thread_time(), work(tx), time.thread_time())).result()
    took = Took((time.perf_counter() - begin) * 1000, (busy[2] - busy[0]) * 1000)
    store.submit(lambda tx: session(tx).change(text("DELETE FROM deliveries"))).result()
    return took


def median(measure: Callable[[], Took]) -> Took:
    """Of some repeats, after one for the caches."""
    measure()
    found = [measure() for _ in range(REPEATS)]
    return Took(statistics.median(took.wall for took in found), statistics.median(took.busy for took in found))


def questions() -> dict[str, tuple[Audience, tuple[str, ...]]]:
    """What is counted, by what it is called."""
    zone = Audience(stages=("not_started", "in_progress"), language="zh")
    return {
        "everybody": (Audience(), CITY),
        "everybody, all contacts": (Audience(whom=Whom.ALL), CITY),
        "in progress, idle for 3 days": (Audience(stages=("in_progress",), idle_days=3), CITY),
        "one industry, two sizes, Chinese": (Audience(industries=("C34",), sizes=("s1", "s2"), language="zh"), CITY),
        "finished 6 months ago": (Audience(months_since=6), CITY),
        "without an indicator (documents of runs)": (Audience(without="water"), CITY),
        "a district with 1,000": (Audience(), (SMALL,)),
        "a large district": (Audience(), ("310115",)),
        "a zone": (zone, ("lingang",)),
    }


def a_campaign(audience: Audience, units: tuple[str, ...], series: str = "") -> Campaign:
    """A campaign of its own, being sent."""
    return Campaign(id=f"{next(_numbers):032x}", audience=audience, units=units, series=series, state=CampaignState.SENDING)


def print_audiences(store: Store, persons: int) -> None:
    """Counting and freezing; the goal is a second for 100,000 persons."""
    for name, (audience, units) in questions().items():
        found: Counted = store.submit(lambda tx, a=audience, u=units: tx.count_audience(a, u, NOW)).result()
        counting = median(lambda a=audience, u=units: once(store, lambda tx: tx.count_audience(a, u, NOW)))
        freezing = median(lambda a=audience, u=units: once(store, lambda tx: tx.freeze_audience(a_campaign(a, u), NOW)))
        print(f"    {name:42} {found.persons:7} persons   counted {counting}   frozen {freezing}")
    kept = median(lambda: committed(store, lambda tx: tx.freeze_audience(a_campaign(Audience(), CITY), NOW)))
    bare = median(lambda: committed(store, lambda tx: insert_bare(tx, persons)))
    print(f"    frozen and committed {kept}; a bare INSERT of as many rows {bare}: ratio {kept.wall / bare.wall:.2f}")
    span = Span(since=Since.IDLE, step=3, after=NOW - 300 * DAY, before=NOW + DAY)
    series = median(lambda: once(store, lambda tx: tx.freeze_audience(a_campaign(Audience(), CITY, "series"), NOW, span=span)))
    print(f"    everybody as an occasion of a series with spans: {series}")


def insert_bare(tx: Transaction, persons: int) -> None:
    """The same rows, from a list that is there already."""
    session(tx).change(
        text(
            "INSERT INTO deliveries"
            " (campaign, person, series, occasion, enterprise, enterprises, state, reason, at, holder, digest, message)"
            " SELECT 'c', person, 'c', '', enterprise, 1, 'queued', '', 1, '', '', '' FROM contacts ORDER BY person LIMIT :most"
        ),
        most=persons,
    )


def print_messages(store: Store) -> None:
    """What each message costs, without commits: facts, marking, ending."""
    campaign = a_campaign(Audience(), CITY)
    store.submit(lambda tx: tx.add_campaign(campaign, NOW)).result()
    store.submit(lambda tx: tx.freeze_audience(campaign, NOW)).result()
    store.submit(lambda tx: tx.take_lease("sender", "holder", NOW, 10**9)).result()
    people = list(store.submit(lambda tx: tx.queued(campaign.id, 1 << 30)).result())
    some = random.Random(5).sample(people, MESSAGES)
    works: dict[str, Callable[[Transaction, str], object]] = {
        "facts": lambda tx, person: tx.facts(campaign.id, person, NOW),
        "marking": lambda tx, person: tx.begin_delivery(campaign.id, person, "holder", "d" * 64, NOW),
        "ending": lambda tx, person: tx.end_delivery(campaign.id, person, "holder", DeliveryState.SENT, NOW, message="1"),
    }
    for name, work in works.items():
        begin = time.perf_counter()
        store.submit(lambda tx, work=work: [work(tx, person) for person in some]).result()
        print(f"    {name:10} {(time.perf_counter() - begin) / MESSAGES * 1e6:7.1f} µs each")
    store.submit(lambda tx: session(tx).change(text("UPDATE deliveries SET state = 'sent' WHERE enterprise < '8'"))).result()
    for name, ask in ledger(campaign.id, people).items():
        print(f"    {name:34} {median(lambda ask=ask: once(store, ask))}")


def ledger(campaign: str, people: list[str]) -> dict[str, Callable[[Transaction], object]]:
    """What is asked of a ledger of 100,000 lines."""
    return {
        "tally": lambda tx: tx.tally(campaign),
        "responses": lambda tx: tx.responses(campaign),
        "20 of those queued": lambda tx: tx.queued(campaign, 20),
        "page of 20 in three states": lambda tx: tx.deliveries(campaign, list(DeliveryState)[1:4], 20, people[-5_000]),
        "noting who went on": lambda tx: tx.follow_up(NOW + DAY),
        "dropping all that is queued": lambda tx: tx.drop_queued(campaign, DeliveryState.STOPPED, "", NOW),
        "due campaigns": lambda tx: tx.due_campaigns(NOW),
    }


def measure(url: str, enterprises: int, persons: int) -> None:
    """All of it on this database."""
    migrate(url)
    store = open_store(url, RandomIds())
    if not store.submit(lambda tx: session(tx).one(text("SELECT 1 FROM statuses"))).result():
        fill(store, enterprises)
        speak(store, persons)
    if "postgresql" in url:
        import psycopg

        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    store.submit(lambda tx: [session(tx).change(text(f)) for f in ("DELETE FROM deliveries", "DELETE FROM campaigns")]).result()
    print_audiences(store, persons)
    print_messages(store)
    store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enterprises", type=int, default=450_000)
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--database", help="URL of a database, filled if it is empty")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server of its own")
    given = parser.parse_args()
    for url in urls(given):
        measure(url, given.enterprises, given.persons)


def urls(given: argparse.Namespace) -> Iterator[str]:
    """The database that is asked for."""
    if given.database:
        yield given.database
    elif given.postgres:
        with postgres() as url:
            yield url
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/bench.db"


if __name__ == "__main__":
    main()
