"""From an update to what it is for us: whose, a key that tells it from every other, and what came in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.channels import buttons
from bot.channels.telegram import attached
from bot.channels.telegram.wire import CallbackQuery, ChatMemberUpdated, Message, Update
from bot.usecases.conversation import Arrival
from dialogs import commands
from dialogs.inbound import AnyInbound, Card, Reply, Send, Start, Tap

CHANNEL = "telegram"
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
"""Said explicitly at each poll: the server remembers the last list, and leaves block events out by default."""

LONGEST_NUMBER = 20
"""Characters of a phone number on a contact card."""

UNREACHABLE = frozenset({"kicked", "left"})


class Kind(StrEnum):
    """What is to be done with an update."""

    TURN = "turn"
    GROUP = "group"
    LEFT = "left"
    RETURNED = "returned"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update as the intake takes it. `typed` says that the person wrote, so that the next screen is a new message."""

    key: str
    kind: Kind
    person: str = ""
    chat: str = ""
    arrival: Arrival | None = None
    query: str = ""
    typed: bool = False


def incoming(update: Update, username: str = "") -> Incoming:
    """What this update is; a kind we do not know is recorded and ignored. In a group, commands to other bots are none of ours."""
    if update.callback_query is not None:
        return _tapped(update, update.callback_query)
    if update.message is not None:
        return _said(update, update.message, username, edited=False)
    if update.edited_message is not None:
        return _said(update, update.edited_message, username, edited=True)
    if update.my_chat_member is not None:
        return _moved(update, update.my_chat_member)
    return Incoming(f"u{update.update_id}", Kind.IGNORED)


def _tapped(update: Update, query: CallbackQuery) -> Incoming:
    chat = query.message.chat if query.message is not None else None
    person = str(query.sender.id)
    private = chat is None or chat.type == "private"
    press = buttons.read(query.data or "")
    return Incoming(
        key=f"u{update.update_id}q{query.id}",
        kind=Kind.TURN if private else Kind.IGNORED,
        person=person,
        chat=str(chat.id) if chat is not None else person,
        arrival=press.on if press is not None else lambda cursor: Tap(Start(), run="", at="", revision=-1),
        query=query.id,
    )


def _said(update: Update, message: Message, username: str, edited: bool) -> Incoming:
    key = f"u{update.update_id}m{message.chat.id}.{message.message_id}.{message.edit_date}"
    if message.sender is None or message.sender.is_bot:
        return Incoming(key, Kind.IGNORED)
    if message.chat.type != "private":
        asked = not edited and _is_for(message.text or "", username)
        return Incoming(key, Kind.GROUP if asked else Kind.IGNORED, str(message.sender.id), str(message.chat.id))
    what = _what(message, edited)
    return Incoming(key, Kind.TURN, str(message.sender.id), str(message.chat.id), lambda cursor: what, typed=True)


def _what(message: Message, edited: bool) -> AnyInbound:
    """Typed text, a command, or something that cannot be an answer."""
    if edited:
        return Send("edited")
    file = attached.upload(message)
    if file is not None:
        return file  # a forwarded one too: it is the file that counts, and who sends it
    if message.forward_origin is not None:
        return Send("forward")
    if card := _own_card(message):
        return card
    if message.text is None:
        kinds = ("contact", "voice", "photo", "document", "sticker", "location", "video")
        return Send(next((kind for kind in kinds if getattr(message, kind) is not None), "other"))
    if not message.text.startswith("/"):
        return Reply(message.text)
    command, *payload = message.text.split(maxsplit=1)
    if command.partition("@")[0] == "/start":
        return commands.started(*payload)
    return Reply(message.text.partition("@")[0])


def _own_card(message: Message) -> Card | None:
    """The number on a contact card that is the sender's own; anybody can send somebody else's, or one without an owner."""
    card = message.contact
    if not isinstance(card, dict) or message.sender is None or card.get("user_id") != message.sender.id:
        return None
    number = card.get("phone_number")
    return Card(number[:LONGEST_NUMBER]) if isinstance(number, str) and number else None


def _is_for(text: str, username: str) -> bool:
    """Whether a text in a group is a command, and for this bot as far as it says for which."""
    if not text.startswith("/"):
        return False
    _, _, addressee = text.split(maxsplit=1)[0].partition("@")
    return not addressee or not username or addressee.lower() == username.lower()


def _moved(update: Update, change: ChatMemberUpdated) -> Incoming:
    key = f"u{update.update_id}c{change.chat.id}.{change.date}"
    if change.chat.type != "private":
        return Incoming(key, Kind.IGNORED)
    kind = Kind.LEFT if change.new_chat_member.status in UNREACHABLE else Kind.RETURNED
    return Incoming(key, kind, str(change.sender.id), str(change.chat.id))
