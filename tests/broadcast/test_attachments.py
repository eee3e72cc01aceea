"""Pictures and documents that go with a broadcast: uploaded once, and then named."""

from __future__ import annotations

import hashlib
import struct
import zlib
from pathlib import Path

import pytest

from bot.ports import Store
from bot.usecases.uploads import Folder
from dialogs.campaigns.model import Attachment, CampaignState, DeliveryState
from tests.broadcast.crowd import Crowd, plain, sending


def _png() -> bytes:
    """A picture of one white dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff\xff\xff")) + chunk(b"IEND", b"")


PICTURE = _png()
DOCUMENT = b"%PDF-1.4\n%%EOF\n"


def _kept(folder: Path, body: bytes, *, picture: bool) -> Attachment:
    digest = hashlib.sha256(body).hexdigest()
    home = folder / "files" / digest[:2] / digest[2:4]
    home.mkdir(parents=True, exist_ok=True)
    (home / digest).write_bytes(body)
    assert Folder(folder).read(digest) == body
    name, mime = ("通知.png", "image/png") if picture else ("通知.pdf", "application/pdf")
    return Attachment(digest=digest, name=name, mime=mime, size=len(body), picture=picture)


async def _uploads(crowd: Crowd, method: str) -> list[bool]:
    """For each call whether the bytes went along."""
    return [entry["content_type"].startswith("multipart") for entry in await crowd.stand.calls(method)]


@pytest.mark.parametrize("picture", [True, False])
def test_a_file_is_uploaded_once_and_then_named(store: Store, tmp_path: Path, picture: bool) -> None:
    """With the text as its caption and the buttons under it."""

    async def script(crowd: Crowd) -> None:
        body = PICTURE if picture else DOCUMENT
        campaign = crowd.begin(attachment=_kept(tmp_path, body, picture=picture))
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"sent": 12}
        assert await _uploads(crowd, "sendPhoto" if picture else "sendDocument") == [True] + [False] * 11
        for number in crowd.numbers:
            (message,) = await crowd.messages(number)
            assert message["caption"] == plain(number)
            assert message["photo"] if picture else message["document"]["file_name"] == "通知.pdf"
            assert len(message["reply_markup"]["inline_keyboard"]) == 2

    sending(script, store, 12, data=tmp_path)


def test_a_doubtful_upload_is_not_repeated_to_the_same_person(store: Store, tmp_path: Path) -> None:
    """The next one brings the file again."""

    async def script(crowd: Crowd) -> None:
        await crowd.stand.fault("lost", method="sendPhoto", count=1)
        campaign = crowd.begin(attachment=_kept(tmp_path, PICTURE, picture=True))
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"sent": 4, "doubtful": 1}
        assert await _uploads(crowd, "sendPhoto") == [True, True, False, False, False]
        assert [len(await crowd.messages(number)) for number in crowd.numbers] == [1] * 5

    sending(script, store, 5, data=tmp_path)


def test_a_program_started_again_knows_the_name_of_the_file(store: Store, tmp_path: Path) -> None:
    """It is kept with the campaign."""

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin(attachment=_kept(tmp_path, PICTURE, picture=True))
        await crowd.reached(campaign.id, DeliveryState.SENT, 3)
        await crowd.stand.stop()
        await crowd.stand.start()
        await crowd.ended(campaign.id)
        assert sum(await _uploads(crowd, "sendPhoto")) == 1

    sending(script, store, 40, rate=40, data=tmp_path)


def test_where_the_server_forgot_the_file_it_is_uploaded_again(store: Store, tmp_path: Path) -> None:
    """Nobody is left out for it."""

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin(attachment=_kept(tmp_path, DOCUMENT, picture=False), state=CampaignState.PAUSED)
        crowd.store.submit(lambda tx: tx.keep_file_ref(campaign.id, "BQACAgIAAxkBAAIB")).result()
        crowd.change(campaign.id, CampaignState.SENDING)
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"sent": 5}
        assert sum(await _uploads(crowd, "sendDocument")) == 1

    sending(script, store, 5, data=tmp_path)


def test_without_its_file_the_campaign_stands_still_and_its_maker_is_told(store: Store, tmp_path: Path) -> None:
    """Nobody gets the text alone."""

    async def script(crowd: Crowd) -> None:
        gone = Attachment(digest="0" * 64, name="通知.pdf", mime="application/pdf", size=1)
        campaign = crowd.begin(attachment=gone)

        async def paused() -> bool:
            return crowd.found(campaign.id).state is CampaignState.PAUSED

        await crowd.stand.later(paused, "the pause")
        await crowd.told(1004, "已暂停", "附件")
        assert crowd.found(campaign.id).reason == "no_file"
        assert crowd.tally(campaign.id) == {"queued": 3}

    sending(script, store, 3, data=tmp_path)
