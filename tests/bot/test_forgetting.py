"""What a deleted person leaves in runs that others go on with, and in sealed ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from bot.storage.opening import open_store
from dialogs.inbound import Annotate, Choose, Delete, Jump, Reply, Start, Stored
from dialogs.model import Phase
from tests.bot.office import CountedIds, Office

FILE, OTHER_FILE = "ab" * 32, "cd" * 32
QUESTION = "L1-people-a1"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    store = open_store(f"sqlite:///{tmp_path / 'z.db'}", CountedIds())
    yield Office(store)
    store.close()


def annotate(office: Office, who: str, digest: str, text: str) -> None:
    """A file and a note of this person's beside the first question."""
    run = office.cursor(who).run
    office.take(who, Jump(QUESTION))
    office.take(who, Stored(digest, f"{who}.pdf", "application/pdf", 9, run=run, question=QUESTION))
    office.take(who, Annotate())
    office.take(who, Reply(text))


def together(office: Office) -> str:
    """Two contacts before the questions of one run; its id."""
    office.start("王敏")
    run = office.cursor("王敏").run
    office.colleague("李工", office.run(run).enterprise, "run-of-li")
    cursor = office.cursor("李工")
    office.take("李工", Start())
    seated = msgspec.structs.replace(
        cursor, run=run, phase=Phase.QUESTION, at=QUESTION, consented_at=1, consented_to=office.cursor("王敏").consented_to
    )
    office.store.submit(lambda tx: tx.save_cursor(seated, office.clock.at)).result()
    return run


def test_own_notes_and_files_go_from_a_run_that_others_go_on_with(office: Office) -> None:
    """Answers stay, and so does what others put there; the files are named so that they can be removed."""
    run = together(office)
    annotate(office, "王敏", FILE, "王敏的备注")
    annotate(office, "李工", OTHER_FILE, "李工的备注")
    office.take("王敏", Jump(QUESTION))
    office.take("王敏", Choose("B"))
    office.take("王敏", Delete())
    outcome = office.take("王敏", Choose("yes"))
    assert outcome.left == (FILE,)
    after = office.run(run)
    assert after.answers[QUESTION].key == "B"
    assert [note.text for note in after.notes[QUESTION]] == ["李工的备注"]
    assert [file.digest for file in after.evidence[QUESTION]] == [OTHER_FILE]
    assert office.store.submit(lambda tx: tx.referred((FILE, OTHER_FILE))).result() == {OTHER_FILE}


def test_a_sealed_result_keeps_what_it_was_sealed_with(office: Office) -> None:
    """By a bare id; the bytes stay, because the result rests on them."""
    office.start("王敏")
    run = office.cursor("王敏").run
    annotate(office, "王敏", FILE, "王敏的备注")
    office.take("王敏", Jump(QUESTION))
    office.go_on("王敏", Phase.RESULT)
    sealed = office.run(run)
    office.take("王敏", Delete())
    outcome = office.take("王敏", Choose("yes"))
    assert outcome.left == ()
    assert office.run(run) == sealed
    assert office.store.submit(lambda tx: tx.referred((FILE,))).result() == {FILE}


def test_other_turns_leave_no_files_to_remove(office: Office) -> None:
    """Only a deletion does."""
    office.start("王敏")
    annotate(office, "王敏", FILE, "王敏的备注")
    assert office.take("王敏", Start()).left == ()
    office.take("王敏", Delete())
    assert office.take("王敏", Choose("yes")).left == (FILE,)
    assert office.store.submit(lambda tx: tx.referred((FILE,))).result() == frozenset()
