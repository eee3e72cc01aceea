"""My data (我的数据): what is stored about the person in plain words, what for and for how long; a copy of it; the ways to correct the
person's own details, whatever became of the runs, and to delete everything."""

from __future__ import annotations

import msgspec

from dialogs.desk import forms
from dialogs.desk.forms import Blank, BlankAsked
from dialogs.desk.introducing import DETAILS
from dialogs.effects import DeskShown, DeskTold, FieldKept, Wanted
from dialogs.fields import OF_CONTACT
from dialogs.inbound import AnyInbound, Back, Choose, Delete
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows
from dialogs.views.common import Context, day_and_hour

WORDS = ("/privacy", "我的数据", "我的资料", "my data", "privacy")

_FIELDS = {name: field for field, name in OF_CONTACT.items()}


class AboutWanted(Wanted, frozen=True, tag="about_wanted"):
    """What is stored about the person."""


class CopyWanted(Wanted, frozen=True, tag="copy_wanted"):
    """A copy of everything that is stored about the person."""


class AboutShown(DeskShown, frozen=True, tag="about_shown"):
    """What is stored about the person; `mobile` is masked, everything else are names of things and how many there are."""

    name: str
    post: str
    mobile: str
    email: str
    consented_at: int
    roles: tuple[tuple[str, str], ...]
    enterprises: tuple[str, ...]
    claims: int
    registrations: int
    invitations: int
    tickets: int
    answers: int
    notes: int
    files: int
    facts: int = 0
    form_files: int = 0


class CopyComing(DeskTold, frozen=True, tag="copy_coming"):
    """The copy follows as two files."""


def show(scene: Scene) -> Screen:
    asked = scene.cursor.desk.asked
    return (forms.asked(scene, (DETAILS[asked],)),) if asked else (AboutWanted(),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    asked = scene.cursor.desk.asked
    if asked:
        return _corrected(scene, DETAILS[asked], inbound)
    match inbound:
        case Choose("copy"):
            return scene.turn(CopyWanted())
        case Choose(key) if key in DETAILS:
            return scene.at_desk("privacy", asked=key).turn()
    return None


def _corrected(scene: Scene, blank: Blank, inbound: AnyInbound) -> Turn | None:
    """One detail filled in anew; one that may be left out is no longer stored when it is skipped."""
    after = forms.filled(scene, (blank,), inbound)
    if not isinstance(after, Scene):
        return scene.at_desk("privacy").turn() if isinstance(inbound, Back) else after
    given = after.cursor.desk.fields[blank.id] or None
    contact = msgspec.structs.replace(after.cursor.contact, **{blank.id: given})
    return after.with_cursor(contact=contact).at_desk("privacy").turn(FieldKept(_FIELDS[blank.id]))


def _offers(effect: AboutShown, scene: Scene) -> Rows:
    details = (Offer("privacy_name", Choose("name")), *(Offer(f"field_{key}", Choose(key)) for key in ("post", "mobile", "email")))
    return (details, (Offer("privacy_copy", Choose("copy")), Offer("delete", Delete())), (Offer("back_step", Back()),))


def _view(effect: AboutShown, scene: Scene) -> Context:
    return {**msgspec.structs.asdict(effect), "consented_on": day_and_hour(effect.consented_at)[:10] if effect.consented_at else ""}


OFFERS = {AboutShown: _offers, BlankAsked: forms.offers}
VIEWS = {AboutShown: _view}
