"""Faults on demand, as a bot meets them."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from aiogram.exceptions import ClientDecodeError, TelegramForbiddenError, TelegramNetworkError, TelegramRetryAfter

from tests.sandbox.stage import Stage, staged


async def texts(stage: Stage, person: str = "wang") -> list[str]:
    """What the bot wrote to a person."""
    shown = (await stage.get(f"/people/{person}/messages"))["messages"]
    return [one["message"]["text"] for one in shown if one["from_bot"]]


@staged()
async def test_too_many_requests_come_with_their_time_in_body_and_header(stage: Stage) -> None:
    """429 for the next calls; inside the window every call is refused and counted."""
    await stage.meet("wang")
    await stage.fault(kind="429", count=1, retry_after=1)
    async with stage.http.post(f"/bot{stage.sandbox.token}/sendMessage", json={"chat_id": 1001, "text": "a"}) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "1")
        body = await answer.json()
        assert (body["description"], body["parameters"]) == ("Too Many Requests: retry after 1", {"retry_after": 1})
    with pytest.raises(TelegramRetryAfter) as caught:
        await stage.bot.send_message(1001, "b")
    await asyncio.sleep(caught.value.retry_after)
    await stage.bot.send_message(1001, "c")
    assert await texts(stage) == ["c"]
    assert (await stage.get("/history"))["violations"] == {"inside_retry_window": 1}


@staged()
async def test_a_window_may_be_for_one_chat_and_may_only_be_counted(stage: Stage) -> None:
    """Other chats go on; without `hold` the call is done all the same."""
    await stage.meet("wang", "li")
    await stage.fault(kind="429", chat=1001, method="sendMessage", count=1, retry_after=60, hold=False)
    await stage.bot.send_message(1002, "b")
    with pytest.raises(TelegramRetryAfter):
        await stage.bot.send_message(1001, "a")
    await stage.bot.send_message(1001, "c")
    assert (await texts(stage), await texts(stage, "li")) == (["c"], ["b"])
    assert (await stage.get("/history"))["violations"] == {"inside_retry_window": 1}


@staged()
async def test_refusals_and_broken_servers_do_nothing(stage: Stage) -> None:
    """403 with any words, 500 and 502 with HTML in the place of JSON."""
    await stage.meet("wang")
    await stage.fault(kind="403", count=1, description="Forbidden: user is deactivated")
    with pytest.raises(TelegramForbiddenError, match="deactivated"):
        await stage.bot.send_message(1001, "a")
    for kind in ("500", "502"):
        await stage.fault(kind=kind, count=1)
        async with stage.http.post(f"/bot{stage.sandbox.token}/getMe") as answer:
            assert (answer.status, answer.content_type) == (int(kind), "text/html")
            assert f"<h1>{kind} " in await answer.text()
    await stage.fault(kind="502", count=1)
    with pytest.raises(ClientDecodeError):
        await stage.bot.get_me()
    assert await texts(stage) == []


@staged()
async def test_a_lost_reply_and_half_a_reply_have_done_their_work(stage: Stage) -> None:
    """The message is there although the bot saw an error."""
    await stage.meet("wang")
    await stage.fault(kind="lost", count=1)
    with pytest.raises(TelegramNetworkError):
        await stage.bot.send_message(1001, "a")
    await stage.fault(kind="half", count=1)
    with pytest.raises(TelegramNetworkError):
        await stage.bot.send_message(1001, "b")
    assert await texts(stage) == ["a", "b"]
    entries = (await stage.get("/history"))["entries"]
    lost = next(one for one in entries if one["fault"] == "lost")
    assert (lost["status"], '"text":"a"' in lost["answer"]) == (0, True)


@staged()
async def test_silence_and_delay(stage: Stage) -> None:
    """Silence does nothing and answers nothing; a delay only delays."""
    await stage.meet("wang")
    await stage.fault(kind="silence", count=1)
    with pytest.raises(TelegramNetworkError):
        await stage.bot.send_message(1001, "a", request_timeout=1)
    await stage.fault(kind="silence", count=1, ms=50)
    with pytest.raises(TelegramNetworkError):
        await stage.bot.send_message(1001, "b")
    await stage.fault(kind="slow", count=1, ms=200)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await stage.bot.send_message(1001, "c")
    assert loop.time() - began >= 0.2
    assert await texts(stage) == ["c"]


@staged()
async def test_a_fault_is_limited_by_method_count_and_chance(stage: Stage) -> None:
    """The same seed meets the same calls; getUpdates is met only by name."""

    async def pattern() -> list[int]:
        await stage.fault(kind="500", method="getMe", probability=0.5, seed=7)
        found = []
        for _ in range(20):
            async with stage.http.get(f"/bot{stage.sandbox.token}/getMe") as answer:
                found.append(answer.status)
        async with stage.http.delete("/faults") as answer:
            assert (await answer.json()) == {"faults": []}
        return found

    first = await pattern()
    assert set(first) == {200, 500}
    assert first == await pattern()
    await stage.fault(kind="403")
    assert (await stage.call("getUpdates"))[0] == 200
    named = await stage.fault(kind="403", method="GETUPDATES", count=1)
    assert (await stage.call("getUpdates"))[0] == 403
    assert (await stage.call("getUpdates"))[0] == 200
    assert [(one["hits"], one["left"]) for one in (await stage.get("/faults"))["faults"]] == [(0, None), (1, 0)]
    async with stage.http.delete(f"/faults?id={named['id']}") as answer:
        assert len((await answer.json())["faults"]) == 1


@staged()
async def test_updates_come_several_times(stage: Stage) -> None:
    """With the same number each time."""
    await stage.fault(kind="duplicate", times=3)
    for text in "ab":
        await stage.act("wang", "say", text=text)
    _, answer = await stage.call("getUpdates")
    assert [one["message"]["text"] for one in answer["result"]] == ["a", "b"] * 3
    assert len({one["update_id"] for one in answer["result"]}) == 2


@staged()
async def test_shuffling_mixes_people_and_keeps_the_order_of_each(stage: Stage) -> None:
    """Numbers still rise."""
    await stage.fault(kind="shuffle", seed=3)
    written = [(person, f"{person}{number}") for number in range(6) for person in ("wang", "li", "chen")]
    for person, text in written:
        await stage.act(person, "say", text=text)
    _, answer = await stage.call("getUpdates")
    got = [one["message"]["text"] for one in answer["result"]]
    assert sorted(got) == sorted(text for _, text in written)
    assert got != [text for _, text in written]
    for person in ("wang", "li", "chen"):
        assert [text for text in got if text.startswith(person)] == [f"{person}{number}" for number in range(6)]
    numbers = [one["update_id"] for one in answer["result"]]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("order", [{"kind": "earthquake"}, {"kind": "429", "colour": "red"}, {"kind": "429", "count": "x"}, {}])
@staged()
async def test_an_unknown_switch_is_declined(stage: Stage, order: dict[str, Any]) -> None:
    """In words."""
    async with stage.http.post("/faults", json=order) as answer:
        assert answer.status == 400
        assert "There is no such switch" in (await answer.json())["error"]


@staged()
async def test_the_history_is_byte_exact_and_counts_violations(stage: Stage) -> None:
    """Calls, acts, answers, in order; what is no UTF-8 comes in base64; the token is not in it."""
    await stage.meet("wang")
    body = b'{ "chat_id" : 1001, "text":"\xe4\xbd\xa0" }'
    await stage.http.post(f"/bot{stage.sandbox.token}/sendMessage", data=body, headers={"Content-Type": "application/json"})
    form = aiohttp.FormData({"chat_id": "1001"})
    form.add_field("document", b"\xff\xfe", filename="x.bin")
    await stage.http.post(f"/bot{stage.sandbox.token}/sendDocument", data=form)
    history = await stage.get("/history")
    entries = history["entries"]
    assert [one["seq"] for one in entries] == list(range(1, len(entries) + 1))
    assert [one["actor"] for one in entries] == ["wang", "bot", "bot", "bot", "bot"]
    assert (entries[3]["body"], entries[3]["method"], entries[3]["chat"]) == (body.decode(), "sendMessage", 1001)
    assert '"text":"你"' in entries[3]["answer"]
    assert "body_base64" in entries[4]
    assert stage.sandbox.token not in str(history)
    assert (await stage.get("/history", since=4))["entries"] == entries[4:]
    for _ in range(31):
        await stage.call("sendMessage", chat_id=1001, text="x")
    violations = (await stage.get("/history"))["violations"]
    assert violations["over_30_per_second"] >= 1
    assert violations["over_1_per_second_in_chat"] >= 20


@staged()
async def test_a_group_has_a_limit_per_minute(stage: Stage) -> None:
    """The 21st message is one too many."""
    group = (await stage.act("wang", "group", title="群"))["chat"]
    for _ in range(20):
        await stage.call("sendMessage", chat_id=group, text="x")
    assert "over_20_per_minute_in_group" not in (await stage.get("/history"))["violations"]
    await stage.call("sendMessage", chat_id=group, text="x")
    assert (await stage.get("/history"))["violations"]["over_20_per_minute_in_group"] == 1


@staged()
async def test_reset_begins_anew(stage: Stage) -> None:
    """Five people, no messages, no faults; numbers go on and the bot's own settings stay."""
    await stage.meet("wang")
    await stage.call("setMyCommands", commands=[{"command": "help", "description": "x"}])
    await stage.act("wang", "say", text="a")
    await stage.fault(kind="500")
    async with stage.http.post("/people", json={"key": "qian", "name": "钱工"}) as answer:
        assert answer.status == 201
    async with stage.http.post("/reset") as answer:
        assert answer.status == 200
    assert [one["key"] for one in (await stage.get("/people"))["people"]] == ["wang", "li", "chen", "zhao", "sun"]
    assert (await stage.get("/people/wang/messages"))["messages"] == []
    assert (await stage.call("getUpdates"))[1]["result"] == []
    assert (await stage.get("/history"))["total"] >= 1
    assert len((await stage.get("/people/wang/commands"))["commands"]) == 1
    assert (await stage.act("wang", "say", text="b"))["message_ids"] == [3]
