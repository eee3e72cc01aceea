"""The report's own words: both languages say the same things, nothing is unused, and every sign can be printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from string import Formatter

import pytest
from fontTools.ttLib import TTFont
from matplotlib.font_manager import get_font

import reports
from dialogs import phrasebook
from question_bank.library import load, shipped
from reports.bundle import LANGUAGES, sans_font, serif_font, words
from reports.chart_specs import PointState
from reports.model import AreaState
from reports.signs import MISSING, printable, printed_signs

ROOT = Path(reports.__file__).parent
FAMILIES = (
    "area.",
    "chart.",
    "level.",
    "enterprise.",
    "roadmap.effort.",
    "roadmap.short.",
    "method.",
    "indicators.",
    "answers.",
    "explanation.",
    "verification.",
    "heat.by_",
    "mean.",
)
"""Words looked up by a key put together at run time; their members are checked one by one below."""


def _signs(found: object) -> Iterator[str]:
    """All characters in a value of frozen dataclasses, mappings and tuples."""
    if isinstance(found, str):
        yield from found
    elif isinstance(found, dict):
        yield from (sign for value in found.values() for sign in _signs(value))
    elif isinstance(found, tuple):
        yield from (sign for value in found for sign in _signs(value))
    elif is_dataclass(found) and not isinstance(found, type):
        yield from (sign for field in fields(found) for sign in _signs(getattr(found, field.name)))


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cover_calls_the_facts_what_the_registration_calls_them(language: str) -> None:
    """One thing, one name, and its unit with it."""
    asked = ("code", "district", "unit", "industry", "nature", "kind", "size", "sales")
    assert [words(language)[f"enterprise.{name}"] for name in asked] == [phrasebook.sentence(language, "fields", name) for name in asked]


def test_both_languages_have_the_same_words_with_the_same_places() -> None:
    """A sentence that names a number in one language names it in the other."""
    chinese, english = words("zh"), words("en")
    assert list(chinese) == list(english)
    assert [key for key in chinese if _places(chinese[key]) != _places(english[key])] == []


def test_a_language_without_words_reads_chinese() -> None:
    """The fallback is the first language."""
    assert words("fr") == words("zh")
    assert LANGUAGES == ("zh", "en")


def test_every_word_is_used_and_every_word_used_exists() -> None:
    """By its key in the source or the layout, or as a member of a family."""
    files = [path for path in (*ROOT.rglob("*.py"), *ROOT.rglob("*.typ")) if "forms" not in path.parts]  # forms have words of their own
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    unused = [key for key in words("zh") if f'"{key}"' not in source and not key.startswith(FAMILIES)]
    assert unused == []
    asked = set(re.findall(r'w(?:\.at\(|\[)"([a-z_.0-9]+)"[)\]]', source))
    assert len(asked) > 60
    assert asked <= set(words("zh"))


@pytest.mark.parametrize(
    "keys",
    [
        [f"area.{state}" for state in AreaState if state is not AreaState.SCORED],
        [f"chart.{state}" for state in PointState],
        [f"level.{state}" for state in ("met", "unmet", "not_begun", "beyond")],
        [f"roadmap.{length}.{grade}" for length in ("effort", "short") for grade in range(1, 6)],
    ],
)
def test_every_member_of_a_family_has_its_words(keys: list[str]) -> None:
    """States and grades that are looked up by their value."""
    assert set(keys) <= set(words("zh"))


def test_every_sign_of_words_layout_and_shipped_banks_is_in_both_faces() -> None:
    """Nothing printed from our own texts shows as an empty box."""
    used = set("".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("*.typ"))) | set(MISSING) - {"\n"}
    used |= {sign for language in LANGUAGES for sign in _signs(dict(words(language)))}
    used |= {sign for bank in shipped() for sign in _signs(load(bank))}
    used -= {"\n"}
    assert len(used) > 1000
    for face in (sans_font(), serif_font()):
        with TTFont(face) as font:
            known = set(font.getBestCmap())
        assert sorted(sign for sign in used if ord(sign) not in known) == []


def test_the_signs_that_are_printed_are_those_of_both_faces() -> None:
    """As FreeType reads them, which draws the charts."""
    sans, serif = (set(get_font(str(face)).get_charmap()) for face in (sans_font(), serif_font()))
    assert printed_signs() == (sans & serif) | {ord("\n")}


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("", ""),
        ("plain", "plain"),
        ("上海\n厂", "上海\n厂"),
        ("🏭厂", "〓厂"),
        ("👨\u200d👩", "〓〓"),
        ("厂\ufe0f", "厂"),
        ("a\tb", "a〓b"),
    ],
)
def test_what_cannot_be_printed_is_marked(given: str, printed: str) -> None:
    """And what has no shape of its own is left out."""
    assert printable(given) == printed
