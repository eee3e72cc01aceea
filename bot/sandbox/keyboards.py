"""Reply markup: what a bot may put under a message, and what it may put in the place of a person's keyboard.

It refuses what the official server refuses: data over 64 bytes, buttons that do nothing, markup of an unknown form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.sandbox.refusals import bad
from bot.sandbox.wire import Args, Json

DATA_BYTES = 64
BUTTONS = 100
ACTIONS = ("url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat", "copy_text", "pay")
REPLY_OPTIONS = ("resize_keyboard", "one_time_keyboard", "is_persistent", "selective")


@dataclass(frozen=True, slots=True)
class Markup:
    """An inline keyboard, which belongs to the message, or a reply keyboard, which belongs to the chat; often neither."""

    inline: Json | None = None
    reply: Json | None = None


def read_markup(args: Args) -> Markup:
    """The `reply_markup` of a call."""
    value = args.loaded("reply_markup")
    if value is None:
        return Markup()
    if not isinstance(value, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in value:
        rows = _rows(value["inline_keyboard"], "inline keyboard markup", _inline_button)
        return Markup(inline={"inline_keyboard": rows} if rows else None)
    if "keyboard" in value:
        rows = _rows(value["keyboard"], "reply keyboard markup", _reply_button)
        options = {name: True for name in REPLY_OPTIONS if value.get(name)}
        hint = {"input_field_placeholder": str(value["input_field_placeholder"])} if value.get("input_field_placeholder") else {}
        return Markup(reply={"keyboard": rows, **options, **hint})
    if value.get("remove_keyboard"):
        return Markup(reply={"remove_keyboard": True})
    if value.get("force_reply"):
        return Markup(reply={"force_reply": True})
    return Markup()


def _rows(value: Any, what: str, read: Any) -> list[list[Json]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad(f"can't parse {what} JSON object")
    if sum(len(row) for row in value) > BUTTONS:
        raise bad("REPLY_MARKUP_TOO_LONG")
    return [[read(button) for button in row] for row in value if row]


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object with a text")
    if not button["text"].strip():
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    given = [name for name in ACTIONS if button.get(name) is not None]
    if not given:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    kept = {name: button[name] for name in ("text", *given, "style", "icon_custom_emoji_id") if button.get(name) is not None}
    if "callback_data" in kept and not 1 <= len(str(kept["callback_data"]).encode()) <= DATA_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in kept and not _is_address(str(kept["url"])):
        raise bad("BUTTON_URL_INVALID")
    return kept


def _is_address(url: str) -> bool:
    scheme, _, rest = url.partition("://")
    return scheme in {"http", "https", "tg"} and rest != "" and not any(letter.isspace() for letter in rest)


def _reply_button(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"]:
        raise bad("can't parse keyboard button: KeyboardButton must be a String or an Object with a text")
    return {name: value for name, value in button.items() if value is not None}
