"""Which windows of programmes reminders are made for, and for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.usecases.campaigns.closing_windows import closing_windows
from bot.usecases.campaigns.standing_reminders import shipped
from dialogs.campaigns.calendar import DAY, Calendar, midnight
from dialogs.campaigns.model import Campaign, Every
from dialogs.campaigns.occasions import Closing, closings
from question_bank.programmes import library
from question_bank.programmes.model import Outcome, Purpose, Subject
from tests.bot.programmes import a_programme, of_level

DAYS = (date(2026, 6, 30), date(2026, 12, 31))
SERIES = [campaign for campaign in shipped().campaigns if campaign.when.every is Every.WINDOW]


def test_every_window_of_an_enterprises_programme_is_one() -> None:
    """With its days; of a duty those who have done it are left alone, and what agencies apply for is not the enterprises' affair."""
    factory = of_level(2, "factory", closes=DAYS)
    opened = replace(factory.windows[1], opens=date(2026, 11, 1))
    factory = replace(factory, windows=(factory.windows[0], opened))
    duty = a_programme("duty", [], closes=DAYS[:1], purpose=Purpose.DUTY)
    agency = a_programme("agency", [], closes=DAYS, subject=Subject.AGENCY)
    assert closing_windows([factory, agency, duty, a_programme("open", [])]) == (
        Closing("factory", "w1", None, DAYS[0], ("eligible", "not_yet")),
        Closing("factory", "w2", date(2026, 11, 1), DAYS[1], ("eligible", "not_yet")),
        Closing("duty", "w1", None, DAYS[0], ("not_yet",)),
    )


@pytest.mark.parametrize("programme", library.shipped())
def test_each_shipped_window_has_one_reminder_for_each_step_and_no_other(programme: str) -> None:
    """On a clock that goes through the weeks before it day by day; of the two shipped reminders one is for it."""
    loaded = library.load(programme)
    if loaded.subject is not Subject.ENTERPRISE:
        assert closing_windows([loaded]) == ()
        return
    for window in closing_windows([loaded]):
        keys = {series.id: reminded(series, window) for series in SERIES}
        (found,) = [found for found in keys.values() if found]
        assert len(found) == 3
        assert all(key.startswith(f"{programme}.{window.window}.{window.closes.isoformat()}.") for key in found)


def reminded(series: Campaign, window: Closing) -> list[str]:
    """The occasions that come from six weeks before until a month after, each once."""
    last = midnight(window.closes)
    moments = range(last - 42 * DAY, last + 30 * DAY, DAY // 4)
    return list(dict.fromkeys(one.key for now in moments for one in closings(series, [window], now, Calendar())))


def test_both_shipped_reminders_ask_for_outcomes_that_there_are() -> None:
    """Else they would be for nobody."""
    asked = {key for series in SERIES for key in series.audience.verdicts}
    assert asked <= {f"*:{outcome}" for outcome in Outcome}
    assert len(SERIES) == 2
