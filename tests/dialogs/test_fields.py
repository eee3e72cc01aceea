"""The fields of the profile as data: order, place, register, and how each is shown."""

from __future__ import annotations

import msgspec
import pytest

from dialogs.fields import FIELD_BY_ID, FIELDS, FieldId, display, missing, put, rows, value
from dialogs.model import CURSOR_SPEC, RUN_SPEC, Contact, Cursor, Profile, Run
from tests.question_bank.banks import small_bank

RUN = Run(spec=RUN_SPEC, id="r", bank="b", bank_version="1", created_at=0)
CURSOR = Cursor(spec=CURSOR_SPEC, person="p")
OF_CONTACT = {FieldId.CONTACT, FieldId.POST, FieldId.MOBILE, FieldId.EMAIL}
OPTIONAL = {FieldId.MOBILE, FieldId.EMAIL}
EVERY = pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.id)


def test_every_field_is_asked_once_and_the_contact_comes_last() -> None:
    """In the order of the ids."""
    assert [field.id for field in FIELDS] == list(FieldId)
    assert {field.id for field in FIELDS[-4:]} == OF_CONTACT
    assert list(FIELD_BY_ID) == [str(name) for name in FieldId]


def test_every_part_of_profile_and_contact_has_a_field() -> None:
    """Nothing is stored that was never asked; the doubt about the code comes with the code."""
    assert set(Profile.__struct_fields__) - {"code_doubtful"} == set(FieldId) - OF_CONTACT
    assert len(Contact.__struct_fields__) == len(OF_CONTACT)


@EVERY
def test_a_field_is_put_where_it_is_read(field: object) -> None:
    """And nowhere else: the contact's own details never get into the run."""
    found = next(other for other in FIELDS if other is field)
    run, cursor = put(found, RUN, CURSOR, "x")
    assert value(found, run.profile, cursor.contact) == "x"
    assert (run == RUN) == (found.id in OF_CONTACT)
    assert (cursor == CURSOR) == (found.id not in OF_CONTACT)
    others = [other for other in FIELDS if other is not found]
    assert {value(other, run.profile, cursor.contact) for other in others} == {""}


@EVERY
def test_the_first_field_never_asked_is_the_one_to_ask(field: object) -> None:
    """Whatever lies behind it."""
    run, cursor = RUN, CURSOR
    for other in FIELDS:
        if other is not field:
            run, cursor = put(other, run, cursor, "x")
    assert missing(run.profile, cursor.contact) is field


def test_a_field_left_out_on_purpose_is_not_asked_again() -> None:
    """With the mobile number and the address left out nothing is missing."""
    run, cursor = RUN, CURSOR
    for field in FIELDS:
        run, cursor = put(field, run, cursor, None if field.id in OPTIONAL else "x")
    assert missing(run.profile, cursor.contact) is None
    assert {field.id for field in FIELDS if field.optional} == OPTIONAL


def test_nothing_put_into_a_field_of_the_profile_is_empty_text() -> None:
    """The profile knows no leaving out."""
    run, _ = put(FIELD_BY_ID["size"], RUN, CURSOR, None)
    assert run.profile.size == ""


def test_the_types_are_those_of_the_bank() -> None:
    """Not those of one standard."""
    assert [(row.id, row.zh, row.en) for row in rows(FIELD_BY_ID["kind"], small_bank())] == [
        ("discrete", "离散型", "discrete"),
        ("process", "流程型", "process"),
    ]
    assert rows(FIELD_BY_ID["name"], small_bank()) == ()


@pytest.mark.parametrize(
    ("field", "kept", "language", "shown"),
    [
        ("mobile", "13812345678", "zh", "138****5678"),
        ("mobile", None, "zh", ""),
        ("name", "", "zh", ""),
        ("name", "申安", "en", "申安"),
        ("district", "310115", "zh", "浦东新区"),
        ("district", "310115", "en", "Pudong"),
        ("district", "999999", "zh", "999999"),
        ("kind", "process", "zh", "流程型"),
        ("sales", "12000", "zh", "12000"),
    ],
)
def test_a_value_is_shown_as_people_read_it(field: str, kept: str | None, language: str, shown: str) -> None:
    """Registers by name, a mobile number masked, what is unknown to the register as it stands."""
    assert display(FIELD_BY_ID[field], kept, small_bank(), language) == shown


def test_documents_are_frozen() -> None:
    """A stage derives the next document; it cannot change this one."""
    for field in Profile.__struct_fields__:
        with pytest.raises(AttributeError):
            setattr(RUN.profile, field, "x")
    assert msgspec.structs.replace(RUN.profile, name="x") != RUN.profile
