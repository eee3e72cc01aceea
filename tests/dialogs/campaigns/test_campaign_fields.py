"""Fields: a closed list, filled once, escaped, and never a template language."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.campaigns import fields, markup
from dialogs.campaigns.model import Audience, Every, Facts, When, Whom
from tests.dialogs.campaigns.making import DAY, NOW, at, bank, campaign, facts

LIAISONS = Audience(whom=Whom.LIAISONS)
DEADLINE = When(every=Every.DEADLINE, deadline="2026-11-30", steps=(7,))
NOBODY = Facts(person="p1")
UNIT = Facts(person="p1", unit="浦东新区经委", registered=120, in_progress=50, finished=30, idle=9, finished_lately=6)


def filled(text: str, about: Facts | None = None, language: str = "zh", **changes: object) -> str:
    return fields.body(campaign(texts={language: text}, **changes), about or facts(), bank(), NOW)


@pytest.mark.parametrize(
    ("text", "about", "said"),
    [
        ("{企业名称}", facts(), "上海申安机械有限公司"),
        ("{企业名称}", facts(enterprises=2), "上海申安机械有限公司等 2 家企业"),
        ("{企业名称}", NOBODY, "贵公司"),
        ("{联系人}您好", facts(), "王工您好"),
        ("{联系人}您好", NOBODY, "联系人您好"),
        ("{进度}", facts(), "二级，已答 12/48 题"),
        ("{进度}", facts(answering=0), "已答 12/48 题"),
        ("{进度}", facts(stage="not_started"), "未开始"),
        ("{进度}", facts(stage="finished", level=3), "已完成，三级"),
        ("{进度}", facts(stage="finished", level=0), "已完成，未达到一级"),
        ("{进度}", facts(stage="finished"), "已完成"),
        ("{进度}", NOBODY, "未开始"),
        ("{等级}", facts(level=2), "二级"),
        ("{等级}", facts(level=0), "未达到一级"),
        ("{等级}", NOBODY, "尚未评定"),
        ("{所属区}", facts(), "浦东新区"),
        ("{所属区}", NOBODY, "所在区"),
        ("{截止日期}", facts(), "截止日"),
        ("{剩余天数}", facts(), "若干"),
        ("{停了几天}", facts(), "8"),
        ("{停了几天}", facts(idle_since=NOW - 8 * DAY - 1), "8"),
        ("{停了几天}", facts(idle_since=NOW + DAY), "0"),
        ("{停了几天}", NOBODY, "多"),
        ("{上次完成}", facts(finished_at=at("2026-05-20 23:59")), "2026年5月20日"),
        ("{上次完成}", NOBODY, "尚未完成过"),
    ],
)
def test_a_field_says_what_is_known_of_the_recipient_or_a_sensible_word(text: str, about: Facts, said: str) -> None:
    """Never an empty hole, whatever is missing."""
    assert filled(text, about) == said


@pytest.mark.parametrize(
    ("text", "about", "said"),
    [
        ("{enterprise}", facts(name="Shen'an"), "Shen'an"),
        ("{enterprise}", facts(name="Shen'an", enterprises=2), "Shen'an and 1 other enterprise"),
        ("{enterprise}", facts(name="Shen'an", enterprises=3), "Shen'an and 2 other enterprises"),
        ("{enterprise}", NOBODY, "your company"),
        ("Dear {contact}", NOBODY, "Dear colleague"),
        ("{progress}", facts(), "Level 2, 12 of 48 questions answered"),
        ("{progress}", facts(stage="finished", level=3), "finished, level 3"),
        ("{progress}", NOBODY, "not started"),
        ("{level}", NOBODY, "not assessed yet"),
        ("{district}", facts(), "Pudong"),
        ("{district}", NOBODY, "your district"),
        ("{last_finished}", facts(finished_at=at("2026-05-20 00:00")), "2026-05-20"),
        ("{last finished}", NOBODY, "not finished yet"),
        ("{Days-Idle}", facts(), "8"),
        ("{unit}", NOBODY, "your unit"),
    ],
)
def test_an_english_text_is_filled_in_english(text: str, about: Facts, said: str) -> None:
    """Whatever the recipient reads: a message is in one language."""
    assert filled(text, about, "en") == said


def test_a_deadline_is_said_as_a_day_and_in_days_from_now() -> None:
    """By the calendar of Shanghai, and never below nothing."""
    text = "{截止日期}，还剩 {剩余天数} 天"
    assert filled(text, when=DEADLINE) == "2026年11月30日，还剩 10 天"
    assert fields.body(campaign(texts={"zh": text}, when=DEADLINE), facts(), bank(), at("2026-11-30 23:59")).endswith("还剩 0 天")
    assert fields.body(campaign(texts={"zh": text}, when=DEADLINE), facts(), bank(), at("2026-12-02 00:00")).endswith("还剩 0 天")
    assert filled("{deadline}: {days left}", language="en", when=DEADLINE) == "2026-11-30: 10"


def test_a_liaison_reads_of_the_unit_and_its_counts() -> None:
    """What is not begun is what is left; a name that is missing is replaced."""
    text = "{联系人}：{单位} {企业数}={未开始}+{进行中}+{已完成}，{本周完成}，{停滞}"
    assert filled(text, UNIT, audience=LIAISONS) == "联络员：浦东新区经委 120=40+50+30，6，9"
    assert filled("{未开始}{单位}{企业名称}", Facts(person="p", finished=3), audience=LIAISONS) == "0贵单位贵公司"
    assert filled("{企业名称}", UNIT, audience=LIAISONS) == "浦东新区经委"


@pytest.mark.parametrize(
    "text",
    [
        "{0.__class__}", "{企业名称.__class__}", "{{企业名称}}", "{{ 企业名称 }}", "{% if 企业名称 %}", "{# 进度 #}", "%s %(进度)s",
        "$进度 ${进度", "{企业名称!r}", "{企业名称:>9}", "{}", "{ }", "{1}", "{facts.person}", "｛｛进度｝｝", "{企业名称[0]}", "{进\n度}",
        "{进度\n}",
    ],
)  # fmt: skip
def test_what_is_no_field_is_shown_as_it_was_typed(text: str) -> None:
    """Nothing in a text is evaluated."""
    assert filled(text) == html.escape(text)


def test_full_width_braces_and_blanks_inside_are_how_people_type_on_a_phone() -> None:
    """They mean the field."""
    assert filled("｛企业名称｝，{ 联系人\u3000}，{联系人｝") == "上海申安机械有限公司，王工，王工"
    assert filled("{联 系 人}{CONTACT}{Days_Idle}") == "王工王工8"


def test_a_value_is_escaped_cleaned_and_not_filled_again() -> None:
    """A company may be called anything."""
    sly = facts(name="<b>{联系人}</b>&\u202e\x00 公\n司\u2066", contact_name="\u202e")
    assert filled("<i>{企业名称}</i>", sly) == "<i>&lt;b&gt;{联系人}&lt;/b&gt;&amp; 公 司</i>"
    assert filled("{联系人}您好", sly) == "联系人您好"
    assert len(filled("{企业名称}", facts(name="长" * 5000))) == fields.LONGEST_VALUE
    assert filled("{企业名称}", facts(name="长" * 5000, enterprises=2)).startswith("长" * 100)


@pytest.mark.parametrize(
    ("texts", "language", "said"),
    [
        ({"zh": "中", "en": "English"}, "en", "English"),
        ({"zh": "中", "en": "English"}, "zh", "中"),
        ({"zh": "中", "en": "English"}, "", "中"),
        ({"zh": "中", "en": "English"}, "ja", "中"),
        ({"en": "English", "zh": "中"}, "ja", "中"),
        ({"en": "English"}, "zh", "English"),
        ({"zh": " \n", "en": "English"}, "zh", "English"),
        ({}, "zh", ""),
    ],
)
def test_the_text_is_in_the_language_of_the_recipient_else_chinese_else_any(texts: dict[str, str], language: str, said: str) -> None:
    """A blank text is none."""
    assert fields.body(campaign(texts=texts), facts(language=language), bank(), NOW) == said


def test_unknown_words_in_braces_are_named_once_and_in_order() -> None:
    """Also a known name in double braces, which is shown as it stands; what is no plain word is meant as it stands."""
    assert fields.unknown("{企业名} ｛{联系人}｝ {进度} {Company Name} {企业名}") == ("企业名", "{联系人}", "Company Name")
    assert fields.unknown("{0.__class__} {% if %} {{x}} {1} {} $x %s {企业名称}") == ()


def test_a_field_that_is_not_closed_is_named() -> None:
    """The longest name that fits; other words after a brace are meant as they stand."""
    assert fields.unclosed("{联系人您好，{企业数量} {企业数 {days_left to go} {days_left, {别的") == ("联系人", "企业数", "days_left")
    assert fields.unclosed("{企业名称} ｛联系人 ｝ {{进度}} {进度\u3000} {进度 再说}") == ()
    assert fields.unclosed("{进度\n}") == ("进度",)


def test_the_fields_of_a_text_and_those_that_mean_something_are_told() -> None:
    """For the screen on which a text is written."""
    names = {one.name("zh") for one in fields.usable(campaign())}
    assert {"企业名称", "联系人"} <= names
    assert not names & {"单位", "截止日期", "企业数"}
    assert {"单位", "企业数", "联系人"} <= {one.zh for one in fields.usable(campaign(audience=LIAISONS))}
    assert "企业名称" not in {one.zh for one in fields.usable(campaign(audience=LIAISONS))}
    assert {"deadline", "days_left"} <= {one.name("en") for one in fields.usable(campaign(when=DEADLINE))}
    assert [one.zh for one in fields.used("{contact} {进度} {联系人} {别的}")] == ["联系人", "进度"]


def test_every_field_has_two_names_of_its_own_and_an_example_in_both_languages() -> None:
    """And either name is found in its text."""
    names = [name for one in fields.FIELDS for name in (one.zh, one.en)]
    assert len(names) == len(set(names)) == 34
    for one in fields.FIELDS:
        assert fields.used(f"{{{one.zh}}}") == fields.used(f"{{{one.en}}}") == (one,)
        assert one.example.in_("zh")
        assert one.example.in_("en")


@given(st.text(alphabet="<>&/bi{}｛｝企业名称联系人 \n\u202e\t;ltcode", max_size=60), st.text(max_size=30))
def test_whatever_is_typed_can_be_sent(text: str, name: str) -> None:
    """Tags of a body are sound and all else is escaped, so that the server takes it."""
    said = filled(text, facts(name=name, contact_name=name))
    assert markup.bad_tags(said) == ()
    rest = re.sub(r"</?(?:b|i|code)>|&(?:lt|gt|amp|quot);", "", said)
    assert not set(rest) & set("<>&\u202e\t\x00")
    assert markup.sound(said) == said
