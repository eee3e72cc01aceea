"""What is wrong with a campaign, all of it at once, before anything of it is sent.

Written for who composes on a phone: a fault in a text has its place, and every fault its remedy in `dialogs.campaigns.fault_texts`. A text
is filled for each of the recipients that are handed in; those with the longest names show whether it is too long for somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec

from dialogs.answers import quoted
from dialogs.campaigns import fields, markup
from dialogs.campaigns.calendar import Calendar
from dialogs.campaigns.faults import Fault, FaultCode
from dialogs.campaigns.model import Attachment, Button, ButtonKind, Campaign, Every, Facts, Whom
from dialogs.campaigns.timing import time_faults
from dialogs.credit_code import CodeFault, fault_of
from question_bank.model import Bank

__all__ = ["Fault", "FaultCode", "check"]

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_TITLE = 60
LONGEST_LABEL = 64
LONGEST_LINK = 1000
MOST_CODES = 2000
CODES_NAMED = 5
FIELDS_NAMED = TAGS_NAMED = 10
MEGABYTE = 1024 * 1024
LARGEST_PICTURE = 10 * MEGABYTE
LARGEST_DOCUMENT = 50 * MEGABYTE

_C = FaultCode
_OF_ENTERPRISES = frozenset({ButtonKind.CONTINUE, ButtonKind.PROGRAMME})
_LINK = re.compile(r"https://[^\s/?#@\\]+\.[^\s/?#@\\]+(?:[/?#]\S*)?")
_TAGS = {
    markup.TagFault.UNKNOWN: _C.TAG_UNKNOWN,
    markup.TagFault.UNCLOSED: _C.TAG_UNCLOSED,
    markup.TagFault.CROSSED: _C.TAG_CROSSED,
    markup.TagFault.UNOPENED: _C.TAG_UNOPENED,
}
_MEANINGLESS = {
    fields.MeantFor.ENTERPRISE: _C.FIELD_OF_ENTERPRISES,
    fields.MeantFor.UNIT: _C.FIELD_OF_LIAISONS,
    fields.MeantFor.DEADLINE: _C.FIELD_WITHOUT_DEADLINE,
    fields.MeantFor.PROGRAMME: _C.FIELD_WITHOUT_PROGRAMME,
}


def check(campaign: Campaign, samples: Sequence[Facts], bank: Bank, now: int, calendar: Calendar) -> tuple[Fault, ...]:
    """Everything that is wrong, in the order in which a campaign is composed; `campaign.persons` is how many it was counted to reach.

    Without samples a text is measured with the usual words for what is not known.
    """
    return (
        *_audience(campaign),
        *_title(campaign.title),
        *_texts(campaign, samples or (Facts(person=""),), bank, now),
        *(_attachment(campaign.attachment) if campaign.attachment else ()),
        *(_button(campaign.button, campaign) if campaign.button else ()),
        *time_faults(campaign, now, calendar),
    )


def _audience(campaign: Campaign) -> Iterator[Fault]:
    """A series may reach nobody today; what is sent once may not. A wrong check digit is only a doubt: real codes exist that have one."""
    if campaign.persons == 0 and not campaign.is_series:
        yield Fault(_C.AUDIENCE_EMPTY)
    codes = campaign.audience.codes
    wrong = [(place, code) for place, code in enumerate(codes, start=1) if fault_of(code) not in {None, CodeFault.CHECK}]
    yield from (Fault(_C.CODE_MALFORMED, quoted(code), place) for place, code in wrong[:CODES_NAMED])
    if len(wrong) > CODES_NAMED:
        yield Fault(_C.CODES_MALFORMED_TOO, str(len(wrong) - CODES_NAMED))
    if len(codes) > MOST_CODES:
        yield Fault(_C.CODES_TOO_MANY, str(MOST_CODES), len(codes))


def _title(title: str) -> Iterator[Fault]:
    if len(title) > LONGEST_TITLE:
        yield Fault(_C.TITLE_TOO_LONG, str(LONGEST_TITLE), len(title))


def _texts(campaign: Campaign, samples: Sequence[Facts], bank: Bank, now: int) -> Iterator[Fault]:
    written = {language: text for language, text in campaign.texts.items() if text.strip()}
    if not written:
        yield Fault(_C.TEXT_MISSING)
    for language, text in written.items():
        found = (*_fields(campaign, language, text), *_markup(text), *_filled(campaign, language, samples, bank, now))
        yield from (replace(fault, language=language) for fault in found)


def _fields(campaign: Campaign, language: str, text: str) -> Iterator[Fault]:
    yield from (Fault(_C.FIELD_UNKNOWN, word, hint=fields.likely(word, campaign, language)) for word in fields.unknown(text)[:FIELDS_NAMED])
    yield from (Fault(_C.FIELD_UNCLOSED, name) for name in fields.unclosed(text))
    yield from (Fault(_C.FIELD_IN_ANGLES, name) for name in fields.angled(text))
    strange = (one for one in fields.used(text) if not fields.is_usable(one, campaign))
    yield from (Fault(_MEANINGLESS[one.meant_for], one.name(language)) for one in strange)


def _markup(text: str) -> Iterator[Fault]:
    """The first of the wrong tags: with them corrected, the others often are. A field in angle brackets is told as that."""
    wrong = [bad for bad in markup.bad_tags(text) if not fields.angled(bad.tag)]
    return (Fault(_TAGS[bad.fault], quoted(bad.tag), bad.place) for bad in wrong[:TAGS_NAMED])


def _filled(campaign: Campaign, language: str, samples: Sequence[Facts], bank: Bank, now: int) -> Iterator[Fault]:
    """Whether the text is blank or too long for somebody; of several the one for whom it is longest is named."""
    bodies = [(fields.body(campaign, msgspec.structs.replace(facts, language=language), bank, now), facts) for facts in samples]
    if any(markup.is_blank(body) for body, _ in bodies):
        yield Fault(_C.TEXT_BLANK)
    body, facts = max(bodies, key=lambda pair: markup.length(pair[0]))
    longest, code = (LONGEST_CAPTION, _C.CAPTION_TOO_LONG) if campaign.attachment else (LONGEST_TEXT, _C.TEXT_TOO_LONG)
    if markup.length(body) > longest:
        yield Fault(code, quoted(facts.unit or facts.name, fields.LONGEST_VALUE), markup.length(body))


def _attachment(attachment: Attachment) -> Iterator[Fault]:
    largest, code = (LARGEST_PICTURE, _C.PICTURE_TOO_LARGE) if attachment.picture else (LARGEST_DOCUMENT, _C.DOCUMENT_TOO_LARGE)
    if attachment.size <= 0:
        yield Fault(_C.ATTACHMENT_EMPTY, quoted(attachment.name))
    elif attachment.size > largest:
        yield Fault(code, str(largest // MEGABYTE), -(-attachment.size // MEGABYTE))


def _button(button: Button, campaign: Campaign) -> Iterator[Fault]:
    if button.kind in _OF_ENTERPRISES and campaign.audience.whom is Whom.LIAISONS:
        yield Fault(_C.BUTTON_FOR_ENTERPRISES)
    if len(button.label) > LONGEST_LABEL:
        yield Fault(_C.LABEL_TOO_LONG, str(LONGEST_LABEL), len(button.label))
    if button.kind is ButtonKind.PROGRAMME and not button.programme and campaign.when.every is not Every.WINDOW:
        yield Fault(_C.PROGRAMME_MISSING)
    if button.kind is not ButtonKind.LINK:
        return
    if not button.url:
        yield Fault(_C.LINK_MISSING)
    elif len(button.url) > LONGEST_LINK or quoted(button.url, LONGEST_LINK) != button.url or not _LINK.fullmatch(button.url):
        yield Fault(_C.LINK_UNSAFE, quoted(button.url, 60))
