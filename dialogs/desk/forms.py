"""Forms at the desk: fields filled one after the other, each kept at once in the cursor, with a way back to the one before.

What a field asks is in the phrasebook under `[ask]`, as `page_field`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from dialogs import answers
from dialogs.answers import Unreadable, clean
from dialogs.effects import DeskShown
from dialogs.inbound import AnyInbound, Back, Choose, Reply
from dialogs.refusals import Refusal
from dialogs.registers import Entry, entry, search
from dialogs.scene import Scene, Turn, refused
from dialogs.screens import Offer, Rows, in_rows
from dialogs.words import is_skip

LONGEST_TEXT = 1000
"""Characters of a free text at the desk."""


def any_text(text: str) -> str:
    """A free text, cleaned of what nobody can see."""
    return clean(text, LONGEST_TEXT)


def name(text: str) -> str:
    """A short name."""
    return clean(text, answers.LONGEST_NAME)


@dataclass(frozen=True, slots=True)
class Blank:
    """One field of a form: how its text is read, or the rows it is chosen from; an optional one may be skipped and is then empty.

    One that goes `with_` a field and some of its values is asked only where that field was filled with one of them.
    """

    id: str
    read: Callable[[str], str] = name
    rows: tuple[Entry, ...] = ()
    optional: bool = False
    with_: tuple[str, frozenset[str]] | None = None

    def applies(self, fields: Mapping[str, str]) -> bool:
        """Whether it is asked, after what is filled so far."""
        return self.with_ is None or fields.get(self.with_[0]) in self.with_[1]


class BlankAsked(DeskShown, frozen=True, tag="blank_asked"):
    """One field of a form: `page` and `field` name what is asked, `rows` what it is chosen from."""

    page: str
    field: str
    rows: tuple[tuple[str, str], ...] = ()
    optional: bool = False


def asked(scene: Scene, blanks: Sequence[Blank]) -> BlankAsked:
    """The screen of the field that the cursor is at."""
    desk = scene.cursor.desk
    blank = next(blank for blank in blanks if blank.id == desk.asked)
    rows = tuple((row.id, row.name(scene.cursor.language)) for row in blank.rows)
    return BlankAsked(desk.page, blank.id, rows, blank.optional)


def begun(scene: Scene, blanks: Sequence[Blank]) -> Scene:
    """The scene at the form's first field, with everything filled before forgotten."""
    desk = msgspec.structs.replace(scene.cursor.desk, asked=blanks[0].id, fields={})
    return scene.with_cursor(desk=desk)


def filled(scene: Scene, blanks: Sequence[Blank], inbound: AnyInbound) -> Scene | Turn | None:
    """The scene with the field filled and the next one asked (none at the end), a turn that refuses, or nothing for what is no answer.

    Back leads to the field before; from the first one it is left to the page.
    """
    desk = scene.cursor.desk
    place = next(place for place, blank in enumerate(blanks) if blank.id == desk.asked)
    blank = blanks[place]
    match inbound:
        case Back() if place > 0:
            before = next(earlier for earlier in reversed(blanks[:place]) if earlier.applies(desk.fields))
            return scene.with_cursor(desk=msgspec.structs.replace(desk, asked=before.id)).turn()
        case Choose("skip") if blank.optional:
            return _kept(scene, blanks, place, "")
        case Reply(text) if blank.optional and is_skip(text):
            return _kept(scene, blanks, place, "")
        case Choose(key) if blank.rows:
            return _kept(scene, blanks, place, key) if entry(blank.rows, key) else refused(scene, Refusal.CHOICE_EXPECTED)
        case Reply(text):
            return _read(scene, blanks, place, text)
    return None


def _read(scene: Scene, blanks: Sequence[Blank], place: int, text: str) -> Scene | Turn:
    blank = blanks[place]
    try:
        value = blank.read(text)
    except Unreadable as unreadable:
        return refused(scene, unreadable.code, unreadable.value)
    if not blank.rows:
        return _kept(scene, blanks, place, value)
    if value.isdecimal() and 1 <= int(value) <= len(blank.rows):
        return _kept(scene, blanks, place, blank.rows[int(value) - 1].id)
    found = search(blank.rows, value)
    if len(found) != 1:
        return refused(scene, Refusal.TOO_MANY_FOUND if found else Refusal.NOT_FOUND, answers.quoted(value))
    return _kept(scene, blanks, place, found[0].id)


def _kept(scene: Scene, blanks: Sequence[Blank], place: int, value: str) -> Scene:
    desk = scene.cursor.desk
    fields = {**desk.fields, blanks[place].id: value}
    following = next((later.id for later in blanks[place + 1 :] if later.applies(fields)), "")
    return scene.with_cursor(desk=msgspec.structs.replace(desk, asked=following, fields=fields))


def offers(effect: BlankAsked, scene: Scene) -> Rows:
    """The rows to choose from, two a line; skip where that is allowed; back."""
    listed = tuple(Offer(f"={label}", Choose(key)) for key, label in effect.rows)
    rows = in_rows(listed, 2)
    skip = (Offer("skip", Choose("skip")),) if effect.optional else ()
    return (*rows, (*skip, Offer("back_step", Back())))
