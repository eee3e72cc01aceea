"""What a save writes of a run: exactly the difference, and columns that say what the document says."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.ports import Store
from bot.storage.rows import changed_answers, dropped_answers, plain, run_columns
from dialogs.codec import decode_run, encode
from dialogs.model import Result, RunState
from tests.contract.given import NOW, a_run, stored
from tests.storage.inside import driver, session

answers = st.dictionaries(st.sampled_from([f"q{number}" for number in range(8)]), st.sampled_from("ABC"))


@given(answers, answers)
def test_the_difference_leads_from_the_one_run_to_the_other(before: dict[str, str], after: dict[str, str]) -> None:
    """And names no answer that is the same in both."""
    old, new = a_run(answers=before), decode_run(encode(a_run(answers=after)))
    changed = dict(changed_answers(old, new))
    dropped = dropped_answers(old, new)
    led = {**old.answers, **changed}
    assert {question: answer for question, answer in led.items() if question not in dropped} == new.answers
    assert all(before.get(question) != after[question] for question in changed)
    assert set(dropped) == before.keys() - after.keys()


def test_a_save_writes_no_answer_that_did_not_change(store: Store) -> None:
    """A projected row made different by hand stays so until its own answer changes."""
    store.submit(lambda tx: tx.add_run(a_run(answers={"q1": "A", "q2": "B"}), "p", NOW)).result()
    store.submit(lambda tx: session(tx).change(text("UPDATE answers SET given_by = 'hand'"))).result()
    one_more = a_run(answers={"q1": "A", "q2": "C", "q3": "A"})
    store.submit(lambda tx: tx.save_run(stored(tx), one_more, NOW)).result()
    rows = store.submit(lambda tx: session(tx).all(text("SELECT question, given_by FROM answers ORDER BY question"))).result()
    assert rows == [("q1", "hand"), ("q2", "p"), ("q3", "p")]


def test_the_columns_say_what_the_document_says() -> None:
    """Level and total only once there is a result; no enterprise is none, not an empty one."""
    run = a_run(answers={"q1": "A"})
    columns = run_columns(run)
    assert columns["document"] == encode(run)
    assert (columns["enterprise"], columns["answered"], columns["level"], columns["total"]) == (None, 1, None, None)
    result = Result(level=2, total="1.94", scoring="1")
    finished = run_columns(msgspec.structs.replace(run, enterprise="e", state=RunState.FINISHED, finished_at=NOW, result=result))
    assert (finished["enterprise"], finished["state"], finished["level"], finished["total"]) == ("e", "finished", 2, "1.94")


@pytest.mark.parametrize("value", ["a\0", "\0", "\ud800", "a\udfffb"])
def test_what_cannot_be_kept_everywhere_is_refused(value: str) -> None:
    """As an error of the caller."""
    with pytest.raises(ValueError, match=r"NUL|surrogates"):
        plain(value)
    assert plain("正常 text \u200b") == "正常 text \u200b"


def test_a_run_is_read_beside_its_cursor_in_one_statement(store: Store) -> None:
    """So that a turn costs what was measured."""
    said: list[str] = []
    store.submit(lambda tx: driver(tx).set_trace_callback(said.append)).result()
    store.submit(lambda tx: tx.load("nobody")).result()
    store.submit(lambda tx: driver(tx).set_trace_callback(None)).result()
    assert sum(statement.startswith("SELECT") for statement in said) == 1
