"""How many signs a text has: Word's count, and the length of a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.forms.counting import megabytes, sign_count, word_count

CHINESE = st.text(st.sampled_from("智能工厂建设，。！“”"), max_size=30)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" \n\t　", 0),
        ("智能工厂", 4),
        ("智能工厂。", 5),
        ("“好”——…", 6),
        ("GB/T 39116-2020", 2),
        ("达到 GB/T 39116-2020 三级", 6),
        ("AI+质检", 3),
        ("don’t stop", 2),
        ("，,", 2),
        ("５Ｇ", 2),
        ("e\u0301cole", 1),
        ("智\u200b能", 2),
    ],
)
def test_the_count_that_word_shows(text: str, count: int) -> None:
    """Chinese signs and their marks are one each, runs of other signs are one."""
    assert word_count(text) == count


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("", 0),
        ("智能工厂", 4),
        ("A智能", 3),
        ("AB智能", 3),
        ("ABC智能", 3),
        ("ABCD智能", 4),
        ("ABC-D 智能", 4),
        (" 智能 ", 2),
        ("Ａ智能", 3),
    ],
)
def test_a_names_length_counts_three_latin_signs_as_one(name: str, count: int) -> None:
    """What is left over is one more."""
    assert sign_count(name) == count


@given(CHINESE, CHINESE)
def test_chinese_text_counts_the_same_whole_or_in_parts(first: str, second: str) -> None:
    """As long as no Latin word is cut."""
    assert word_count(first + second) == word_count(first) + word_count(second)


@given(st.text(max_size=200))
def test_no_text_counts_more_than_it_has_signs(text: str) -> None:
    """Nor fewer than none."""
    assert 0 <= word_count(text) <= len(text)
    assert 0 <= sign_count(text) <= len(text)


@given(st.text(max_size=60), st.text(max_size=5))
def test_a_longer_name_never_counts_less(name: str, more: str) -> None:
    """Adding signs inside never shortens it."""
    assert sign_count(f"a{name}{more}z") >= sign_count(f"a{name}z")


def test_megabytes_are_cut_and_not_rounded() -> None:
    """So that what is too small never reads as large enough."""
    assert (megabytes(5 << 20), megabytes((5 << 20) - 1), megabytes(0)) == ("5.00", "4.99", "0.00")
