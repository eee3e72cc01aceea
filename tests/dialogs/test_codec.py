"""Run and cursor to bytes and back: nothing is lost, nothing unreadable gets in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import codec
from dialogs.codec import DocumentError, decode_cursor, decode_run, encode
from dialogs.model import (
    CURSOR_SPEC,
    RUN_SPEC,
    Answer,
    Consenting,
    Contact,
    Cursor,
    Desk,
    Evidence,
    Handover,
    HandoverState,
    IndicatorValue,
    LevelResult,
    Note,
    Phase,
    Profile,
    Reached,
    Result,
    Run,
    RunState,
)
from tests.conftest import GOLDEN

RUN = Run(
    spec=RUN_SPEC,
    id="run-1",
    bank="test-small",
    bank_version="1",
    enterprise="enterprise-1",
    state=RunState.FINISHED,
    profile=Profile(
        name="上海申安机械有限公司",
        code="913101150000000191",
        code_doubtful=True,
        district="310115",
        unit="lingang",
        industry="C36",
        nature="producer",
        kind="discrete",
        size="s4",
        sales="12000",
    ),
    tailored_out=("making.design", "making.line"),
    level=2,
    answers={
        "L1-people-a1": Answer(key="B", by="contact-1", at=1_746_331_200_000),
        "L1-making.design.product-a1": Answer(key="NA", by="contact-2", at=1),
    },
    flags=("L1-people-a1",),
    previous={"L1-people-a1": "D"},
    reached={"test-other": Reached(level=2, title="另一个题库")},
    levels=(
        LevelResult(level=1, score="0.8", met=True, at=2),
        LevelResult(level=2, score="0.3333333333333333333333333333", met=False, at=3),
    ),
    indicators={"defects": IndicatorValue(value="3.5", formula="次品÷总数"), "productivity": IndicatorValue()},
    evidence={
        "L1-people-a1": (
            Evidence(digest="ab" * 32, name="设备清单.pdf", mime="application/pdf", size=8, by="contact-3", at=9, helper=True),
        )
    },
    notes={"L1-people-a1": (Note(id="n1", text="见附件", by="contact-3", at=10, helper=True),)},
    unconfirmed={"L1-people-b1": Answer(key="C", by="contact-3", at=11)},
    handovers={
        "handover-1": Handover(
            area="people",
            level=1,
            title="人员",
            questions=2,
            name="王工",
            by="contact-1",
            at=12,
            helper="contact-3",
            state=HandoverState.RETURNED,
        )
    },
    created_at=4,
    started_at=5,
    finished_at=6,
    result=Result(level=1, total="1.3333333333333333333333333333", scoring="1"),
    trial=True,
)
CURSOR = Cursor(
    spec=CURSOR_SPEC,
    person="contact-1",
    run="run-1",
    language="zh",
    consented_at=7,
    consented_to=3,
    consenting=Consenting.DECLINED,
    contact=Contact(name="王敏", post="设备部经理", mobile=None, email="wang@example.com"),
    phase=Phase.INDICATORS,
    at="defects",
    part="confirm",
    draft="9999",
    correcting=True,
    drafted_out=("making.design",),
    desk=Desk(page="feedback", at="F-1", asked="text", fields={"text": "草稿"}),
    handover="handover-1",
    left="run-0",
    revision=41,
)
READ: dict[str, tuple[Callable[[bytes | str], Run | Cursor], Run | Cursor]] = {"run": (decode_run, RUN), "cursor": (decode_cursor, CURSOR)}

both = pytest.mark.parametrize("name", READ)


@both
def test_the_example_sets_every_field_to_something_else_than_its_default(name: str) -> None:
    """So that a new field without a value here fails before it is forgotten anywhere else."""
    _, document = READ[name]
    for parts in _parts(document):
        for field in msgspec.structs.fields(type(parts[0])):
            values = [getattr(part, field.name) for part in parts]
            default = field.default_factory() if field.default_factory is not msgspec.NODEFAULT else field.default
            assert any(value != default for value in values), f"{type(parts[0]).__name__}.{field.name}"


def _parts(document: msgspec.Struct) -> list[list[msgspec.Struct]]:
    """The document and all documents inside it, by type."""
    found: dict[type, list[msgspec.Struct]] = {}
    waiting: list[Any] = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, msgspec.Struct):
            found.setdefault(type(value), []).append(value)
            waiting += [getattr(value, field) for field in value.__struct_fields__]
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, tuple):
            waiting += value
    return list(found.values())


@both
def test_every_field_survives_the_way_to_bytes_and_back(name: str) -> None:
    """Field by field, so that the one that is lost is named; tuples stay tuples."""
    decode, document = READ[name]
    back = decode(encode(document))
    for field in msgspec.structs.fields(type(document)):
        assert getattr(back, field.name) == getattr(document, field.name), field.name
    assert back == document
    assert encode(back) == encode(document)


@both
def test_a_document_may_come_as_text_too(name: str) -> None:
    """As some databases hand it out."""
    decode, document = READ[name]
    assert decode(encode(document).decode()) == document


@both
def test_defaults_are_left_out(name: str) -> None:
    """A fresh document is a few words long."""
    fresh: dict[str, tuple[Run | Cursor, str]] = {
        "run": (
            Run(spec=1, id="r", bank="b", bank_version="1", created_at=0),
            '{"spec":1,"id":"r","bank":"b","bank_version":"1","created_at":0}',
        ),
        "cursor": (Cursor(spec=1, person="p"), '{"spec":1,"person":"p"}'),
    }
    document, text = fresh[name]
    assert encode(document).decode() == text
    assert READ[name][0](text) == document


@both
def test_a_document_of_spec_1_reads_as_it_did(name: str, golden: Callable[[str, str], None]) -> None:
    """The golden file is what is stored out there; it changes only with a new spec and a migration."""
    decode, document = READ[name]
    golden(f"documents/{name}-1.json", encode(document).decode() + "\n")
    assert decode((GOLDEN / "documents" / f"{name}-1.json").read_bytes()) == document


def test_every_spec_so_far_has_its_golden_document() -> None:
    """And every one but the newest its migration."""
    for name, latest, migrations in (("run", RUN_SPEC, codec.RUN_MIGRATIONS), ("cursor", CURSOR_SPEC, codec.CURSOR_MIGRATIONS)):
        specs = {int(file.stem.rpartition("-")[2]) for file in (GOLDEN / "documents").glob(f"{name}-*.json")}
        assert specs == set(range(1, latest + 1))
        assert set(migrations) == set(range(1, latest))


def changed(name: str, **changes: object) -> bytes:
    """The example with these fields, whatever they are."""
    return json.dumps(json.loads(encode(READ[name][1])) | changes).encode()


DAMAGED: dict[str, bytes] = {
    "nothing": b"",
    "no document": b"null",
    "a list": b"[]",
    "cut off": b'{"spec":1,"id":"r","ba',
    "no JSON": b"spec: 1",
    "no spec": b"{}",
    "only a spec": b'{"spec":1}',
    "a spec of the wrong type": b'{"spec":"1"}',
    "bytes that are no text": b"\xff\xfe\x00",
    "a text that is no text": b'{"spec":1,"id":"\xff","person":"\xff","bank":"b","bank_version":"1","created_at":0}',
    "half a character": b'{"spec":1,"id":"\\ud800","person":"\\ud800","bank":"b","bank_version":"1","created_at":0}',
    "two documents": b'{"spec":1}{"spec":1}',
    "far too deep": b'{"spec":1,"x":' + b"[" * 100_000,
}


@both
@pytest.mark.parametrize("how", DAMAGED)
def test_damaged_bytes_are_a_document_error(name: str, how: str) -> None:
    """Never another exception, which the shell would take for a fault of its own."""
    with pytest.raises(DocumentError):
        READ[name][0](DAMAGED[how])


WRONG: dict[str, dict[str, Any]] = {
    "an unknown field": {"surprise": 1},
    "an unknown phase or state": {"phase": "limbo", "state": "limbo"},
    "a number for a text": {"id": 1, "person": 1},
    "a text for a number": {"created_at": "now", "revision": "many"},
    "an unknown field inside": {"profile": {"surprise": 1}, "contact": {"surprise": 1}},
    "a newer spec": {"spec": 2},
    "a much newer spec with fields of its own": {"spec": 99, "surprise": 1},
    "no spec that ever was": {"spec": 0},
    "no spec that ever was, with fields of its own": {"spec": 0, "surprise": 1},
    "a spec below all": {"spec": -1, "surprise": 1},
}


@both
@pytest.mark.parametrize("how", WRONG)
def test_a_document_that_this_program_cannot_know_is_a_document_error(name: str, how: str) -> None:
    """Above all one of a newer spec: reading it would lose what it says, even where its fields happen to fit."""
    fields = {key: value for key, value in WRONG[how].items() if key in {"spec", "surprise"} or key in READ[name][1].__struct_fields__}
    with pytest.raises(DocumentError):
        READ[name][0](changed(name, **fields))


@both
def test_an_older_spec_is_carried_forward_step_by_step(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each migration takes the builtins of one spec to the next."""
    latest = {"run": RUN_SPEC, "cursor": CURSOR_SPEC}[name]
    migrations = {"run": codec.RUN_MIGRATIONS, "cursor": codec.CURSOR_MIGRATIONS}[name]
    monkeypatch.setitem(migrations, latest - 1, lambda fields: {key: value for key, value in fields.items() if key != "old"})
    assert READ[name][0](changed(name, spec=latest - 1, old=1)) == READ[name][1]


@both
def test_a_migration_that_goes_wrong_is_a_document_error(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The document is then as unreadable as a damaged one."""
    latest = {"run": RUN_SPEC, "cursor": CURSOR_SPEC}[name]
    migrations = {"run": codec.RUN_MIGRATIONS, "cursor": codec.CURSOR_MIGRATIONS}[name]
    monkeypatch.setitem(migrations, latest - 1, lambda fields: fields | {"surprise": 1})
    with pytest.raises(DocumentError):
        READ[name][0](changed(name, spec=latest - 1, old=1))


@both
@settings(deadline=None, max_examples=200)
@given(st.data())
def test_any_damage_is_a_document_error_or_no_damage(name: str, data: st.DataObject) -> None:
    """One byte changed, dropped or added anywhere."""
    decode, document = READ[name]
    good = encode(document)
    place = data.draw(st.integers(0, len(good) - 1))
    byte = bytes([data.draw(st.integers(0, 255))])
    dropped = data.draw(st.integers(0, 1))
    bad = good[:place] + byte + good[place + dropped :]
    try:
        found = decode(bad)
    except DocumentError:
        return
    assert decode(encode(found)) == found
