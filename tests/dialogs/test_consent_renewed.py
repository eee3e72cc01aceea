"""Changed purposes: everybody is asked again at the next turn, keeps the place, and may decline or delete."""

from __future__ import annotations

import msgspec
import pytest

from dialogs.effects import ConsentAsked, ConsentDeclined, Consented, DeletionAsked, Paused, PersonDeleted, QuestionAsked, Refused
from dialogs.inbound import AnyInbound, Back, Choose, Delete, Open, Pause, Reply, Speak, Start, Submit, Tap
from dialogs.model import Consenting, Cursor, Phase
from dialogs.refusals import Refusal
from dialogs.stages import consent
from tests.dialogs.conversation import Conversation
from tests.dialogs.preludes import begun
from tests.question_bank.banks import small_bank


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> Conversation:
    """Somebody at the first question of a level, on the day that the purposes changed."""
    found = begun(small_bank(), "level_opening")
    found.hear(Submit())
    assert isinstance(found.effects[-1], QuestionAsked)
    monkeypatch.setattr("dialogs.stages.renewing.PURPOSES", consent.PURPOSES + 1)
    return found


def place(cursor: Cursor) -> Cursor:
    """All of the cursor but what the consent changes."""
    return msgspec.structs.replace(cursor, consented_at=None, consented_to=0, consenting=Consenting.NO, revision=0)


@pytest.mark.parametrize("first", [Start(), Reply("A"), Choose("A"), Back(), Delete(), Open("feedback"), Start("a-link-of-16-characters")])
def test_whatever_comes_first_is_answered_with_the_question(talk: Conversation, first: AnyInbound) -> None:
    """And is not taken."""
    before = talk.run
    talk.hear(first)
    assert talk.effects == (ConsentAsked(again=True),)
    assert talk.run == before
    assert "刚才发的内容没有处理" in talk.text()


def test_who_agrees_goes_on_at_the_very_place(talk: Conversation) -> None:
    """With the day of the new consent, and is not asked twice."""
    before = talk.cursor
    talk.hear_all(Start(), Choose("yes"))
    assert isinstance(talk.effects[0], Consented)
    assert isinstance(talk.effects[-1], QuestionAsked)
    assert place(talk.cursor) == place(before)
    assert talk.cursor.consented_to == consent.PURPOSES + 1
    assert talk.cursor.consented_at == talk.now
    talk.hear(Start())
    assert isinstance(talk.effects[-1], QuestionAsked)


def test_an_old_button_is_no_consent(talk: Conversation) -> None:
    """Not even one that says yes, drawn before the question."""
    drawn = talk.cursor
    tap = Tap(Choose("yes"), drawn.run, drawn.where, drawn.revision)
    talk.hear(tap)
    assert talk.effects == (ConsentAsked(again=True),)
    talk.hear(tap)
    assert talk.effects == (Refused(Refusal.STALE), ConsentAsked(again=True))
    cursor = talk.cursor
    talk.hear(Tap(Choose("yes"), cursor.run, cursor.where, cursor.revision))
    assert isinstance(talk.effects[0], Consented)


@pytest.mark.parametrize("inbound", [Submit(), Reply("A"), Choose("A"), Open("feedback"), Reply("提交")])
def test_nothing_but_a_yes_is_a_yes(talk: Conversation, inbound: AnyInbound) -> None:
    """Nor does a timer agree."""
    talk.hear_all(Start(), inbound)
    assert talk.effects == (Refused(Refusal.UNEXPECTED), ConsentAsked(again=True))


def test_who_declines_comes_to_the_calm_end_and_may_think_again(talk: Conversation) -> None:
    """What is stored stays, and nothing is done with it."""
    before = talk.cursor
    talk.hear_all(Start(), Reply("不同意"))
    assert talk.effects == (ConsentDeclined(again=True),)
    assert "不再处理" in talk.text()
    talk.hear(Reply("A"))
    assert talk.effects == (Refused(Refusal.UNEXPECTED), ConsentDeclined(again=True))
    talk.hear(Start())
    assert talk.effects == (ConsentAsked(again=True),)
    talk.hear(Reply("同意"))
    assert place(talk.cursor) == place(before)


def test_who_declines_may_delete_everything(talk: Conversation) -> None:
    """Without agreeing to anything."""
    talk.hear_all(Start(), Choose("no"), Delete())
    assert talk.effects == (DeletionAsked(),)
    talk.hear(Choose("no"))
    assert talk.effects == (ConsentAsked(again=True),)
    talk.hear_all(Delete(), Reply("1"))
    assert talk.effects == (PersonDeleted(),)
    assert talk.cursor.phase is Phase.NEW


def test_language_and_pause_need_no_consent(talk: Conversation) -> None:
    """The question can be read in the other language."""
    talk.hear_all(Start(), Speak("en"))
    assert talk.effects[-1] == ConsentAsked(again=True)
    assert "Please confirm again" in talk.text()
    talk.hear(Pause())
    assert talk.effects == (Paused(),)


def test_a_page_of_the_desk_is_kept_too(talk: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a place that was overtaken meanwhile is left for where the person now belongs."""
    talk.stand(desk=msgspec.structs.replace(talk.cursor.desk, page="feedback"))
    talk.hear_all(Start(), Choose("yes"))
    assert talk.cursor.desk.page == "feedback"


def test_who_agreed_before_purposes_had_versions_is_asked() -> None:
    """As their cursors are stored out there."""
    talk = begun(small_bank(), "level_opening")
    talk.stand(consented_to=0)
    talk.hear(Submit())
    assert talk.effects == (ConsentAsked(again=True),)


def test_deletion_can_be_asked_for_at_the_desk() -> None:
    """And declined, with the page still there."""
    talk = begun(small_bank(), "level_opening")
    talk.hear_all(Open("team"), Delete())
    assert talk.effects == (DeletionAsked(),)
    talk.hear(Reply("2"))
    assert talk.cursor.desk.page == "team"
    assert talk.cursor.consenting is Consenting.NO
    talk.hear_all(Delete(), Choose("yes"))
    assert talk.effects == (PersonDeleted(),)


def test_nobody_is_asked_again_without_need() -> None:
    """Nor before the first consent."""
    talk = begun(small_bank(), "consent")
    assert talk.effects[-1] == ConsentAsked()
    talk.hear(Choose("yes"))
    assert talk.cursor.consented_to == consent.PURPOSES
