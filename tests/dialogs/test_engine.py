"""One step: what belongs together, what a button may do, and that nobody ever stands before nothing."""

from __future__ import annotations

import msgspec
import pytest

from dialogs.effects import Asked, EnterpriseSought, LanguageAsked, LevelReopened, Refused, Returned
from dialogs.engine import advance
from dialogs.inbound import (
    Abandon,
    AnyInbound,
    Back,
    Choose,
    Correct,
    Delete,
    Home,
    Jump,
    Known,
    Reply,
    Retailor,
    Standing,
    Start,
    Submit,
    Tap,
)
from dialogs.model import CURSOR_SPEC, Cursor, Phase, RunState
from dialogs.refusals import Refusal
from dialogs.scene import DialogError, Moment, Scene
from tests.dialogs.conversation import NOON, Conversation
from tests.dialogs.preludes import CODE, OTHER_CODE, PRELUDES, answer_level, begun
from tests.question_bank.banks import bank_2020, small_bank

MOMENT = Moment(NOON, "fresh")
every_prelude = pytest.mark.parametrize("prelude", PRELUDES)


def test_a_cursor_of_another_run_is_an_error_of_the_caller() -> None:
    """With either missing, too; the message names both."""
    talk = begun(small_bank(), "question")
    lost = msgspec.structs.replace(talk.cursor, run="run-9")
    with pytest.raises(DialogError, match="run-9, not in run-1"):
        advance(talk.run, lost, Start(), small_bank(), MOMENT)
    with pytest.raises(DialogError, match="run-1, not in none"):
        advance(None, talk.cursor, Start(), small_bank(), MOMENT)
    with pytest.raises(DialogError, match="none, not in run-1"):
        advance(talk.run, Cursor(spec=CURSOR_SPEC, person="p"), Start(), small_bank(), MOMENT)


def test_a_bank_of_another_id_or_version_is_an_error_of_the_caller() -> None:
    """A run is answered with the bank it was begun with."""
    talk = begun(small_bank(), "question")
    with pytest.raises(DialogError, match="test-small 1, not with test-2020 1"):
        advance(talk.run, talk.cursor, Start(), bank_2020(), MOMENT)
    older = msgspec.structs.replace(talk.run, bank_version="0")
    with pytest.raises(DialogError, match="test-small 0, not with test-small 1"):
        advance(older, talk.cursor, Start(), small_bank(), MOMENT)


def test_a_scene_without_a_run_has_none_to_give() -> None:
    """Before the consent there is nothing."""
    scene = Scene(None, Cursor(spec=CURSOR_SPEC, person="p", phase=Phase.CONSENT), small_bank(), MOMENT)
    with pytest.raises(DialogError, match="no run in phase consent"):
        _ = scene.run


@pytest.mark.parametrize("prelude", [name for name in PRELUDES if name != "new"])
def test_a_tap_of_any_other_screen_changes_nothing(prelude: str) -> None:
    """Another run, another place or another revision: refused, and the current screen again."""
    talk = begun(small_bank(), prelude)
    run, cursor, drawn = talk.stored, talk.cursor, talk.drawn
    wrong = (
        Tap(Choose("A"), "another run", drawn.at, drawn.revision),
        Tap(Choose("A"), drawn.run, "another place", drawn.revision),
        Tap(Choose("A"), drawn.run, drawn.at, drawn.revision + 1),
        Tap(Choose("A"), drawn.run, drawn.at, drawn.revision - 1),
    )
    for tap in wrong:
        effects = talk.advance(tap).effects
        assert (talk.stored, talk.cursor) == (run, cursor)
        assert effects[0] == Refused(Refusal.STALE)
        assert isinstance(effects[-1], Asked)


@pytest.mark.parametrize("deleted", [False, True])
def test_a_button_tapped_before_the_first_word_greets(deleted: bool) -> None:
    """Old buttons stay in the chat when a person's data is deleted, and are all that a restored phone may show."""
    talk = begun(small_bank(), "question" if deleted else "new")
    drawn = talk.drawn
    if deleted:
        talk.hear_all(Delete(), Choose("yes"))
    effects = talk.hear(Tap(Choose("A"), "run-1", "L1-people-a1", drawn.revision))
    assert isinstance(effects[-1], LanguageAsked)


@every_prelude
def test_coming_back_shows_where_the_person_stands_and_changes_nothing(prelude: str) -> None:
    """From the first greeting on."""
    talk = begun(small_bank(), prelude)
    run, cursor = talk.stored, talk.cursor
    effects = talk.hear(Start())
    assert isinstance(effects[-1], Asked)
    assert (Returned() in effects) == (prelude not in {"new", "consent"})
    if prelude != "new":
        assert (talk.stored, talk.cursor) == (run, cursor)


@every_prelude
def test_the_revision_grows_with_every_change_and_only_then(prelude: str) -> None:
    """So that the buttons of an unchanged screen stay good."""
    talk = begun(small_bank(), prelude)
    for inbound in (Reply("???"), Start(), Home(), Reply("1"), Back(), Submit(), Choose("A")):
        run, cursor = talk.stored, talk.cursor
        talk.advance(inbound)
        changed = talk.stored != run or msgspec.structs.replace(talk.cursor, revision=0) != msgspec.structs.replace(cursor, revision=0)
        assert talk.cursor.revision == cursor.revision + changed
        talk.settle()


@pytest.mark.parametrize("prelude", [name for name in PRELUDES if name != "new"])
def test_a_mistyped_command_is_kept_as_nothing(prelude: str) -> None:
    """Neither as the name of an enterprise nor as a note, a reason or a text; the same screen comes again."""
    talk = begun(small_bank(), prelude)
    run, cursor = talk.stored, talk.cursor
    effects = talk.hear(Reply("/statu"))
    assert effects[0] == Refused(Refusal.UNEXPECTED)
    assert isinstance(effects[-1], Asked)
    assert (talk.stored, talk.cursor) == (run, cursor)


@pytest.mark.parametrize("inbound", [Start(), Reply("喂"), Reply("/statu"), Back(), Submit(), Delete(), Known(Standing.NEW, "e")])
def test_whatever_comes_while_the_register_is_asked_asks_it_again(inbound: AnyInbound) -> None:
    """After a crash between the two, the shell finds the question again; nothing else can be done."""
    talk = begun(small_bank(), "profile")
    talk.say("上海申安机械有限公司")
    talk.advance(Reply(CODE))
    assert talk.phase is Phase.SOUGHT
    effects = talk.advance(inbound).effects
    assert isinstance(effects[-1], Asked if isinstance(inbound, Known) else EnterpriseSought)


@every_prelude
def test_a_report_that_nobody_sought_changes_nothing(prelude: str) -> None:
    """A repeated or forged one."""
    talk = begun(small_bank(), prelude)
    if talk.phase is Phase.NEW:
        return
    run, cursor = talk.stored, talk.cursor
    effects = talk.advance(Known(Standing.TAKEN, "enterprise-9", previous={"L1-people-a1": "D"})).effects
    assert (talk.stored, talk.cursor) == (run, cursor)
    assert effects[0] == Refused(Refusal.UNEXPECTED)


def test_the_same_inputs_give_the_same_turn() -> None:
    """Nothing is kept between two calls."""
    talk = begun(small_bank(), "question")
    first = advance(talk.run, talk.cursor, Choose("B"), small_bank(), MOMENT)
    assert advance(talk.run, talk.cursor, Choose("B"), small_bank(), MOMENT) == first


DECLINED: dict[str, tuple[str, tuple[AnyInbound, ...]]] = {
    "while the profile is filled in": ("profile", ()),
    "before the profile is handed in": ("profile_review", ()),
    "before the tailoring": ("tailoring", ()),
    "before the run has started": ("tailoring_review", (Home(),)),
    "at a question": ("question", (Choose("A"),)),
    "when the run is finished": ("finished", ()),
    "when the run was given up": ("question", (Abandon(), Choose("yes"))),
}


@pytest.mark.parametrize("where", DECLINED)
def test_declining_a_deletion_leaves_everything_as_it_was(where: str) -> None:
    """Wherever it was asked; the run above all, and no new one is begun."""
    prelude, steps = DECLINED[where]
    talk = begun(small_bank(), prelude)
    talk.hear_all(*steps)
    run = talk.run
    talk.hear_all(Delete(), Choose("no"))
    assert talk.run == run
    assert talk.phase is not Phase.DELETION


@pytest.mark.parametrize("where", DECLINED)
def test_a_deletion_leaves_no_detail_of_the_person(where: str) -> None:
    """The cursor is as new, apart from the language and the revision, which guards old buttons."""
    prelude, steps = DECLINED[where]
    talk = begun(small_bank(), prelude)
    talk.hear_all(*steps, Delete(), Choose("yes"))
    left = talk.cursor
    assert left == Cursor(spec=CURSOR_SPEC, person=left.person, language="zh", revision=left.revision)
    assert talk.stored is None
    talk.hear(Start())
    assert talk.phase is Phase.LANGUAGE


def corrected(talk: Conversation, field: str, text: str) -> None:
    """One field changed from the review on."""
    talk.hear_all(Correct(), Jump(field))
    talk.say(text)


def test_a_code_taken_by_somebody_else_leaves_the_own_code_in_place() -> None:
    """A correction that fails must not cost what was there before."""
    talk = begun(small_bank(), "level_opening")
    talk.register.take(OTHER_CODE)
    corrected(talk, "code", OTHER_CODE)
    talk.hear(Back())
    assert talk.run.profile.code == CODE


def test_a_profile_with_a_gap_is_not_handed_in() -> None:
    """The code that was refused is missing; the register is never asked about an empty one."""
    talk = begun(small_bank(), "profile_review")
    talk.register.take(OTHER_CODE)
    talk.hear(Jump("code"))
    talk.say(OTHER_CODE)
    talk.hear(Back())
    effects = talk.advance(Submit()).effects
    assert EnterpriseSought("", register=True) not in effects


def test_a_changed_type_says_which_level_it_brings_back_into_question() -> None:
    """As a changed tailoring does."""
    talk = begun(small_bank(), "profile_review")
    talk.hear_all(Jump("kind"), Choose("process"), Submit(), Submit())
    answer_level(talk, "D")
    talk.hear(Submit())
    assert talk.run.level == 2
    corrected(talk, "kind", "离散")
    effects = talk.hear(Submit())
    assert talk.run.level == 1
    assert LevelReopened(1) in effects


def test_an_option_chosen_while_the_contents_are_shown_is_no_answer() -> None:
    """Only what is chosen while its card is shown ever becomes one."""
    talk = begun(small_bank(), "contents")
    talk.hear(Choose("A"))
    assert talk.run.answers == {}


def test_a_part_that_is_there_after_all_brings_its_area_back() -> None:
    """From the tailoring said back, straight to a part of an area left out."""
    talk = begun(small_bank(), "tailoring")
    talk.hear_all(Choose("no"), Jump("making.design.product"), Choose("yes"))
    while talk.phase is Phase.TAILORING:
        talk.hear(Choose("yes"))
    assert talk.cursor.drafted_out == ()


def test_a_single_correction_is_over_once_its_place_is_left() -> None:
    """Left towards the level's result, the next pass through the indicators goes from one to the next."""
    talk = begun(small_bank(), "indicators")
    talk.hear_all(Choose("NA"), Choose("NA"), Reply("1"), Back())
    assert talk.phase is Phase.LEVEL_RESULT
    assert not talk.cursor.correcting


@pytest.mark.parametrize(
    ("inbound", "code"), [(Retailor(), Refusal.SEALED), (Abandon(), Refusal.SEALED), (Correct(), Refusal.PROFILE_SEALED)]
)
def test_a_finished_run_says_that_it_is_sealed_on_its_own_screen(inbound: AnyInbound, code: Refusal) -> None:
    """And not that the message was not understood."""
    talk = begun(small_bank(), "finished")
    assert talk.hear(inbound)[0] == Refused(code)
    assert talk.run.state is RunState.FINISHED


@pytest.mark.parametrize("text", ["同意", "是", "好的"])
def test_who_declined_may_type_that_they_agree_after_all(text: str) -> None:
    """The screen says that this is the way back."""
    talk = begun(small_bank(), "consent")
    talk.say("不同意", text)
    assert talk.phase is Phase.CONSENT


@pytest.mark.parametrize("text", ["１", "２"])
def test_the_language_may_be_chosen_by_a_full_width_number(text: str) -> None:
    """As everywhere else."""
    talk = begun(small_bank(), "new")
    talk.hear(Start())
    talk.say(text)
    assert talk.phase is Phase.CONSENT


@pytest.mark.parametrize("text", ["３", "3", "部分有"])
def test_a_part_of_an_area_may_be_chosen_by_a_full_width_number(text: str) -> None:
    """As everywhere else."""
    talk = begun(small_bank(), "tailoring")
    talk.say(text)
    assert talk.cursor.at == "making.design.product"


@pytest.mark.parametrize("text", ["是", "确认"])
def test_the_suggested_type_may_be_confirmed_in_a_word(text: str) -> None:
    """The screen asks to confirm it."""
    talk = begun(small_bank(), "profile")
    talk.say("上海申安机械有限公司", CODE, "浦东", "1", "汽车", "1", text)
    assert talk.run.profile.kind == "discrete"
