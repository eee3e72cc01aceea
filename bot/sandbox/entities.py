"""A text as the Bot API keeps it: cleaned, trimmed, with the entities a sender gave and those the server finds by itself.

Offsets are UTF-16 code units, lengths of texts are counted in characters. It refuses texts that are empty or too long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.sandbox.markup import read_html, units
from bot.sandbox.refusals import bad
from bot.sandbox.wire import Args, Json

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
RAW_BYTES = 32_768
ENTITIES = 100

UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\u2028-\u202e]")
FINDS = (
    ("url", ("://", "t.me/"), re.compile(r"(?<![\w@/.])(?:https?://[^\s<>\"（）《》，。；！？、]+|t\.me/[A-Za-z0-9_/?=&+%.-]+)")),
    ("email", ("@",), re.compile(r"(?<![\w.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z]{2,})+")),
    ("bot_command", ("/",), re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("mention", ("@",), re.compile(r"(?<![\w@/])@[A-Za-z0-9_]{3,32}(?!\w)")),
    ("hashtag", ("#",), re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
)
ORDER = ("blockquote", "expandable_blockquote", "text_link", "bold", "italic", "underline", "strikethrough", "spoiler")


@dataclass(frozen=True, slots=True)
class Rich:
    """A text and its entities."""

    text: str
    entities: tuple[Json, ...] = ()

    def under(self, name: str) -> Json:
        """The pair of fields of a message: `text` and `entities`, or `caption` and `caption_entities`."""
        if not self.text:
            return {}
        kind = "entities" if name == "text" else "caption_entities"
        return {name: self.text, kind: list(self.entities)} if self.entities else {name: self.text}


def rich_text(args: Args) -> Rich:
    """The `text` of a call; it may be neither empty nor too long."""
    rich = _rich(args, "text", "entities")
    if not rich.text:
        raise bad("message text is empty")
    if len(rich.text) > TEXT_LENGTH:
        raise bad("message is too long")
    return rich


def rich_caption(args: Args) -> Rich:
    """The `caption` of a call, which may be empty."""
    rich = _rich(args, "caption", "caption_entities")
    if len(rich.text) > CAPTION_LENGTH:
        raise bad("message caption is too long")
    return rich


def plain(text: str) -> Rich:
    """What a person typed: no markup is read, links and commands are found."""
    return _finished(_clean(text), [])


def _rich(args: Args, name: str, listed: str) -> Rich:
    source = args.text(name)
    try:
        size = len(source.encode())
    except UnicodeEncodeError:
        raise bad("strings must be encoded in UTF-8") from None
    if size > RAW_BYTES:
        raise bad("message is too long" if name == "text" else "message caption is too long")
    source = _clean(source)
    match args.text("parse_mode").lower():
        case "html":
            return _finished(*read_html(source))
        case "" | "none":
            return _finished(source, _listed(args.loaded(listed), source))
        case "markdown" | "markdownv2":
            raise bad("can't parse entities: the sandbox reads HTML only")
    raise bad("unsupported parse_mode")


def _clean(text: str) -> str:
    """Control characters become spaces and carriage returns go, as the official server has it."""
    if text.isascii() and text.isprintable():
        return text
    return UNWANTED.sub(lambda found: "" if found.group() == "\r" or found.group() >= "\u2028" else " ", text)


def _listed(value: object, text: str) -> list[Json]:
    """Entities given one by one, of which those outside the text are dropped."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise bad("can't parse entities: expected an Array of MessageEntity")
    end = units(text)
    return [_entity(item) for item in value[:ENTITIES] if _inside(item, end)]


def _entity(item: Json) -> Json:
    return {name: value for name, value in item.items() if value is not None}


def _inside(item: object, end: int) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("type"), str):
        raise bad('can\'t parse entities: Field "type" must be of type String')
    offset, length = item.get("offset"), item.get("length")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad('can\'t parse entities: Field "offset" must be of type Number')
    return offset >= 0 and length > 0 and offset + length <= end


def _finished(text: str, entities: list[Json]) -> Rich:
    kept = text.lstrip()
    start = units(text[: len(text) - len(kept)])
    kept = kept.rstrip()
    end = units(kept)
    moved = [shifted for entity in entities if (shifted := _shifted(entity, start, end))] if entities else []
    found = _found(kept, moved)
    return Rich(kept, tuple(sorted(moved + found, key=_rank)[:ENTITIES]))


def _shifted(entity: Json, start: int, end: int) -> Json | None:
    """The entity after trimming, or nothing if nothing of it is left."""
    first = max(0, entity["offset"] - start)
    last = min(end, entity["offset"] + entity["length"] - start)
    return {**entity, "offset": first, "length": last - first} if last > first else None


def _rank(entity: Json) -> tuple[int, int, int]:
    kind = entity["type"]
    return entity["offset"], -entity["length"], ORDER.index(kind) if kind in ORDER else len(ORDER)


def _found(text: str, given: Iterable[Json]) -> list[Json]:
    """What the server recognises by itself, outside of code and links and of what was found before."""
    closed = [_span(entity) for entity in given if entity["type"] in {"code", "pre", "text_link", "url", "email", "mention"}]
    found: list[Json] = []
    for kind, hints, pattern in FINDS:
        if not any(hint in text for hint in hints):
            continue
        for match in pattern.finditer(text):
            offset = units(text[: match.start()])
            piece = match.group().rstrip(".,;:!?)") if kind == "url" else match.group()
            length = units(piece)
            if all(offset >= end or offset + length <= begin for begin, end in closed):
                closed.append((offset, offset + length))
                found.append({"type": kind, "offset": offset, "length": length})
    return found


def _span(entity: Json) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]
