"""Broadcasts as TOML: what each key means, and what is said of each that means nothing."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.usecases.campaigns.file_problems import FileProblem, Wrong
from bot.usecases.campaigns.files import Reading, parsed, read
from dialogs.campaigns.model import Audience, Button, ButtonKind, Campaign, Every, Kind, When, Whom

NAMES = {
    "city": (("shanghai", "上海市"),),
    "district": (("310112", "闵行区"), ("310115", "浦东新区")),
    "street": (("s-1", "江川路街道"), ("s-2", "新村路街道"), ("s-3", "新村路街道")),
    "zone": (("lingang", "临港新片区管委会"),),
}

FULL = """
title = "标题"
kind = "deadline"
unit = ["闵行区", "310115"]
[text]
zh = '''
正文
'''
en = "Text"
[audience]
whom = "all"
districts = "闵行区"
zones = ["lingang"]
streets = ["江川路街道"]
industries = ["C36", "Food"]
sizes = ["s4"]
stages = ["not_started", "in_progress"]
idle_days = 7
levels = [2, 2, 3]
codes = [" 91310115000000019m "]
[button]
kind = "link"
label = "看通知"
url = "https://example.org"
[when]
every = "deadline"
deadline = 2026-11-30
steps = [7, 1]
opens = "8:30"
closes = "24:00"
any_day = true
window = 1
"""


def reading(text: str) -> Reading:
    """What the text says."""
    return read(tomllib.loads(text), "a" * 32, NAMES)


def test_every_key_lands_in_its_field() -> None:
    """Names become ids, single values lists, doubles one; days and times are those of Shanghai."""
    assert reading(FULL) == Reading(
        Campaign(
            id="a" * 32,
            title="标题",
            kind=Kind.DEADLINE,
            units=("310112", "310115"),
            texts={"zh": "正文", "en": "Text"},
            audience=Audience(
                whom=Whom.ALL,
                districts=("310112",),
                zones=("lingang",),
                streets=("s-1",),
                industries=("C36", "C14"),
                sizes=("s4",),
                stages=("not_started", "in_progress"),
                idle_days=7,
                levels=(2, 3),
                codes=("91310115000000019M",),
            ),
            button=Button(kind=ButtonKind.LINK, label="看通知", url="https://example.org"),
            when=When(
                every=Every.DEADLINE, deadline="2026-11-30", steps=(7, 1), opens=510, closes=1440, any_day=True, window=1
            ),
        )
    )  # fmt: skip


def test_a_reminder_before_windows_and_a_button_to_a_programme_can_be_written() -> None:
    """Verdicts as `programme:outcome`; a step is all that such a time needs."""
    found = reading(
        'title = "x"\ntext.zh = "y"\naudience = { verdicts = ["factory:eligible", "*:not_yet"], unsent = "factory" }\n'
        'button = { kind = "programme", programme = "factory" }\nwhen = { every = "window", steps = [14, 0] }'
    )
    assert found.problems == ()
    assert found.campaign is not None
    assert found.campaign.audience == Audience(verdicts=("factory:eligible", "*:not_yet"), unsent="factory")
    assert found.campaign.button == Button(kind=ButtonKind.PROGRAMME, programme="factory")
    assert found.campaign.when == When(every=Every.WINDOW, steps=(14, 0))
    one = reading('title = "x"\ntext.zh = "y"\nwhen = { every = "window", programme = "factory", steps = 7 }').campaign
    assert one is not None
    assert one.when == When(every=Every.WINDOW, programme="factory", steps=(7,))


@pytest.mark.parametrize("at", ["2026-12-01T09:00:00", "2026-12-01T01:00:00Z", '"2026-12-01T09:00:00"', '"2026-12-01 09:00"'])
def test_a_moment_without_an_offset_is_shanghais(at: str) -> None:
    """TOML's own or as a text."""
    found = reading(f'title = "x"\ntext.zh = "y"\nwhen = {{ every = "at", at = {at} }}').campaign
    assert found is not None
    assert found.when.at == 1_796_086_800_000


@pytest.mark.parametrize(
    ("line", "place", "wrong"),
    [
        ("colour = 1", "", Wrong.KEY),
        ("audience = 1", "audience", Wrong.TABLE),
        ("audience.colour = 1", "audience", Wrong.KEY),
        ('kind = "nws"', "kind", Wrong.CHOICE),
        ("kind = []", "kind", Wrong.CHOICE),
        ("title = 1", "title", Wrong.TEXT),
        ('title = " "', "title", Wrong.TEXT),
        (f'title = "{"x" * 201}"', "title", Wrong.LONG),
        ('text.zh = "y"\ntext.de = "z"', "text", Wrong.KEY),
        ("text = {}", "text.zh", Wrong.MISSING),
        ("audience.idle_days = true", "audience.idle_days", Wrong.WHOLE),
        ("audience.idle_days = -1", "audience.idle_days", Wrong.WHOLE),
        ("audience.levels = [1, 9]", "audience.levels[2]", Wrong.WHOLE),
        ('audience.districts = ["闵行区", "闵行"]', "audience.districts[2]", Wrong.NAME),
        ("audience.districts = [1]", "audience.districts[1]", Wrong.NAME),
        ('audience.streets = "新村路街道"', "audience.streets", Wrong.SEVERAL),
        ('audience.stages = "idle"', "audience.stages", Wrong.CHOICE),
        ('audience.language = "de"', "audience.language", Wrong.CHOICE),
        ("button = { label = 'x' }", "button.kind", Wrong.MISSING),
        ("button = { kind = 'link' }", "button.url", Wrong.MISSING),
        ("when = { every = 'at' }", "when.at", Wrong.MISSING),
        ("when = { every = 'at', at = 2026-12-01 }", "when.at", Wrong.MOMENT),
        ("when = { every = 'at', at = 'soon, very soon' }", "when.at", Wrong.MOMENT),
        ("audience.verdicts = 'factory'", "audience.verdicts", Wrong.CHOICE),
        ("audience.verdicts = ['factory:eligible', 'factory:maybe']", "audience.verdicts[2]", Wrong.CHOICE),
        ("when = { every = 'idle' }", "when.steps", Wrong.MISSING),
        ("when = { every = 'window' }", "when.steps", Wrong.MISSING),
        ("when = { every = 'deadline', steps = 1 }", "when.deadline", Wrong.MISSING),
        ("when = { every = 'deadline', steps = 1, deadline = '2026-02-30' }", "when.deadline", Wrong.DATE),
        ("when = { every = 'deadline', steps = 1, deadline = 2026-02-03T00:00:00 }", "when.deadline", Wrong.DATE),
        ("when.any_day = 1", "when.any_day", Wrong.FLAG),
        ("when.opens = '9'", "when.opens", Wrong.MINUTE),
        ("when.closes = '24:01'", "when.closes", Wrong.MINUTE),
        ("when.closes = 9", "when.closes", Wrong.MINUTE),
        ('unit = "黄浦"', "unit", Wrong.NAME),
        (f"audience.codes = [{'1,' * 5001}]", "audience.codes", Wrong.WHOLE),
    ],
)
def test_what_means_nothing_is_said_with_its_place(line: str, place: str, wrong: Wrong) -> None:
    """One thing wrong, one problem, in words without a brace in either language."""
    rest = {"title": 'title = "x"\n', "text": 'text.zh = "y"\n'}
    key = re.match(r"\w+", line)
    found = reading("".join(text for name, text in rest.items() if key is None or key[0] != name) + line)
    assert found.campaign is None
    assert [(problem.place, problem.wrong) for problem in found.problems] == [(place, wrong)]
    for language in ("zh", "en"):
        said = found.problems[0].text(language)
        assert said.startswith(place)
        assert not {"{", "}"} & set(said)


def test_the_nearest_choices_are_named_and_else_the_first() -> None:
    """A slip is answered with what was meant."""
    assert FileProblem(Wrong.KEY, "", "titel", ("title", "text")).text("en").endswith("Possible: title")
    many = tuple(f"name {number}" for number in range(20))
    assert FileProblem(Wrong.NAME, "x", "zzz", many).text("zh").endswith("name 11…")


def test_a_file_that_is_no_toml_says_the_line() -> None:
    """Nor UTF-8; a mark at its beginning does no harm."""
    for data in (b"[x", b"\xff\xfe\x00"):
        found = parsed(data)
        assert isinstance(found, FileProblem)
        assert found.wrong is Wrong.SYNTAX
    assert parsed(b"\xef\xbb\xbfa = 1") == {"a": 1}


def test_the_example_in_the_readme_has_nothing_wrong_with_its_form() -> None:
    """But for the attachment, which is taken out before."""
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 1
    document = tomllib.loads(blocks[0])
    assert document.pop("attachment")
    assert read(document, "a" * 32, NAMES).problems == ()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9) | st.dates() | st.datetimes() | st.times(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kind", "every", "at", "zh", "x"]), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["title", "kind", "unit", "text", "audience", "when", "button", "x"]), ANYTHING))
def test_whatever_stands_in_a_file_it_is_a_campaign_or_has_problems(document: dict[str, Any]) -> None:
    """Never neither, never both, never an error; every problem has words."""
    found = read(document, "a" * 32, NAMES)
    assert (found.campaign is None) == bool(found.problems)
    assert all(problem.text("zh") and problem.text("en") for problem in found.problems)
