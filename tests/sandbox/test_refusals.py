"""Every refusal in its official words, as a bot reads them."""

from __future__ import annotations

from io import BytesIO

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramEntityTooLarge, TelegramForbiddenError, TelegramUnauthorizedError
from aiogram.types import BufferedInputFile

from bot.sandbox.files import DOWNLOAD_BYTES, PHOTO_BYTES
from bot.sandbox.wire import UPLOAD_BYTES
from tests.sandbox.stage import Stage, staged

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)


def button(**fields: object) -> dict[str, object]:
    """A keyboard of one button."""
    return {"inline_keyboard": [[{"text": "A", **fields}]]}


SENT = [
    ({"text": "x" * 4097}, "message is too long"),
    ({"text": "字" * 4097}, "message is too long"),
    ({"text": "x" * 32_769}, "message is too long"),
    ({"text": ""}, "message text is empty"),
    ({"text": " \n "}, "message text is empty"),
    ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
    ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
    ({"text": "x", "parse_mode": "Wiki"}, "unsupported parse_mode"),
    ({"text": "x", "entities": "{"}, "can't parse entities JSON object"),
    ({"text": "x", "entities": [{"type": 1}]}, 'can\'t parse entities: Field "type" must be of type String'),
    ({"text": "x", "reply_markup": button(callback_data="x" * 65)}, "BUTTON_DATA_INVALID"),
    ({"text": "x", "reply_markup": button(callback_data="字" * 22)}, "BUTTON_DATA_INVALID"),
    ({"text": "x", "reply_markup": button(callback_data="")}, "BUTTON_DATA_INVALID"),
    ({"text": "x", "reply_markup": button(url="javascript:x")}, "BUTTON_URL_INVALID"),
    ({"text": "x", "reply_markup": button()}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    ({"text": "x", "reply_markup": "[]"}, "object expected as reply markup"),
    ({"text": "x", "reply_markup": {"inline_keyboard": ["A"]}}, "can't parse inline keyboard markup JSON object"),
    ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "A", "callback_data": "a"}] * 101]}}, "REPLY_MARKUP_TOO_LONG"),
    ({"text": "x", "chat_id": 5}, "chat not found"),
    ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
    ({"text": "x", "chat_id": ""}, "chat_id is empty"),
]


@pytest.mark.parametrize(("values", "words"), SENT)
@staged()
async def test_a_message_that_must_not_be_sent_is_refused(stage: Stage, values: dict[str, object], words: str) -> None:
    """400 with the official words; the chat stays as it was."""
    await stage.meet("wang")
    assert await stage.refusal("sendMessage", **{"chat_id": 1001, **values}) == f"Bad Request: {words}"
    assert len((await stage.get("/people/wang/messages"))["messages"]) == 1


@staged()
async def test_exactly_the_limit_is_sent(stage: Stage) -> None:
    """4096 characters after parsing, 64 bytes of data, whatever the tags weigh."""
    await stage.meet("wang")
    text = "<b>" + "字" * 2048 + "</b>" + "😀" * 2048
    sent = await stage.bot.send_message(1001, text, parse_mode="HTML")
    assert len(sent.text or "") == 4096
    status, _ = await stage.call("sendMessage", chat_id=1001, text="x", reply_markup=button(callback_data="字" * 21 + "x"))
    assert status == 200


@staged()
async def test_captions_have_their_own_limit(stage: Stage) -> None:
    """1024 characters."""
    await stage.meet("wang")
    paper = await stage.bot.send_document(1001, BufferedInputFile(b"x", "x.txt"), caption="字" * 1024)
    assert paper.document is not None
    words = await stage.refusal("sendDocument", chat_id=1001, document=paper.document.file_id, caption="字" * 1025)
    assert words == "Bad Request: message caption is too long"


@staged()
async def test_edits_that_cannot_be_are_refused(stage: Stage) -> None:
    """Unchanged, missing, somebody else's, of the wrong kind."""
    said = (await stage.act("wang", "say", text="x"))["message_ids"][0]
    sent = await stage.bot.send_message(1001, "<b>一</b>", parse_mode="HTML")
    paper = await stage.bot.send_document(1001, BufferedInputFile(b"x", "x.txt"))
    edits = [
        ("editMessageText", sent.message_id, {"text": "<b>一</b>", "parse_mode": "HTML"}, NOT_MODIFIED),
        ("editMessageReplyMarkup", sent.message_id, {}, NOT_MODIFIED),
        ("editMessageText", 99, {"text": "x"}, "message to edit not found"),
        ("editMessageText", said, {"text": "y"}, "message can't be edited"),
        ("editMessageText", paper.message_id, {"text": "y"}, "there is no text in the message to edit"),
        ("editMessageCaption", sent.message_id, {"caption": "y"}, "there is no caption in the message to edit"),
        ("editMessageText", 0, {"text": "y"}, "message identifier is not specified"),
        ("deleteMessage", 99, {}, "message to delete not found"),
        ("pinChatMessage", 99, {}, "message to pin not found"),
    ]
    for method, number, values, words in edits:
        assert await stage.refusal(method, chat_id=1001, message_id=number, **values) == f"Bad Request: {words}"


@staged()
async def test_who_never_wrote_blocked_or_left_cannot_be_written_to(stage: Stage) -> None:
    """Three kinds of 403."""
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await stage.bot.send_message(1001, "x")
    await stage.meet("wang")
    await stage.act("wang", "block")
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await stage.bot.send_message(1001, "x")
    await stage.act("wang", "unblock")
    await stage.bot.send_message(1001, "x")
    await stage.act("wang", "leave")
    with pytest.raises(TelegramForbiddenError, match="user is deactivated"):
        await stage.bot.send_message(1001, "x")


@staged()
async def test_a_wrong_token_is_not_let_in(stage: Stage) -> None:
    """401 for a token that is none, 404 for what is no token, also for files."""
    for path, status in (("/bot1:x/getMe", 401), ("/botx/getMe", 404), ("/file/bot1:x/documents/file_1.pdf", 401)):
        async with stage.http.get(path) as answer:
            assert answer.status == status
    with pytest.raises(TelegramUnauthorizedError):
        await Bot("1:x", session=stage.bot.session).get_me()


@staged()
async def test_files_over_their_limits_are_refused(stage: Stage) -> None:
    """413 over 50 MB, 400 for a photo over 10 MB and for fetching over 20 MB."""
    await stage.meet("wang")
    with pytest.raises(TelegramEntityTooLarge):
        await stage.bot.send_document(1001, BufferedInputFile(bytes(UPLOAD_BYTES + 2 * 1024 * 1024), "x.bin"))
    form = aiohttp.FormData({"chat_id": "1001"})
    form.add_field("photo", BytesIO(bytes(PHOTO_BYTES + 1)), filename="x.png")
    async with stage.http.post(f"/bot{stage.sandbox.token}/sendPhoto", data=form) as answer:
        assert (await answer.json())["description"] == "Bad Request: file is too big"
    large = await stage.bot.send_document(1001, BufferedInputFile(bytes(DOWNLOAD_BYTES + 1), "x.bin"))
    assert large.document is not None
    assert await stage.refusal("getFile", file_id=large.document.file_id) == "Bad Request: file is too big"


@staged()
async def test_what_is_no_file_is_refused(stage: Stage) -> None:
    """Unknown ids, web addresses, empty files and pictures that are none."""
    await stage.meet("wang")
    cases = [
        ("sendDocument", {}, "there is no document in the request"),
        ("sendDocument", {"document": "nothing"}, "wrong file identifier/HTTP URL specified"),
        ("sendDocument", {"document": "https://e.org/x.pdf"}, "failed to get HTTP URL content"),
        ("getFile", {"file_id": "nothing"}, "invalid file_id"),
    ]
    for method, values, words in cases:
        assert await stage.refusal(method, chat_id=1001, **values) == f"Bad Request: {words}"
    for body, words in ((b"", "file must be non-empty"), (b"no picture", "IMAGE_PROCESS_FAILED")):
        form = aiohttp.FormData({"chat_id": "1001"})
        form.add_field("photo", body, filename="x.png")
        async with stage.http.post(f"/bot{stage.sandbox.token}/sendPhoto", data=form) as answer:
            assert (await answer.json())["description"] == f"Bad Request: {words}"


@staged()
async def test_commands_that_nobody_can_type_are_refused(stage: Stage) -> None:
    """Names, descriptions, number, scope and language."""
    good = {"command": "help", "description": "x"}
    cases: list[tuple[dict[str, object], str]] = [
        ({"commands": [{**good, "command": "Hé"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{**good, "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [good] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [good], "scope": {"type": "moon"}}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"commands": [good], "scope": {"type": "chat", "chat_id": 7}}, "chat not found"),
        ({"commands": [good], "language_code": "zh-hans"}, "invalid language code specified"),
    ]
    for values, words in cases:
        assert await stage.refusal("setMyCommands", **values) == f"Bad Request: {words}"


def test_old_messages_cannot_be_deleted() -> None:
    """48 hours after they were sent."""
    now = [1_700_000_000.0]

    @staged(clock=lambda: now[0])
    async def play(stage: Stage) -> None:
        await stage.meet("wang")
        sent = await stage.bot.send_message(1001, "x")
        now[0] += 48 * 3600
        words = await stage.refusal("deleteMessage", chat_id=1001, message_id=sent.message_id)
        assert words == "Bad Request: message can't be deleted for everyone"

    play()
