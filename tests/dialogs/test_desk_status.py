"""The pages of figures as pure steps: which choices lead where, and which belong nowhere."""

from __future__ import annotations

import pytest

from dialogs.desk import city, ent, figures, find, pages
from dialogs.desk.standing import APART, ListFileWanted, NudgeAllWanted, StandingWanted, Target
from dialogs.effects import Effect, Refused
from dialogs.inbound import AnyInbound, Back, Choose, Open, Reply
from dialogs.model import CURSOR_SPEC, Cursor, Desk, Phase
from dialogs.phrasebook import sentence
from dialogs.scene import Moment, Scene
from tests.question_bank.banks import small_bank


def scene(page: str, at: str = "", asked: str = "", **fields: str) -> Scene:
    """Somebody at this page."""
    desk = Desk(page=page, at=at, asked=asked, fields=fields)
    return Scene(None, Cursor(spec=CURSOR_SPEC, person="p", language="zh", phase=Phase.HOME, desk=desk), small_bank(), Moment(0, "f"))


def after(there: Scene, inbound: AnyInbound) -> tuple[Desk, tuple[Effect, ...]] | None:
    turn = pages.PAGES[there.cursor.desk.page].step(there, inbound)
    return (turn.cursor.desk, turn.effects) if turn is not None else None


@pytest.mark.parametrize(
    ("asked", "fields", "key", "view", "kept"),
    [
        ("", {}, "by:street", "by", {"by": "street"}),
        ("", {"street": "s"}, "by:industry", "by", {"street": "s", "by": "industry"}),
        ("by", {"by": "industry"}, "from:20", "by", {"by": "industry", "from": "20"}),
        ("by", {"by": "industry", "from": "20"}, "in:C36", "", {"industry": "C36"}),
        ("", {"size": "s1"}, "list", "list", {"size": "s1"}),
        ("", {}, "stage:finished", "list", {"stage": "finished"}),
        ("", {}, "level:2", "list", {"level": "2"}),
        ("", {}, "idle:1", "list", {"idle": "1"}),
        ("list", {"stage": "finished"}, "after:x", "list", {"stage": "finished", "after": "x", "seen": "10"}),
        ("list", {"after": "x", "seen": "10"}, "after:y", "list", {"after": "y", "seen": "20"}),
        ("list", {"idle": "1", "after": "x"}, "nudge", "nudge", {"idle": "1"}),
        ("nudge", {"idle": "1"}, "no", "list", {"idle": "1"}),
    ],
)
def test_a_choice_narrows_the_status_down_or_shows_it_otherwise(
    asked: str, fields: dict[str, str], key: str, view: str, kept: dict[str, str]
) -> None:
    """What was chosen before stays."""
    found = after(scene("status", "u", asked, **fields), Choose(key))
    assert found is not None
    assert (found[0].at, found[0].asked, found[0].fields) == ("u", view, kept)


@pytest.mark.parametrize(
    ("asked", "fields", "key"),
    [
        ("", {}, "by:phone"),
        ("", {"street": "s"}, "by:street"),
        ("", {}, "in:C36"),
        ("by", {"by": "street"}, "in:"),
        ("by", {"by": "street"}, "from:x"),
        ("", {}, "from:20"),
        ("", {}, "after:x"),
        ("list", {}, "stage:finished"),
        ("", {}, "nudge"),
        ("list", {}, "yes"),
        ("", {}, "export"),
        ("", {}, ""),
    ],
)
def test_a_forged_choice_belongs_nowhere(asked: str, fields: dict[str, str], key: str) -> None:
    """It is answered as on every page."""
    assert after(scene("status", "u", asked, **fields), Choose(key)) is None


@pytest.mark.parametrize(
    ("at", "asked", "fields", "there"),
    [
        ("u", "nudge", {"idle": "1"}, ("u", "list", {"idle": "1"})),
        ("u", "list", {"street": "s", "stage": "finished", "after": "x", "seen": "10"}, ("u", "", {"street": "s"})),
        ("u", "by", {"street": "s", "by": "industry", "from": "20"}, ("u", "", {"street": "s"})),
        ("u", "", {"street": "s", "industry": "C36"}, ("u", "", {"street": "s"})),
        ("u", "", {}, ("", "", {})),
    ],
)
def test_back_undoes_the_last_step(at: str, asked: str, fields: dict[str, str], there: tuple[str, str, dict[str, str]]) -> None:
    """Until the page is as it was opened."""
    found = after(scene("status", at, asked, **fields), Back())
    assert found is not None
    assert (found[0].at, found[0].asked, found[0].fields) == there


def test_back_from_the_first_screen_is_left_to_every_page() -> None:
    """As is whatever else comes in."""
    assert after(scene("status"), Back()) is None
    assert after(scene("city"), Back()) is None
    assert after(scene("find"), Back()) is None
    assert after(scene("ent", "e"), Back()) is None
    assert after(scene("status"), Reply("x")) is None
    assert after(scene("city"), Reply("x")) is None


def test_the_wishes_of_the_list_carry_what_was_chosen_and_nothing_else() -> None:
    """Not where the reader had got to."""
    chosen = {"street": "s", "stage": "in_progress"}
    found = after(scene("status", "u", "list", **chosen, after="x", seen="10"), Choose("export"))
    assert found is not None
    assert found[1] == (ListFileWanted("u", chosen),)
    sent = after(scene("status", "u", "nudge", **chosen), Choose("yes"))
    assert sent is not None
    assert sent[1] == (NudgeAllWanted("u", chosen),)


@pytest.mark.parametrize(
    ("there", "key", "desk"),
    [
        (scene("city"), "by:district", ("district", {})),
        (scene("city"), "by:target", ("target", {})),
        (scene("city", "", "district"), "in:310112", ("industry", {"of": "district", "key": "310112"})),
        (scene("city", "", "industry"), "in:C36", ("district", {"of": "industry", "key": "C36"})),
        (scene("city", "", "industry", of="district", key="310112"), "cross:level", ("level", {"of": "district", "key": "310112"})),
    ],
)
def test_the_city_is_opened_step_by_step(there: Scene, key: str, desk: tuple[str, dict[str, str]]) -> None:
    """A list, a row of it, that row told apart otherwise."""
    found = after(there, Choose(key))
    assert found is not None
    assert (found[0].asked, found[0].fields) == desk


@pytest.mark.parametrize(
    ("there", "key"),
    [
        (scene("city"), "by:phone"),
        (scene("city"), "in:310112"),
        (scene("city", "", "week"), "in:2025-W44"),
        (scene("city", "", "district"), "in:"),
        (scene("city", "", "district", of="industry", key="C36"), "cross:level"),
        (scene("city", "", "district", of="industry", key="C36"), "in:310112"),
        (scene("city", "", "industry", of="district", key="310112"), "by:size"),
        (scene("city"), "heat:week"),
    ],
)
def test_no_other_table_of_the_city_can_be_asked_for(there: Scene, key: str) -> None:
    """Two things that are not districts are never crossed."""
    assert after(there, Choose(key)) is None


def test_back_leads_from_a_row_to_its_list_and_from_a_list_to_the_totals() -> None:
    """One step at a time."""
    row = after(scene("city", "", "level", of="district", key="310112"), Back())
    assert row is not None
    assert (row[0].asked, row[0].fields) == ("district", {})
    listed = after(scene("city", "", "district"), Back())
    assert listed is not None
    assert (listed[0].asked, listed[0].fields) == ("", {})


def test_what_is_typed_at_the_search_is_looked_for() -> None:
    """And said to be unreadable where it is."""
    found = after(scene("find"), Reply("  申安  机械 "))
    assert found is not None
    assert found[0].fields == {"text": "申安 机械"}
    again = after(scene("find", text="申安"), Back())
    assert again is not None
    assert again[0].fields == {}
    refused = after(scene("find"), Reply("\u202e"))
    assert refused is not None
    assert isinstance(refused[1][0], Refused)


def test_what_can_be_wished_for_an_enterprise() -> None:
    """And nothing else."""
    wishes = {"phones": ent.PhonesWanted("e"), "nudge": ent.NudgeWanted("e"), "pdf": ent.ResultWanted("e", "pdf")}
    for key, wish in wishes.items():
        found = after(scene("ent", "e"), Choose(key))
        assert found is not None
        assert found[1] == (wish,)
    assert after(scene("ent", "e"), Choose("exe")) is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_event_that_is_told_has_words(language: str) -> None:
    """A missing one would fail in front of the liaison."""
    assert all(sentence(language, "happened", event) for event in ent.EVENTS)
    for table, keys in (("unknown", APART), ("apart", (*city.CROSSED, *city.HEATED, "week"))):
        assert all(sentence(language, table, key) for key in keys)


@pytest.mark.parametrize(
    ("number", "done", "days", "weekly"),
    [(300, 250, 40, 9), (300, 300, 40, 0), (300, 320, 40, 0), (100, 0, 7, 100), (100, 0, 1, 100), (52, 0, 364, 1), (53, 0, 364, 2)],
)
def test_what_is_needed_a_week_is_rounded_up_to_the_last_day(number: int, done: int, days: int, weekly: int) -> None:
    """In the last week everything is due at once."""
    assert Target(2026, number, done, days).weekly == weekly


def test_long_names_are_cut_for_buttons_only_there() -> None:
    """With a sign that something is left out."""
    assert figures.short("短名") == "短名"
    assert figures.short("计" * 30) == "计" * 17 + "…"
    assert figures.percent(1, 0) == 0
    assert figures.percent(2, 3) == 66


def test_each_row_of_a_list_opens_its_enterprise() -> None:
    """Five buttons a line, numbered on from the page before."""
    lines = [figures.Line(f"e{place}", "名", "finished") for place in range(7)]
    rows = figures.numbered(lines, 11)
    assert [len(row) for row in rows] == [5, 2]
    assert rows[1][1].label == "=17"
    assert rows[1][1].do == Open("ent", "e6")


def test_a_page_shows_what_the_cursor_is_at() -> None:
    """All of it lies in the cursor, so that a restart changes nothing."""
    assert pages.show(scene("status", "u", "list", stage="finished")) == (StandingWanted("u", "list", {"stage": "finished"}),)
    assert pages.show(scene("city", "", "level", of="district", key="310112")) == (city.CityWanted("level", "district", "310112"),)
    assert pages.show(scene("find", text="申安")) == (find.FoundWanted("申安"),)
    assert pages.show(scene("find")) == (find.FindAsked(),)
    assert pages.show(scene("ent", "e")) == (ent.LookWanted("e"),)


def test_the_heat_map_is_asked_for_by_a_choice_and_a_reminder_goes_on_from_anywhere() -> None:
    """The button of a reminder works at any time, so it carries all that it needs."""
    found = after(scene("city"), Choose("heat:size"))
    assert found is not None
    assert found[1] == (city.HeatWanted("size"),)
    turn = pages.open_page(scene("desk"), Open("ent", "e.on"))
    assert turn is not None
    assert turn.effects == (ent.OnwardWanted("e"),)
    plain = pages.open_page(scene("desk"), Open("ent", "e"))
    assert plain is not None
    assert plain.effects == ()
