"""Words typed instead of taps."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest

from dialogs import commands
from dialogs.answers import folded, option_key
from dialogs.inbound import (
    AnyInbound,
    Back,
    Card,
    Choose,
    Explain,
    Flag,
    Inbound,
    Jump,
    Known,
    Reply,
    Send,
    Show,
    Speak,
    Start,
    Stored,
    Unstored,
    Upload,
)
from dialogs.words import NO, NOT_APPLICABLE, SKIP, YES, is_no, is_not_applicable, is_skip, is_there, is_yes

WORDS = [(word, inbound) for inbound, words in commands.WORDS.items() for word in words]


def test_no_word_means_two_things() -> None:
    """Else the later one would silently win."""
    assert [word for word, times in Counter(word for word, _ in WORDS).items() if times > 1] == []


@pytest.mark.parametrize(("word", "inbound"), WORDS)
def test_a_word_is_read_in_any_case_and_width(word: str, inbound: AnyInbound) -> None:
    """With blanks around it."""
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in word)
    for text in (word, word.upper(), f"  {word}\n", wide):
        assert commands.read(text) == inbound


@pytest.mark.parametrize("text", ["/help@zhiping_bot", "/Help@Another_Assistant_bot ", "／ｈｅｌｐ＠ｚｈｉｐｉｎｇ＿ｂｏｔ"])
def test_a_command_may_name_whom_it_is_meant_for(text: str) -> None:
    """As it does when it is taken from a list of several bots' commands."""
    assert commands.read(text) == commands.read("/help") is not None


@pytest.mark.parametrize("text", ["", " ", "A", "3", "稍后再说吧", "请返回", "back to work", "下一题" * 20, "/unknown", "/", "5.4.2"])
def test_anything_else_stays_text(text: str) -> None:
    """For the stage to read."""
    assert commands.read(text) is None


@pytest.mark.parametrize("text", ["/unknown", "/statu", " /Reminders ", "／ｓｔａｔｕ", "/help_me", "/reminders@zhiping_bot"])
def test_a_command_that_there_is_none_of_is_told_from_a_text(text: str) -> None:
    """However wide or tall it is typed."""
    assert commands.is_unknown(text)


@pytest.mark.parametrize("text", ["/status", "/", "//", "/ 闵行", "/没有", "1/2", "/usr/lib", "km/h", "/start of the year", ""])
def test_a_text_with_a_slash_is_no_command(text: str) -> None:
    """Nor is a command that there is."""
    assert not commands.is_unknown(text)


@pytest.mark.parametrize("word", [word for word, _ in WORDS])
def test_no_word_is_an_option_or_a_number(word: str) -> None:
    """A command must never stand in the way of an answer."""
    assert option_key(word, ("A", "B", "C", "D")) is None
    assert not word.isdecimal()
    assert folded(word) == word


def test_every_step_can_be_typed_except_those_that_carry_a_value() -> None:
    """Nobody needs a button."""
    with_value = {Reply, Send, Choose, Card, Jump, Known, Upload, Stored, Unstored}
    assert {type(inbound) for inbound in commands.WORDS} == set(get_args(AnyInbound)) - with_value


def test_every_inbound_belongs_to_the_union() -> None:
    """Else the shell could not decode it."""
    assert set(Inbound.__subclasses__()) == set(get_args(AnyInbound))


@pytest.mark.parametrize(
    ("text", "inbound"),
    [("/start", Start()), ("上一题", Back()), ("？", Explain()), ("稍后", Flag()), ("PDF", Show("pdf")), ("English", Speak("en"))],
)
def test_the_words_of_the_screens_are_read(text: str, inbound: AnyInbound) -> None:
    """As they are printed there."""
    assert commands.read(text) == inbound


def test_yes_and_no_have_no_word_in_common() -> None:
    """Nor with leaving out."""
    assert YES.isdisjoint(NO | NOT_APPLICABLE | SKIP)


@pytest.mark.parametrize(
    ("texts", "yes", "no"),
    [("是|ＹＥＳ|好的|同意", True, False), ("否|没有|NO|取消", False, True), ("|也许|是不是|有|1|2|yes please", False, False)],
)
def test_yes_and_no_are_whole_words(texts: str, yes: bool, no: bool) -> None:
    """A sentence that contains one is neither; a number is neither unless the screen numbers them."""
    for text in texts.split("|"):
        assert (is_yes(text), is_no(text)) == (yes, no), text


def test_that_something_is_there_is_a_yes_only_where_that_was_asked() -> None:
    """To whether something is to be done it is none."""
    assert [is_there(text) for text in ("有", "是", "没有", "1")] == [True, True, False, False]
    assert is_there("１", 1)
    assert not is_yes("有", 1)


def test_a_number_means_yes_or_no_only_where_the_screen_says_so() -> None:
    """The place is given by the screen."""
    assert is_yes("１", 1)
    assert is_no("2", 2)
    assert not is_yes("2", 1)
    assert not is_no("1", 2)
    assert not is_yes("0", 0)


@pytest.mark.parametrize("text", ["不适用", "NA", "n/a", "Ｎ／Ａ", "企业不涉及此题目", "无"])
def test_not_applicable_is_read_as_people_write_it(text: str) -> None:
    """Abbreviated or as the question bank of old has it."""
    assert is_not_applicable(text)


@pytest.mark.parametrize(("text", "skips"), [("跳过", True), ("无", True), ("-", True), ("—", False), ("", False), ("0", False)])
def test_leaving_out_is_said_in_so_many_words(text: str, skips: bool) -> None:
    """Silence is not leaving out."""
    assert is_skip(text) == skips
