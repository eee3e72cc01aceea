"""Versions of banks: kept with their sheets, moved on by one of two, current one at a time, and there as long as a run refers to them."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from bot.ports import Conflict, Store, Transaction
from bot.ports.banks import BankState, BankVersion
from bot.storage.opening import open_store
from dialogs.model import Run, RunState
from tests.contract.given import NOW, CountedIds, a_run, add, at_once

DRAFT = BankVersion("b", "1", "题库", BankState.DRAFT, "digest-1", shipped=False, made_by="p", made_at=NOW)
PUBLISHED = replace(DRAFT, state=BankState.PUBLISHED, published_by="q", published_at=NOW)


def add_version(store: Store, version: BankVersion, sheets: bytes = b"sheets") -> bool:
    """Keep it; whether that was so."""
    return store.submit(lambda tx: tx.add_bank_version(version, sheets)).result()


def version_in(store: Store, version: str = "1") -> BankVersion | None:
    """The version as it is kept."""
    return store.submit(lambda tx: tx.bank_version("b", version)).result()


def run_of(run: str, state: RunState = RunState.OPEN, version: str = "1", trial: bool = False) -> Run:
    """A run with the bank."""
    return msgspec.structs.replace(a_run(run), bank="b", bank_version=version, state=state, trial=trial)


def keep(store: Store, *runs: Run, owner: str = "p") -> None:
    """Keep these runs."""
    store.submit(add(runs, owner)).result()


def test_a_version_is_kept_with_its_sheets(store: Store) -> None:
    """Every field; and the sheets to the byte, of this version only."""
    whole = BankVersion(
        "b", "1", "题库 <b>", BankState.RETIRED, "d", True, "p", NOW, "t", NOW + 1, "a", NOW + 2, "u", NOW + 3, NOW + 4, current=False
    )
    assert add_version(store, whole, b"\0sheets")
    assert version_in(store) == whole
    assert version_in(store, "2") is None
    assert store.submit(lambda tx: tx.bank_sheets("b", "1")).result() == b"\0sheets"
    assert store.submit(lambda tx: tx.bank_sheets("b", "2")).result() is None


def test_the_versions_of_one_bank_or_all_are_listed_newest_first(store: Store) -> None:
    """Of two made at the same moment the one that was kept later."""
    for bank, version, at in (("b", "1", NOW), ("b", "2", NOW + 1), ("c", "1", NOW), ("b", "3", NOW)):
        assert add_version(store, replace(DRAFT, bank=bank, version=version, made_at=at))
    assert [found.version for found in store.submit(lambda tx: tx.bank_versions("b")).result()] == ["2", "3", "1"]
    assert [(found.bank, found.version) for found in store.submit(lambda tx: tx.bank_versions()).result()] == [
        ("b", "2"), ("b", "3"), ("c", "1"), ("b", "1"),
    ]  # fmt: skip


@pytest.mark.parametrize("state", BankState)
def test_only_a_draft_of_the_same_version_is_replaced(store: Store, state: BankState) -> None:
    """With its sheets; what others may have seen is not."""
    add_version(store, replace(DRAFT, state=state))
    again = replace(DRAFT, title="再版", digest="digest-2")
    replaced = state in {BankState.DRAFT, BankState.TRIED}
    assert add_version(store, again, b"other") is replaced
    assert version_in(store) == (again if replaced else replace(DRAFT, state=state))
    assert store.submit(lambda tx: tx.bank_sheets("b", "1")).result() == (b"other" if replaced else b"sheets")


def test_a_replaced_draft_takes_its_trials_along(store: Store) -> None:
    """And no other run."""
    add_version(store, DRAFT)
    keep(store, run_of("trial", trial=True), run_of("other", version="2", trial=True), run_of("run", version="2"))
    assert add_version(store, replace(DRAFT, digest="digest-2"))
    found = store.submit(lambda tx: [tx.run(run) is not None for run in ("trial", "other", "run")]).result()
    assert found == [False, True, True]


def test_a_version_moves_on_from_the_state_it_was_read_in(store: Store) -> None:
    """Who moves it on from an older state, or an older draft, changes nothing."""
    add_version(store, DRAFT)
    tried = replace(DRAFT, state=BankState.TRIED, tried_by="t", tried_at=NOW + 1)
    assert store.submit(lambda tx: tx.change_bank_version(DRAFT, tried)).result()
    assert version_in(store) == tried
    assert not store.submit(lambda tx: tx.change_bank_version(DRAFT, replace(DRAFT, state=BankState.WAITING))).result()
    add_version(store, replace(tried, digest="digest-2"))
    assert not store.submit(lambda tx: tx.change_bank_version(tried, replace(tried, state=BankState.WAITING))).result()
    with pytest.raises(ValueError, match="cannot replace"):
        store.submit(lambda tx: tx.change_bank_version(DRAFT, replace(DRAFT, version="2"))).result()


def made_current(store: Store, version: str) -> bool:
    """Make it current; whether that was so."""
    return store.submit(lambda tx: tx.make_current("b", version, NOW)).result()


def test_new_runs_begin_with_one_published_version_at_most(store: Store) -> None:
    """Publishing the next takes the place of the last, and back; neither a draft nor what is not there nor the current one again."""
    for version in ("1", "2"):
        add_version(store, replace(PUBLISHED, version=version))
    add_version(store, replace(DRAFT, version="3"))
    add_version(store, replace(PUBLISHED, bank="c"))
    for version, done in (("1", True), ("2", True), ("2", False), ("3", False), ("4", False), ("1", True)):
        assert made_current(store, version) is done
    assert store.submit(lambda tx: tx.make_current("c", "1", NOW)).result()
    current = store.submit(lambda tx: tx.current_versions()).result()
    assert [(found.bank, found.version) for found in current] == [("b", "1"), ("c", "1")]


def test_two_versions_cannot_both_be_kept_as_current(store: Store) -> None:
    """The second is a conflict."""
    assert add_version(store, replace(PUBLISHED, current=True))
    with pytest.raises(Conflict):
        add_version(store, replace(PUBLISHED, version="2", current=True))


def test_what_is_retired_is_no_longer_current(store: Store) -> None:
    """So that no new run begins with it."""
    add_version(store, replace(PUBLISHED, current=True))
    retired = replace(PUBLISHED, state=BankState.RETIRED, retired_at=NOW, current=True)
    assert store.submit(lambda tx: tx.change_bank_version(PUBLISHED, retired)).result()
    assert version_in(store) == replace(retired, current=False)


@pytest.mark.parametrize("kind", ["shipped", "published", "formerly", "referred"])
def test_a_version_in_use_cannot_be_deleted(store: Store, kind: str) -> None:
    """Nor one that came with the program, nor one that enterprises may begin; nothing of it is gone."""
    state = BankState.PUBLISHED if kind == "published" else BankState.RETIRED
    add_version(store, replace(DRAFT, state=state, shipped=kind == "shipped", published_at=NOW if kind == "formerly" else None))
    keep(store, run_of("trial", trial=True), *((run_of("run"),) if kind == "referred" else ()))
    assert not store.submit(lambda tx: tx.drop_bank_version("b", "1")).result()
    assert version_in(store) is not None
    assert store.submit(lambda tx: tx.run("trial")).result() is not None


def test_a_draft_is_deleted_with_its_trials(store: Store) -> None:
    """A second time there is nothing to delete; a run with another version keeps nothing here."""
    add_version(store, DRAFT)
    keep(store, run_of("trial", trial=True), run_of("run", version="2"))
    assert store.submit(lambda tx: [tx.drop_bank_version("b", "1"), tx.drop_bank_version("b", "1")]).result() == [True, False]
    assert version_in(store) is None
    assert store.submit(lambda tx: tx.run("trial")).result() is None


def test_runs_are_counted_and_paged_by_version_and_trials_never(store: Store) -> None:
    """In the order they were added."""
    open_, finished = RunState.OPEN, RunState.FINISHED
    keep(store, *(run_of(f"f{number}", finished) for number in range(3)), *(run_of(f"o{number}", open_) for number in range(3)))
    keep(store, run_of("t", finished, trial=True), run_of("u", open_, trial=True), run_of("x", finished, "2"))
    assert store.submit(lambda tx: tx.runs_with("b", "1")).result() == {finished: 3, open_: 3}
    assert store.submit(lambda tx: tx.runs_with("b", "3")).result() == {}
    pages = store.submit(lambda tx: [tx.finished_with("b", "1", 2), tx.finished_with("b", "1", 2, "f1")]).result()
    assert [[run.id for run in page] for page in pages] == [["f0", "f1"], ["f2"]]


def test_trials_are_nobody_elses_and_in_no_list(store: Store) -> None:
    """A person's trials are dropped alone; they are no registrations begun either."""
    keep(store, run_of("mine", trial=True), run_of("draft", RunState.PREPARING))
    keep(store, run_of("theirs", trial=True), owner="q")
    assert [found.run.id for found in store.submit(lambda tx: tx.drafts("p")).result()] == ["draft"]
    assert store.submit(lambda tx: tx.drop_trials("p")).result() == 1
    found = store.submit(lambda tx: [tx.run(run) is not None for run in ("mine", "theirs", "draft")]).result()
    assert found == [False, True, True]


def test_a_finished_trial_goes_with_its_person(store: Store) -> None:
    """Though a finished run stays."""
    person = store.submit(lambda tx: tx.person("console", "1", NOW)).result()
    keep(store, run_of("trial", RunState.FINISHED, trial=True), run_of("run", RunState.FINISHED), owner=person)
    store.submit(lambda tx: tx.delete_person(person)).result()
    assert store.submit(lambda tx: [tx.run(run) is not None for run in ("trial", "run")]).result() == [False, True]


def test_a_run_moved_to_another_version_is_found_there(store: Store) -> None:
    """Though most turns leave the columns that say so alone."""
    keep(store, run_of("run"))
    stored = store.submit(lambda tx: tx.run("run")).result()
    assert stored is not None
    store.submit(lambda tx: tx.save_run(stored, run_of("run", RunState.FINISHED, "2"), NOW)).result()
    counts = store.submit(lambda tx: (tx.runs_with("b", "1"), tx.runs_with("b", "2"))).result()
    assert counts == ({}, {RunState.FINISHED: 1})


# -- races ------------------------------------------------------------------------------------------------------------------


def test_of_two_publications_at_once_one_wins(shared: Store, postgres_url: str) -> None:
    """Whoever is second, in another process or in this one, is told; afterwards one version is current."""
    for version in ("1", "2"):
        add_version(shared, replace(DRAFT, version=version, state=BankState.WAITING))
    beside = open_store(postgres_url, CountedIds())
    won: list[bool] = []
    at_once(8, lambda number: won.append(published((shared, beside)[number % 2], str(number // 4 + 1))))
    assert sorted(won) == [False] * 6 + [True] * 2
    current = shared.submit(lambda tx: tx.current_versions()).result()
    assert len(current) == 1
    beside.close()


def published(store: Store, version: str) -> bool:
    """Publish it as one work, tried again after a lost race as a turn is; whether this was the one that did."""

    def publish(tx: Transaction) -> bool:
        found = tx.bank_version("b", version)
        assert found is not None
        after = replace(found, state=BankState.PUBLISHED, published_at=NOW)
        return tx.change_bank_version(replace(found, state=BankState.WAITING), after) and tx.make_current("b", version, NOW)

    while True:
        try:
            return store.submit(publish).result()
        except Conflict:
            continue
