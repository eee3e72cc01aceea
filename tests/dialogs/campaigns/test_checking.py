"""Faults of a campaign: all at once, each with its place and remedy, in words that a person on a phone can use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest

from dialogs.campaigns import faults
from dialogs.campaigns.calendar import Calendar
from dialogs.campaigns.checking import LONGEST_CAPTION, LONGEST_TEXT, Fault, FaultCode, check
from dialogs.campaigns.fault_texts import TEXTS, fault_text
from dialogs.campaigns.model import Attachment, Audience, Button, ButtonKind, Campaign, Every, Facts, When, Whom
from tests.dialogs.campaigns.making import DAY, HOLIDAYS, NOW, PLAIN, at, bank, campaign, facts

C = FaultCode
MB = 1024 * 1024
CODE = "91310115000000019M"
LIAISONS = Audience(whom=Whom.LIAISONS)
PICTURE = Attachment(digest="d", name="海报.png", mime="image/png", size=10 * MB, picture=True)
BEFORE = When(every=Every.DEADLINE, deadline="2026-11-30", steps=(7, 1))


def text(zh: str, **more: Any) -> Campaign:
    return campaign(texts={"zh": zh}, **more)


def once(**when: Any) -> Campaign:
    return campaign(when=When(**when))


def button(**more: Any) -> Campaign:
    return campaign(button=Button(kind=ButtonKind.LINK, **more))


def told(one: Campaign, samples: Sequence[Facts] | None = None, now: int = NOW, calendar: Calendar = PLAIN) -> list[Fault]:
    return list(check(one, (facts(),) if samples is None else samples, bank(), now, calendar))


ONE_FAULT: list[tuple[Campaign, Fault]] = [
    (campaign(persons=0), Fault(C.AUDIENCE_EMPTY)),
    (campaign(audience=Audience(codes=(CODE, "9131O115000000019M"))), Fault(C.CODE_MALFORMED, "9131O115000000019M", 2)),
    (campaign(audience=Audience(codes=("甲公司",))), Fault(C.CODE_MALFORMED, "甲公司", 1)),
    (campaign(audience=Audience(codes=(CODE,) * 2001)), Fault(C.CODES_TOO_MANY, "2000", 2001)),
    (campaign(title="长" * 61), Fault(C.TITLE_TOO_LONG, "60", 61)),
    (campaign(texts={}), Fault(C.TEXT_MISSING)),
    (text(" \n"), Fault(C.TEXT_MISSING)),
    (text("<b> </b>"), Fault(C.TEXT_BLANK, language="zh")),
    (text("长" * 4091 + "{企业名称}"), Fault(C.TEXT_TOO_LONG, "上海申安机械有限公司", 4101, "zh")),
    (text("长" * 1025, attachment=PICTURE), Fault(C.CAPTION_TOO_LONG, "上海申安机械有限公司", 1025, "zh")),
    (text("{企业名}您好"), Fault(C.FIELD_UNKNOWN, "企业名", 0, "zh", "企业名称")),
    (text("{公司}您好"), Fault(C.FIELD_UNKNOWN, "公司", 0, "zh", "企业名称")),
    (text("{截止时间}您好"), Fault(C.FIELD_UNKNOWN, "截止时间", 0, "zh")),
    (text("{文号}您好"), Fault(C.FIELD_UNKNOWN, "文号", 0, "zh")),
    (campaign(texts={"en": "{company name}"}), Fault(C.FIELD_UNKNOWN, "company name", 0, "en", "enterprise")),
    (text("{{企业名称}}您好"), Fault(C.FIELD_UNKNOWN, "{企业名称}", 0, "zh", "企业名称")),
    (text("<企业名称>您好"), Fault(C.FIELD_IN_ANGLES, "企业名称", 0, "zh")),
    (text("{企业名称，您好"), Fault(C.FIELD_UNCLOSED, "企业名称", language="zh")),
    (campaign(texts={"en": "Dear <contact>"}), Fault(C.FIELD_IN_ANGLES, "contact", 0, "en")),
    (text("{进度}", audience=LIAISONS), Fault(C.FIELD_OF_ENTERPRISES, "进度", language="zh")),
    (text("{企业数}"), Fault(C.FIELD_OF_LIAISONS, "企业数", language="zh")),
    (text("{剩余天数}"), Fault(C.FIELD_WITHOUT_DEADLINE, "剩余天数", language="zh")),
    (campaign(texts={"en": "{days_left}"}), Fault(C.FIELD_WITHOUT_DEADLINE, "days_left", language="en")),
    (text("{申报项目}"), Fault(C.FIELD_WITHOUT_PROGRAMME, "申报项目", language="zh")),
    (text("{申报项目}", audience=Audience(verdicts=("a:eligible", "b:eligible"))), Fault(C.FIELD_WITHOUT_PROGRAMME, "申报项目", 0, "zh")),
    (text("一行<br>二行"), Fault(C.TAG_UNKNOWN, "<br>", 3, "zh")),
    (text("急<b>件"), Fault(C.TAG_UNCLOSED, "<b>", 2, "zh")),
    (text("<b><i>急</b></i>"), Fault(C.TAG_CROSSED, "</b>", 8, "zh")),
    (text("<strong>急</strong>"), Fault(C.TAG_UNKNOWN, "<strong>", 1, "zh")),
    (text("急＜b＞件"), Fault(C.TAG_UNKNOWN, "＜b＞", 2, "zh")),
    (text("急</b>"), Fault(C.TAG_UNOPENED, "</b>", 2, "zh")),
    (campaign(attachment=Attachment(digest="d", name="空.pdf", mime="", size=0)), Fault(C.ATTACHMENT_EMPTY, "空.pdf")),
    (campaign(attachment=Attachment(digest="d", name="a", mime="", size=10 * MB + 1, picture=True)), Fault(C.PICTURE_TOO_LARGE, "10", 11)),
    (campaign(attachment=Attachment(digest="d", name="a", mime="", size=50 * MB + 1)), Fault(C.DOCUMENT_TOO_LARGE, "50", 51)),
    (campaign(audience=LIAISONS, button=Button(kind=ButtonKind.CONTINUE)), Fault(C.BUTTON_FOR_ENTERPRISES)),
    (campaign(button=Button(kind=ButtonKind.STATUS, label="长" * 65)), Fault(C.LABEL_TOO_LONG, "64", 65)),
    (campaign(audience=LIAISONS, button=Button(kind=ButtonKind.PROGRAMME, programme="a")), Fault(C.BUTTON_FOR_ENTERPRISES)),
    (campaign(button=Button(kind=ButtonKind.PROGRAMME)), Fault(C.PROGRAMME_MISSING)),
    (button(), Fault(C.LINK_MISSING)),
    (once(every=Every.AT), Fault(C.TIME_MISSING)),
    (once(every=Every.WEEK), Fault(C.TIME_MISSING)),
    (once(every=Every.AT, at=NOW - 1), Fault(C.TIME_PAST, "2026-11-20 09:59")),
    (once(every=Every.AT, at=at("2062-11-24 10:00")), Fault(C.TIME_TOO_FAR)),
    (campaign(audience=LIAISONS, when=When(every=Every.IDLE, steps=(3,))), Fault(C.TIME_OF_ENTERPRISES)),
    (once(every=Every.DEADLINE, steps=(7,)), Fault(C.DEADLINE_MISSING)),
    (once(every=Every.DEADLINE, steps=(7,), deadline="11月30日"), Fault(C.DEADLINE_UNREADABLE, "11月30日")),
    (once(deadline="2026-11-19"), Fault(C.DEADLINE_PAST, "2026-11-19")),
    (once(every=Every.IDLE), Fault(C.STEPS_MISSING)),
    (once(every=Every.IDLE, steps=(3, 0)), Fault(C.STEP_OUT_OF_RANGE, "0 (1–365)")),
    (once(every=Every.FINISHED, steps=(180,)), Fault(C.STEP_OUT_OF_RANGE, "180 (1–36)")),
    (once(every=Every.WINDOW), Fault(C.STEPS_MISSING)),
    (once(every=Every.WINDOW, steps=(181,)), Fault(C.STEP_OUT_OF_RANGE, "181 (0–180)")),
    (campaign(audience=LIAISONS, when=When(every=Every.WINDOW, steps=(3,))), Fault(C.TIME_OF_ENTERPRISES)),
    (once(every=Every.DEADLINE, steps=(-1,), deadline="2026-11-30"), Fault(C.STEP_OUT_OF_RANGE, "-1 (0–180)")),
    (once(opens=1080, closes=540), Fault(C.HOURS_REVERSED)),
    (once(opens=540, closes=1441), Fault(C.HOURS_REVERSED)),
    (once(window=0), Fault(C.WINDOW_OUT_OF_RANGE, "30")),
    (once(window=31), Fault(C.WINDOW_OUT_OF_RANGE, "30")),
    (once(every=Every.AT, at=at("2026-11-21 10:00"), window=1), Fault(C.WINDOW_SHUT, "2026-11-23 09:00")),
    (once(every=Every.WEEK, at=at("2026-11-22 09:00"), window=1), Fault(C.WINDOW_SHUT, "2026-11-23 09:00")),
    (once(every=Every.DEADLINE, steps=(9,), window=1, deadline="2026-11-21"), Fault(C.STEPS_PAST, "2026-11-21")),
    *((button(url=url), Fault(C.LINK_UNSAFE, url)) for url in (
        "http://www.sheitc.sh.gov.cn", "www.sh.gov.cn", "https://", "https://localhost", "https://sh.gov.cn@evil.com/",
        "javascript:alert(1)", "https://sh.gov.cn /x", "https：//sh.gov.cn", "tg://user?id=1", "https://sh.gov.cn\\@evil.com",
    )),
]  # fmt: skip


@pytest.mark.parametrize(("one", "fault"), ONE_FAULT, ids=lambda value: value.code if isinstance(value, Fault) else "")
def test_a_fault_is_told_alone_with_its_value_and_place(one: Campaign, fault: Fault) -> None:
    """What follows from a fault is not told beside it."""
    assert told(one) == [fault]


@pytest.mark.parametrize(
    "one",
    [
        campaign(),
        campaign(texts={"zh": "<b>{企业名称}</b>{进度} 3 < 5 & {0.x} {% if %} $x", "en": "{enterprise}: {progress}"}),
        text("长" * LONGEST_TEXT),
        text("长" * LONGEST_CAPTION, attachment=PICTURE),
        text("{截止日期}还剩 {剩余天数} 天", when=BEFORE),
        text("{截止日期}", when=When(deadline="2026-11-20")),
        text("{单位}{联系人}", audience=LIAISONS, button=Button(kind=ButtonKind.STATUS)),
        text(
            "{申报项目}", button=Button(kind=ButtonKind.PROGRAMME, programme="a"), audience=Audience(verdicts=("b:eligible", "c:not_yet"))
        ),
        text("{申报项目}", audience=Audience(verdicts=("a:eligible", "a:not_yet"), unsent="a")),
        text("{申报项目}{截止日期}{剩余天数}", button=Button(kind=ButtonKind.PROGRAMME), when=When(every=Every.WINDOW, steps=(0, 180))),
        campaign(title="长" * 60, attachment=Attachment(digest="d", name="a", mime="", size=50 * MB)),
        campaign(audience=Audience(codes=(CODE, "91310115000000019X"))),
        campaign(persons=0, when=When(every=Every.IDLE, steps=(3, 7, 14))),
        campaign(persons=0, when=When(every=Every.FINISHED, steps=(6,))),
        campaign(persons=0, when=When(every=Every.WEEK, at=at("2020-01-06 09:00"))),
        once(every=Every.AT, at=NOW),
        button(url="https://www.sheitc.sh.gov.cn/a?b=c#d", label="长" * 64),
        button(url="https://经信委.上海/"),
    ],
)
def test_what_is_right_has_no_fault(one: Campaign) -> None:
    """Every bound belongs to what is allowed; a check digit that is wrong is only a doubt."""
    assert told(one) == []


def test_everything_is_told_at_once_in_the_order_of_composing() -> None:
    """Audience, title, texts, file, button, time."""
    one = campaign(
        persons=0,
        title="长" * 61,
        texts={"zh": "{企业名}<b>", "en": "{company} </i>"},
        attachment=Attachment(digest="d", name="a", mime="", size=0),
        button=Button(kind=ButtonKind.LINK, label="长" * 65),
        when=When(every=Every.AT, opens=9, closes=9, window=99),
    )
    codes = [fault.code for fault in told(one)]
    assert codes == [
        C.AUDIENCE_EMPTY, C.TITLE_TOO_LONG, C.FIELD_UNKNOWN, C.TAG_UNCLOSED, C.FIELD_UNKNOWN, C.TAG_UNOPENED,
        C.ATTACHMENT_EMPTY, C.LABEL_TOO_LONG, C.LINK_MISSING, C.TIME_MISSING, C.HOURS_REVERSED, C.WINDOW_OUT_OF_RANGE,
    ]  # fmt: skip


def test_of_many_malformed_codes_five_are_named() -> None:
    """And the rest is counted."""
    assert len(told(campaign(audience=Audience(codes=tuple(f"坏{number}" for number in range(5)))))) == 5
    found = told(campaign(audience=Audience(codes=(CODE, *(f"坏{number}" for number in range(1, 9))))))
    assert [(fault.code, fault.value, fault.place) for fault in found] == [
        *((C.CODE_MALFORMED, f"坏{number}", number + 1) for number in range(1, 6)),
        (C.CODES_MALFORMED_TOO, "3", 0),
    ]


def test_of_many_mistakes_of_one_kind_the_first_ten_are_named() -> None:
    """So that the list can be read; with these corrected the others often are."""
    found = told(text("</b>" * 30 + "".join(f"{{甲{number}}}" for number in range(30))))
    assert [fault.code for fault in found] == [C.FIELD_UNKNOWN] * 10 + [C.TAG_UNOPENED] * 10


def test_the_recipient_for_whom_a_text_is_longest_is_named() -> None:
    """In every language, whatever the recipient reads; a liaison by the unit."""
    short, long = facts(name="甲"), facts(name="乙" * 100)
    one = campaign(texts={"zh": "长" * 4000 + "{企业名称}", "en": "x" * 4100})
    assert told(one, (short, long)) == [
        Fault(C.TEXT_TOO_LONG, "乙" * 100, 4100, "zh"),
        Fault(C.TEXT_TOO_LONG, "甲", 4100, "en"),
    ]
    unit = Facts(person="p", unit="浦东新区经委")
    assert told(text("长" * 4097, audience=LIAISONS), (unit,))[0].value == "浦东新区经委"


def test_without_samples_a_text_is_measured_all_the_same() -> None:
    """Before anybody is counted."""
    found = told(text("长" * 4094 + "{企业名称}"), ())
    assert found == [Fault(C.TEXT_TOO_LONG, "", 4097, "zh")]
    assert "某位收件人" in fault_text(found[0], "zh")


def test_a_window_over_the_holidays_is_found_by_the_calendar() -> None:
    """The message of the last day before them would come after them."""
    assert told(once(), now=at("2026-09-30 18:00"), calendar=HOLIDAYS) == [Fault(C.WINDOW_SHUT, "2026-10-08 09:00")]
    assert told(once(window=8), now=at("2026-09-30 18:00"), calendar=HOLIDAYS) == []
    assert told(once(every=Every.AT, at=at("2026-10-01 09:00") - DAY, any_day=True), now=at("2026-09-28 09:00"), calendar=HOLIDAYS) == []


def test_a_number_that_is_no_time_is_a_fault_and_no_failure() -> None:
    """Whatever a file holds."""
    assert told(once(every=Every.AT, at=10**18)) == [Fault(C.TIME_TOO_FAR)]
    assert told(once(every=Every.MONTH, at=-(10**18))) == [Fault(C.TIME_MISSING)]


# -- words


@pytest.mark.parametrize("code", FaultCode)
def test_every_fault_has_words_with_the_same_places_in_both_languages(code: FaultCode) -> None:
    """A sentence that forgot its figure would tell half the truth."""
    zh, en = (TEXTS[code].in_(language) for language in ("zh", "en"))
    assert zh != en
    assert set(re.findall(r"(?<!\{)\{(value|place)\}", zh)) == set(re.findall(r"(?<!\{)\{(value|place)\}", en))
    assert zh.endswith("。")
    assert en.endswith(".")
    assert any(word in zh for word in ("请", "应写成", "只能用"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("one", "fault"), ONE_FAULT, ids=lambda value: value.code if isinstance(value, Fault) else "")
def test_every_fault_that_is_found_can_be_put_into_words(one: Campaign, fault: Fault, language: str) -> None:
    """With its value, and its place where the words name one."""
    said = fault_text(told(one)[0], language)
    shown = TEXTS[fault.code].in_(language)
    assert fault.hint in said
    assert ("{value}" in shown) <= (fault.value in said)
    assert ("{place}" in shown) <= (str(fault.place) in said)
    assert "{value}" not in said
    assert "{place}" not in said


@pytest.mark.parametrize(
    ("fault", "language", "said"),
    [
        (Fault(C.FIELD_UNKNOWN, "企业名", 0, "zh"), "zh", "没有“{企业名}”这个字段。请改用可以用的字段，或去掉花括号。"),
        (Fault(C.FIELD_UNKNOWN, "company", 0, "en"), "zh", "英文正文：没有“{company}”这个字段。请改用可以用的字段，或去掉花括号。"),
        (Fault(C.FIELD_UNKNOWN, "公司", 0, "zh", "企业名称"), "zh", "没有“{公司}”这个字段，是不是“{企业名称}”？请改正，或去掉花括号。"),
        (Fault(C.FIELD_UNCLOSED, "联系人", 0, "zh"), "zh", "“{联系人”后面缺右花括号。应写成“{联系人}”。"),
        (Fault(C.TAG_UNOPENED, "</b>", 7, "zh"), "en",
         'Chinese text: The tag "</b>" at character 7 closes what was never opened. Open it before, or remove it.'),
        (Fault(C.TIME_PAST, "2026-11-20 09:59"), "zh", "2026-11-20 09:59 已经过去。请另选时间，或选“马上”。"),
        (Fault(C.TEXT_MISSING, "", 0, "ja"), "ja", "还没有正文。请写一段文字，图片和文件也要配一段。"),
    ],
)  # fmt: skip
def test_a_fault_reads_like_this(fault: Fault, language: str, said: str) -> None:
    """Which text, what is wrong, what to do."""
    assert fault_text(fault, language) == said


def test_every_code_is_found_by_some_campaign_here() -> None:
    """So that no code is without its case."""
    assert {fault.code for _, fault in ONE_FAULT} | {C.CODES_MALFORMED_TOO} == set(FaultCode)
    assert FaultCode is faults.FaultCode
