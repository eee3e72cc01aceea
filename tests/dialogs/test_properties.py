"""What holds of any sequence of inbounds, sensible or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.commands import WORDS
from dialogs.effects import Refused
from dialogs.inbound import AnyInbound, Back, Choose, Jump, Known, PastRun, Reply, Retailor, Review, Send, Show, Speak, Standing, Submit
from dialogs.model import Phase, RunState
from dialogs.refusals import Refusal
from dialogs.words import NO, NOT_APPLICABLE, SKIP, YES
from question_bank.scoring import score_level
from question_bank.tailoring import may_be_not_applicable
from tests.dialogs.conversation import FIRST_CONTACT, NOON, SECOND_CONTACT, Conversation, Drawn
from tests.dialogs.preludes import CODE, OTHER_CODE, PRELUDES, TYPED_PROFILE, begun
from tests.dialogs.test_screen_bounds import HOSTILE
from tests.dialogs.watch import watched
from tests.question_bank.banks import small_bank

BANK = small_bank()
IDS = [*BANK.question_by_id, *BANK.area_by_id, *BANK.indicator_by_id, "name", "code", "kind", "nowhere", ""]
KEYS = [
    *"ABCDE",
    *["NA", "yes", "no", "part", "same", "keep", "skip", "suggested", "discrete", "process", "310115", "C36", "s1", "zh", "en"],
    "",
]
TYPED = [
    *(word for words in WORDS.values() for word in words),
    *sorted(YES | NO | NOT_APPLICABLE | SKIP),
    *TYPED_PROFILE,
    *(str(number) for number in range(15)),
    OTHER_CODE,
    "913101150000000191",
    "食品",
    "选C",
    "b",
    "12.5%",
    "9999",
    "1.",
    "L1-people-a1",
    HOSTILE,
    "&" * 300,
    "长" * 5000,
    "\ud800",
    "\u202e",
    "",
]
PAST = PastRun("past-1", RunState.FINISHED, NOON, NOON, 5, 1, "1.2")

texts = st.one_of(st.sampled_from(TYPED), st.text(max_size=20))
bare = [kind() for kind in get_args(AnyInbound) if not kind.__struct_fields__]
inbounds: st.SearchStrategy[AnyInbound] = st.one_of(
    st.sampled_from(bare),
    texts.map(Reply),
    st.sampled_from(["sticker", "voice", "telepathy"]).map(Send),
    st.sampled_from(KEYS).map(Choose),
    st.sampled_from(IDS).map(Jump),
    st.sampled_from(["pdf", "charts", "json", "txt", "exe"]).map(Show),
    st.sampled_from(["zh", "en", "fr"]).map(Speak),
    st.sampled_from([Known(standing, "enterprise-9", (PAST,) * 4, {"L1-people-a1": "D"}) for standing in Standing]),
)
Step = tuple[str, int, AnyInbound]
steps: st.SearchStrategy[list[Step]] = st.lists(
    st.tuples(st.sampled_from(["tap", "tap", "tap", "stale", "hear", "hear"]), st.integers(0, 30), inbounds), min_size=1, max_size=30
)
SHARED = ("tailoring", "level_opening", "question", "level_review", "level_2", "not_met", "indicators", "indicators_review", "finished")
"""Preludes in which the enterprise is registered, so that a second contact may be there."""

keys_of_level_1 = st.lists(st.sampled_from(["A", "B", "C", "D", "NA"]), min_size=5, max_size=5)
preludes = st.sampled_from(sorted(PRELUDES))
UNHURRIED = settings(deadline=None, max_examples=300)


def walked(talk: Conversation, path: list[Step], look: Callable[[Conversation], None] = lambda talk: None) -> None:
    """Takes each step: a choice of the screen, a button of an earlier screen, or anything else."""
    screens = [talk.drawn]
    for how, place, inbound in path:
        choices = talk.choices() if talk.effects else ()
        if how == "tap" and choices:
            watched(talk, talk.drawn.tap(choices[place % len(choices)].do))
        elif how == "stale":
            _stale(talk, screens[place % len(screens)], inbound)
        else:
            watched(talk, inbound)
        screens.append(talk.drawn)
        look(talk)


@UNHURRIED
@given(preludes.filter(lambda name: name in SHARED), st.lists(st.tuples(st.booleans(), steps), min_size=1, max_size=5))
def test_two_contacts_in_any_order_keep_the_promises_of_every_turn(prelude: str, parts: list[tuple[bool, list[Step]]]) -> None:
    """They take turns in the conversation; whoever is overtaken gets a screen, and what is finished stays as it is."""
    talk = begun(BANK, prelude)
    talk.join()
    for first, path in parts:
        talk.speaker = FIRST_CONTACT if first else SECOND_CONTACT
        watched(talk, path[0][2])
        walked(talk, path)


def _stale(talk: Conversation, drawn: Drawn, inbound: AnyInbound) -> None:
    """A button of an earlier screen does what it says if nothing has changed since, and otherwise nothing."""
    before = (talk.stored, talk.cursor)
    current = drawn == talk.drawn
    effects = watched(talk, drawn.tap(inbound))
    if not current and before[1].phase is not Phase.NEW:
        assert effects[0] == Refused(Refusal.STALE)
        assert (talk.stored, talk.cursor) == before


@UNHURRIED
@given(preludes, steps)
def test_any_sequence_of_inbounds_keeps_the_promises_of_every_turn(prelude: str, path: list[Step]) -> None:
    """Encodable documents, a screen that fits, no answer but an answer, sealed runs, stale buttons without effect."""
    walked(begun(BANK, prelude), path)


@UNHURRIED
@given(preludes, steps)
def test_no_sequence_of_inbounds_brings_score_and_run_apart(prelude: str, path: list[Step]) -> None:
    """Every level kept as handed in is complete, and scored as it would be now."""

    def look(talk: Conversation) -> None:
        run = talk.stored
        for told in run.levels if run and run.state is RunState.OPEN and talk.phase is not Phase.SOUGHT else ():
            if run and not _type_changing(talk):
                scored = score_level(BANK, talk.scene.sheet(), told.level)
                assert not scored.missing
                assert scored.met == told.met

    walked(begun(BANK, prelude), path, look)


def _type_changing(talk: Conversation) -> bool:
    """A changed type takes effect when the profile is handed in again."""
    return talk.phase in {Phase.PROFILE, Phase.PROFILE_REVIEW, Phase.HOME, Phase.DELETION}


@UNHURRIED
@given(keys_of_level_1, st.integers(0, 4))
def test_back_and_the_same_answer_is_nothing(keys: list[str], place: int) -> None:
    """The run is the very same, time and author of the answer included, and the person stands where they stood."""
    talk = answered(keys)
    question = talk.scene.questions()[place]
    talk.hear(Jump(question.id))
    key = talk.run.answers[question.id].key
    talk.hear(Choose(key))
    run, at, phase = talk.run, talk.cursor.at, talk.phase
    talk.now += 1000
    talk.hear_all(Back(), Choose(key))
    assert (talk.run, talk.cursor.at, talk.phase) == (run, at, phase)


@UNHURRIED
@given(keys_of_level_1, st.sampled_from([("no",), ("part", "no", "yes"), ("part", "yes", "no"), ("part", "no", "no")]))
def test_an_area_left_out_and_brought_back_brings_answers_and_score_back(keys: list[str], how: tuple[str, ...]) -> None:
    """Whichever part it was, and with the level as it was before."""
    talk = answered(keys)
    run, score = talk.run, score_level(BANK, talk.scene.sheet(), 1)
    talk.hear_all(Retailor(), *(Choose(key) for key in how), Submit())
    assert talk.run.tailored_out
    assert talk.run.answers == run.answers
    talk.hear_all(Retailor(), Choose("yes"), Submit())
    assert talk.run == run
    assert score_level(BANK, talk.scene.sheet(), 1) == score


@UNHURRIED
@given(st.permutations(range(5)), st.lists(st.sampled_from(["A", "B", "C", "D"]), min_size=5, max_size=5))
def test_the_order_of_the_answers_does_not_matter(order: list[int], keys: list[str]) -> None:
    """To the score, that is."""
    straight = answered(keys)
    crooked = begun(BANK, "question")
    for place in order:
        crooked.hear_all(Jump(BANK.questions[place].id), Choose(keys[place]))
    crooked.hear(Review())
    assert crooked.hear(Submit()) == straight.hear(Submit())


def answered(keys: list[str]) -> Conversation:
    """Level 1 answered with these keys, NA only where it may be, standing at the review."""
    talk = begun(BANK, "question")
    for question, key in zip(talk.scene.questions(), keys, strict=True):
        talk.hear(Choose(key if key != "NA" or may_be_not_applicable(BANK, question) else "A"))
    assert talk.phase is Phase.LEVEL_REVIEW
    return talk


def test_a_code_of_somebody_else_is_in_the_vocabulary() -> None:
    """The walks above must be able to fill in a profile."""
    assert CODE in TYPED
