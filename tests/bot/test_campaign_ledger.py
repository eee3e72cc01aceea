"""The ledger as a file: what it says, what it never holds, who gets it, and what happens when it is long or the right ends meanwhile."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import openpyxl
import pytest

from bot.ports import Store
from bot.ports.campaigns import Delivery
from bot.ports.registry import CITY
from bot.roles import Role
from bot.usecases.campaigns import ledger as campaign_ledger
from bot.usecases.campaigns.ledger import reason_text
from bot.usecases.drawing import Drawing, File
from bot.usecases.files import exporting
from bot.usecases.files.order import Order
from bot.usecases.founding import CHANNEL
from dialogs import phrasebook
from dialogs.campaigns.dropping import Reason
from dialogs.campaigns.model import Audience, ButtonKind, CampaignState, DeliveryState, Kind, Whom
from question_bank.programmes import library
from tests.bot import typed
from tests.bot.broadcasts import LIAISON, STAFF, campaign, people, sent
from tests.bot.office import NOON
from tests.bot.programmes import keep_all

T = TypeVar("T")

LATER = NOON + 3_600_000


class Inline(Drawing):
    """Draws in this process."""

    async def made(self, work: Callable[..., T], *arguments: Any) -> T:
        """At once."""
        return work(*arguments)


def ordered(store: Store, who: str, about: str = "c" * 32, language: str = "zh") -> Sequence[File]:
    """What this person gets."""
    person = store.submit(lambda tx: tx.person(CHANNEL, who, NOON)).result()
    order = Order(store, person, language, LATER, about, drawing=Inline())
    return asyncio.run(exporting.files(order, "campaign"))


def cells(file: File, sheet: str) -> list[tuple[object, ...]]:
    """The rows of a sheet."""
    return list(openpyxl.load_workbook(io.BytesIO(file[2]))[sheet].iter_rows(values_only=True))


@pytest.fixture
def sold(store: Store) -> Store:
    """A store with a broadcast that reached one of two persons."""
    people(store)
    sent(store, campaign())
    return store


def test_the_ledger_says_what_was_sent_to_whom_and_what_became_of_each(sold: Store) -> None:
    """In words, with times of Shanghai; the second sheet has a line for each person."""
    [file] = ordered(sold, STAFF)
    assert file[:2] == ("document", "群发记录-20251102.xlsx")
    said = dict(cells(file, "发了什么")[1:])
    assert (said["类别"], said["状态"], said["确认时间"], said["以谁的名义"]) == ("通知", "发送中", "2025-11-02 12:00", "上海市")
    assert (said["发送对象 · 所属区"], said["发送对象 · 规模"], said["发送对象 · 进展"]) == ("闵行区", "100–200 人", "未开始")
    assert (said["按钮"], said["附件"], said["已发送"], said["发送失败"], said["点了按钮的人数"]) == ("查看进度", "日程.pdf", "1", "1", "1")
    head, *lines = cells(file, "发给谁")
    assert head == ("企业名称", "统一社会信用代码", "联系人", "结果", "原因", "时间", "点了按钮", "继续答题", "完成")
    assert {line[1] for line in lines} == {typed.CODE, typed.OTHER_CODE}
    assert {line[3] for line in lines} == {"已发送", "发送失败"}
    assert {line[6] for line in lines} == {None, "2025-11-02 12:01"}
    assert all(line[2] == typed.PERSON and line[5] == "2025-11-02 12:00" for line in lines)


def test_nothing_in_it_runs_and_no_number_of_a_phone_is_in_it(sold: Store) -> None:
    """Texts that look like formulas stay texts; neither mobile nor chat id anywhere in the file."""
    [file] = ordered(sold, STAFF)
    with zipfile.ZipFile(io.BytesIO(file[2])) as book:
        parts = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}
    assert [name for name, text in parts.items() if "<f>" in text or "<hyperlink" in text] == []
    assert [name for name, text in parts.items() if typed.MOBILE in text] == []
    assert "=HYPERLINK(1)您好" in dict(cells(file, "发了什么")[1:]).values()


def test_only_who_may_agree_in_all_of_its_units_gets_it(sold: Store) -> None:
    """A liaison of one district, a contact, a stranger and an unknown campaign: no file, and no line in the audit."""
    for who, about in ((LIAISON, "c" * 32), ("11", "c" * 32), ("999", "c" * 32), (STAFF, "d" * 32), (STAFF, "")):
        assert ordered(sold, who, about) == ()
    sold.submit(lambda tx: tx.add_campaign(campaign("b" * 32, units=("310117",)), NOON)).result()
    [file] = ordered(sold, LIAISON, "b" * 32, "en")
    assert file[1] == "Broadcast ledger-20251102.xlsx"
    actions = [row.action for row in asyncio.run(sold.audit(99))]
    assert actions.count("ledger_exported") == 1


def test_who_loses_the_right_while_it_is_made_gets_nothing(sold: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked for again after the lines were read."""
    read = type(sold).read_deliveries

    async def meanwhile(self: Store, about: str) -> tuple[Delivery, ...]:
        found = await read(self, about)
        await asyncio.wrap_future(sold.submit(lambda tx: tx.revoke(tx.person(CHANNEL, STAFF, NOON), Role.STAFF, CITY)))
        return found

    monkeypatch.setattr(type(sold), "read_deliveries", meanwhile)
    assert ordered(sold, STAFF) == ()


def test_a_long_ledger_is_cut_into_several_workbooks(sold: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with the first sheet, nobody lost and nobody twice."""
    monkeypatch.setattr(campaign_ledger, "MOST", 1)
    files = ordered(sold, STAFF)
    assert [name for _, name, _ in files] == ["群发记录-20251102-1.xlsx", "群发记录-20251102-2.xlsx"]
    assert sorted(str(cells(file, "发给谁")[1][1]) for file in files) == sorted((typed.CODE, typed.OTHER_CODE))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_there_is_a_word_for_every_state_kind_and_reason(language: str) -> None:
    """And for everybody whom a broadcast can be for, and everything a button can do."""
    for table, members in (("deliveries", DeliveryState), ("kinds", Kind), ("campaigns", CampaignState), ("reasons", Reason)):
        assert all(phrasebook.sentence(language, table, member.value) for member in members)
    assert all(phrasebook.sentence(language, "ledger", f"whom_{whom}") for whom in Whom)
    assert all(phrasebook.sentence(language, "ledger", f"button_{kind}") for kind in ButtonKind)
    narrowing = {field for field in Audience.__struct_fields__ if field != "whom"}
    assert all(phrasebook.sentence(language, "ledger", field) for field in narrowing)


def test_a_reason_is_in_words_where_there_are_some_and_else_as_the_server_gave_it() -> None:
    """What stands behind the colon is kept."""
    assert reason_text("muted", "zh") == "已设置不接收这类提醒"
    assert reason_text("failing:Bad Request", "en") == "failed again and again, paused by itself (Bad Request)"
    assert reason_text("Bad Request: chat not found", "zh") == "Bad Request: chat not found"
    assert reason_text("", "zh") == ""


def test_an_audience_by_verdict_is_said_in_words(store: Store) -> None:
    """Programmes by what they are called; one that is no longer there by its id."""
    wanted = Audience(verdicts=("factory-tiers-2025:eligible", "*:not_yet", "gone:eligible"), unsent="assessment-voucher-2023")
    keep_all(store, *map(library.load, library.shipped()))
    said = asyncio.run(Order(store, "p" * 32, "zh", LATER, "").look(lambda visit: dict(campaign_ledger.audience(visit, wanted))))
    assert said["申报资格"] == "智能工厂梯度：可以申报、任一申报项目：暂不满足、gone：可以申报"
    assert said["还没有提交申请的项目"] == "智评券 2023"
