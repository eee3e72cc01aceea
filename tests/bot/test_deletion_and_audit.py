"""What remains of a person after a deletion, and what the audit says of everybody: facts, ids and codes, and nothing personal."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import cast

import pytest

from bot.ports import Store
from bot.storage.opening import open_store
from bot.storage.scratch import ScratchStore
from dialogs.effects import Asked, EnterpriseSought, Paused, Refused, Returned
from dialogs.inbound import Start
from dialogs.model import CURSOR_SPEC, Cursor, Phase
from tests.bot.office import CountedIds, Office
from tests.bot.typed import CODE, EMAIL, FORMULA, MOBILE, NAME, PERSON, whole_run

PERSONAL = (PERSON, MOBILE, EMAIL)
NEVER_AUDITED = (*PERSONAL, "设备部经理", NAME, CODE, FORMULA, "系数", "上期", "shenan")


def whole(office: Office) -> list[str]:
    """All that one person types from the first screen to the result, on the small bank."""
    return [line for line in whole_run(office.bank, {1: "D", 2: "B"}) if line != ""]


def everything(store: Store) -> str:
    """All that a store in memory holds, as text."""
    assert isinstance(store, ScratchStore)
    connection = cast("sqlite3.Connection", store._session._connection.driver_connection)
    return connection.serialize().decode(errors="replace")


def bytes_below(folder: Path) -> bytes:
    """All files together, logs and all."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


@pytest.mark.parametrize("far", ["registered", "answering", "finished"])
def test_deletion_removes_the_contact_details_from_the_store(far: str) -> None:
    """However far the person had come; the enterprise's finished run stays."""
    store = ScratchStore(CountedIds())
    office = Office(store)
    run = {"registered": office.register, "answering": office.start, "finished": office.finish}[far]("first").turn.run
    assert run is not None
    assert all(detail in everything(store) for detail in PERSONAL)
    office.say("first", "/delete", "是")
    assert [detail for detail in PERSONAL if detail in everything(store)] == []
    assert (store.submit(lambda tx: tx.run(run.id)).result() is not None) == (far == "finished")


def test_deletion_leaves_no_byte_of_the_contact_details_in_the_files(tmp_path: Path) -> None:
    """Neither in the database nor in the log beside it, while the program runs and afterwards."""
    store = open_store(f"sqlite:///{tmp_path / 'z.db'}", CountedIds())
    office = Office(store)
    office.start("first")
    office.say("first", "D")
    assert all(detail.encode() in bytes_below(tmp_path) for detail in PERSONAL)
    office.say("first", "/delete", "是")
    office.take("first", Start())
    assert [detail for detail in PERSONAL if detail.encode() in bytes_below(tmp_path)] == []
    store.close()
    assert [detail for detail in (*PERSONAL, NAME, CODE) if detail.encode() in bytes_below(tmp_path)] == []


def test_after_a_deletion_the_person_starts_anew(office: Office) -> None:
    """A person of another id, without run, consent or details; the language is asked again, and the code is free again."""
    before = office.start("first").turn.cursor
    gone = office.say("first", "/delete", "是")
    assert gone.turn.run is None
    after = office.take("first", Start()).turn.cursor
    assert after.person != before.person
    assert after == Cursor(spec=CURSOR_SPEC, person=after.person, phase=Phase.LANGUAGE, revision=after.revision)
    office.start("first")
    assert office.cursor("first").phase is Phase.QUESTION


def test_somebody_who_does_not_confirm_keeps_everything(office: Office) -> None:
    """`no` leads back to where the person was."""
    before = office.start("first").turn
    assert office.say("first", "/delete", "否").turn.run == before.run
    assert office.cursor("first").contact.mobile == MOBILE


def test_the_audit_has_a_line_for_every_fact_in_order(office: Office) -> None:
    """Facts are the effects that are no screens; refusals and returns are none. Storing the enterprise and a submission are the shell's."""
    office.take("first", Start())
    facts: list[str] = []
    for line in whole(office):
        turn = office.say("first", line).turn
        told = [effect for effect in turn.effects if not isinstance(effect, Asked | Refused | Returned | Paused | EnterpriseSought)]
        facts += [str(type(effect).__struct_config__.tag) for effect in told if turn.run is not None]
    assert office.cursor("first").phase is Phase.RESULT
    told = [action for _, _, _, action, _ in office.audit()]
    assert [action for action in told if action not in {"enterprise_stored", "level_submitted"}] == facts
    assert told.count("level_submitted") == len(office.run(office.cursor("first").run).levels) > 0
    assert told.count("enterprise_stored") == 2  # when the profile is confirmed, and again when the run starts
    assert {"consented", "field_kept", "tailoring_changed", "run_started", "answer_kept", "indicator_kept", "run_finished"} <= set(facts)


def test_every_line_of_the_audit_names_person_and_run_by_id_and_the_time(office: Office) -> None:
    """And its detail is an object of short texts."""
    office.finish("first")
    cursor = office.cursor("first")
    for at, person, run, _, detail in office.audit():
        assert (at, person, run) == (office.clock.at, cursor.person, cursor.run)
        assert all(isinstance(value, str) and len(value) <= 40 for value in json.loads(detail).values())


def test_the_audit_never_holds_anything_personal(office: Office) -> None:
    """Neither name, phone, e-mail and post, nor credit code and formula; not after a deletion either."""
    office.take("first", Start())
    office.say("first", *whole(office))
    office.say("first", "/profile", "/home", "/new", "/history", "/delete", "是")
    lines = repr(office.audit())
    assert [found for found in NEVER_AUDITED if found in lines] == []
    assert office.audit()[-1][3] == "person_deleted"


def test_an_answer_in_the_audit_says_question_key_and_what_it_replaced(office: Office) -> None:
    """Ids and keys only."""
    first = office.start("first").turn.cursor
    office.say("first", "D", "/back", "C")
    details = [json.loads(detail) for *_, action, detail in office.audit() if action == "answer_kept"]
    assert details == [{"question": first.at, "key": "D"}, {"question": first.at, "key": "C", "before": "D"}]


def test_a_refused_input_leaves_no_trace_in_the_audit(office: Office) -> None:
    """What was typed may be anything."""
    office.start("first")
    before = office.audit()
    office.say("first", "密码是12345", "Q", "不适用", "9.9.9")
    assert office.audit() == before
