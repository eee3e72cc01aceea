"""The small HTML subset of a message (`b`, `i`, `code`): what is wrong with a text in it, and how long it is for the server.

Refuses to repair: a text whose tags are not sound is shown as it was typed, tags and all, and nothing of it is dropped. A `<` that begins
no tag, a `>` and a `&` are plain characters and are escaped here, so that nobody who writes to people has to know of entities.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from dialogs.answers import quoted

TAGS = frozenset({"b", "i", "code"})

_TAG = re.compile(r"<(/?)([A-Za-z][^<>＜＞]*)>")
_SPECIAL = re.compile(r"<(/?)([A-Za-z][^<>＜＞]*)>|&(?:lt|gt|amp|quot);|[<>&]")
_LIKE_A_TAG = re.compile(r"</?([A-Za-z][^<>＜＞]*)>|[<＜][/／]?(b|i|code)[>＞]", re.IGNORECASE)
SENT_TAG = re.compile(r"</?(?:b|i|code)>")
SENT_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#[xX][0-9a-fA-F]+);")
_ESCAPED = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_INVISIBLE = ("Z", "C")
_WIDE_BLANK = "\u3000"  # two of them begin a Chinese paragraph


class TagFault(StrEnum):
    """What can be wrong with a tag: no such tag, never closed, closed before one inside it, closed without being opened."""

    UNKNOWN = "unknown"
    UNCLOSED = "unclosed"
    CROSSED = "crossed"
    UNOPENED = "unopened"


class BadTag(NamedTuple):
    """A tag that is wrong, as it was typed, and the number of its first character, counted from 1."""

    fault: TagFault
    tag: str
    place: int


def bad_tags(text: str) -> tuple[BadTag, ...]:
    """Everything that is wrong with the tags of a text, by place; one in full-width signs is no tag and was meant to be.

    >>> [(bad.fault.value, bad.tag, bad.place) for bad in bad_tags("<b>急</i>")]
    [('unclosed', '<b>', 1), ('unopened', '</i>', 5)]
    """
    found: list[BadTag] = [*_unknown(text)]
    opened: list[tuple[str, str, int]] = []
    for match in _TAG.finditer(text):
        name, place = _name(match[2]), match.start() + 1
        if name not in TAGS:
            continue
        if not match[1]:
            opened.append((name, match[0], place))
        elif (fault := _close(opened, name)) is not None:
            found.append(BadTag(fault, match[0], place))
    found.extend(BadTag(TagFault.UNCLOSED, tag, place) for _, tag, place in opened)
    return tuple(sorted(found, key=lambda bad: bad.place))


@lru_cache(maxsize=256)
def sound(text: str) -> str:
    """The text as it can be sent: tags in lower case, everything else escaped. Without sound tags all of it is escaped."""
    kept = _shown(text)
    if bad_tags(kept):
        return html.escape(kept, quote=False)
    return _SPECIAL.sub(_escaped, kept)


def length(text: str) -> int:
    """Characters of a text that can be sent after its entities are parsed, as the server counts them for bots."""
    return len(SENT_ENTITY.sub("x", SENT_TAG.sub("", text)))


def is_blank(text: str) -> bool:
    """Whether nothing of a text that can be sent would be seen; the server takes no such message."""
    seen = html.unescape(SENT_TAG.sub("", text))
    return all(unicodedata.category(character).startswith(_INVISIBLE) for character in seen)


def _unknown(text: str) -> Iterator[BadTag]:
    """Tags that there are not, each name once: what ends one, or comes again, is the same mistake."""
    seen: set[str] = set()
    for match in _LIKE_A_TAG.finditer(text):
        name = _name(match[1] or match[2])
        if name.split()[0] not in seen and (match[2] or name not in TAGS):
            seen.add(name.split()[0])
            yield BadTag(TagFault.UNKNOWN, match[0], match.start() + 1)


def _close(opened: list[tuple[str, str, int]], name: str) -> TagFault | None:
    """Take the tag of this name off those that are open; what is wrong where it is not the last of them."""
    for place in range(len(opened) - 1, -1, -1):
        if opened[place][0] == name:
            crossed = place < len(opened) - 1
            del opened[place]
            return TagFault.CROSSED if crossed else None
    return TagFault.UNOPENED


def _name(inside: str) -> str:
    return inside.strip().lower()


def _escaped(match: re.Match[str]) -> str:
    if match[2]:
        return f"<{match[1]}{_name(match[2])}>"
    return _ESCAPED.get(match[0], match[0])


def _shown(text: str) -> str:
    """The lines of the text without what cannot be shown, such as control characters and direction marks."""
    return "\n".join(_line(line) for line in text.replace("\r\n", "\n").split("\n"))


def _line(line: str) -> str:
    return "".join(character if character == _WIDE_BLANK else quoted(character) or " " * character.isspace() for character in line)
