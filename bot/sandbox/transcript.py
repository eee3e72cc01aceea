"""A conversation as steps, to become a test: what a person did and what the bot then showed."""

from __future__ import annotations

from bot.sandbox.exchange import Exchange
from bot.sandbox.wire import Json, decode
from bot.sandbox.world import Person

MEDIA = ("photo", "document", "voice", "contact", "sticker")
EVERYTHING = 1_000_000


def transcript(exchange: Exchange, person: Person) -> Json:
    """The steps, oldest first; `did` is the person, `shown` the bot."""
    steps: list[Json] = []
    for _, body in exchange.feed.since(person.id, 0, EVERYTHING):
        step = _step(decode(body))
        if step is not None:
            steps.append(step)
    return {"person": {"key": person.key, "name": person.name, "language_code": person.language_code}, "steps": steps}


def _step(event: Json) -> Json | None:
    match event["type"]:
        case "message" if event["from_bot"]:
            return {"shown": _shown(event)}
        case "edit" if event["from_bot"]:
            return {"changed": _shown(event)}
        case "message" | "edit":
            return {"did": "say" if event["type"] == "message" else "edit", "chat": event["chat"], **_content(event["message"])}
        case "tap":
            return {"did": "tap", "message_id": event["message_id"], "data": event["data"], "label": event["label"]}
        case "answer" if event["text"]:
            return {"shown": {"alert" if event["alert"] else "toast": event["text"]}}
        case "delete":
            return {"removed": event["message_id"]}
    return None


def _shown(event: Json) -> Json:
    message = event["message"]
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [[{name: button[name] for name in ("text", "callback_data", "url") if name in button} for button in row] for row in rows]
    shown: Json = {"message_id": message["message_id"], **_content(message)}
    shown |= {"buttons": buttons} if buttons else {}
    return {**shown, "keyboard": event["keyboard"]} if "keyboard" in event else shown


def _content(message: Json) -> Json:
    content: Json = {name: message[name] for name in ("text", "caption") if name in message}
    for name in MEDIA:
        if name in message:
            content[name] = message[name].get("file_name", True) if isinstance(message[name], dict) else True
    return content
