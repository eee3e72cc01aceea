"""申报表格: the forms of a programme, filled as far as the facts go; texts written here, pictures sent here, everything checked.

`at` is the programme, then the number of the form, then `t` (its texts) or `p` (its pictures) with the place of one. On a form and on its
pictures a file is awaited all the time: a picture, the report (PDF), or the finished document. What a file is, is looked at after the turn.
Pictures are taken as files only: a channel makes photos smaller on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from dialogs.answers import whole_number
from dialogs.desk.paper.effects import (
    FormReviewed,
    FormShown,
    FormsShown,
    PaperFailed,
    PaperRefused,
    PapersShown,
    PictureKept,
    PictureShown,
    PicturesShown,
    SectionShown,
    SectionsShown,
)
from dialogs.desk.paper.wishes import (
    FormAsked,
    FormChecked,
    FormFileBrought,
    FormFileWanted,
    FormsWanted,
    FormWanted,
    PapersWanted,
    PictureCaptioned,
    PictureChanged,
    PicturesWanted,
    PictureWanted,
    ReportDropped,
    SectionChanged,
    SectionsWanted,
    SectionWanted,
    SectionWritten,
)
from dialogs.effects import DeskShown, Effect
from dialogs.inbound import AnyInbound, Back, Choose, Open, Reply, Stored
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows, by_number, in_rows
from dialogs.views.common import Context, brief

WORDS = ("/paper", "申报表格", "申报材料", "申报书", "paper", "application forms")

FILE = "file"
TEXTS, PICTURES = "t", "p"
LONGEST_LABEL = 36
BEGUN = 16
"""So many digits of a picture's digest say which one a screen showed."""


class Place(msgspec.Struct, frozen=True):
    """Where on the page somebody is: form (programme and number), `t` or `p`, and which text or picture (0: all)."""

    form: str
    part: str = ""
    number: int = 0


def place_of(at: str) -> Place | None:
    """What a form's `at` says; nothing for one that names no form."""
    programme, _, rest = at.partition("/")
    number, _, inside = rest.partition("/")
    if not programme or not whole_number(number):
        return None
    return Place(f"{programme}/{whole_number(number)}", inside[:1], whole_number(inside[1:]))


def opened(scene: Scene, at: str) -> Turn | None:
    """The page at this place, ready for a file where it is about a form."""
    return _at(scene, at).turn()


def _at(scene: Scene, at: str) -> Scene:
    place = place_of(at)
    return scene.at_desk("paper", at, FILE if place and place.part != TEXTS else "")


def show(scene: Scene) -> Screen:
    at = scene.cursor.desk.at
    place = place_of(at)
    if place is None:
        return (FormsWanted(at.partition("/")[0]),) if at else (PapersWanted(),)
    match place.part:
        case "t":
            return (SectionWanted(place.form, place.number) if place.number else SectionsWanted(place.form),)
        case "p":
            return (PictureWanted(place.form, place.number) if place.number else PicturesWanted(place.form),)
        case _:
            return (FormWanted(place.form),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    place = place_of(scene.cursor.desk.at)
    if isinstance(inbound, Back):
        return _back(scene, place)
    if place is None:
        return None
    match inbound:
        case Stored(digest, name, mime, size):
            return scene.turn(FormFileBrought(place.form, digest, name, mime, size, inbound.caption))
        case Choose("texts"):
            return _at(scene, f"{place.form}/{TEXTS}").turn()
        case Choose("pictures"):
            return _at(scene, f"{place.form}/{PICTURES}").turn()
    match place.part:
        case "t":
            return _texts(scene, place, inbound)
        case "p":
            return _pictures(scene, place, inbound)
        case _:
            return _form(scene, place, inbound)


def _back(scene: Scene, place: Place | None) -> Turn | None:
    if place is None:
        return _at(scene, "").turn() if scene.cursor.desk.at else None
    if place.number:
        return _at(scene, f"{place.form}/{place.part}").turn()
    return _at(scene, place.form if place.part else place.form.partition("/")[0]).turn()


def _form(scene: Scene, place: Place, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Choose("get"):
            return scene.turn(FormFileWanted(place.form))
        case Choose("check"):
            return scene.turn(FormChecked(place.form))
        case Choose("ask"):
            return scene.turn(FormAsked(place.form))
        case Choose("no_report"):
            return scene.turn(ReportDropped(place.form))
        case Reply(text) if text.strip():
            return scene.turn(PictureCaptioned(place.form, 0, text))
    return None


def _texts(scene: Scene, place: Place, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Choose(key) if not place.number and whole_number(key):
            return _at(scene, f"{place.form}/{TEXTS}{whole_number(key)}").turn()
        case Reply(text) if not place.number and whole_number(text):
            return _at(scene, f"{place.form}/{TEXTS}{whole_number(text)}").turn()
        case Choose("undo" | "clear" as how) if place.number:
            return scene.turn(SectionChanged(place.form, place.number, how))
        case Choose("next") if place.number:
            return _at(scene, f"{place.form}/{TEXTS}{place.number + 1}").turn()
        case Reply(text) if place.number and text.strip():
            return scene.turn(SectionWritten(place.form, place.number, text))
    return None


def _pictures(scene: Scene, place: Place, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Choose(key) if not place.number and whole_number(key):
            return _at(scene, f"{place.form}/{PICTURES}{whole_number(key)}").turn()
        case Reply(text) if not place.number and whole_number(text):
            return _at(scene, f"{place.form}/{PICTURES}{whole_number(text)}").turn()
        case Choose(key) if place.number and key.partition(":")[0] in {"up", "down", "drop"}:
            how, _, digest = key.partition(":")
            return scene.turn(PictureChanged(place.form, place.number, how, digest))
        case Reply(text) if text.strip():
            return scene.turn(PictureCaptioned(place.form, place.number, text))
    return None


# -- choices -----------------------------------------------------------------------------------------------------------

_BACK = Offer("back_step", Back())


def _papers_offers(effect: PapersShown, scene: Scene) -> Rows:
    return (*((Offer(f"={brief(name, LONGEST_LABEL)}", Open("paper", programme)),) for programme, name in effect.programmes), (_BACK,))


def _forms_offers(effect: FormsShown, scene: Scene) -> Rows:
    rows = (
        (Offer(f"={brief(line.name, LONGEST_LABEL)}", Open("paper", f"{effect.programme}/{line.number}"), line.number),)
        for line in effect.forms
    )
    return (*rows, (Offer("page_prog", Open("prog", effect.programme)), _BACK))


def _form_offers(effect: FormShown, scene: Scene) -> Rows:
    ask = (Offer("paper_ask", Choose("ask")),) if effect.asked else ()
    texts = (Offer("paper_texts", Choose("texts")),) if effect.sections else ()
    pictures = (Offer("paper_pictures", Choose("pictures")),) if effect.pictures is not None else ()
    report = (Offer("paper_no_report", Choose("no_report")),) if effect.report else ()
    get = Offer(f"paper_get_{effect.format}", Choose("get"))
    return (*in_rows((*ask, *texts, *pictures), 2), (get, Offer("paper_check", Choose("check"))), (*report, _BACK))


def _sections_offers(effect: SectionsShown, scene: Scene) -> Rows:
    listed = tuple(Offer(f"=[{line.place}] {brief(line.label, 16)}", Choose(str(line.place))) for line in effect.sections)
    return (*in_rows(listed, 2), (_BACK,))


def _section_offers(effect: SectionShown, scene: Scene) -> Rows:
    change = (Offer("paper_undo", Choose("undo")), Offer("paper_clear", Choose("clear"))) if effect.text else ()
    following = (Offer("paper_next", Choose("next")),) if effect.more else ()
    return (*((change,) if change else ()), (*following, _BACK))


def _pictures_offers(effect: PicturesShown, scene: Scene) -> Rows:
    listed = tuple(by_number(line.number, Choose(str(line.number))) for line in effect.pictures)
    return (*in_rows(listed, 5), (_BACK,))


def _picture_offers(effect: PictureShown, scene: Scene) -> Rows:
    up = (Offer("paper_up", Choose(f"up:{effect.digest}")),) if effect.picture.number > 1 else ()
    down = (Offer("paper_down", Choose(f"down:{effect.digest}")),) if effect.picture.number < effect.of else ()
    moves = ((*up, *down),) if up or down else ()
    return (*moves, (Offer("paper_drop", Choose(f"drop:{effect.digest}")), _BACK))


def _again(effect: FormReviewed | PictureKept | PaperRefused | PaperFailed, scene: Scene) -> Rows:
    return ((Offer("paper_form", Open("paper", effect.at)),),)


def _kept_offers(effect: PictureKept, scene: Scene) -> Rows:
    pictures = Offer("paper_pictures", Open("paper", f"{effect.at}/{PICTURES}"))
    return ((pictures, Offer("paper_form", Open("paper", effect.at))),)


OFFERS: dict[type[Effect], Callable[[Any, Scene], Rows]] = {
    PapersShown: _papers_offers,
    FormsShown: _forms_offers,
    FormShown: _form_offers,
    SectionsShown: _sections_offers,
    SectionShown: _section_offers,
    PicturesShown: _pictures_offers,
    PictureShown: _picture_offers,
    FormReviewed: _again,
    PictureKept: _kept_offers,
    PaperRefused: _again,
    PaperFailed: _again,
}
VIEWS: dict[type[DeskShown], Callable[[Any, Scene], Context]] = {}
