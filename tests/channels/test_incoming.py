"""What each kind of update is for us: whose, under which key, and what came in."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.buttons import payload, place_of
from bot.channels.telegram import wire
from bot.channels.telegram.incoming import ALLOWED, Incoming, Kind, incoming
from dialogs.inbound import AnyInbound, Card, Choose, Reply, Send, Start, Tap, Upload
from dialogs.model import CURSOR_SPEC, Cursor
from tests.channels import telegrams as t

CURSOR = Cursor(spec=CURSOR_SPEC, person="p" * 32, run="r" * 32, at="q1", revision=26)
TOKEN = "0123456789abcdef" * 2
STALE = Tap(Start(), run="", at="", revision=-1)
BOT = {"id": 9, "is_bot": True, "first_name": "bot"}
ORIGIN = {"type": "hidden_user", "sender_user_name": "某人", "date": t.DATE}


def _came(found: Incoming) -> AnyInbound | Tap:
    """What came in, for somebody who stands before question q1."""
    assert found.arrival is not None
    return found.arrival(CURSOR)


@pytest.mark.parametrize(
    ("body", "came"),
    [
        (t.said("A"), Reply("A")),
        (t.said("上一题"), Reply("上一题")),
        (t.said("/start"), Start()),
        (t.said("/start invite-7_x"), Start()),
        (t.said(f"/start {TOKEN}"), Start(TOKEN)),
        (t.said(f"/start@zhiping_bot {TOKEN}"), Start(TOKEN)),
        (t.said("/start group"), Start()),
        (t.said(f"/start {TOKEN} x"), Start()),
        (t.said("/start " + "x" * 65), Start()),
        (t.said("/start@zhiping_bot"), Start()),
        (t.said("/start@zhiping_bot invite"), Start()),
        (t.said("/started"), Reply("/started")),
        (t.said("/home@zhiping_bot"), Reply("/home")),
        (t.said("/"), Reply("/")),
        (t.said("wang@example.com"), Reply("wang@example.com")),
        (t.said("A\u200b\u2060\u3164\ufe0f"), Reply("A\u200b\u2060\u3164\ufe0f")),
        (t.said("x" * 4096), Reply("x" * 4096)),
        (t.said("A", forward_origin=ORIGIN), Send("forward")),
        (t.edited("B"), Send("edited")),
        (t.sent("contact", {"phone_number": "+8613912345678", "first_name": "王"}), Send("contact")),
        (t.sent("contact", {"phone_number": "+8613912345678", "first_name": "王", "user_id": t.WANG}), Card("+8613912345678")),
        (t.sent("contact", {"phone_number": "+8613912345678", "first_name": "李", "user_id": t.WANG + 1}), Send("contact")),
        (t.sent("contact", {"phone_number": "+8613912345678", "first_name": "王", "user_id": str(t.WANG)}), Send("contact")),
        (t.sent("contact", {"phone_number": 8613912345678, "user_id": t.WANG}), Send("contact")),
        (t.sent("contact", {"user_id": t.WANG}), Send("contact")),
        (t.sent("contact", [t.WANG]), Send("contact")),
        (t.sent("contact", {"phone_number": "1" * 99, "user_id": t.WANG}), Card("1" * 20)),
        (t.sent("sticker", {"file_id": "x"}), Send("sticker")),
        (t.sent("voice", {"file_id": "x"}), Send("voice")),
        (t.sent("photo", [{"file_id": "x"}]), Upload("photo", "照片.jpg", 0, "", "x")),
        (t.sent("document", {"file_id": "x"}), Upload("document", "文件", 0, "", "x")),
        (t.sent("location", {"latitude": 1, "longitude": 2}), Send("location")),
        (t.sent("video", {"file_id": "x"}), Send("video")),
        (t.sent("poll", {"id": "x"}), Send("other")),
        (t.sent("dice", {"value": 6}), Send("other")),
    ],
)
def test_what_a_person_sends_is_text_a_command_or_no_answer(body: bytes, came: AnyInbound) -> None:
    """Only text is ever an answer; the next screen is a new message, because the person wrote."""
    found = t.read(body)
    assert (found.kind, found.person, found.chat, found.typed) == (Kind.TURN, str(t.WANG), str(t.WANG), True)
    assert _came(found) == came


def test_a_tap_carries_what_its_button_says() -> None:
    """With the query that is to be answered; the screen is edited in place."""
    found = t.read(t.tap(payload(Choose("A"), place_of(CURSOR), 26)))
    assert (found.kind, found.person, found.typed) == (Kind.TURN, str(t.WANG), False)
    assert found.query
    assert _came(found) == Tap(Choose("A"), CURSOR.run, CURSOR.at, 26)


@pytest.mark.parametrize("data", [None, "", "nonsense", "x" * 64, payload(Choose("A"), "00000000", 26)])
def test_a_forged_tap_is_stale(data: str | None) -> None:
    """It shows where the person stands, and does nothing."""
    tap = _came(t.read(t.tap(data)))
    assert isinstance(tap, Tap)
    assert (tap.run, tap.at, tap.revision) == (STALE.run, STALE.at, STALE.revision)


def test_a_tap_on_a_message_that_is_gone_or_was_inline_is_a_tap() -> None:
    """The server then sends a stub of the message, or none."""
    data = payload(Choose("A"), place_of(CURSOR), 26)
    gone = t.tap(data, message={"chat": t.private(t.WANG), "message_id": 7, "date": 0})
    inline = t.update("callback_query", {"id": "5", "from": t.user(t.WANG), "chat_instance": "1", "inline_message_id": "x", "data": data})
    for body in (gone, inline):
        assert (t.read(body).kind, t.read(body).chat) == (Kind.TURN, str(t.WANG))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("/start", Kind.GROUP),
        ("/home 1", Kind.GROUP),
        ("/home@zhiping_bot", Kind.GROUP),
        ("/home@ZhiPing_Bot now", Kind.GROUP),
        ("/home@another_bot", Kind.IGNORED),
        ("大家好", Kind.IGNORED),
        ("A", Kind.IGNORED),
        ("91310115000000019M", Kind.IGNORED),
    ],
)
def test_in_a_group_only_commands_for_this_bot_are_answered(text: str, kind: Kind) -> None:
    """And never as a turn."""
    found = t.read(t.in_group(text), "zhiping_bot")
    assert found.kind is kind
    assert found.arrival is None


@pytest.mark.parametrize(
    "body",
    [
        t.update("message", {**t.message(text="/start"), "chat": {"id": t.GROUP, "type": "group"}, "from": BOT}),
        t.update("message", {**t.message(text="A"), "from": BOT}),
        t.update("message", {"message_id": 1, "date": t.DATE, "chat": {"id": -100, "type": "channel", "title": "c"}, "text": "/start"}),
        t.update("channel_post", {"message_id": 1, "date": t.DATE, "chat": {"id": -100, "type": "channel"}, "text": "/start"}),
        t.update("edited_message", {**t.message(text="/start"), "chat": {"id": -4001, "type": "group"}, "edit_date": t.DATE}),
        t.update("poll", {"id": "1"}),
        t.update("something_of_2031", {"deep": [1, {"x": None}]}),
        t.moved("member", chat={"id": -4001, "type": "group", "title": "车间"}),
        msgspec.json.encode({"update_id": 5}),
    ],
)
def test_bots_channels_and_unknown_kinds_are_ignored(body: bytes) -> None:
    """Recorded under their key, and nothing else."""
    found = t.read(body)
    assert found.kind is Kind.IGNORED
    assert found.arrival is None


def test_a_tap_in_a_group_is_answered_and_does_nothing() -> None:
    """Its button was forwarded or forged."""
    shown = {"message_id": 7, "date": t.DATE, "chat": {"id": t.GROUP, "type": "group", "title": "车间"}}
    found = t.read(t.tap(payload(Choose("A"), place_of(CURSOR), 26), message=shown))
    assert found.kind is Kind.IGNORED
    assert found.query


@pytest.mark.parametrize(("status", "kind"), [("kicked", Kind.LEFT), ("left", Kind.LEFT), ("member", Kind.RETURNED)])
def test_blocking_and_letting_in_again(status: str, kind: Kind) -> None:
    """By the private chat alone."""
    found = t.read(t.moved(status))
    assert (found.kind, found.person, found.chat) == (kind, str(t.WANG), str(t.WANG))


def test_what_we_do_not_know_is_not_asked_for() -> None:
    """The list is said at every poll, and block events are on it."""
    assert sorted(ALLOWED) == ["callback_query", "edited_message", "message", "my_chat_member"]


ALL = [t.said("A"), t.edited("B"), t.tap("x"), t.moved("kicked"), t.in_group("/start"), t.sent("sticker", {}), t.update("poll", {})]


def test_keys_are_unique_and_the_same_on_redelivery() -> None:
    """One key for one update, however often and by whichever way it comes."""
    keys = [t.read(body).key for body in ALL]
    assert len(set(keys)) == len(ALL)
    assert keys == [t.read(body).key for body in ALL]


def test_a_new_update_under_an_old_number_has_another_key() -> None:
    """After a quiet week the numbers begin anew, perhaps lower; what is taken for new is told by the whole key."""
    pairs = [(t.said("A", number=5), t.said("A", number=5)), (t.tap("x", number=5), t.tap("x", number=5))]
    assert all(t.read(old).key != t.read(new).key for old, new in pairs)


def test_two_edits_of_one_message_have_two_keys() -> None:
    """Each has its own number."""
    body = t.message(text="A", edit_date=t.DATE)
    assert t.read(t.update("edited_message", body)).key != t.read(t.update("edited_message", body)).key


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"update_id":"x"}', b'{"message":{}}', b'{"update_id":5,"message":{"chat":3}}',
        b'{"update_id":5,"message":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"update_id":5,"x":"' + b"x" * wire.LARGEST_UPDATE + b'"}',
        b'{"update_id":5,"callback_query":{"id":7,"from":{"id":"me"}}}',
    ],
)  # fmt: skip
def test_bytes_that_are_no_update_are_unreadable_and_nothing_worse(body: bytes) -> None:
    """Too large, too deep, no JSON, other types."""
    with pytest.raises(wire.Unreadable):
        wire.read_update(body)


@pytest.mark.parametrize(
    ("body", "number"),
    [
        (b'{"update_id":5,"message":{"chat":3}}', 5),
        (b'{"update_id": 871, "message":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 871),
        (b'{"update_id":5,"x":"' + b"x" * wire.LARGEST_UPDATE + b'"}', 5),
        (b"{}", None),
        (b"", None),
    ],
)
def test_an_unreadable_update_can_still_be_acknowledged(body: bytes, number: int | None) -> None:
    """By its number, so that it does not come for ever."""
    assert wire.update_id(body) == number


def test_updates_too_deep_for_any_reader_are_cut_out_of_the_answer() -> None:
    """So that one of them spoils no other; brackets in texts are text."""
    deep = b'{"update_id":2,"x":' + b'{"y":[' * 50_000 + b"]}" * 50_000 + b"}"
    plain = [t.said('a "]}[{" \\ b', number=1), deep, t.said("b", number=3)]
    whole = b'{"ok":true,"result":[' + b", ".join(plain) + b"]}"
    with pytest.raises(wire.Unreadable):
        wire.read_answer(whole)
    assert [bytes(found) for found in wire.cut_updates(whole)] == plain


@given(st.lists(st.recursive(st.none() | st.integers() | st.text(), lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside))))
def test_cutting_finds_what_a_reader_finds(values: list[object]) -> None:
    """For any JSON."""
    updates = [{"update_id": number, "x": value} for number, value in enumerate(values)]
    whole = msgspec.json.encode({"ok": True, "result": updates, "more": [{"x": 1}][:0]})
    assert [msgspec.json.decode(found) for found in wire.cut_updates(whole)] == updates


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=8,
)
_PARTS = st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "poll", "from", "chat", "text", "id", "data"])


@given(st.dictionaries(_PARTS, _JSON | st.dictionaries(_PARTS, _JSON, max_size=5), max_size=4), st.integers(0, 2**40))
def test_whatever_an_update_holds_it_is_taken_or_unreadable(parts: dict[str, object], number: int) -> None:
    """Never any other exception; its number is always found."""
    body = msgspec.json.encode({"update_id": number, **parts})
    assert wire.update_id(body) == number
    try:
        update = wire.read_update(body)
    except wire.Unreadable:
        return
    found = incoming(update)
    assert found.key.startswith(f"u{number}")
    if found.arrival is not None:
        found.arrival(CURSOR)
