"""The parts of a draft, changed one by one: whom it is for, what it says, what goes with it, its button, when it is sent.

A new draft is led through all of them, each with a step onward; later each is changed from the card. Everything is kept in the campaign
at once, so that leaving loses nothing; the cursor knows only which part is before the person.
"""

from __future__ import annotations

import re

from dialogs import answers
from dialogs.answers import Unreadable
from dialogs.desk.bcast import times
from dialogs.desk.bcast.wishes import AttachmentGiven, ButtonGiven, Narrowed, NarrowingWanted, PartWanted, TextGiven, WhenGiven
from dialogs.effects import Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Reply, Stored
from dialogs.refusals import Refusal
from dialogs.scene import Scene, Screen, Turn, refused

PARTS = ("audience", "text", "file", "button", "when")
NEW = "new"
"""The first part of a draft that was only just begun."""

FILTER = "filter"

NARROWING = (
    *("district", "zone", "street", "park", "group", "industry", "size", "stage", "level"),
    *("verdict", "idle", "answering", "months", "without", "language", "whom", "codes"),
)
"""What an audience can be narrowed by."""

TYPED = frozenset({"idle", "months"})
"""What is typed as a number of days or months."""

SINGLE = frozenset({"idle", "answering", "months", "without", "language", "whom"})
"""What has one value at most."""

ABOUT = frozenset({"at", "deadline", "steps", "hours", "window"})
"""Fields of the time that are typed."""

OF_PROGRAMME = "programme"
"""The field of the time that is chosen: before the windows of which programme."""

TYPED_TIME = "typed"
"""What is typed without being asked for: how often it is sent says which field it is about."""

_ASKS = {"at": "at", "week": "at", "month": "at", "deadline": "deadline"}
"""What is asked next once it is known how often it is sent."""

LARGEST_WINDOW = 30
LARGEST_TYPED = 999
"""Days or months that narrow an audience; nobody stood still for longer."""

_UNIT = re.compile(r"\s*(?:天|个月|月|days?|months?)\s*$", re.IGNORECASE)
LANGUAGES = ("zh", "en")


def show(scene: Scene) -> Screen:
    """The part that the cursor is at."""
    desk = scene.cursor.desk
    if desk.asked == FILTER:
        fields = desk.fields
        return (NarrowingWanted(desk.at, fields.get("by", ""), fields.get("find", ""), int(fields.get("start", "0"))),)
    part = _part(scene)
    about = desk.fields.get("about", "") if part in {"text", "when"} else ""
    return (PartWanted(desk.at, part, about),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    """What is typed, sent or chosen there."""
    desk = scene.cursor.desk
    if desk.asked == FILTER:
        return _filter(scene, inbound)
    match inbound:
        case Choose("next"):
            return _next(scene)
        case Back() if desk.fields.get("about"):
            return _at(scene, _part(scene)).turn()
        case Back() if led(scene) and _part(scene) != PARTS[0]:
            return _at(scene, PARTS[PARTS.index(_part(scene)) - 1]).turn()
        case Back():
            return scene.at_desk("bcast", desk.at).turn()
    return _STEPS[_part(scene)](scene, inbound)


def led(scene: Scene) -> bool:
    """Whether the person is led through the parts of a new draft."""
    desk = scene.cursor.desk
    return desk.asked == NEW or "led" in desk.fields


def _part(scene: Scene) -> str:
    return PARTS[0] if scene.cursor.desk.asked == NEW else scene.cursor.desk.asked


def _at(scene: Scene, asked: str, **fields: str) -> Scene:
    kept = {"led": "1"} if led(scene) else {}
    return scene.at_desk("bcast", scene.cursor.desk.at, asked, **kept, **fields)


def _next(scene: Scene) -> Turn:
    place = PARTS.index(_part(scene)) + 1
    return _at(scene, PARTS[place]).turn() if led(scene) and place < len(PARTS) else scene.at_desk("bcast", scene.cursor.desk.at).turn()


# -- audience --------------------------------------------------------------------------------------------------------


def _audience(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Choose("clear"):
            return scene.turn(Narrowed(scene.cursor.desk.at))
        case Choose(by) if by in NARROWING:
            return _at(scene, FILTER, by=by).turn()
        case Reply(text):
            return scene.turn(Narrowed(scene.cursor.desk.at, "codes", text))
    return None


def _filter(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    by = desk.fields.get("by", "")
    match inbound:
        case Choose(key) if key.startswith("v:"):
            return _narrowed(scene, by, key.removeprefix("v:"))
        case Choose(key) if key.startswith("from:") and key.removeprefix("from:").isdecimal():
            return _at(scene, FILTER, **_sought(scene), start=key.removeprefix("from:")).turn()
        case Choose("clear"):
            return _at(scene, PARTS[0]).turn(Narrowed(desk.at, by))
        case Choose("done") | Back():
            return _at(scene, PARTS[0]).turn()
        case Reply(text):
            return _typed(scene, by, text)
    return None


def _sought(scene: Scene) -> dict[str, str]:
    return {field: value for field, value in scene.cursor.desk.fields.items() if field in {"by", "find"}}


def _narrowed(scene: Scene, by: str, value: str) -> Turn:
    after = _at(scene, PARTS[0]) if by in SINGLE or by == "codes" else scene
    return after.turn(Narrowed(scene.cursor.desk.at, by, value))


def _typed(scene: Scene, by: str, text: str) -> Turn:
    if by == "codes":
        return _narrowed(scene, by, text)
    try:
        if by in TYPED:
            return _narrowed(scene, by, str(_whole(text, LARGEST_TYPED)))
        return _at(scene, FILTER, by=by, find=answers.clean(text, answers.LONGEST_NAME)).turn()
    except Unreadable as unreadable:
        return refused(scene, unreadable.code, unreadable.value)


# -- text, file, button ----------------------------------------------------------------------------------------------


def _text(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    language = desk.fields.get("about") or LANGUAGES[0]
    match inbound:
        case Choose(key) if key.startswith("in:") and key.removeprefix("in:") in LANGUAGES:
            return _at(scene, "text", about=key.removeprefix("in:")).turn()
        case Choose("clear"):
            return scene.turn(TextGiven(desk.at, language, ""))
        case Reply(text):
            return scene.turn(TextGiven(desk.at, language, text))
    return None


def _file(scene: Scene, inbound: AnyInbound) -> Turn | None:
    at = scene.cursor.desk.at
    match inbound:
        case Stored(digest, name, mime, size):
            return scene.turn(AttachmentGiven(at, digest, name, mime, size))
        case Choose("clear"):
            return scene.turn(AttachmentGiven(at))
    return None


def _button(scene: Scene, inbound: AnyInbound) -> Turn | None:
    at = scene.cursor.desk.at
    match inbound:
        case Choose("clear"):
            return scene.turn(ButtonGiven(at))
        case Choose("continue" | "status" as kind):
            return scene.turn(ButtonGiven(at, kind))
        case Choose("programme"):
            return scene.turn(ButtonGiven(at, "programme"))
        case Choose(key) if key.startswith("of:"):
            return scene.turn(ButtonGiven(at, "programme", programme=key.removeprefix("of:")))
        case Choose("link"):
            return scene.turn(ButtonGiven(at, "link"))
        case Reply(text):
            url = text.strip()
            if not url.startswith("https://") or any(character.isspace() for character in url):
                return refused(scene, Refusal.LINK_EXPECTED)
            return scene.turn(ButtonGiven(at, "link", url))
    return None


# -- time ------------------------------------------------------------------------------------------------------------


def _when(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    match inbound:
        case Choose("every:window"):
            return _at(scene, "when", about=OF_PROGRAMME).turn()
        case Choose(key) if key.startswith("of:") and desk.fields.get("about") == OF_PROGRAMME:
            return _at(scene, "when").turn(WhenGiven(desk.at, OF_PROGRAMME, key.removeprefix("of:")))
        case Choose(key) if key.startswith("every:"):
            every = key.removeprefix("every:")
            ahead = {"about": _ASKS[every]} if every in _ASKS else {}
            return _at(scene, "when", **ahead).turn(WhenGiven(desk.at, "every", every))
        case Choose(key) if key.startswith("about:") and key.removeprefix("about:") in ABOUT:
            return _at(scene, "when", about=key.removeprefix("about:")).turn()
        case Choose("any_day"):
            return scene.turn(WhenGiven(desk.at, "any_day", ""))
        case Reply(text) if desk.fields.get("about") in ABOUT:
            return _timed(scene, desk.fields["about"], text)
        case Reply(text) if not desk.fields.get("about"):
            return scene.turn(WhenGiven(desk.at, TYPED_TIME, text))
    return None


def _timed(scene: Scene, about: str, text: str) -> Turn:
    try:
        value = _value(about, text, scene.moment.now)
    except Unreadable as unreadable:
        return refused(scene, unreadable.code, unreadable.value)
    wish: Wanted = WhenGiven(scene.cursor.desk.at, about, value)
    return _at(scene, "when").turn(wish)


def _value(about: str, text: str, now: int) -> str:
    match about:
        case "at":
            return str(times.moment(text, now))
        case "deadline":
            return times.day(text, now)
        case "steps":
            return ",".join(map(str, times.steps(text)))
        case "hours":
            return "{}-{}".format(*times.hours(text))
    return str(_whole(text, LARGEST_WINDOW))


def _whole(text: str, largest: int) -> int:
    """A number of days or months, with or without the word for it."""
    number = answers.whole_number(_UNIT.sub("", text))
    if not 1 <= number <= largest:
        raise Unreadable(Refusal.WHOLE_EXPECTED, f"1–{largest}")
    return number


_STEPS = {"audience": _audience, "text": _text, "file": _file, "button": _button, "when": _when}
