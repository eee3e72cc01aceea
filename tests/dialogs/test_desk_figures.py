"""The screens of figures in both languages: everything that can be on them is said, inert, and every button can be carried."""

from __future__ import annotations

import pytest

from bot.channels import buttons
from dialogs.desk import city, ent, find
from dialogs.desk import standing as s
from dialogs.desk.figures import Line
from dialogs.effects import DeskShown, DeskTold
from dialogs.model import CURSOR_SPEC, Cursor, Desk, Phase
from dialogs.phrasebook import Screen, screen
from dialogs.scene import Turn
from tests.question_bank.banks import small_bank

ID = "f" * 32
NAUGHTY = "<b>甲&乙</b>{{7*7}}"
LINES = (
    Line(ID, NAUGHTY, "in_progress", 3, 9, 1, 20, 1),
    Line(ID, "乙", "finished", 9, 9, 2, 3, 2),
    Line(ID, "丙", "not_started", idle=40),
)
PERSON = ent.Person("王敏", "经理", "139****5678", True)
HAPPENED = (ent.Happened(1_762_056_000_000, "run_finished", 1, 2), ent.Happened(1_762_056_000_000, "enterprise_stored", 3))
FULL = s.StandingShown("闵行区", (NAUGHTY,), 3, 4, 5, ((0, 1), (2, 4)), 2, 14, LINES[:1], s.Target(2026, 40, 5, 30), ("street", "size"))
AT = {"name": "闵行区", "within": ("进行中",)}
LOOK = ent.LookShown(ID, NAUGHTY, "9131", ("闵行区", "汽车制造业"), "in_progress", 1, 3, 9, 1, "1.55", 1, 20, 2)
FULL_LOOK = ent.LookShown(ID, "甲", "9", (), "finished", 2, 9, 9, 2, "", None, 0, 1, (PERSON,), HAPPENED, ("nudge", "phones", "documents"))
SCREENS: tuple[tuple[DeskShown | DeskTold, tuple[str, ...], tuple[str, ...]], ...] = (
    (s.UnitsShown((s.UnitChoice("310112", "闵行区"),), True), (), ("闵行区",)),
    (s.UnitsShown((s.UnitChoice(ID, "甲镇"),)), (), ("甲镇",)),
    (FULL, ("12", "41%", "40", "35", "30", "9"), ()),
    (s.StandingShown("空", (), 0, 0, 0), ("空",), ()),
    (s.StandingShown("满", (), 0, 0, 9, target=s.Target(2026, 9, 9, 30)), ("100%",), ()),
    (s.StandingShown("无", (), 1, 0, 0, target=s.Target(2026, None, 3, 30, (2025, 300))), ("2025", "300", "3"), ()),
    (s.StandingShown("无", (), 1, 0, 0, target=s.Target(2026, None, 3, 30)), ("2026",), ()),
    (
        s.ApartShown("闵行区", (), "industry", (s.ApartRow("C36", "汽车制造业", 5, 2, 1), s.ApartRow("", "未填", 1, 0, 0)), 20),
        ("40%",),
        ("汽车制造业",),
    ),
    (s.ApartShown("闵行区", (), "street", ()), (), ()),
    (s.ListShown(**AT, lines=LINES, of=23, first=11, after=ID, nudges=True, exports=True), ("11", "13", "23", "33%"), ("11", "13")),
    (s.ListShown(**AT, lines=(), of=0), (), ()),
    (s.NudgeAllAsked(**AT, enterprises=3, idle_days=14), ("3", "14"), ()),
    (s.NudgeAllAsked(**AT, enterprises=0, idle_days=14), (), ()),
    (s.NudgesSent(2, more=True), ("2",), ()),
    (s.NudgesSent(0), (), ()),
    (s.NudgesSent(0, declined=4), ("4",), ()),
    (s.ListFileMade(), (), ()),
    (s.Nudged(ID, NAUGHTY, "闵行区", "in_progress", 3, 9), ("闵行区", "33%"), ()),
    (s.Nudged(ID, "甲", "申江集团", "not_started"), ("申江集团",), ()),
    (find.FindAsked(), (), ()),
    (find.FoundShown(NAUGHTY, LINES, True), ("1. ", "3. "), ("1", "3")),
    (find.FoundShown("无", ()), ("无",), ()),
    (LOOK, ("9131", "闵行区 · 汽车制造业", "3/9", "1.55", "20"), ()),
    (FULL_LOOK, ("王敏", "139****5678", "2025-11-02"), ()),
    (ent.LookShown(ID, "甲", "9", (), "not_started", 0, 0, 0, None, "", None, 0, 0), (), ()),
    (ent.PhonesTold((("王敏", "13912345678"), ("", "13812345678"))), ("13912345678", "13812345678"), ()),
    (ent.PhonesTold(()), (), ()),
    (
        city.CityShown(65, 21, 18, 26, ((0, 10), (1, None)), city.CityTarget(2025, 3500, 3430, 26, 60)),
        ("65", "3500", "3430", "—", "60"),
        (),
    ),
    (city.CityShown(65, None, None, 26, target=city.CityTarget(2026, None, 30, None, 60)), ("30",), ()),
    (city.CityShown(None, None, None, None), (), ()),
    (
        city.CityListShown(
            "district", (city.CityRow("310112", "闵行区", 30, 12, True), city.CityRow("a", "长宁区", None, None)), hidden=True
        ),
        ("—",),
        ("闵行区",),
    ),
    (city.CityListShown("industry", (city.CityRow("C36", "汽车制造业", 30, 12),), "district", "闵行区"), ("闵行区", "30"), ()),
    (city.CityListShown("district", (city.CityRow("310112", "闵行区", 30, 12),), "industry", "汽车制造业"), ("30",), ()),
    (
        city.CityListShown("level", (city.CityRow("1", "1", 30, 30), city.CityRow("2", "2", None, None)), "district", "闵行区"),
        ("30", "—"),
        (),
    ),
    (city.CityListShown("week", (city.CityRow("2025-W44", "2025-W44", None, 26),)), ("26",), ()),
    (city.CityListShown("size", ()), (), ()),
    (
        city.CityTargetsShown((city.TargetRow("310112", "闵行区", ((2023, 5), (2025, 9))),), ((2023, 5, 5), (2024, None, 7), (2025, 8, 9))),
        ("—", "8", "9"),
        ("闵行区",),
    ),
    (city.CityTargetsShown((), ()), (), ()),
    (city.HeatMade(), (), ()),
)


def drawn(effect: DeskShown | DeskTold, language: str) -> tuple[Screen, Cursor]:
    """The effect in front of somebody at the desk."""
    cursor = Cursor(spec=CURSOR_SPEC, person=ID, language=language, phase=Phase.HOME, desk=Desk(page="status", at=ID), revision=65_535)
    return screen(Turn(None, cursor, (effect,)), small_bank()), cursor


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("place", range(len(SCREENS)))
def test_a_screen_says_its_figures_and_offers_buttons_that_can_be_carried(place: int, language: str) -> None:
    """Names are inert, no value is left open, and a button fits into 64 bytes."""
    effect, said, offered = SCREENS[place]
    shown, cursor = drawn(effect, language)
    assert shown.text
    assert all(part in shown.text for part in said)
    assert not set(offered) - {choice.label for choice in shown.choices}
    assert "<b>甲&" not in shown.text
    assert not any(sign in shown.text for sign in ("{{ ", "{%", "[]", "words["))
    for choice in shown.choices:
        assert choice.label.strip()
        payload = buttons.payload(choice.do, buttons.place_of(cursor), cursor.revision)
        press = buttons.read(payload)
        assert press is not None
        assert press.do == choice.do


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_person_may_not_do_is_not_offered(language: str) -> None:
    """Each act by its own right."""
    every, _ = drawn(FULL_LOOK, language)
    none, _ = drawn(LOOK, language)
    assert len(every.choices) == len(none.choices) + 5
