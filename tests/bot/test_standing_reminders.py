"""The reminders that come with the program, and what becomes of them in a store that staff use."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from bot.ports import Store
from bot.ports.registry import CITY
from bot.usecases.campaigns import standing_reminders
from bot.usecases.campaigns.campaigning import operate
from bot.usecases.campaigns.standing_reminders import SHIPPED, Reminders, Unreadable, id_of, keeping, reminders, shipped
from dialogs.campaigns.calendar import Calendar
from dialogs.campaigns.checking import check
from dialogs.campaigns.fields import body
from dialogs.campaigns.model import Campaign, CampaignState, Every, Facts, Kind, Whom
from dialogs.campaigns.moving import Move
from question_bank.model import Bank
from tests.bot.office import NOON

BEFORE_ALL = int(datetime(2023, 1, 1, tzinfo=UTC).timestamp() * 1000)
"""A moment before every deadline of the notices."""

FACTS = Facts(
    person="p",
    contact_name="王工",
    name="上海申安机械有限公司",
    enterprise="e",
    stage="in_progress",
    answering=2,
    answered=12,
    of=48,
    level=1,
    finished_at=NOON,
    idle_since=NOON - 8 * 86_400_000,
    unit="闵行区",
    registered=120,
    in_progress=50,
    finished=30,
    idle=9,
    finished_lately=6,
)


def document() -> dict[str, Any]:
    """The shipped file, to be spoilt."""
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


def test_the_four_reasons_are_shipped_with_the_dates_of_the_notices() -> None:
    """Idle after 3, 7 and 14 days; half a year; every Monday at nine; the notices' days, each with its source."""
    found = {shipped().words[campaign.id]: campaign for campaign in shipped().campaigns}
    assert shipped().problems == ()
    idle, again, weekly = found["idle-run"], found["half-year"], found["weekly-summary"]
    assert (idle.when.every, idle.when.steps, idle.when.window, idle.kind) == (Every.IDLE, (3, 7, 14), 4, Kind.PROGRESS)
    assert (again.when.every, again.when.steps, again.kind) == (Every.FINISHED, (6,), Kind.AGAIN)
    monday = datetime.fromtimestamp(weekly.when.at / 1000, UTC)
    assert (monday.weekday(), monday.hour, weekly.audience.whom, weekly.kind) == (0, 1, Whom.LIAISONS, Kind.WEEKLY)
    days = {campaign.when.deadline for campaign in found.values() if campaign.when.every is Every.DEADLINE}
    window = found["programme-window"]
    assert (window.when.every, window.when.steps, window.kind) == (Every.WINDOW, (14, 7, 2), Kind.DEADLINE)
    assert window.audience.verdicts == ("*:eligible", "*:not_yet")
    assert found["duty-window"].audience.verdicts == ("*:not_yet",)
    assert days == {"2025-08-15", "2025-12-31", "2023-11-15", "2023-12-15"}
    assert all(campaign.when.steps == (7, 1) and campaign.kind is Kind.DEADLINE for campaign in found.values() if campaign.when.deadline)
    assert all(shipped().sources[campaign.id] for campaign in found.values())
    assert all(campaign.units == (CITY,) and campaign.state is CampaignState.STANDING for campaign in found.values())


@pytest.mark.parametrize("campaign", shipped().campaigns, ids=shipped().words.values())
def test_nothing_is_wrong_with_a_shipped_reminder(campaign: Campaign, bank: Bank) -> None:
    """As the check says it to staff, before its day."""
    assert [fault.code for fault in check(campaign, (FACTS,), bank, BEFORE_ALL if campaign.when.deadline else NOON, Calendar({}))] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("campaign", shipped().campaigns, ids=shipped().words.values())
def test_a_shipped_reminder_reads_as_three_sentences_without_a_brace_left(campaign: Campaign, language: str, bank: Bank) -> None:
    """What it is about, why, what to do: a line each, in the language of the person."""
    text = body(campaign, msgspec.structs.replace(FACTS, language=language), bank, NOON)
    assert len(text.splitlines()) == 3
    assert not {"{", "}", "｛"} & set(text)
    assert ("点下面的按钮" in text) is (language == "zh")
    assert ("闵行区" if campaign.audience.whom is Whom.LIAISONS else "王工") in text


def test_what_an_admin_turned_off_stays_off_while_a_newer_text_arrives(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second start changes nothing; a newer version changes the row and not its state."""
    assert store.submit(keeping(NOON)).result() > 7
    assert store.submit(keeping(NOON + 1)).result() == 0
    idle = id_of("idle-run")
    assert store.submit(lambda tx: operate(tx, idle, Move.SWITCH_OFF, "admin", NOON)).result() is not None
    newer = document()
    newer["reminder"][0]["title"] = "新的标题"
    monkeypatch.setattr(standing_reminders, "shipped", lambda: reminders(newer))
    assert store.submit(keeping(NOON + 2)).result() == 1
    stored = store.submit(lambda tx: tx.campaign(idle)).result()
    assert stored is not None
    assert (stored.campaign.title, stored.campaign.state, stored.campaign.made_at) == ("新的标题", CampaignState.OFF, NOON)


def test_what_a_newer_version_has_no_more_is_off_and_what_staff_made_is_left_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only rows that nobody made are the program's own."""
    store.submit(keeping(NOON)).result()
    own = msgspec.structs.replace(shipped().campaigns[0], id="f" * 32, made_by="somebody", made_at=NOON)
    assert store.submit(lambda tx: tx.add_campaign(own, NOON)).result()
    fewer = document()
    fewer["reminder"] = fewer["reminder"][1:]
    monkeypatch.setattr(standing_reminders, "shipped", lambda: reminders(fewer))
    assert store.submit(keeping(NOON)).result() == 1
    states = {found: store.submit(lambda tx, found=found: tx.campaign(found)).result() for found in (id_of("idle-run"), own.id)}
    assert [stored.campaign.state for stored in states.values() if stored] == [CampaignState.OFF, CampaignState.STANDING]


def test_a_file_says_all_that_is_wrong_with_it_each_with_its_place() -> None:
    """An unknown key, a field that there is not, a bad date, a time that comes once, an id twice, no source."""
    spoilt = document()
    first, second, third, _, _, fourth = spoilt["reminder"][:6]
    first["colour"] = "red"
    first["text"]["zh"] += "{部门}"
    second["when"] = {"every": "now"}
    third["id"] = "idle-run"
    del third["source"]
    fourth["when"]["deadline"] = "2025-02-30"
    found = reminders(spoilt)
    assert found.campaigns == ()
    said = [problem.text("en") for problem in found.problems]
    assert [line.partition(": ")[0] for line in said] == [
        "reminder 1 (idle-run)",
        "reminder 2 (half-year).when.every",
        "reminder 3 (idle-run).source",
        "reminder 6 (advanced-factory-2025).when.deadline",
    ]
    del first["colour"]
    third["source"] = "x"
    fourth["when"]["deadline"] = "2025-08-15"
    second["when"] = {"every": "finished", "steps": [6]}
    said = [problem.text("zh") for problem in reminders(spoilt).problems]
    assert [line.partition("：")[0] for line in said] == ["reminder 1 (idle-run).text.zh", "reminder 3 (idle-run)"]
    assert "没有“部门”这个字段" in said[0]
    assert "两次" in said[1]


@pytest.mark.parametrize("wrong", [{}, {"reminder": {}}, {"reminder": ["x"]}, {"reminders": []}])
def test_a_file_of_another_shape_is_refused(wrong: dict[str, object]) -> None:
    """No list of tables, or tables of another name."""
    found = reminders(wrong)
    assert (found.campaigns, bool(found.problems)) == ((), True)


def test_a_bad_file_stops_the_start_before_anything_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every problem in the error."""
    monkeypatch.setattr(standing_reminders, "shipped", lambda: Reminders((), reminders({}).problems))
    with pytest.raises(Unreadable) as raised:
        keeping(NOON)
    assert "reminder：缺少这一项" in raised.value.message_zh
    assert "reminder: It is missing" in raised.value.message_en
