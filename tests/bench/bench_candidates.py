"""How fast candidates of a programme are listed and counted for a district, a zone and the city, with a verdict for every enterprise.

Also: an audience by verdict, who is to be judged anew, keeping a verdict, and one that says the same again.

Run it with `python -m tests.bench.bench_candidates [--enterprises 450000] [--persons 100000] [--database URL] [--postgres]`; an empty
database is filled first. It prints medians: milliseconds by the wall, and of the processor that this program used.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable

from sqlalchemy import text

from bot.ports import Store, Transaction
from bot.ports.programmes import KeptVerdict
from bot.roles import NOWHERE, Affiliation
from bot.storage.opening import migrate, open_store
from bot.system import RandomIds
from dialogs.campaigns.model import Audience
from tests.bench.bench_audience import CITY, median, once, speak, urls
from tests.bench.bench_status import AT_ONCE, NOW, SMALL, fill
from tests.storage.inside import session

PROGRAMMES = ("advanced", "voucher")
OUTCOMES = ("not_yet", "not_yet", "not_yet", "not_eligible", "eligible")
DOCUMENT = b"x" * 1_500
KEPT = 500
LARGE = "310115"


def judge(store: Store) -> None:
    """Two verdicts for every enterprise, of documents as long as they are."""
    chance = random.Random(6)
    rows = store.submit(lambda tx: session(tx).all(text("SELECT enterprise, district FROM statuses ORDER BY code"))).result()
    for programme in PROGRAMMES:
        for start in range(0, len(rows), AT_ONCE):
            page = [a_row(programme, enterprise, district, chance) for enterprise, district in rows[start : start + AT_ONCE]]
            store.submit(lambda tx, page=page: session(tx).change_each(ADD, page)).result()


ADD = text(
    "INSERT INTO verdicts (enterprise, programme, version, outcome, track, lacking, missing, at, document, district, outdated)"
    " VALUES (:enterprise, :programme, '1', :outcome, 't', :lacking, :missing, :at, :document, :district, 0)"
)


def a_row(programme: str, enterprise: str, district: str, chance: random.Random) -> dict[str, object]:
    """A verdict as it is kept."""
    said = {"outcome": chance.choice(OUTCOMES), "lacking": chance.randrange(9), "missing": chance.randrange(5)}
    return {"enterprise": enterprise, "programme": programme, "district": district, "at": NOW, "document": DOCUMENT, **said}


def questions(last: str) -> dict[str, Callable[[Transaction], object]]:
    """What is asked, by what it is called."""
    eligible = Audience(verdicts=("advanced:eligible",), unsent="advanced")
    large, small, zone = Affiliation(LARGE), Affiliation(SMALL), Affiliation(zone="lingang")
    return {
        "a large district: 20 eligible": lambda tx: tx.candidates("advanced", "eligible", large, 20),
        "the next 20": lambda tx: tx.candidates("advanced", "eligible", large, 20, last),
        "20 who miss two at most": lambda tx: tx.candidates("advanced", "not_yet", large, 20, "", 2),
        "20 of any outcome": lambda tx: tx.candidates("advanced", "", large, 20),
        "counted": lambda tx: tx.count_outcomes("advanced", large),
        "a district with 1,000: 20 of any": lambda tx: tx.candidates("advanced", "", small, 20),
        "a zone: 20 eligible": lambda tx: tx.candidates("advanced", "eligible", zone, 20),
        "a zone counted": lambda tx: tx.count_outcomes("advanced", zone),
        "the city: 20 eligible": lambda tx: tx.candidates("advanced", "eligible", NOWHERE, 20),
        "the city: 20 of any outcome": lambda tx: tx.candidates("advanced", "", NOWHERE, 20),
        "the city counted": lambda tx: tx.count_outcomes("advanced"),
        "an audience: who may apply": lambda tx: tx.count_audience(eligible, CITY, NOW),
        "that of a large district": lambda tx: tx.count_audience(eligible, (LARGE,), NOW),
        "who is stale, when nobody is": lambda tx: tx.stale_for("advanced", "1", 20),
        "who is stale, when all are": lambda tx: tx.stale_for("advanced", "2", 20),
    }


def measure(url: str, enterprises: int, persons: int) -> None:
    """All of it on this database."""
    migrate(url)
    store = open_store(url, RandomIds())
    if not store.submit(lambda tx: session(tx).one(text("SELECT 1 FROM statuses"))).result():
        fill(store, enterprises)
        speak(store, persons)
    if not store.submit(lambda tx: session(tx).one(text("SELECT 1 FROM verdicts"))).result():
        judge(store)
    if "postgresql" in url:
        import psycopg

        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    last = store.submit(lambda tx: tx.candidates("advanced", "eligible", Affiliation(LARGE), 200)).result()[-1].enterprise
    for name, ask in questions(last).items():
        print(f"    {name:34} {median(lambda ask=ask: once(store, ask))}")
    some = store.submit(lambda tx: tx.candidates("advanced", "eligible", NOWHERE, KEPT)).result()
    keeping: dict[str, tuple[KeptVerdict, ...]] = {
        "the same again": some,
        "another": tuple(KeptVerdict(v.enterprise, "advanced", "2", "not_yet", "t", 1, 1, NOW, DOCUMENT) for v in some),
    }
    for name, verdicts in keeping.items():
        took = median(lambda verdicts=verdicts: once(store, lambda tx: [tx.keep_verdict(verdict) for verdict in verdicts]))
        print(f"    {name:34} {took.wall / KEPT * 1000:8.1f} µs each")
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


if __name__ == "__main__":
    main()
