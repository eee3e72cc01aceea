"""What is to be sent, as it is committed with the state: screens, plain texts and documents; and how a screen becomes the Bot API's JSON.

A screen that is too long for one message is split between paragraphs, outside every tag; the buttons go under the last part.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import msgspec

from bot.channels import buttons
from dialogs.campaigns.markup import SENT_ENTITY, SENT_TAG, length
from dialogs.effects import FileTaken
from dialogs.model import Cursor
from dialogs.phrasebook import Screen

LONGEST_TEXT = 4096
LONGEST_CLUSTER = 16
"""Characters of one emoji or accented letter that are kept together; what goes on longer is meant to be a nuisance."""

_JOINER = "\u200d"
_CLOSING = re.compile(r"</(?:b|i|code)>")


class Button(msgspec.Struct, frozen=True, array_like=True):
    """A button: label and payload."""

    text: str
    data: str


class ScreenLetter(msgspec.Struct, frozen=True, tag="screen"):
    """A screen: edited into the person's current message unless `fresh`. One that is `kept` stands even where a later one follows at once.

    One that stands `beside` the conversation is never edited, and the next screen is a new message below it. `again`: how often it was
    shown anew because nobody knows whether it arrived.
    """

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    fresh: bool = False
    kept: bool = False
    again: int = 0
    beside: bool = False


class DocumentLetter(msgspec.Struct, frozen=True, tag="document"):
    """A document of a run, made when it is sent: `txt`, `charts`, `pdf` or `json`."""

    run: str
    what: str
    language: str


class FileLetter(msgspec.Struct, frozen=True, tag="file"):
    """A file of the desk, made when it is sent, if the person may still have it then: what it is, and what it is about."""

    what: str
    at: str
    language: str


class FetchLetter(msgspec.Struct, frozen=True, tag="fetch"):
    """A file of the person's that is to be fetched and kept. It waits in the outbox like a letter, so that nothing can lose it."""

    file: FileTaken


class DiscardLetter(msgspec.Struct, frozen=True, tag="discard"):
    """Files of a deleted person's that are to be removed, unless something else refers to them. It waits like a letter, too."""

    digests: tuple[str, ...]


AnyLetter = ScreenLetter | DocumentLetter | FileLetter | FetchLetter | DiscardLetter

_decoder: msgspec.json.Decoder[AnyLetter] = msgspec.json.Decoder(AnyLetter)
_encoder = msgspec.json.Encoder()


def encode(letter: AnyLetter) -> bytes:
    """The letter as it lies in the outbox."""
    return _encoder.encode(letter)


def decode(payload: bytes) -> AnyLetter:
    """The letter in these bytes."""
    return _decoder.decode(payload)


def screen_letter(screen: Screen, cursor: Cursor, *, fresh: bool, kept: bool) -> ScreenLetter:
    """The screen with every button bound to where the person now stands."""
    place = buttons.place_of(cursor)
    rows = tuple(
        tuple(Button(choice.label, buttons.payload(choice.do, place, cursor.revision)) for choice in row) for row in screen.rows if row
    )
    return ScreenLetter(screen.text, rows, fresh, kept)


def keyboard(letter: ScreenLetter) -> dict[str, Any]:
    """The inline keyboard, empty where the screen has no choices."""
    return {"inline_keyboard": [[{"text": button.text, "callback_data": button.data} for button in row] for row in letter.rows]}


def parts(text: str, longest: int = LONGEST_TEXT) -> tuple[str, ...]:
    """The text in messages that fit; cut between paragraphs, else between lines, else between characters, never inside a tag or entity.

    Only the line ends at a cut are lost. No part is blank, because no server takes blank messages.
    """
    if length(text) <= longest:
        return (text,)
    found: list[str] = []
    rest = text
    while length(rest) > longest:
        cut = _cut(rest, longest)
        head = rest[:cut]
        open_tags = _open_tags(head)
        found.append(head.rstrip("\n") + "".join(f"</{tag}>" for tag in reversed(open_tags)))
        rest = "".join(f"<{tag}>" for tag in open_tags) + rest[cut:].lstrip("\n")
    return tuple(part for part in (*found, rest) if SENT_TAG.sub("", part).strip())


def _cut(text: str, longest: int) -> int:
    """Where to cut: the last blank line, line end or plain place whose head still fits."""
    limit = _place(text, longest)
    for mark in ("\n\n", "\n"):
        place = text.rfind(mark, limit // 2, limit + len(mark))
        if place > 0 and length(text[:place]) > 0:
            return place
    place = _before_cluster(text, limit)
    return place if length(text[:place]) > 0 else limit  # tags alone would come back, and the text never end


def _before_cluster(text: str, place: int) -> int:
    """A little earlier where the place would part an emoji or a letter from its marks."""
    for earlier in range(place, max(place - LONGEST_CLUSTER, 1), -1):
        before = text[earlier - 1]
        if before in ">;" or not (_joins(text[earlier]) or before == _JOINER):
            return earlier
    return place


def _joins(character: str) -> bool:
    """Whether the character belongs to the one before it: joiners, marks, variation selectors, skin tones."""
    return character == _JOINER or unicodedata.category(character) in {"Mn", "Me"} or "\U0001f3fb" <= character <= "\U0001f3ff"


def _place(text: str, longest: int) -> int:
    """How far the text goes in `longest` counted characters, at a place outside tags and entities."""
    counted = place = 0
    while place < len(text) and counted < longest:
        match = SENT_TAG.match(text, place)
        if match:
            place = match.end()
            continue
        entity = SENT_ENTITY.match(text, place)
        place = entity.end() if entity else place + 1
        counted += 1
    while closing := _CLOSING.match(text, place):
        place = closing.end()
    return place


def _open_tags(text: str) -> list[str]:
    stack: list[str] = []
    for tag in SENT_TAG.findall(text):
        if tag.startswith("</"):
            stack.pop()  # tags are sound: what is closed is the last that was opened
        else:
            stack.append(tag.strip("</>"))
    return stack
