"""The contract between the pages of the desk, their templates and their short texts, in every language."""

from __future__ import annotations

import ast
import inspect
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import dialogs
from dialogs.desk import pages
from dialogs.effects import DeskShown, DeskTold, Effect

PHRASES = Path(dialogs.__file__).parent / "phrases"
LANGUAGES = sorted(folder.name for folder in PHRASES.iterdir() if folder.is_dir())
PARTS = {"door"}
"""Effects that only ever stand inside another."""

every_language = pytest.mark.parametrize("language", LANGUAGES)
every_page = pytest.mark.parametrize("page", pages.PAGES)


def below(base: type[Effect]) -> Iterator[type[Effect]]:
    """The effects under this one."""
    for kind in base.__subclasses__():
        yield kind
        yield from below(kind)


def tags() -> set[str]:
    """What the pages can say."""
    return {str(kind.__struct_config__.tag) for base in (DeskShown, DeskTold) for kind in below(base)} - PARTS


@cache
def texts(language: str, page: str) -> dict[str, dict[str, str]]:
    file = PHRASES / language / "desk" / f"{page}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def labels(language: str) -> set[str]:
    """Every label there is, of the desk and of the assessment."""
    common = tomllib.loads((PHRASES / language / "sentences.toml").read_text(encoding="utf-8"))["labels"]
    return {*common, *(label for page in ("common", *pages.PAGES) for label in texts(language, page).get("labels", {}))}


@every_language
def test_everything_that_the_desk_says_has_a_template_and_no_template_is_left_over(language: str) -> None:
    """Templates with an underscore are parts of others."""
    named = {file.stem for file in (PHRASES / language / "desk").glob("*.j2") if not file.stem.startswith("_")}
    assert tags()
    assert named == tags()


@every_language
@pytest.mark.parametrize("page", ["common", *pages.PAGES])
def test_every_language_has_the_same_short_texts(language: str, page: str) -> None:
    """With the same places for values."""
    first, other = texts("zh", page), texts(language, page)
    assert {table: set(lines) for table, lines in first.items()} == {table: set(lines) for table, lines in other.items()}
    for table, lines in first.items():
        for key, line in lines.items():
            assert other[table][key].strip()
            assert line.count("{value}") == other[table][key].count("{value}"), (table, key)


@every_language
def test_no_short_text_of_one_page_overwrites_anothers(language: str) -> None:
    """All of them are put together into one table."""
    seen: dict[tuple[str, str], str] = {}
    for page in ("common", *pages.PAGES):
        for table, lines in texts(language, page).items():
            for key in lines:
                assert seen.setdefault((table, key), page) == page, f"{table}.{key} is in {seen[table, key]} and in {page}"


@every_language
@every_page
def test_every_page_has_a_name_and_words_for_every_label_that_it_offers(language: str, page: str) -> None:
    """A label without words would fail in front of a person."""
    tree = ast.parse(inspect.getsource(pages.PAGES[page]))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Offer"]
    offered = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
    known = labels(language)
    assert f"page_{page}" in known
    assert {str(label) for label in offered if not str(label).startswith("=")} <= known


@every_page
def test_a_page_is_opened_by_words_that_mean_nothing_else(page: str) -> None:
    """One of them is a command."""
    words = pages.PAGES[page].WORDS
    others = {word for name, module in pages.PAGES.items() if name != page for word in module.WORDS}
    assert any(word.startswith("/") for word in words)
    assert not others & set(words)
    assert len(page) <= 8, "a button must carry it"
