"""The parts of a draft at the desk: each change is kept in the campaign at once, and the count is of this moment."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from bot.ports.campaigns import Counted
from bot.usecases.campaigns import campaigning
from bot.usecases.desk.bcast.timing import changed, time_of
from bot.usecases.desk.bcast.words import (
    ONE,
    SEVERAL,
    choices,
    counted,
    narrowings,
    offered,
    programme_title,
    programmes_of,
    spelt,
    values,
)
from bot.usecases.desk.visit import Serve, Served, Visit
from dialogs import answers
from dialogs.campaigns.checking import FaultCode
from dialogs.campaigns.fault_texts import fault_text
from dialogs.campaigns.fields import usable
from dialogs.campaigns.model import Attachment, Audience, Button, ButtonKind, Campaign, Every, Kind, Whom
from dialogs.credit_code import CodeFault, fault_of
from dialogs.desk.bcast import wishes as page
from dialogs.desk.bcast.effects import AttachmentShown, AudienceShown, ButtonShown, FieldBrief, NarrowingShown, TextShown, WhenShown
from dialogs.desk.bcast.parts import LANGUAGES, NARROWING, OF_PROGRAMME, TYPED
from dialogs.desk.bcast.wishes import CodesLeft
from dialogs.effects import DeskShown, Effect, Refused, Wanted
from dialogs.refusals import Refusal

ROWS = 12
"""Values on one screen to choose from."""

MOST_WRONG = 5
"""Codes that are none which are named."""

LONGEST_TYPED = 8_000
"""Characters of a text that are kept at all; what a message may hold is checked, and said, on its own."""

MOST_CODES = 2_000


def _codes(*beginnings: str) -> frozenset[FaultCode]:
    return frozenset(code for code in FaultCode if code.startswith(beginnings))


OF_TEXT = _codes("text", "caption", "field", "tag")
OF_FILE = _codes("attachment", "picture", "document", "caption")
OF_BUTTON = _codes("button", "label", "link", "programme")
OF_TIME = _codes("time", "deadline", "step", "hours", "window")
"""Which faults are shown beside which part; the card shows all."""

_NUMBERS = frozenset({"idle", "answering", "months"})
_COMPLETED = frozenset({ButtonKind.LINK, ButtonKind.PROGRAMME})
"""Buttons of which more is asked; nothing is wrong before it was."""

_KIND_OF = {Every.DEADLINE: Kind.DEADLINE, Every.WINDOW: Kind.DEADLINE, Every.IDLE: Kind.PROGRESS, Every.FINISHED: Kind.AGAIN}
_SEPARATED = re.compile(r"[\s,，、;；]+")
_SOMEBODY = Counted(1, 1, "")


def _part(visit: Visit, wanted: page.PartWanted) -> Served | None:
    stored = campaigning.own_draft(visit, wanted.id)
    if stored is None or wanted.part not in _SHOWN:
        return None
    return Served((_SHOWN[wanted.part](visit, stored.campaign, wanted.about),))


def _faults(visit: Visit, campaign: Campaign, codes: frozenset[FaultCode]) -> tuple[str, ...]:
    """What is wrong with one part, in words; nobody is counted for that."""
    found = campaigning.faults(visit, campaign, _SOMEBODY)
    return tuple(fault_text(fault, visit.language) for fault in found if fault.code in codes)


# -- audience ---------------------------------------------------------------------------------------------------------


def _audience(visit: Visit, campaign: Campaign, about: str) -> DeskShown:
    now = counted(campaigning.count(visit, campaign))
    return AudienceShown(campaign.id, narrowings(visit, campaign.audience), now, offered(campaign))


def _narrowing(visit: Visit, wanted: page.NarrowingWanted) -> Served | None:
    stored = campaigning.own_draft(visit, wanted.id)
    if stored is None or wanted.by not in NARROWING:
        return None
    campaign, by = stored.campaign, wanted.by
    chosen = values(campaign.audience, by)
    found = choices(visit, campaign, by, wanted.find)
    rows = tuple((key, name, key in chosen) for key, name in found[wanted.start : wanted.start + ROWS])
    more = wanted.start + ROWS if len(found) > wanted.start + ROWS else 0
    typed = "codes" if by == "codes" else "number" if by in TYPED else "name" if len(found) > ROWS or wanted.find else ""
    words = next((one.values for one in narrowings(visit, campaign.audience) if one.by == by), ())
    now = counted(campaigning.count(visit, campaign))
    return Served((NarrowingShown(campaign.id, by, words, rows, wanted.find, more, typed, now),))


def _narrowed(visit: Visit, wanted: page.Narrowed) -> Served | None:
    stored = campaigning.own_draft(visit, wanted.id)
    if stored is None or wanted.by not in {"", *NARROWING}:
        return None
    audience, effects = _changed(visit, stored.campaign, wanted)
    if audience is None:
        return Served((Refused(Refusal.CHOICE_EXPECTED),))
    return Served(effects) if campaigning.change(visit, wanted.id, audience=audience) else None


def _changed(visit: Visit, campaign: Campaign, wanted: page.Narrowed) -> tuple[Audience | None, tuple[Effect, ...]]:
    audience, by, value = campaign.audience, wanted.by, wanted.value
    if not by:
        return Audience(), ()
    if by == "codes" and value:
        return _coded(audience, value)
    if not value:
        return _with(audience, by, ()), ()
    known = [key for key, _ in choices(visit, campaign, by, "")]
    if by in TYPED:
        return (_with(audience, by, (value,)) if value.isdecimal() else None), ()
    had = values(audience, by)
    if value not in known and value not in had:
        return None, ()
    if by in ONE:
        return _with(audience, by, () if value in had else (value,)), ()
    return _with(audience, by, tuple(key for key in had if key != value) if value in had else (*had, value)), ()


def _with(audience: Audience, by: str, keys: tuple[str, ...]) -> Audience:
    """The audience narrowed by these values in this way."""
    changed: Any
    if by in SEVERAL:
        changed = tuple(sorted(map(int, keys))) if by == "level" else tuple(map(spelt, keys)) if by == "verdict" else keys
        return msgspec.structs.replace(audience, **{SEVERAL[by]: changed})
    one = keys[0] if keys else ""
    changed = int(one or 0) if by in _NUMBERS else Whom(one or Whom.FIRST) if by == "whom" else one
    return msgspec.structs.replace(audience, **{ONE[by]: changed})


def _coded(audience: Audience, text: str) -> tuple[Audience, tuple[Effect, ...]]:
    """The pasted codes beside those there were; what is none is named and left out."""
    given = [answers.credit_code(word) for word in _SEPARATED.split(answers.folded(text)) if word]
    wrong = [answers.quoted(code) for code in given if fault_of(code) not in {None, CodeFault.CHECK}]
    taken = (*audience.codes, *(code for code in given if fault_of(code) in {None, CodeFault.CHECK}))
    codes = tuple(dict.fromkeys(taken))[:MOST_CODES]
    told = CodesLeft(len(codes) - len(audience.codes), tuple(wrong[:MOST_WRONG]))
    return msgspec.structs.replace(audience, codes=codes), (told,)


# -- text, file, button -----------------------------------------------------------------------------------------------


def _text(visit: Visit, campaign: Campaign, about: str) -> DeskShown:
    language = about if about in LANGUAGES else LANGUAGES[0]
    fields = tuple(FieldBrief(name, example) for name, example in _fields(campaign, language))
    text = campaign.texts.get(language, "")
    alone = msgspec.structs.replace(campaign, texts={language: text})
    faults = _faults(visit, alone, OF_TEXT) if text else ()
    return TextShown(campaign.id, language, text, faults, fields)


def _fields(campaign: Campaign, language: str) -> list[tuple[str, str]]:
    """The fields that mean something for this audience."""
    return [(f"{{{one.name(language)}}}", one.example.in_(language)) for one in usable(campaign)]


def _text_given(visit: Visit, wanted: page.TextGiven) -> Served | None:
    stored = campaigning.own_draft(visit, wanted.id)
    if stored is None or wanted.language not in LANGUAGES:
        return None
    if len(wanted.text) > LONGEST_TYPED:
        return Served((Refused(Refusal.TEXT_TOO_LONG, str(LONGEST_TYPED)),))
    others = {language: text for language, text in stored.campaign.texts.items() if language != wanted.language}
    text = wanted.text.strip()
    texts = {**others, wanted.language: text} if text else others
    return Served(()) if campaigning.change(visit, wanted.id, texts=texts) else None


def _file(visit: Visit, campaign: Campaign, about: str) -> DeskShown:
    attachment = campaign.attachment
    if attachment is None:
        return AttachmentShown(campaign.id)
    return AttachmentShown(campaign.id, attachment.name, attachment.picture, _faults(visit, campaign, OF_FILE))


PICTURES = frozenset({"image/png", "image/jpeg"})
"""What is sent as a picture; every other file goes as a document."""


def _file_given(visit: Visit, wanted: page.AttachmentGiven) -> Served | None:
    given = Attachment(digest=wanted.digest, name=wanted.name, mime=wanted.mime, size=wanted.size, picture=wanted.mime in PICTURES)
    changed = campaigning.change(visit, wanted.id, attachment=given if wanted.digest else None)
    return Served(()) if changed else None


def _button(visit: Visit, campaign: Campaign, about: str) -> DeskShown:
    button = campaign.button
    if button is None:
        return ButtonShown(campaign.id)
    return ButtonShown(
        campaign.id,
        button.kind.value,
        button.url,
        _faults(visit, campaign, OF_BUTTON) if button.url or button.kind not in _COMPLETED else (),
        programme_title(visit, button.programme) if button.programme else "",
        _choosable(visit) if button.kind is ButtonKind.PROGRAMME else (),
    )


def _button_given(visit: Visit, wanted: page.ButtonGiven) -> Served | None:
    if wanted.kind not in {"", *ButtonKind}:
        return None
    if wanted.programme and wanted.programme not in {one.id for one in programmes_of(visit)}:
        return Served((Refused(Refusal.CHOICE_EXPECTED),))
    button = Button(kind=ButtonKind(wanted.kind), url=wanted.url, programme=wanted.programme) if wanted.kind else None
    return Served(()) if campaigning.change(visit, wanted.id, button=button) else None


# -- time -------------------------------------------------------------------------------------------------------------


def _when(visit: Visit, campaign: Campaign, about: str) -> DeskShown:
    faults = () if about else _faults(visit, campaign, OF_TIME)
    return WhenShown(campaign.id, time_of(visit, campaign), about, faults, _choosable(visit) if about == OF_PROGRAMME else ())


def _choosable(visit: Visit) -> tuple[tuple[str, str], ...]:
    return tuple((one.id, one.short.in_(visit.language)) for one in programmes_of(visit))


def _when_given(visit: Visit, wanted: page.WhenGiven) -> Served | None:
    stored = campaigning.own_draft(visit, wanted.id)
    if wanted.field == OF_PROGRAMME and wanted.value not in {one.id for one in programmes_of(visit)}:
        return Served((Refused(Refusal.CHOICE_EXPECTED),)) if stored else None
    if stored is None:
        return None
    try:
        when = changed(stored.campaign.when, wanted.field, wanted.value, visit.now)
    except answers.Unreadable as unreadable:
        return Served((Refused(unreadable.code, unreadable.value),))
    if when is None:
        return None
    kind = _KIND_OF.get(when.every, Kind.NEWS)
    return Served(()) if campaigning.change(visit, wanted.id, when=when, kind=kind) else None


_SHOWN = {"audience": _audience, "text": _text, "file": _file, "button": _button, "when": _when}

SERVED: dict[type[Wanted], Serve] = {
    page.PartWanted: _part,
    page.NarrowingWanted: _narrowing,
    page.Narrowed: _narrowed,
    page.TextGiven: _text_given,
    page.AttachmentGiven: _file_given,
    page.ButtonGiven: _button_given,
    page.WhenGiven: _when_given,
}
