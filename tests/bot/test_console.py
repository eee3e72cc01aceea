"""How the terminal shows a screen: plain text, choices by name, and everything a person wrote as it was written."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.console import plain
from bot.verbs.answer_file import read_sheet
from bot.watching.failures import Failed


@given(st.text())
def test_whatever_a_person_wrote_is_shown_as_it_was(text: str) -> None:
    """A screen carries it escaped; the terminal gives it back, coloured or not."""
    assert plain(html.escape(text)) == text
    assert plain(html.escape(text), coloured=True) == text


def test_marks_of_the_screen_are_taken_off_or_made_bold() -> None:
    """Only the three that screens may have."""
    assert plain("<b>一级</b>：<i>出处</i> <code>1.1</code> <u>x</u>") == "一级：出处 1.1 <u>x</u>"
    assert plain("<b>一级</b>\n<b>二\n级</b>", coloured=True) == "\x1b[1m一级\x1b[0m\n\x1b[1m二\n级\x1b[0m"


@given(st.binary())
def test_any_bytes_are_an_answer_sheet_or_refused_in_a_sentence(content: bytes) -> None:
    """Never another error."""
    refusal: Failed | None = None
    try:
        read_sheet(content)
    except Failed as failed:
        refusal = failed
    assert refusal is None or refusal.code == 2
    assert refusal is None or str(refusal).startswith("The answer file is not of its form: ")


@pytest.mark.parametrize("content", [b'{"enterprise_type":"d","answers":{"a":"\\ud800"}}', b'{"enterprise_type":"d","answers":{}}'])
def test_an_answer_file_may_say_little_or_something_odd(content: bytes) -> None:
    """Scoring refuses what does not fit, with the other problems."""
    assert read_sheet(content).kind == "d"
