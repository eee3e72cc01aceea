"""Files of the page of forms: pictures as they were taken, the report, and the documents that are made and checked."""

from __future__ import annotations

import io
import pickle
from hashlib import sha256

import docx
import pytest

from bot.usecases.desk.paper import pictures as paper_pictures
from bot.usecases.drawing import DrawingFailed
from bot.usecases.files.papers import Job, drawn
from tests.bot.office import at_once
from tests.desk.papers import APPLICATION, INFORMATION, Papers, papers_desk
from tests.desk.sending import Inline
from tests.desk.test_mine import join
from tests.reports.forms.images import bomb, jpeg
from tests.reports.forms.test_word_reading import repacked, saved

# -- pictures ----------------------------------------------------------------------------------------------------------

__all__ = ["papers_desk"]


def test_a_picture_stays_until_it_is_removed_and_those_behind_it_move_up(desk: Papers) -> None:
    """The same picture sent again keeps its place; its bytes are referred to as long as it is there."""
    stage = desk.stage
    stage.open("王工", "paper", APPLICATION)
    sent = [jpeg(400, 300, colour=colour) for colour in ("red", "green", "red")]
    for data in sent:
        desk.send("王工", "图.jpg", data)
    digest = sha256(sent[0]).hexdigest()
    assert stage.work(lambda tx: tx.referred([digest])) == {digest}
    stage.open("王工", "paper", f"{APPLICATION}/p1")
    assert "共 2 张" in stage.seen["王工"].screen.text
    assert "已移除“图.jpg”" in stage.tap("王工", "移除这张").text
    assert "图1" in stage.seen["王工"].screen.text
    assert "图2" not in stage.seen["王工"].screen.text
    assert not stage.work(lambda tx: tx.referred([digest]))


def test_a_screen_of_another_picture_changes_nothing(desk: Papers) -> None:
    """Somebody moved them since it was shown."""
    stage = desk.stage
    stage.open("王工", "paper", APPLICATION)
    for colour in ("red", "green"):
        desk.send("王工", f"{colour}.jpg", jpeg(400, 300, colour=colour))
    stage.open("王工", "paper", f"{APPLICATION}/p1")
    first = sha256(jpeg(400, 300, colour="green")).hexdigest()[:16]
    assert "刚才有变化" in stage.choose("王工", f"drop:{first}").text
    assert len(stage.seen["王工"].screen.choices) >= 2


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("坏.jpg", jpeg(400, 300)[:2000], "文件可能不完整"),
        ("大.png", bomb(), "超过能处理的"),
        ("图.webp", b"RIFF\x10\0\0\0WEBPVP8 ", "不是 JPG 或 PNG"),
    ],
)
def test_a_picture_that_cannot_be_taken_is_refused_with_the_reason(desk: Papers, name: str, data: bytes, said: str) -> None:
    """And nothing else changes."""
    desk.stage.open("王工", "paper", APPLICATION)
    desk.send("王工", name, data)
    notice = desk.stage.noticed["王工"][-1].text
    assert said in notice
    assert "这份文件没有保存" in notice
    assert "配图 0 张" in desk.stage.open("王工", "paper", APPLICATION).text


def test_there_is_an_end_to_pictures(desk: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    """And it is said with its number."""
    monkeypatch.setattr(paper_pictures, "MOST_PICTURES", 1)
    desk.stage.open("王工", "paper", APPLICATION)
    for colour in ("red", "green"):
        desk.send("王工", "图.jpg", jpeg(400, 300, colour=colour))
    assert "不能再加" in desk.stage.noticed["王工"][-1].text


def test_words_without_a_picture_are_nobodys_caption(desk: Papers) -> None:
    """They are not taken, here or on a form without pictures."""
    for at in (APPLICATION, INFORMATION, f"{APPLICATION}/p1"):
        desk.stage.open("王工", "paper", at)
        assert desk.stage.say("王工", "总装车间").text


def test_a_form_without_pictures_takes_none(desk: Papers) -> None:
    """Nor a report where none is asked for."""
    desk.stage.open("王工", "paper", INFORMATION)
    for name, data in (("a.jpg", jpeg(400, 300)), ("a.pdf", b"%PDF-1.7\n")):
        assert "没有保存" in desk.send("王工", name, data).text


def test_the_report_may_be_taken_away(desk: Papers) -> None:
    """And another one put in its place."""
    stage = desk.stage
    stage.open("王工", "paper", APPLICATION)
    for name in ("一.pdf", "二.pdf"):
        desk.send("王工", name, f"%PDF-1.7\n{name}".encode())
    assert "自评估报告：二.pdf" in stage.seen["王工"].screen.text
    assert "已撤下自评估报告" in stage.tap("王工", "撤下自评估报告").text


def test_pictures_of_two_contacts_at_once_are_both_kept(desk: Papers) -> None:
    """One after the other, whoever is first."""
    stage = desk.stage
    join(stage, "李工")
    for who in ("王工", "李工"):
        stage.open(who, "paper", APPLICATION)
    for who, colour in (("王工", "red"), ("李工", "green")):
        desk.send(who, f"{colour}.jpg", jpeg(400, 300, colour=colour), made=False)
    at_once([lambda: desk.make("王工"), lambda: desk.make("李工")])
    assert "配图 2 张" in stage.open("王工", "paper", APPLICATION).text


# -- documents ---------------------------------------------------------------------------------------------------------


def test_a_form_too_large_for_one_message_comes_in_parts(desk: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers go on."""
    monkeypatch.setattr(paper_pictures, "LARGEST_FILE", 31_000)
    stage = desk.stage
    stage.open("王工", "paper", APPLICATION)
    for number in range(3):
        desk.send("王工", f"{number}.jpg", jpeg(400, 300, size=15_000 + number))
    assert "会分成 2 个文档" in stage.tap("王工", "下载 Word 文档").text
    made = desk.make("王工")
    assert [name for _, name, _ in made] == [
        "上海市先进级智能工厂申报书-上海申安机械有限公司-1.docx",
        "上海市先进级智能工厂申报书-上海申安机械有限公司-2.docx",
    ]
    captions = [[one.text for one in docx.Document(io.BytesIO(data)).paragraphs if one.text.startswith("图")] for _, _, data in made]
    assert [[caption[:2] for caption in found] for found in captions] == [["图1", "图2"], ["图3"]]


def test_a_picture_whose_bytes_are_gone_is_said_and_not_left_out(desk: Papers) -> None:
    """A document without it would be wrong."""
    stage = desk.stage
    stage.open("王工", "paper", APPLICATION)
    data = jpeg(400, 300)
    desk.send("王工", "图.jpg", data)
    found = desk.folder.path(sha256(data).hexdigest())
    assert found is not None
    found.unlink()
    stage.tap("王工", "下载 Word 文档")
    assert desk.make("王工") == []
    assert "没有处理成" in stage.noticed["王工"][-1].text


def test_a_worker_that_dies_is_said(desk: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    """For each of the three kinds of work."""

    async def dies(self: object, *_: object) -> object:
        raise DrawingFailed("too long")

    monkeypatch.setattr(Inline, "made", dies)
    stage = desk.stage
    stage.open("王工", "paper", APPLICATION)
    desk.send("王工", "图.jpg", jpeg(400, 300))
    desk.send("王工", "定稿.docx", saved(docx.Document()))
    stage.open("王工", "paper", APPLICATION)
    stage.tap("王工", "下载 Word 文档")
    desk.make("王工")
    assert ["没有处理成" in screen.text for screen in stage.noticed["王工"]] == [True] * 3


def test_a_document_that_is_damaged_inside_is_refused_with_the_reason(desk: Papers) -> None:
    """It looks like a DOCX from the outside."""
    stage = desk.stage
    stage.open("王工", "paper", APPLICATION)
    desk.send("王工", "定稿.docx", repacked(saved(docx.Document()), {"word/document.xml": b"<w:document"}))
    assert "文件可能损坏" in stage.noticed["王工"][-1].text


def test_the_workers_job_can_be_sent_to_another_process(desk: Papers) -> None:
    """It is made of values only."""
    desk.stage.open("王工", "paper", APPLICATION)
    desk.send("王工", "图.jpg", jpeg(400, 300))
    jobs: list[Job] = []

    async def made(self: object, work: object, *arguments: object) -> object:
        jobs.extend(pickle.loads(pickle.dumps(arguments)))
        raise DrawingFailed("seen enough")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Inline, "made", made)
        desk.stage.tap("王工", "下载 Word 文档")
        desk.make("王工")
    assert drawn(jobs[0])[0][0].endswith(".docx")


def test_a_caption_may_come_with_the_picture(desk: Papers) -> None:
    """A number before it is left out; words that cannot stand there are asked for again."""
    stage = desk.stage
    stage.open("王工", "paper", APPLICATION)
    for caption, colour in (("图3：总装车间", "red"), ("机器人", "green"), ("a\u202eb", "blue")):
        desk.send("王工", f"{colour}.jpg", jpeg(400, 300, colour=colour), caption=caption)
    shown = stage.open("王工", "paper", f"{APPLICATION}/p").text
    assert "图1　总装车间\n" in shown
    assert "图2　机器人\n" in shown
    assert "图3　（还没有说明）" in shown


def test_words_for_one_of_several_pictures_are_never_put_under_the_wrong_one(desk: Papers) -> None:
    """It is asked which one is meant; with one that waits it is clear."""
    stage = desk.stage
    stage.open("王工", "paper", APPLICATION)
    assert "现在没有等待说明的图片" in stage.say("王工", "总装车间").text
    for colour in ("red", "green"):
        desk.send("王工", f"{colour}.jpg", jpeg(400, 300, colour=colour))
    assert "有 2 张图还没有说明" in stage.say("王工", "总装车间").text
    stage.open("王工", "paper", f"{APPLICATION}/p2")
    stage.say("王工", "仓库")
    stage.open("王工", "paper", APPLICATION)
    assert "图1 的说明已保存：总装车间" in stage.say("王工", "总装车间").text
