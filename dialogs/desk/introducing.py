"""Who somebody is: the person's own details as fields at the desk, and name and post asked, where they are not known, before others decide
or work together with the person."""

from __future__ import annotations

import msgspec

from dialogs.desk import forms
from dialogs.desk.forms import Blank
from dialogs.fields import FIELD_BY_ID, OF_CONTACT
from dialogs.inbound import AnyInbound
from dialogs.model import Cursor
from dialogs.scene import Scene, Turn

_FIELDS = {name: FIELD_BY_ID[field.value] for field, name in OF_CONTACT.items()}

DETAILS = {name: Blank(name, field.read, optional=field.optional) for name, field in _FIELDS.items()}
"""The details by their names in `Contact`, read as in the registration."""

_ASKED = ("name", "post")


def unknown(cursor: Cursor) -> tuple[Blank, ...]:
    """What the person never said; it does not change while it is being asked."""
    return tuple(DETAILS[name] for name in _ASKED if not getattr(cursor.contact, name))


def introduced(scene: Scene, inbound: AnyInbound) -> Scene | Turn | None:
    """The scene with everything known once the last field is filled, else what `forms.filled` gives."""
    after = forms.filled(scene, unknown(scene.cursor), inbound)
    if not isinstance(after, Scene):
        return after
    if after.cursor.desk.asked:
        return after.turn()
    contact = msgspec.structs.replace(after.cursor.contact, **after.cursor.desk.fields)
    return after.with_cursor(contact=contact)
