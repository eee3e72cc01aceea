"""Labels of charts: broken where a reader would break them, and never too wide for their room."""

from __future__ import annotations

import pytest

from reports.labels import LARGEST, broken, ems, fitting, halves, wrapped


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("Personnel", ["Personnel"]),
        ("Design", ["Design"]),
        ("Data and systems", ["Data and", "systems"]),
        ("人员", ["人员"]),
        ("组织战略与人员", ["组织战略", "与人员"]),
        ("", [""]),
    ],
)
def test_a_word_is_never_broken_and_chinese_is_where_the_line_ends(label: str, lines: list[str]) -> None:
    """A column's head, five characters wide."""
    assert list(wrapped(label, 5.2)) == lines


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("计算机、通信和其他电子设备制造业", ("计算机、通信和其", "他电子设备制造业")),
        ("Railway and ship equipment", ("Railway and", "ship equipment")),
        ("厂", ("厂",)),
    ],
)
def test_a_long_name_is_set_in_two_lines_of_about_the_same_width(name: str, lines: tuple[str, ...]) -> None:
    """At a space where there is one."""
    assert halves(name) == lines


def test_letters_are_as_large_as_there_is_room() -> None:
    """And no larger than labels ever are."""
    wide = ("计算机、通信和其他电子设备制造业",)
    assert fitting(("人员",), 1.0) == LARGEST
    assert fitting(wide, 1.0) * ems(wide[0]) <= 72
    assert list(broken("Staff skills", 9)) == ["Staff skills"]
