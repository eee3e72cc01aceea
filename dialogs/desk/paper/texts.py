"""Texts of a form as they are typed in a chat, several messages long: each goes behind what is there, paragraphs stay paragraphs."""

from __future__ import annotations

import re

from dialogs.answers import Unreadable, clean
from dialogs.refusals import Refusal

LONGEST = 20_000
"""Characters of one text; several times what any form asks for."""

SHOWN = 1_200
"""So many of its last characters are shown in a chat."""

LONGEST_CAPTION = 60

_NUMBERED = re.compile(r"图\s*\d{1,3}[\s.、．:：　-]*")


def added(text: str, more: str) -> str:
    """The text with what was typed as new paragraphs behind it; raises `Unreadable`."""
    lines = [clean(line, LONGEST) for line in more.splitlines() if line.strip()]
    if not lines:
        raise Unreadable(Refusal.TEXT_EMPTY)
    whole = "\n".join((text, *lines) if text else lines)
    if len(whole) > LONGEST:
        raise Unreadable(Refusal.TEXT_TOO_LONG, str(LONGEST))
    return whole


def excerpt(text: str) -> tuple[str, bool]:
    """The end of a text that a chat shows, and whether something before it is not shown."""
    return (text[-SHOWN:], True) if len(text) > SHOWN else (text, False)


def caption(text: str) -> str:
    """The words under a picture, on one line, without a number of their own: the order gives it."""
    words = clean(text, LONGEST_CAPTION)
    return _NUMBERED.sub("", words) or words
