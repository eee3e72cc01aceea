"""The people's side on the wire: `/people`, `/faults`, `/history`, `/reset`. JSON in and out, no token, this machine only.

It declines with `{"error": …}` in words for people; what an act means stands elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

import msgspec
from aiohttp import web

from bot.sandbox import acts, groups
from bot.sandbox.exchange import Exchange
from bot.sandbox.history import Entry, History
from bot.sandbox.methods.about import text_of
from bot.sandbox.methods.commands import menu_for
from bot.sandbox.refusals import Declined, Refused
from bot.sandbox.transcript import transcript
from bot.sandbox.wire import Args, Json, encode, read_args
from bot.sandbox.world import Person

Act: TypeAlias = Callable[[Exchange, Person, Args], object]
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _say(exchange: Exchange, person: Person, args: Args) -> object:
    return {"message_ids": acts.say(exchange, person, args.text("text"), args.whole("chat"), args.whole("reply_to"))}


def _tap(exchange: Exchange, person: Person, args: Args) -> object:
    chat, number = args.whole("chat"), args.whole("message_id")
    return {"callback": acts.tap(exchange, person, chat, number, args.text("data"), forged=args.flag("forged"))}


def _upload(exchange: Exchange, person: Person, args: Args) -> object:
    kind = next((name for name in ("photo", "document") if name in args.uploads), None)
    if kind is None:
        raise Declined(400, "没有收到文件。No file came with the request: name the part document or photo.")
    return {"message_id": acts.upload(exchange, person, args.uploads[kind], args.text("caption"), args.whole("chat"), kind)}


def _contact(exchange: Exchange, person: Person, args: Args) -> object:
    user_id = args.whole("user_id") if args.has("user_id") else None
    return {"message_id": acts.share_contact(exchange, person, args.text("phone"), args.text("name"), user_id)}


def _raw(exchange: Exchange, person: Person, args: Args) -> object:
    return {"update_id": acts.send_raw(exchange, person, args.text("kind"), args.loaded("body"))}


ACTS: Mapping[str, Act] = {
    "say": _say,
    "tap": _tap,
    "upload": _upload,
    "contact": _contact,
    "raw": _raw,
    "start": lambda exchange, person, args: {"message_ids": acts.start(exchange, person, args.text("payload"))},
    "voice": lambda exchange, person, args: {"message_id": acts.speak(exchange, person, args.whole("seconds", 3))},
    "sticker": lambda exchange, person, args: {"message_id": acts.send_sticker(exchange, person, args.text("emoji") or "👍")},
    "edit": lambda exchange, person, args: acts.edit(exchange, person, args.whole("message_id"), args.text("text"), args.whole("chat")),
    "forward": lambda exchange, person, args: {"message_id": acts.forward(exchange, person, args.text("text"), args.text("from"))},
    "block": lambda exchange, person, args: msgspec.to_builtins(acts.block(exchange, person)),
    "unblock": lambda exchange, person, args: msgspec.to_builtins(acts.unblock(exchange, person)),
    "leave": lambda exchange, person, args: msgspec.to_builtins(acts.delete_account(exchange, person)),
    "group": lambda exchange, person, args: {
        "chat": groups.make(exchange, person, args.text("title"), list(args.loaded("members") or [])).id
    },
    "upgrade": lambda exchange, person, args: {"chat": groups.upgrade(exchange, person, args.whole("chat")).id},
    "remove": lambda exchange, person, args: groups.put_out(exchange, person, args.whole("chat")),
    "add": lambda exchange, person, args: groups.let_in(exchange, person, args.whole("chat")),
}


class People:
    """The handlers."""

    def __init__(self, exchange: Exchange, history: History) -> None:
        self._exchange, self._history = exchange, history

    def routes(self) -> list[web.RouteDef]:
        """What to answer where."""
        return [
            web.get("/people", self.listed),
            web.post("/people", self.create),
            web.get("/people/{key}/chats", self.chats),
            web.get("/people/{key}/messages", self.messages),
            web.get("/people/{key}/commands", self.commands),
            web.get("/people/{key}/transcript", self.transcript),
            web.get("/people/{key}/repro", self.repro),
            web.get("/people/{key}/files/{file_id}", self.file),
            web.post("/people/{key}/{act}", self.act),
        ]

    async def listed(self, request: web.Request) -> web.Response:
        """Everybody, and the bot."""
        people = [msgspec.to_builtins(person) for person in self._exchange.world.people.values() if not person.gone]
        return answer({"people": people, "bot": self._bot("")})

    async def create(self, request: web.Request) -> web.Response:
        """A new person."""
        args = await arguments(request)
        key, name = args.text("key"), args.text("name")
        if not key.isidentifier() or not name:
            raise Declined(400, "需要代号（字母、数字、下划线）和姓名。A key (letters, digits, underscore) and a name are needed.")
        language = args.text("language_code") or "zh-hans"
        person = self._exchange.world.create(key, name, args.text("username"), language, args.whole("id"))
        return answer(msgspec.to_builtins(person), 201)

    async def chats(self, request: web.Request) -> web.Response:
        """The person's conversations: the private one with the bot, then groups."""
        person = self._person(request)
        own = {"chat": person.id, "type": "private", "title": self._exchange.bot_name, "met": person.met, "blocked": person.blocked}
        found = [
            {"chat": group.id, "type": group.chat()["type"], "title": group.title, "bot_in": group.bot_in}
            for group in self._exchange.world.groups.values()
            if person.id in group.members and group.moved_to is None
        ]
        chats = [{**chat, **self._signs(chat["chat"])} for chat in (own, *found)]
        return answer({"chats": chats, "bot": self._bot(person.language_code), "last_event": self._exchange.feed.last(person.id)})

    async def messages(self, request: web.Request) -> web.Response:
        """The latest messages of a chat. `last_event` is the event up to which the list is true."""
        person = self._person(request)
        chat = Args(request.query).whole("chat", person.id)
        if chat != person.id:
            groups.own(self._exchange, person, chat)
        shown = self._exchange.messages.of_chat(chat)
        return answer({"messages": shown, "last_event": self._exchange.feed.last(person.id)})

    async def commands(self, request: web.Request) -> web.Response:
        """The menu as this person sees it."""
        person = self._person(request)
        return answer({"commands": menu_for(self._exchange, person, Args(request.query).whole("chat", person.id))})

    async def transcript(self, request: web.Request) -> web.Response:
        """The person's whole conversation as steps."""
        return answer(transcript(self._exchange, self._person(request)))

    async def repro(self, request: web.Request) -> web.Response:
        """The same as a test of the assistant: a file and what to call it. The assistant is loaded for it and for nothing else here."""
        from bot.sandbox.replay import events
        from bot.sandbox.repro import file_name, repro

        person = self._person(request)
        text = await asyncio.to_thread(repro, person, events(self._exchange.store))
        return answer({"name": file_name(person), "text": text})

    async def file(self, request: web.Request) -> web.Response:
        """A file, as the page shows or saves it."""
        self._person(request)
        kept = self._exchange.files.get(request.match_info["file_id"])
        if kept is None:
            raise Declined(404, "没有这个文件。There is no such file.")
        picture = kept.path.startswith("photos/")
        kind = kept.mime if picture and kept.mime in {"image/png", "image/jpeg", "image/gif"} else "application/octet-stream"
        return web.Response(body=self._exchange.files.body(kept.id), content_type=kind)

    async def act(self, request: web.Request) -> web.StreamResponse:
        """Something that a person does."""
        began, name = self._exchange.clock(), request.match_info["act"]
        act = ACTS.get(name)
        if act is None:
            raise Declined(404, "没有这个动作。There is no such act.")
        person = self._person(request)
        status, result = 200, b""
        try:
            args = await arguments(request)
            done = act(self._exchange, person, args)
            result = encode({"ok": True} if done is None else done)
        except Declined as declined:
            status, result = declined.code, encode({"error": declined.words})
        entry = Entry(
            at=began, took=self._exchange.clock() - began, actor=person.key, method=name, chat=person.id, address=request.path_qs,
            content_type=request.headers.get("Content-Type", ""), body=await request.read(), status=status, answer=result,
        )  # fmt: skip
        self._history.add(entry)
        return web.Response(body=result, status=status, content_type="application/json")

    def _signs(self, chat: int) -> Json:
        """What the list of chats shows beside a name."""
        last = self._exchange.messages.of_chat(chat, 1)
        return {"pinned": self._exchange.store.recall(f"pin:{chat}"), "last": last[0]["message"] if last else None}

    def _person(self, request: web.Request) -> Person:
        return self._exchange.world.by_key(request.match_info["key"])

    def _bot(self, language: str) -> Json:
        texts = {name: text_of(self._exchange, name, language) for name in ("name", "description", "short_description")}
        return {"id": self._exchange.bot_id, "username": self._exchange.username, **texts, "tap_window": self._exchange.taps.window}


async def arguments(request: web.Request) -> Args:
    """The arguments of a request of the people's side."""
    try:
        return read_args(request.rel_url.raw_query_string, request.headers.get("Content-Type", ""), await request.read())
    except Refused as refused:
        raise Declined(refused.code, f"看不懂这个请求。{refused.description}") from None


def answer(value: object, status: int = 200) -> web.Response:
    """A JSON answer."""
    return web.Response(body=encode(value), status=status, content_type="application/json")
