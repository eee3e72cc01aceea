"""The bot's side: `/bot<token>/<method>` and `/file/bot<token>/<path>`, with faults, history and limits around every call.

It refuses a wrong token before anything else is read.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from dataclasses import dataclass

import msgspec
from aiohttp import web

from bot.sandbox.contract import objection
from bot.sandbox.exchange import Exchange
from bot.sandbox.faults import Faults, Kind, Order
from bot.sandbox.history import Entry, History
from bot.sandbox.limits import Limits, Violation
from bot.sandbox.methods import KNOWN, METHODS, POSTING
from bot.sandbox.refusals import Refused, bad, conflict, too_many
from bot.sandbox.updates import HOOK_SET, HOOKED, TERMINATED
from bot.sandbox.webhook import Webhook
from bot.sandbox.wire import Args, failure, read_args, success

LOG = logging.getLogger(__name__)

HTML = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center><hr><center>nginx</center></body></html>\r\n"
BROKEN = {Kind.SERVER_ERROR: (500, "500 Internal Server Error"), Kind.BAD_GATEWAY: (502, "502 Bad Gateway")}
DOWNLOAD = "download"
SLOW_MS = 1000
SILENT_MS = 3_600_000
GLANCE = 0.2


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: status, body, and seconds after which the caller may come again."""

    status: int
    body: bytes
    kind: str = "application/json"
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call that could be read."""

    method: str
    args: Args
    chat: int | None


class Api:
    """The handlers."""

    def __init__(self, exchange: Exchange, faults: Faults, history: History, pace: float, *, strict: bool) -> None:
        self._exchange, self._faults, self._history, self._strict = exchange, faults, history, strict
        self._limits = Limits()
        self._prefix = f"/bot{exchange.token}/"
        self.webhook = Webhook(exchange.store, exchange.updates, exchange.clock, self.perform, history, pace)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call of the bot."""
        began = self._exchange.clock()
        method, body, call = request.match_info["method"].lower(), b"", None
        met: list[Order] = []
        violations: tuple[Violation, ...] = ()
        try:
            self._require_token(request.match_info["token"])
            body = await request.read()
            args = read_args(request.rel_url.raw_query_string, request.headers.get("Content-Type", ""), body)
            call = Call(method, args, args.whole("chat_id") or None)
            violations = self._violations(call, began)
            met = self._faults.meeting(method, call.chat)
            answer = await self._answer(call, met, began)
        except web.HTTPRequestEntityTooLarge:
            answer = _refusal(Refused(413, "Request Entity Too Large"))
        except Refused as refused:
            answer = _refusal(refused)
        kinds = {order.kind for order in met}
        silent = Kind.SILENCE in kinds or Kind.LOST in kinds
        self._history.add(
            Entry(
                at=began,
                took=self._exchange.clock() - began,
                actor="bot",
                method=request.match_info["method"],
                chat=None if call is None else call.chat,
                address=request.path_qs.replace(self._exchange.token, "<token>"),
                content_type=request.headers.get("Content-Type", ""),
                body=body,
                status=0 if silent else answer.status,
                answer=answer.body,
                fault=" ".join(kinds) or None,
                violations=violations,
            )
        )
        return await _reply(request, answer, kinds, met)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Download of a file that a person or the bot sent. Faults meet it as the method `download`."""
        met: list[Order] = []
        try:
            self._require_token(request.match_info["token"])
            met = self._faults.meeting(DOWNLOAD, None)
            answer = await self._spoilt(met) or self._file(request.match_info["path"])
        except Refused as refused:
            answer = _refusal(refused)
        return await _reply(request, answer, {order.kind for order in met}, met)

    def _file(self, path: str) -> Answer:
        kept = self._exchange.files.by_path(path)
        if kept is None:
            raise Refused(404, "Not Found")
        return Answer(200, self._exchange.files.body(kept.id), "application/octet-stream")

    async def perform(self, method: str, args: Args) -> object:
        """Do what a method says; its result as a value that can be encoded."""
        match method:
            case "getupdates":
                return await self._get_updates(args)
            case "setwebhook":
                self._exchange.updates.interrupt(HOOK_SET)
                return self.webhook.set(args)
            case "deletewebhook":
                return self.webhook.delete(args)
            case "getwebhookinfo":
                return self.webhook.info()
        found = METHODS.get(method)
        if found is None:
            LOG.warning("the bot called %s, which the sandbox does not have", method)
            raise Refused(404, "Not Found: method not found")
        return found(self._exchange, args)

    async def _get_updates(self, args: Args) -> msgspec.Raw:
        if self.webhook.hook.url:
            raise conflict(HOOKED)
        updates = self._exchange.updates
        updates.allow(args.loaded("allowed_updates"))
        return msgspec.Raw(await updates.poll(args.whole("offset"), args.whole("limit", 100), args.whole("timeout")))

    def _require_token(self, token: str) -> None:
        if not hmac.compare_digest(token.encode("utf-8", "replace"), self._exchange.token.encode()):
            raise Refused(401, "Unauthorized") if ":" in token else Refused(404, "Not Found")

    def _violations(self, call: Call, now: float) -> tuple[Violation, ...]:
        found = list(self._limits.message(call.chat, now)) if call.chat and call.method in POSTING else []
        if self._faults.window(call.method, call.chat, now) is not None:
            found.append(Violation.IN_WINDOW)
        return tuple(found)

    async def _answer(self, call: Call, met: list[Order], began: float) -> Answer:
        """What to answer: by a fault if one says so, else by doing what is asked."""
        window = self._faults.window(call.method, call.chat, began)
        if window is not None and window[1]:
            raise too_many(window[0])
        spoilt = await self._spoilt(met)
        if spoilt is not None:
            return spoilt
        wrong = objection(call.method, call.args) if self._strict and call.method in KNOWN else None
        if wrong is not None:
            raise bad(f"the call is not by the Bot API: {wrong}")
        return Answer(200, success(await self.perform(call.method, call.args)))

    async def _spoilt(self, met: list[Order]) -> Answer | None:
        """What faults answer in place of the server, if they do."""
        for order in met:
            match order.kind:
                case Kind.SLOW:
                    await asyncio.sleep((SLOW_MS if order.ms is None else order.ms) / 1000)
                case Kind.TOO_MANY:
                    self._faults.open_window(order, self._exchange.clock())
                    raise too_many(order.retry_after)
                case Kind.FORBIDDEN:
                    raise Refused(403, order.description)
                case Kind.UNAUTHORIZED:
                    raise Refused(401, "Unauthorized")
                case Kind.CONFLICT:
                    raise conflict(TERMINATED)
                case Kind.SERVER_ERROR | Kind.BAD_GATEWAY:
                    status, title = BROKEN[order.kind]
                    return Answer(status, HTML.format(title).encode(), "text/html")
                case Kind.SILENCE:
                    return Answer(0, b"")
        return None


def _refusal(refused: Refused) -> Answer:
    return Answer(refused.code, failure(refused), retry_after=refused.retry_after)


async def _reply(request: web.Request, answer: Answer, kinds: set[Kind], met: list[Order]) -> web.StreamResponse:
    """Send the answer, or spoil it as the faults say."""
    headers = {} if answer.retry_after is None else {"Retry-After": str(answer.retry_after)}
    response = web.Response(status=answer.status or 200, body=answer.body, content_type=answer.kind, headers=headers)
    if Kind.SILENCE in kinds:
        await _be_silent(request, next(order for order in met if order.kind is Kind.SILENCE))
        return _hang_up(request, response)
    if Kind.LOST in kinds:
        return _hang_up(request, response)
    if Kind.HALF in kinds:
        return await _half(request, answer)
    return response


async def _be_silent(request: web.Request, order: Order) -> None:
    """Say nothing until the time is over or the caller has given up."""
    left = (SILENT_MS if order.ms is None else order.ms) / 1000
    while left > 0 and request.transport is not None and not request.transport.is_closing():
        await asyncio.sleep(min(GLANCE, left))
        left -= GLANCE


def _hang_up(request: web.Request, response: web.Response) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return response


async def _half(request: web.Request, answer: Answer) -> web.StreamResponse:
    response = web.StreamResponse(status=answer.status, headers={"Content-Type": answer.kind, "Content-Length": str(len(answer.body))})
    await response.prepare(request)
    await response.write(answer.body[: len(answer.body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response
