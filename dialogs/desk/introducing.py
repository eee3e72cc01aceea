"""Who somebody is, where others must know it before they decide or work together: name and post, asked only where they are not known."""

from __future__ import annotations

import msgspec

from dialogs.desk import forms
from dialogs.desk.forms import Blank
from dialogs.fields import given_name
from dialogs.inbound import AnyInbound
from dialogs.model import Cursor
from dialogs.scene import Scene, Turn

_BLANKS = (Blank("name", given_name), Blank("post", given_name))


def unknown(cursor: Cursor) -> tuple[Blank, ...]:
    """What the person never said; it does not change while it is being asked."""
    return tuple(blank for blank in _BLANKS if not getattr(cursor.contact, blank.id))


def introduced(scene: Scene, inbound: AnyInbound) -> Scene | Turn | None:
    """The scene with everything known once the last field is filled, else what `forms.filled` gives."""
    after = forms.filled(scene, unknown(scene.cursor), inbound)
    if not isinstance(after, Scene):
        return after
    if after.cursor.desk.asked:
        return after.turn()
    contact = msgspec.structs.replace(after.cursor.contact, **after.cursor.desk.fields)
    return after.with_cursor(contact=contact)
