"""Every screen fits into one message, and nothing that a person or a bank wrote is ever taken for markup."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from dialogs import effects as e
from dialogs.inbound import Choose, Contents, Flag, History, Home, Jump, PastRun, Reply, Retailor, Review, Submit
from dialogs.model import IndicatorValue, Profile, RunState
from dialogs.phrasebook import screen, sentence
from dialogs.refusals import Refusal
from dialogs.scene import Scene, Turn
from dialogs.screens import offers
from question_bank.library import load
from question_bank.model import Bank
from question_bank.tailoring import questions_at
from tests.dialogs.conversation import NOON, Conversation
from tests.dialogs.preludes import CODE, begun
from tests.dialogs.reading import assert_fits, visible
from tests.dialogs.shown import DAY, SHOTS, drawn
from tests.dialogs.test_phrasebook import LANGUAGES
from tests.question_bank.banks import small_bank

HOSTILE = "<b>甲</b>&amp;{{7*7}}<a href='tg://x'>\"乙\"</a>]]><!--"
LONG_NUMBER = "0." + "6" * 27 + "7"
MOST_BUTTONS = 100
"""What one message of the Bot API holds."""

every_language = pytest.mark.parametrize("language", LANGUAGES)


def shipped() -> Bank:
    return load("cmmm-2020")


def at_level(level: int, kind: str, language: str) -> Conversation:
    """An open run of the shipped bank at this level, standing at its opening; every earlier answer is a suggestion."""
    talk = begun(shipped(), "level_opening", language)
    run = talk.run
    previous = {question.id: "D" for question in shipped().questions}
    changed = msgspec.structs.replace(run, level=level, profile=msgspec.structs.replace(run.profile, kind=kind), previous=previous)
    talk.put(changed)
    return talk


def cards(talk: Conversation) -> Iterator[tuple[str, Scene, e.Effect]]:
    """Each question of the level as a card, explained and weighed with the longest figures."""
    run = talk.run
    for question in questions_at(talk.bank, talk.scene.kind, frozenset(), run.level):
        talk.stand(phase="question", at=question.id)
        outcomes = tuple(e.Outcome(option.key, LONG_NUMBER, True) for option in question.options)
        for effect in (
            e.QuestionAsked(question.id),
            e.QuestionExplained(question.id),
            e.QuestionWeighed(question.id, LONG_NUMBER, 55, outcomes),
        ):
            yield question.id, talk.scene, effect


@every_language
@pytest.mark.parametrize("kind", ["discrete", "process"])
@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_every_question_of_the_shipped_bank_fits_with_all_that_can_stand_beside_it(level: int, kind: str, language: str) -> None:
    """Card, explanation and what-if, after a fact about the question before."""
    talk = at_level(level, kind, language)
    seen = 0
    for name, scene, effect in cards(talk):
        turn = Turn(scene.stored, scene.cursor, (e.AnswerKept(name, "D", "A"), effect))
        assert_fits(screen(turn, talk.bank).text)
        seen += 1
    assert seen >= 3 * 20


@every_language
@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_the_other_screens_of_a_level_fit(level: int, language: str) -> None:
    """Opening, contents and the review of a level in which every question is unanswered and flagged."""
    talk = at_level(level, "discrete", language)
    assert_fits(talk.text())
    talk.hear(Submit())
    questions = tuple(question.id for question in questions_at(talk.bank, talk.scene.kind, frozenset(), level))
    talk.put(msgspec.structs.replace(talk.run, flags=questions))
    for inbound in (Contents(), Review()):
        talk.hear(inbound)
        assert_fits(talk.text())
        assert len(talk.choices()) <= MOST_BUTTONS
    refused = talk.hear(Submit())
    assert isinstance(refused[0], e.Refused)
    assert_fits(talk.text())


@every_language
def test_the_indicators_fit_with_the_longest_formulas(language: str) -> None:
    """Twelve formulas of three hundred characters, before the run is handed in."""
    talk = begun(shipped(), "indicators_review", language)
    formula = "（本期－上期）÷上期" * 30
    kept = {indicator.id: IndicatorValue(value="-123456789012.5", formula=formula[:300]) for indicator in shipped().indicators}
    talk.put(msgspec.structs.replace(talk.run, indicators=kept))
    talk.hear_all(Home(), Submit())
    assert isinstance(talk.effects[-1], e.IndicatorsShown)
    assert_fits(talk.text())


@every_language
@pytest.mark.parametrize("place", range(12))
def test_each_indicator_fits_with_the_longest_formula(place: int, language: str) -> None:
    """Its value, its confirmation and its formula."""
    talk = begun(shipped(), "indicators_review", language)
    indicator = shipped().indicators[place].id
    talk.hear_all(Jump(indicator), Reply("999999999999.1234567891"))
    assert_fits(talk.text())
    talk.hear_all(Choose("yes"), Reply("式" * 300), Jump(indicator))
    assert_fits(talk.text())


@every_language
def test_the_history_of_ten_years_fits(language: str) -> None:
    """Three runs a month are allowed, so three hundred and sixty are possible."""
    days = [NOON - place * DAY for place in range(360, 0, -1)]
    past = tuple(PastRun(f"past-{day}", RunState.FINISHED, day, day, 56, 1, LONG_NUMBER) for day in days)
    talk = begun(shipped(), "finished", language)
    talk.register.past = past
    talk.hear(History())
    assert_fits(talk.text())
    assert len(talk.choices()) <= MOST_BUTTONS


@every_language
def test_the_longest_profile_fits(language: str) -> None:
    """Every free text as long as it may be, before and after it is kept."""
    talk = begun(shipped(), "profile", language)
    long = "长" * 100
    chosen = ("310115", "district", "c37", "producer", "discrete", "s1")
    for text in (long, CODE, *chosen, "999999999999.9999999999", long, long, "13812345678", "e" * 90 + "@x.cn"):
        talk.say(text)
        assert_fits(talk.text())
    assert isinstance(talk.effects[-1], e.ProfileShown)


@every_language
def test_the_tailoring_fits_with_everything_left_out(language: str) -> None:
    """All areas that may be left out, said back with the effect on the score."""
    talk = at_level(1, "discrete", language)
    talk.hear(Retailor())
    while talk.phase == "tailoring":
        assert_fits(talk.text())
        talk.hear(Choose("no"))
    assert_fits(talk.text())


@every_language
@pytest.mark.parametrize("name", SHOTS)
def test_every_screen_has_only_the_markup_that_channels_know(name: str, language: str) -> None:
    """Balanced, without attributes, and within one message."""
    shown = drawn(SHOTS[name].conversation(language))
    assert_fits(shown.text)
    assert all(visible(choice.label) == choice.label for choice in shown.choices)


@every_language
def test_what_a_person_typed_is_never_markup(language: str) -> None:
    """Name, contact, post and formula are shown letter for letter wherever they appear, however much of them."""
    talk = begun(small_bank(), "indicators_review", language)
    contact = msgspec.structs.replace(talk.cursor.contact, name=HOSTILE, post=HOSTILE)
    kept = {name: IndicatorValue(value="1", formula=HOSTILE) for name in small_bank().indicator_by_id}
    profile: Profile = msgspec.structs.replace(talk.run.profile, name=HOSTILE)
    talk.put(msgspec.structs.replace(talk.run, profile=profile, indicators=kept))
    talk.stand(contact=contact)
    for inbound, times in ((Home(), 1), (Submit(), 2), (Jump("defects"), 1), (Reply("2"), 1)):
        talk.hear(inbound)
        assert visible(talk.text()).count(HOSTILE[:30]) == times
    talk.hear(Home())
    talk.say("企业信息")
    assert visible(talk.text()).count(HOSTILE) == 3


@every_language
@pytest.mark.parametrize(("prelude", "typed"), [("profile", (HOSTILE,)), ("profile", ("申安", CODE, HOSTILE[:20]))])
def test_what_was_typed_is_said_back_escaped(prelude: str, typed: tuple[str, ...], language: str) -> None:
    """In what was kept and in what was refused."""
    talk = begun(small_bank(), prelude, language)
    talk.say(*typed)
    assert typed[-1] in visible(talk.text())


@pytest.mark.parametrize("text", ["\ud800", "\u202e汽车", "\x00", "ab\x1b[31m"])
def test_unsafe_characters_are_not_said_back(text: str) -> None:
    """A search that found nothing names what was searched for; half characters and direction marks must not come along."""
    talk = begun(small_bank(), "profile")
    talk.say("上海申安机械有限公司", CODE, text)
    shown = talk.text()
    assert_fits(shown)
    assert not any(mark in shown for mark in text if not mark.isalnum() and mark != "[")


def test_a_jump_to_a_hostile_place_is_said_back_escaped_and_short() -> None:
    """Buttons can be forged; at most twenty characters come back."""
    talk = begun(small_bank(), "question")
    talk.hear(Jump(HOSTILE * 100))
    assert HOSTILE[:20] in visible(talk.text())
    assert HOSTILE[:21] not in visible(talk.text())


@pytest.mark.parametrize("name", SHOTS)
def test_every_choice_of_a_screen_is_understood(name: str) -> None:
    """What is offered may be refused with a reason, but never be taken for something unexpected."""
    talk = SHOTS[name].conversation()
    for choice in talk.choices():
        fresh = SHOTS[name].conversation()
        effects = fresh.hear(fresh.drawn.tap(choice.do))
        assert e.Refused(Refusal.UNEXPECTED) not in effects, f"[{choice.label}]"


@pytest.mark.parametrize("name", SHOTS)
def test_every_label_of_a_screen_may_be_typed(name: str) -> None:
    """No two choices of one screen have the same name."""
    labels = [choice.label for choice in drawn(SHOTS[name].conversation()).choices]
    assert len(labels) == len(set(labels))


def test_a_fact_offers_nothing() -> None:
    """Only screens have choices."""
    talk = begun(small_bank(), "question")
    assert offers(e.Returned(), talk.scene) == ()


@every_language
def test_the_flag_of_a_question_is_named_in_the_refusal_of_other_answers(language: str) -> None:
    """The way out that the sentence names must work: typing the word flags the question."""
    word = {"zh": "稍后", "en": "later"}[language]
    assert word in sentence(language, "refusals", "option_expected")
    talk = begun(small_bank(), "question", language)
    talk.say("???", word)
    assert talk.run.flags
    talk.hear(Flag())
