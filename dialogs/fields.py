"""The fields of the profile as data: where each is kept, how its text is read, which register it is chosen from.

A value once read is kept in the form that storage and forms need: ids for registers, 万元 for sales, digits for a mobile number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from dialogs import answers, registers
from dialogs.model import Contact, Cursor, Profile, Run
from dialogs.refusals import Refusal
from dialogs.registers import Entry
from dialogs.words import is_no_answer
from question_bank.model import Bank


class FieldId(StrEnum):
    """The fields in the order they are asked; those of the contact come last."""

    NAME = "name"
    CODE = "code"
    DISTRICT = "district"
    UNIT = "unit"
    INDUSTRY = "industry"
    NATURE = "nature"
    KIND = "kind"
    SIZE = "size"
    SALES = "sales"
    CONTACT = "contact"
    POST = "post"
    MOBILE = "mobile"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Field:
    """How one field is asked: free text read by `read`, or a row of `register`; a long register is `searched` by part of a name."""

    id: FieldId
    read: Callable[[str], str] = answers.clean
    register: tuple[Entry, ...] = ()
    searched: bool = False
    optional: bool = False


def given_name(text: str) -> str:
    """A name or a post; what has no letter, or only says that there is no answer, is refused instead of becoming somebody's name."""
    name = answers.clean(text, answers.LONGEST_NAME)
    if is_no_answer(name) or not any(character.isalpha() for character in name):
        raise answers.Unreadable(Refusal.NAME_EXPECTED, answers.quoted(name))
    return name


FIELDS = (
    Field(FieldId.NAME, given_name),
    Field(FieldId.CODE, answers.credit_code),
    Field(FieldId.DISTRICT, register=registers.DISTRICTS),
    Field(FieldId.UNIT, register=registers.UNITS),
    Field(FieldId.INDUSTRY, register=registers.INDUSTRIES, searched=True),
    Field(FieldId.NATURE, register=registers.NATURES),
    Field(FieldId.KIND),
    Field(FieldId.SIZE, register=registers.SIZES),
    Field(FieldId.SALES, answers.money_in_wan),
    Field(FieldId.CONTACT, given_name),
    Field(FieldId.POST, given_name),
    Field(FieldId.MOBILE, answers.mobile, optional=True),
    Field(FieldId.EMAIL, answers.email, optional=True),
)
FIELD_BY_ID = {field.id.value: field for field in FIELDS}

OF_CONTACT = {FieldId.CONTACT: "name", FieldId.POST: "post", FieldId.MOBILE: "mobile", FieldId.EMAIL: "email"}
"""The person's own details, as `Contact` names them."""


def rows(field: Field, bank: Bank) -> Sequence[Entry]:
    """The register of a field; the enterprise types are the bank's own."""
    if field.id is FieldId.KIND:
        return tuple(Entry(kind.id, kind.name.base, kind.name.in_("en")) for kind in bank.kinds)
    return field.register


def value(field: Field, profile: Profile, contact: Contact) -> str | None:
    """What is kept: empty text if it was never asked, nothing if it was left out on purpose."""
    if field.id in OF_CONTACT:
        kept: str | None = getattr(contact, OF_CONTACT[field.id])
        return kept
    return str(getattr(profile, field.id.value))


def put(field: Field, run: Run, cursor: Cursor, new: str | None) -> tuple[Run, Cursor]:
    """Run and cursor with the field set; the contact's own details go to the cursor only."""
    if field.id in OF_CONTACT:
        contact = msgspec.structs.replace(cursor.contact, **{OF_CONTACT[field.id]: new})
        return run, msgspec.structs.replace(cursor, contact=contact)
    profile = msgspec.structs.replace(run.profile, **{field.id.value: new or ""})
    return msgspec.structs.replace(run, profile=profile), cursor


def missing(profile: Profile, contact: Contact) -> Field | None:
    """The first field that was never asked."""
    return next((field for field in FIELDS if value(field, profile, contact) == ""), None)


def masked(mobile: str) -> str:
    """A mobile number as others may see it; empty where there is none."""
    return f"{mobile[:3]}****{mobile[-4:]}" if mobile else ""


def display(field: Field, kept: str | None, bank: Bank, language: str) -> str:
    """The value as people read it; a mobile number is masked."""
    if not kept:
        return ""
    if field.id is FieldId.MOBILE:
        return masked(kept)
    found = registers.entry(rows(field, bank), kept)
    return found.name(language) if found else kept
