"""What the sender of broadcasts tells people, in both languages."""

from __future__ import annotations

import pytest

from dialogs import phrasebook
from dialogs.campaigns.model import DeliveryState
from dialogs.desk.bcast.notices import FAILING, NO_FILE, CampaignEnded, CampaignGoing, CampaignHeld, ContactLost
from dialogs.effects import DeskShown
from dialogs.inbound import Open
from dialogs.model import CURSOR_SPEC, Cursor, Phase
from dialogs.scene import Turn
from tests.question_bank.banks import small_bank

COUNTS = {state.value: number for number, state in enumerate(DeliveryState, 1)}
ID = "0123456789abcdef0123456789abcdef"


def _screen(effect: DeskShown, language: str) -> phrasebook.Screen:
    cursor = Cursor(spec=CURSOR_SPEC, person="p", language=language, phase=Phase.HOME)
    return phrasebook.screen(Turn(None, cursor, (effect,)), small_bank())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", [CampaignGoing, CampaignEnded])
def test_every_state_is_named_with_its_number_and_those_that_wait_are_not_done(
    language: str, kind: type[CampaignGoing] | type[CampaignEnded]
) -> None:
    """With a way to the campaign."""
    shown = _screen(kind(ID, "月底 <提醒>", COUNTS), language)
    assert "&lt;提醒&gt;" in shown.text
    assert shown.text.count("\n· ") == len(DeliveryState) - 2
    assert str(sum(COUNTS.values())) in shown.text
    assert [choice.do for choice in shown.choices] == [Open("bcast", ID)]
    assert "\n\n\n" not in shown.text
    assert "{" not in shown.text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_how_it_goes_is_told_in_figures(language: str) -> None:
    """Ninety of a hundred are done."""
    shown = _screen(CampaignGoing(ID, "x", {"sent": 80, "opted_out": 10, "queued": 7, "sending": 3}), language)
    assert "90" in shown.text
    assert "90%" in shown.text
    assert "100" in shown.text


@pytest.mark.parametrize(("language", "word"), [("zh", "不会自动重发"), ("en", "not written to again")])
def test_what_is_doubtful_is_explained_only_where_there_is_some(language: str, word: str) -> None:
    """Nobody is frightened for nothing."""
    assert word in _screen(CampaignEnded(ID, "x", {"sent": 1, "doubtful": 1}), language).text
    assert word not in _screen(CampaignEnded(ID, "x", {"sent": 1}), language).text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("why", [FAILING, NO_FILE])
def test_a_campaign_that_stands_still_says_why_and_what_to_do(language: str, why: str) -> None:
    """The server's words are shown, escaped."""
    shown = _screen(CampaignHeld(ID, "x", why, "tag <b> expected"), language)
    assert ("&lt;b&gt;" in shown.text) == (why == FAILING)
    assert len(shown.choices) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("why", ["blocked", "deactivated", "unreachable"])
@pytest.mark.parametrize("name", ["", "王工"])
def test_a_lost_contact_is_named_with_the_enterprise(language: str, why: str, name: str) -> None:
    """And somebody without a name is a contact of it."""
    shown = _screen(ContactLost("e1", "上海<甲>公司", name, why), language)
    assert "上海&lt;甲&gt;公司" in shown.text
    assert name in shown.text
    assert [choice.do for choice in shown.choices] == [Open("ent", "e1")]
