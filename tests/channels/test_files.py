"""Files that people send, over HTTP from their chat to the data folder: kept once, whatever breaks on the way, or ended with a word."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest

from bot.channels.telegram import fetching
from bot.channels.telegram.incoming import CHANNEL
from bot.channels.telegram.letters import FetchLetter, decode, encode
from bot.ports import Letter, Store
from bot.usecases import uploads
from dialogs.effects import FileTaken
from dialogs.inbound import Send, Upload
from dialogs.model import CURSOR_SPEC, Cursor, Evidence, Run
from tests.bot.test_kinds_of_files import PDF, PNG, office
from tests.channels import telegrams as t
from tests.channels.desk import Desk
from tests.channels.stand import Json, Person, Stand, standing

QUESTION = "L1-people-a1"
PICTURE = PNG[:16] + b"\x00\x00\x01\x00\x00\x00\x01\x00" + PNG[24:]
"""With sides that the server believes."""


async def send(stand: Stand, person: Person, body: bytes, name: str = "清单.pdf", kind: str = "document") -> None:
    """Send a file as a client does."""
    form = aiohttp.FormData(quote_fields=False)
    form.add_field(kind, io.BytesIO(body), filename=name, content_type="application/octet-stream")
    async with stand.http.post(f"{stand.sandbox.base}/people/{person.key}/upload", data=form) as response:
        assert response.status == 200, await response.text()


def fetched(stand: Stand) -> bool:
    """Whether nothing is on its way, files neither."""
    return stand.idle() and not stand.bot._fetcher._tasks


async def settled(stand: Stand) -> None:
    await stand.until(lambda: fetched(stand), "the files to be fetched")


async def run_of(stand: Stand) -> Run:
    """The one run."""
    (row,) = await stand.store.list_runs(None)
    run = await stand.store.read_run(row.id)
    assert run is not None
    return run


async def evidence(stand: Stand, question: str = QUESTION) -> tuple[Evidence, ...]:
    return (await run_of(stand)).evidence.get(question, ())


def bytes_of(data: Path, digest: str) -> bytes:
    return (data / "files" / digest[:2] / digest[2:4] / digest).read_bytes()


def kept(data: Path) -> list[str]:
    """What lies in the folder, by its names."""
    return sorted(found.name for found in (data / "files").rglob("*") if found.is_file())


def play(script: Callable[[Stand], Awaitable[None]], store: Store, data: Path) -> None:
    """A contact before the first question, and the script."""

    async def run() -> None:
        async with standing(store, data=data) as stand:
            await stand.wang.begin()
            await script(stand)

    asyncio.run(run())


async def waiting(stand: Stand) -> tuple[Letter, ...]:
    """The letters that are still in the outbox, due or not."""
    far = stand.clock.now() + 10**9
    return await asyncio.wrap_future(stand.store.submit(lambda tx: tx.letters(CHANNEL, far, 100)))


# -- as it should be -----------------------------------------------------------------------------------------------------


def test_a_document_is_kept_and_the_card_says_so(store: Store, tmp_path: Path) -> None:
    """First that it is being saved, then that it is, on the same card."""

    async def script(stand: Stand) -> None:
        await send(stand, stand.wang, PDF)
        await stand.until(lambda: stand.exchange.updates.waiting() == 0, "the update to be taken")
        await settled(stand)
        texts = [message["text"] for message in await stand.wang.all()]
        assert "已保存“清单.pdf”（1 KB），附在 L1-people-a1 上。" in texts[-1]
        assert "附件 1" in texts[-1]
        (file,) = await evidence(stand)
        assert (file.name, file.mime, file.size) == ("清单.pdf", "application/pdf", len(PDF))
        assert file.digest == hashlib.sha256(PDF).hexdigest()
        assert bytes_of(tmp_path, file.digest) == PDF
        assert [letter for letter in await waiting(stand) if letter.kind == "FetchLetter"] == []

    play(script, store, tmp_path)


def test_the_person_is_told_that_it_is_saved_only_when_it_is(store: Store, tmp_path: Path) -> None:
    """While the download is slow, the card says that it is being saved, and answers go on."""

    async def script(stand: Stand) -> None:
        await stand.fault("slow", method="download", ms=700)
        await send(stand, stand.wang, PDF)
        await stand.until(lambda: bool(stand.bot._fetcher._tasks), "the fetch to begin")
        await stand.until(stand.idle, "the screen to be shown")
        assert "正在保存“清单.pdf”" in (await stand.wang.last())["text"]
        assert await evidence(stand) == ()
        shown = await stand.wang.press("B")
        assert "已保存 L1-people-a1：B" in shown["text"]
        await settled(stand)
        assert len(await evidence(stand)) == 1
        assert "第 2/" in (await stand.wang.last())["text"]
        assert "已保存 L1-making.line-a1：C" in (await stand.wang.press("C"))["text"], "the buttons stayed good"

    play(script, store, tmp_path)


def test_a_photo_is_kept_as_what_it_is(store: Store, tmp_path: Path) -> None:
    """The largest of its sizes, under a name of ours."""

    async def script(stand: Stand) -> None:
        await send(stand, stand.wang, PICTURE, "x.png", "photo")
        await settled(stand)
        (file,) = await evidence(stand)
        assert (file.name, file.mime) == ("照片.png", "image/png")

    play(script, store, tmp_path)


def test_several_files_come_one_after_the_other(store: Store, tmp_path: Path) -> None:
    """In the order they were sent, each once."""

    async def script(stand: Stand) -> None:
        for number in range(4):
            await send(stand, stand.wang, PDF + bytes([number]), f"{number}.pdf")
        await stand.later(lambda: _all_there(stand, 4), "four files")
        await settled(stand)
        assert [file.name for file in await evidence(stand)] == ["0.pdf", "1.pdf", "2.pdf", "3.pdf"]

    play(script, store, tmp_path)


async def _all_there(stand: Stand, number: int) -> bool:
    return len(await evidence(stand)) == number


# -- what is not taken ---------------------------------------------------------------------------------------------------


LIES = {
    "a program called a document": (b"MZ\x90\x00" + bytes(50), "设备清单.pdf"),
    "a page called a picture": (b"<html><script>x</script></html>", "照片.png"),
    "a workbook with macros": (office("xl/workbook.xml", "xl/vbaProject.bin"), "台账.xlsx"),
}


@pytest.mark.parametrize("what", LIES)
def test_a_file_that_lies_about_its_type_is_refused_with_a_word(what: str, store: Store, tmp_path: Path) -> None:
    """Nothing of it stays, and the card is there."""
    body, name = LIES[what]

    async def script(stand: Stand) -> None:
        await send(stand, stand.wang, body, name)
        await settled(stand)
        shown = await stand.wang.last()
        assert f"“{name}”没有保存" in shown["text"]
        assert "第 1/" in shown["text"]
        assert await evidence(stand) == ()
        assert kept(tmp_path) == []
        assert [letter.kind for letter in await waiting(stand)] == []

    play(script, store, tmp_path)


@pytest.mark.parametrize("name", ["../../../etc/passwd.pdf", "..\\..\\x.pdf", "/tmp/x.pdf"])
def test_a_path_in_a_name_is_no_path(name: str, store: Store, tmp_path: Path) -> None:
    """Only its last part is shown, and none of it is part of where the file lies."""

    async def script(stand: Stand) -> None:
        await send(stand, stand.wang, PDF, name)
        await settled(stand)
        (file,) = await evidence(stand)
        assert file.name == name.replace("\\", "/").rpartition("/")[2]
        assert kept(tmp_path) == [file.digest]

    play(script, store, tmp_path)


def test_a_file_beyond_what_the_server_hands_out_is_refused_at_once(store: Store, tmp_path: Path) -> None:
    """Nothing is called for it."""

    async def script(stand: Stand) -> None:
        await send(stand, stand.wang, PDF + bytes(20 << 20))
        await settled(stand)
        assert "超过 20 MB" in (await stand.wang.last())["text"]
        assert await stand.calls("getFile") == []

    play(script, store, tmp_path)


def test_a_file_that_grew_beyond_what_was_announced_is_cut_off(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever size the update named."""
    monkeypatch.setattr(uploads, "LARGEST", 1000)

    async def script(stand: Stand) -> None:
        await send(stand, stand.wang, PDF + bytes(1000))
        await settled(stand)
        assert "超过 20 MB" in (await stand.wang.last())["text"]
        assert kept(tmp_path) == []

    play(script, store, tmp_path)


def test_a_flood_of_files_is_not_downloaded(store: Store, tmp_path: Path) -> None:
    """What has no room any more is refused before it is fetched."""

    async def script(stand: Stand) -> None:
        for number in range(14):
            await send(stand, stand.wang, PDF + bytes([number]), f"{number}.pdf")
        await stand.later(lambda: _all_there(stand, 9), "nine files")
        await settled(stand)
        assert len(kept(tmp_path)) == 9
        assert len(await stand.calls("getFile")) == 9
        assert "最多 9 个文件" in (await stand.wang.last())["text"]

    play(script, store, tmp_path)


# -- what breaks on the way ----------------------------------------------------------------------------------------------


FAULTS = {
    "the server is in trouble": [("500", "getFile"), ("502", "download")],
    "the answer is lost": [("lost", "getFile"), ("lost", "download")],
    "half of it came": [("half", "download")],
    "too many calls": [("429", "getFile"), ("429", "download")],
}


@pytest.mark.parametrize("what", FAULTS)
def test_trouble_that_passes_is_waited_out(what: str, store: Store, tmp_path: Path) -> None:
    """The file is there in the end, whole, once."""

    async def script(stand: Stand) -> None:
        for kind, method in FAULTS[what]:
            await stand.fault(kind, method=method, count=1, **({"retry_after": 1, "hold": False} if kind == "429" else {}))
        await send(stand, stand.wang, PDF)
        await stand.later(lambda: _all_there(stand, 1), "the file")
        await settled(stand)
        (file,) = await evidence(stand)
        assert bytes_of(tmp_path, file.digest) == PDF

    play(script, store, tmp_path)


def test_longer_trouble_is_tried_again_later(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The letter waits in the outbox, and the person has not been told that it is saved."""
    monkeypatch.setattr(fetching, "LATER_SECONDS", (0, 0, 0))
    monkeypatch.setattr(fetching, "QUICK_PAUSE", 0.001)

    async def script(stand: Stand) -> None:
        stand.expected = (Exception,)
        await stand.fault("500", method="download", count=4)
        await send(stand, stand.wang, PDF)
        await stand.later(lambda: _all_there(stand, 1), "the file")
        await settled(stand)
        assert kept(tmp_path) == [hashlib.sha256(PDF).hexdigest()]

    play(script, store, tmp_path)


def test_trouble_without_an_end_is_told(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody tries for ever."""
    monkeypatch.setattr(fetching, "LATER_SECONDS", (0, 0))
    monkeypatch.setattr(fetching, "QUICK_PAUSE", 0.001)

    async def script(stand: Stand) -> None:
        stand.expected = (Exception,)
        await stand.fault("500", method="download")
        await send(stand, stand.wang, PDF)
        await stand.later(lambda: _says(stand, "没有取到"), "the end")
        await settled(stand)
        assert await waiting(stand) == ()

    play(script, store, tmp_path)


async def _says(stand: Stand, text: str) -> bool:
    return text in (await stand.wang.last()).get("text", "")


def test_a_full_disk_is_waited_out(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers go on meanwhile."""
    monkeypatch.setattr(fetching, "LATER_SECONDS", (0,) * 50)
    monkeypatch.setattr(uploads, "RESERVED", 1 << 60)

    async def script(stand: Stand) -> None:
        stand.expected = (OSError,)
        await send(stand, stand.wang, PDF)
        await stand.until(lambda: bool(stand.notes.failures), "the disk to be full")
        assert await evidence(stand) == ()
        monkeypatch.setattr(uploads, "RESERVED", 0)
        await stand.later(lambda: _all_there(stand, 1), "the file")

    play(script, store, tmp_path)


def test_a_file_that_expired_ends_with_a_word(store: Store, tmp_path: Path) -> None:
    """The server does not know it any more."""

    async def script(stand: Stand) -> None:
        await stand.fault("slow", method="getFile", ms=300)
        await send(stand, stand.wang, PDF)
        await stand.until(lambda: bool(stand.bot._fetcher._tasks), "the fetch to begin")
        stand.exchange.files.clear()
        await settled(stand)
        assert "“清单.pdf”没有取到" in (await stand.wang.last())["text"]
        assert await waiting(stand) == ()

    play(script, store, tmp_path)


def test_who_moved_on_finds_the_file_beside_the_question_it_was_sent_for(store: Store, tmp_path: Path) -> None:
    """And stands where that was."""

    async def script(stand: Stand) -> None:
        await stand.fault("slow", method="download", ms=400)
        await send(stand, stand.wang, PDF)
        await stand.until(lambda: bool(stand.bot._fetcher._tasks), "the fetch to begin")
        await stand.until(stand.idle, "the screen")
        await stand.wang.say("首页")
        await settled(stand)
        shown = await stand.wang.last()
        assert "已保存“清单.pdf”" in shown["text"]
        assert "第 1/" not in shown["text"]
        assert len(await evidence(stand)) == 1

    play(script, store, tmp_path)


@pytest.mark.parametrize("when", ["getFile", "download"])
def test_a_crash_in_the_middle_loses_nothing_and_keeps_it_once(when: str, store: Store, tmp_path: Path) -> None:
    """The next start fetches it again, and tells once that it is saved."""

    async def run() -> None:
        async with standing(store, data=tmp_path) as stand:
            await stand.wang.begin()
            await stand.fault("slow", method=when, ms=1500, count=1)
            await send(stand, stand.wang, PDF)
            await stand.until(lambda: bool(stand.bot._fetcher._tasks), "the fetch to begin")
            await stand.until(stand.idle, "the screen to be shown")
            for task in stand.bot._fetcher._tasks.values():
                task.cancel()
            await stand.crash()
            assert await evidence(stand) == ()
            await stand.start()
            await stand.later(lambda: _all_there(stand, 1), "the file")
            await settled(stand)
            told = [message for message in await stand.wang.all() if "已保存“清单.pdf”" in message["text"]]
            assert len(told) == 1
            assert await waiting(stand) == ()

    asyncio.run(run())


def test_a_file_whose_turn_is_reported_twice_is_kept_once(store: Store, tmp_path: Path) -> None:
    """As when two processes fetched it: the letter ends once, and only with it the turn is taken."""

    async def script(stand: Stand) -> None:
        await stand.fault("slow", method="download", ms=400)
        await send(stand, stand.wang, PDF)
        await stand.until(lambda: bool(stand.bot._fetcher._tasks), "the fetch to begin")
        (letter,) = [letter for letter in await waiting(stand) if letter.kind == "FetchLetter"]
        await settled(stand)
        told = len(await stand.calls("sendMessage", "editMessageText"))
        stand.bot._fetcher.take(letter, _content(letter))
        await settled(stand)
        assert len(await stand.calls("sendMessage", "editMessageText")) == told

    play(script, store, tmp_path)


def _content(letter: Letter) -> FetchLetter:
    found = decode(letter.payload)
    assert isinstance(found, FetchLetter)
    return found


# -- when nobody needs them any more -------------------------------------------------------------------------------------


def test_a_deleted_persons_files_are_removed(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the unfinished run that they were in."""
    monkeypatch.setattr(uploads, "SETTLING_SECONDS", -1.0)

    async def script(stand: Stand) -> None:
        await send(stand, stand.wang, PDF)
        await settled(stand)
        assert len(kept(tmp_path)) == 1
        await stand.wang.say("删除我的资料")
        await stand.wang.press("是")
        await settled(stand)
        assert kept(tmp_path) == []
        assert await waiting(stand) == ()

    play(script, store, tmp_path)


def test_a_deleted_persons_file_that_is_just_coming_waits(store: Store, tmp_path: Path) -> None:
    """Somebody else may be sending the same bytes; it is looked at once more later."""

    async def script(stand: Stand) -> None:
        await send(stand, stand.wang, PDF)
        await settled(stand)
        await stand.wang.say("删除我的资料")
        await stand.wang.press("是")
        await settled(stand)
        assert len(kept(tmp_path)) == 1
        (letter,) = await waiting(stand)
        assert (letter.kind, letter.due > stand.clock.now()) == ("DiscardLetter", True)

    play(script, store, tmp_path)


def test_a_file_that_another_run_refers_to_stays(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes may be evidence for two enterprises."""
    monkeypatch.setattr(uploads, "SETTLING_SECONDS", -1.0)

    async def script(stand: Stand) -> None:
        await stand.li.begin("乙厂")
        for person in (stand.wang, stand.li):
            await send(stand, person, PDF)
            await settled(stand)
        await stand.wang.say("删除我的资料")
        await stand.wang.press("是")
        await settled(stand)
        assert len(kept(tmp_path)) == 1

    play(script, store, tmp_path)


def test_orphans_are_swept_and_evidence_is_not(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a day; what was removed from an answer goes, what lies beside one stays."""
    monkeypatch.setattr(uploads, "ORPHANED_SECONDS", -1.0)

    async def script(stand: Stand) -> None:
        for number in range(2):
            await send(stand, stand.wang, PDF + bytes([number]))
            await settled(stand)
        first, second = (file.digest for file in await evidence(stand))
        await stand.wang.press("备注与附件")
        await stand.wang.press("✕ 1")
        assert sorted(kept(tmp_path)) == sorted([first, second])
        await stand.bot.upkeep.sweep_files()
        assert kept(tmp_path) == [second]

    play(script, store, tmp_path)


# -- what an update says of a file ---------------------------------------------------------------------------------------


def what(content: Json) -> object:
    """What the channel makes of a message with this."""
    arrival = t.read(t.update("message", t.message(**content))).arrival
    assert arrival is not None
    return arrival(Cursor(spec=CURSOR_SPEC, person="p"))


READ: dict[str, tuple[Json, object]] = {
    "a document": (
        {"document": {"file_id": "AB-c_1", "file_name": "a.pdf", "mime_type": "application/pdf", "file_size": 7}},
        Upload("document", "a.pdf", 7, "application/pdf", "AB-c_1"),
    ),
    "a photo in sizes": (
        {"photo": [{"file_id": "s", "file_size": 1}, {"file_id": "l", "file_size": 9}, {"file_id": "m", "file_size": 5}]},
        Upload("photo", "照片.jpg", 9, "", "l"),
    ),
    "a forwarded document": (
        {"forward_origin": {"type": "user"}, "document": {"file_id": "x"}},
        Upload("document", "文件", 0, "", "x"),
    ),
    "no id": ({"document": {"file_name": "a.pdf"}}, Send("document")),
    "an id that is an address": ({"document": {"file_id": "../../x"}}, Send("document")),
    "an id without an end": ({"document": {"file_id": "a" * 201}}, Send("document")),
    "no sizes": ({"photo": []}, Send("photo")),
    "a photo that is none": ({"photo": "x"}, Send("photo")),
    "words with it": ({"document": {"file_id": "x"}, "caption": "总装车间"}, Upload("document", "文件", 0, "", "x", "总装车间")),
    "many words with it": ({"document": {"file_id": "x"}, "caption": "甲" * 900}, Upload("document", "文件", 0, "", "x", "甲" * 200)),
    "a size that is none": ({"document": {"file_id": "x", "file_size": "7"}}, Upload("document", "文件", 0, "", "x")),
    "a size below nothing": ({"document": {"file_id": "x", "file_size": -7}}, Upload("document", "文件", 0, "", "x")),
    "a name with a path": ({"document": {"file_id": "x", "file_name": "/etc/../a\\b.pdf"}}, Upload("document", "b.pdf", 0, "", "x")),
    "a name that turns": ({"document": {"file_id": "x", "file_name": "a\u202efdp.exe\x07"}}, Upload("document", "afdp.exe", 0, "", "x")),
    "a name of dots": ({"document": {"file_id": "x", "file_name": ".."}}, Upload("document", "文件", 0, "", "x")),
    "a long name": (
        {"document": {"file_id": "x", "file_name": "长" * 300 + ".pdf"}},
        Upload("document", "长" * 75 + "….pdf", 0, "", "x"),
    ),
}


@pytest.mark.parametrize("name", READ)
def test_what_a_sender_says_of_a_file_is_bounded(name: str) -> None:
    """Ids, names, sizes and types; what cannot be fetched is no file."""
    content, found = READ[name]
    assert what(content) == found


def test_a_file_of_the_outbox_survives_its_way_to_bytes() -> None:
    """As it lies there."""
    desk_file = FileTaken("photo", "照片.jpg", 5, "", "ref", run="r", question="q")
    assert decode(encode(FetchLetter(desk_file))) == FetchLetter(desk_file)


def test_taking_a_file_posts_the_fetch_with_the_screen(store: Store) -> None:
    """In the transaction that takes the update; a redelivery posts nothing."""
    desk = Desk(store)
    desk.begin()
    body = t.sent("document", {"file_id": "x", "file_name": "a.pdf", "file_size": 7})
    first, second = desk.take(body), desk.take(body)
    assert [type(letter).__name__ for letter in first] == ["FetchLetter", "ScreenLetter"]
    assert second == []
