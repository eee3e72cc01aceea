"""HTML to text and entities by the rules of the official server, with its complaints word for word.

Offsets are UTF-16 code units. It refuses what the official server refuses and nothing else: an unknown `&name;` stays as it is,
an end tag may be `</>`, an attribute nobody knows is read over. Markdown is not read here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import NoReturn

from bot.sandbox.refusals import bad
from bot.sandbox.wire import Json

TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
LETTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot)(?![a-zA-Z]));?")
SURROGATES = "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
SPACE = " \t\r\n\0\x0b"


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    start: int


@dataclass(slots=True)
class _Reading:
    source: str
    place: int = 0
    units: int = 0
    pieces: list[str] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    @property
    def here(self) -> str:
        return self.source[self.place] if self.place < len(self.source) else ""

    def add(self, text: str) -> None:
        self.pieces.append(text)
        self.units += units(text)

    def skip_space(self) -> None:
        while self.here and self.here in SPACE:
            self.place += 1

    def until(self, stop: str) -> str:
        """Everything up to the next of these characters."""
        found = _run_up_to(stop).match(self.source, self.place)
        self.place += len(found.group()) if found else 0
        return found.group() if found else ""

    def complain(self, words: str, begin: int, end: str = "") -> NoReturn:
        at = len(self.source[:begin].encode("utf-8", "replace"))
        raise bad(f"can't parse entities: {words} at byte offset {at}{end}")


@cache
def _run_up_to(stop: str) -> re.Pattern[str]:
    return re.compile(f"[^{re.escape(stop)}]*")


def units(text: str) -> int:
    """How many UTF-16 code units the text has."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_html(source: str) -> tuple[str, list[Json]]:
    """The text without its tags, and the entities that the tags stand for."""
    reading = _Reading(source)
    while reading.place < len(source):
        match source[reading.place]:
            case "<":
                _tag(reading)
            case "&":
                _character(reading)
            case _:
                reading.add(reading.until("<&"))
    if reading.opened:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{reading.opened[-1].tag}\"")
    text = "".join(reading.pieces)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad(f"can't parse entities: {SURROGATES}") from None
    for entity in reading.entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return text, reading.entities


def _character(reading: _Reading) -> None:
    text, reading.place = _decoded(reading.source, reading.place)
    reading.add(text)


def _decoded(source: str, place: int) -> tuple[str, int]:
    """The character that a reference at this place stands for, and where to go on; else the `&` itself."""
    found = CHARACTER.match(source, place)
    if found is None:
        return "&", place + 1
    hexadecimal, decimal, name = found.groups()
    if name:
        return LETTERS[name], found.end()
    digits = hexadecimal or decimal
    if len(digits) > 7:
        return "&", place + 1
    code = int(digits, 16 if hexadecimal else 10)
    return (chr(code), found.end()) if 0 < code < 0x10FFFF else ("&", place + 1)


def _tag(reading: _Reading) -> None:
    begin = reading.place
    reading.place += 1
    if reading.here == "/":
        _end_tag(reading, begin)
    else:
        _start_tag(reading, begin)


def _start_tag(reading: _Reading, begin: int) -> None:
    tag = reading.until(SPACE + ">").lower()
    if not reading.here:
        reading.complain("Unclosed start tag", begin)
    if tag not in TYPES:
        reading.complain(f'Unsupported start tag "{tag}"', begin)
    argument = ""
    reading.skip_space()
    while reading.here != ">":
        name, value = _attribute(reading, tag, begin)
        argument = _meaning(tag, name, value) or argument
        reading.skip_space()
    reading.place += 1
    if tag == "span" and argument != "spoiler":
        reading.complain('Tag "span" must have class "tg-spoiler"', begin)
    reading.opened.append(_Open(tag, argument, reading.units, len(reading.pieces)))


def _attribute(reading: _Reading, tag: str, begin: int) -> tuple[str, str]:
    name = reading.until(SPACE + "=" + (">" if tag == "blockquote" else ""))
    if not name:
        words = f'Empty attribute name in the tag "{tag}"' if reading.here else f'Unclosed start tag "{tag}"'
        reading.complain(words, begin)
    reading.skip_space()
    if reading.here != "=":
        if tag == "blockquote" and name == "expandable":
            return name, ""
        reading.complain(f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin)
    reading.place += 1
    reading.skip_space()
    if not reading.here:
        reading.complain(f'Unclosed start tag "{tag}"', begin)
    value = _quoted(reading) if reading.here in "'\"" else _token(reading)
    if not reading.here:
        reading.complain("Unclosed start tag", begin)
    return name, value


def _quoted(reading: _Reading) -> str:
    quote, pieces = reading.here, []
    reading.place += 1
    while reading.here and reading.here != quote:
        if reading.here == "&":
            text, reading.place = _decoded(reading.source, reading.place)
            pieces.append(text)
        else:
            pieces.append(reading.until(quote + "&"))
    reading.place += 1 if reading.here else 0
    return "".join(pieces)


def _token(reading: _Reading) -> str:
    begin = reading.place
    while reading.here.isascii() and (reading.here.isalnum() or reading.here in {".", "-"}):
        reading.place += 1
    if reading.here and reading.here not in SPACE + ">":
        reading.complain("Unexpected end of name token", begin)
    return reading.source[begin : reading.place].lower()


def _meaning(tag: str, name: str, value: str) -> str:
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case ("code", "class") if value.startswith("language-"):
            return value.removeprefix("language-")
        case ("span", "class") if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case ("blockquote", "expandable"):
            return "expandable"
    return ""


def _end_tag(reading: _Reading, begin: int) -> None:
    if not reading.opened:
        reading.complain("Unexpected end tag", begin)
    reading.place += 1
    name = reading.until(SPACE + ">").lower()
    reading.skip_space()
    if reading.here != ">":
        reading.complain("Unclosed end tag", begin)
    reading.place += 1
    opened = reading.opened.pop()
    if name and name != opened.tag:
        reading.complain("Unmatched end tag", begin, f', expected "</{opened.tag}>", found "</{name}>"')
    if reading.units > opened.offset:
        _close(reading, opened)


def _close(reading: _Reading, opened: _Open) -> None:
    entity: Json = {"type": TYPES[opened.tag], "offset": opened.offset, "length": reading.units - opened.offset}
    match opened.tag:
        case "a":
            _link(reading, opened, entity)
            return
        case "tg-emoji":
            if not opened.argument.isdecimal() or int(opened.argument) == 0:
                raise bad("can't parse entities: Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = opened.argument
        case "blockquote" if opened.argument:
            entity["type"] = "expandable_blockquote"
        case "pre" | "code":
            _preformatted(reading, opened, entity)
            return
    reading.entities.append(entity)


def _link(reading: _Reading, opened: _Open, entity: Json) -> None:
    url = opened.argument or "".join(reading.pieces[opened.start :])
    checked = checked_link(url)
    if checked:
        reading.entities.append({**entity, "url": checked})


def _preformatted(reading: _Reading, opened: _Open, entity: Json) -> None:
    """`<pre><code class="language-x">` is one block, in either order of nesting."""
    last = reading.entities[-1] if reading.entities else None
    same = last is not None and (last["offset"], last["length"]) == (entity["offset"], entity["length"])
    if last is not None and same and opened.tag == "pre" and last["type"] == "code" and last.get("language"):
        last["type"] = "pre"
    elif last is not None and same and opened.tag == "code" and last["type"] == "pre" and opened.argument:
        last["language"] = opened.argument
    else:
        reading.entities.append({**entity, "language": opened.argument} if opened.argument else entity)


def checked_link(url: str) -> str:
    """The link as the official server would keep it; empty if it is none."""
    url = url.strip()
    scheme, colon, rest = url.partition("://")
    if colon and scheme.lower() in {"http", "https", "tg", "ton"} and rest and not re.search(r"\s", rest):
        return url if "/" in rest or scheme.lower() in {"tg", "ton"} else url + "/"
    if not colon and "." in url.strip(".") and not re.search(r"\s", url):
        return f"http://{url}" if "/" in url else f"http://{url}/"
    return ""
