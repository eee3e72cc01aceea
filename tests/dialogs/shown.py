"""One conversation for every screen there is: which effect it shows, where it begins, and the steps that lead to it.

The name is the effect's tag, with a variant after `--`. The last turn is the screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.effects import Asked, DeskShown, DeskTold, Effect, Wanted
from dialogs.inbound import (
    Abandon,
    Annotate,
    AnyInbound,
    Back,
    Choose,
    Contents,
    Correct,
    Delete,
    Explain,
    Flag,
    History,
    Home,
    Jump,
    PastRun,
    Pause,
    Reply,
    Retailor,
    Review,
    Show,
    Speak,
    Start,
    Stored,
    Submit,
    Upload,
    Weigh,
)
from dialogs.model import Reached, RunState
from dialogs.phrasebook import Screen, screen
from dialogs.scene import Scene, Turn
from question_bank.model import Bank
from tests.dialogs.conversation import FIRST_CONTACT, NOON, Conversation
from tests.dialogs.helping import ELSEWHERE, FILE, FIRST, handed, in_hands_of
from tests.dialogs.preludes import TYPED_PROFILE, begun
from tests.dialogs.register import Register
from tests.question_bank.banks import small_bank
from tests.question_bank.single import OTHER_BANK, TAKEN, pass_bank

Steps = tuple[AnyInbound, ...]
DOUBTED = "913101150000000191"
DAY = 86_400_000
PAST = (
    PastRun("past-1", RunState.FINISHED, NOON - 40 * DAY, NOON - 39 * DAY, 9, 1, "1.2045"),
    PastRun("past-2", RunState.ABANDONED, NOON - 35 * DAY, None, 3),
)


@dataclass(frozen=True, slots=True)
class Shot:
    """How a screen comes about; `meanwhile` is what another contact did between the prelude and the steps, `helped` what
    somebody did to whom a heading was handed over; with `helping` the steps are that person's too."""

    prelude: str
    steps: Steps
    past: tuple[PastRun, ...] = ()
    meanwhile: Steps = ()
    helped: Steps | None = None
    helping: bool = False
    reached: dict[str, Reached] | None = None
    single: bool = False
    """Whether the bank is the one whose total is a mean."""

    def conversation(self, language: str = "zh", bank: Bank | None = None) -> Conversation:
        """The conversation standing at the screen."""
        register = Register(self.past, reached=self.reached or {})
        talk = begun(bank or (pass_bank() if self.single else small_bank()), self.prelude, language, register)
        if self.meanwhile:
            talk.join()
            talk.hear_all(*self.meanwhile)
            talk.speaker = FIRST_CONTACT
        if self.helped is not None:
            handed(talk)
            in_hands_of(talk)
            talk.hear_all(*self.helped)
            talk.speaker = talk.speaker if self.helping else FIRST_CONTACT
        talk.hear_all(*self.steps)
        return talk


def _typed(*texts: str) -> Steps:
    return tuple(Reply(text) for text in texts)


def _at(field: int) -> Steps:
    """Up to the field of this place among all, counted from 0."""
    return _typed(*TYPED_PROFILE[:field])


_LEFT_OUT: Steps = (Choose("no"), Submit(), Submit(), *(Choose("D"),) * 3, Submit())
"""From the tailoring to the result of level 1, with the one area left out that may be."""

_PHOTO = Upload("photo", "照片.jpg", 123_456, "", "ref-1")
_KEPT = Stored(FILE, "设备清单.pdf", "application/pdf", 1_234_567, run="run-1", question=ELSEWHERE)
_NOTED: Steps = (Annotate(), Reply("一号线已联网，二号线年底完成。"))

SHOTS: dict[str, Shot] = {
    "language_asked": Shot("new", (Start(),)),
    "language_chosen": Shot("new", (Start(), Speak("zh"))),
    "consent_asked": Shot("consent", (Choose("no"), Back())),
    "consent_declined": Shot("consent", (Choose("no"),)),
    "consented": Shot("consent", (Choose("yes"),)),
    "field_asked--code": Shot("profile", (*_at(2), Back())),
    "field_asked--code_doubted": Shot("profile", (*_at(1), Reply(DOUBTED))),
    "field_asked--district": Shot("profile", _at(2)),
    "field_asked--unit": Shot("profile", _at(3)),
    "field_asked--industry": Shot("profile", _at(4)),
    "field_asked--industry_found": Shot("profile", (*_at(4), Reply("食品"))),
    "field_asked--nature": Shot("profile", _at(5)),
    "field_asked--kind": Shot("profile", _at(6)),
    "field_asked--kind_not_suggested": Shot("profile", (*_at(4), *_typed("纺织业", "1"))),
    "field_asked--size": Shot("profile", _at(7)),
    "field_asked--sales": Shot("profile", _at(8)),
    "field_asked--contact": Shot("profile", _at(9)),
    "field_asked--post": Shot("profile", _at(10)),
    "field_asked--mobile": Shot("profile", _at(11)),
    "field_asked--email": Shot("profile", _at(12)),
    "field_asked--email_left_out": Shot("profile_review", (Jump("email"), Reply("跳过"), Jump("email"))),
    "field_kept": Shot("profile", _at(1)),
    "field_kept--doubtful": Shot("profile", (*_at(1), *_typed(DOUBTED, DOUBTED))),
    "field_kept--left_out": Shot("profile", (*_at(11), Choose("skip"))),
    "profile_shown": Shot("profile_review", (Jump("name"), Back())),
    "profile_shown--doubted": Shot("profile_review", (Jump("code"), *_typed(DOUBTED, DOUBTED))),
    "area_asked": Shot("profile_review", (Submit(),)),
    "area_asked--again": Shot("question", (Retailor(),)),
    "area_asked--now_out": Shot("tailoring", (Choose("no"), Back())),
    "area_asked--part": Shot("tailoring", (Choose("part"),)),
    "area_asked--partly_now": Shot("question", (Retailor(), Choose("part"), Choose("no"), Choose("yes"), Back())),
    "tailoring_shown": Shot("tailoring", (Choose("yes"),)),
    "tailoring_shown--left_out": Shot("tailoring", (Choose("no"),)),
    "tailoring_shown--part": Shot("tailoring", (Choose("part"), Choose("yes"), Choose("no"))),
    "tailoring_shown--score": Shot("question", (*_typed("D", "D", "D", "A", "A"), Retailor(), Choose("no"))),
    "tailoring_shown--reopens": Shot("tailoring", (*_LEFT_OUT, Submit(), Retailor(), Choose("yes"))),
    "tailoring_changed": Shot("question", (Retailor(), Choose("yes"), Submit())),
    "tailoring_changed--left_out": Shot("question", (Retailor(), Choose("no"), Submit())),
    "run_started": Shot("tailoring_review", (Submit(),)),
    "advised": Shot("tailoring_review", (Submit(),), past=PAST),
    "home_shown": Shot("tailoring", (Home(),)),
    "home_shown--submitted": Shot("not_met", (Home(),)),
    "home_shown--started": Shot("level_2", (Home(),)),
    "home_shown--finished": Shot("finished", (Home(),)),
    "level_opened": Shot("level_opening", (Home(), Submit())),
    "level_opened--previous": Shot("renewed", (Choose("yes"), Submit())),
    "level_opened--next": Shot("level_2", (Home(), Submit())),
    "question_asked": Shot("question", (Contents(), Jump("people"))),
    "question_asked--answered": Shot("question", (Choose("B"), Back())),
    "question_asked--flagged": Shot("question", (Flag(), Back())),
    "question_asked--not_applicable": Shot("question", (Jump("making.design"), Choose("NA"), Back())),
    "question_asked--previous": Shot("renewed", (Choose("yes"), Submit(), Submit())),
    "question_explained": Shot("question", (Explain(),)),
    "question_weighed": Shot("question", (Weigh(),)),
    "question_weighed--met": Shot("level_review", (Back(), Weigh())),
    "contents_shown": Shot("question", (Choose("A"), Flag(), Contents())),
    "level_reviewed": Shot("question", (Flag(), Choose("C"), Review())),
    "level_reviewed--complete": Shot("level_review", (Back(), Review())),
    "level_reviewed--flagged": Shot("level_review", (Back(), Flag())),
    "level_finished--met": Shot("level_review", (Submit(),)),
    "level_finished--last": Shot("level_2", (Submit(), *(Choose("D"),) * 4, Submit())),
    "level_finished--not_met": Shot("not_met", (Home(), Submit())),
    "level_reopened": Shot("tailoring", (*_LEFT_OUT, Submit(), Retailor(), Choose("yes"), Submit())),
    "answer_kept": Shot("question", (Choose("B"),)),
    "answer_kept--changed": Shot("question", (Choose("B"), Back(), Choose("C"))),
    "answer_kept--not_applicable": Shot("question", (Jump("making.design"), Choose("NA"))),
    "file_taken": Shot("question", (_PHOTO,)),
    "evidence_kept": Shot("question", (_KEPT,)),
    "evidence_kept--meanwhile": Shot("question", (Choose("B"), _KEPT)),
    "evidence_removed": Shot("question", (_KEPT, Annotate(), Choose(f"f{FILE[:16]}"))),
    "note_kept": Shot("question", _NOTED),
    "note_removed": Shot("question", (*_NOTED, Choose("nrun-2"))),
    "annotations_shown": Shot("question", (Annotate(),)),
    "annotations_shown--some": Shot("question", (*_NOTED, _KEPT)),
    "annotations_shown--of_others": Shot("question", (Annotate(),), meanwhile=(Submit(), Submit(), *_NOTED, _KEPT)),
    "question_asked--annotated": Shot("question", (*_NOTED, _KEPT, Back())),
    "question_asked--by_another": Shot("question", (Jump(ELSEWHERE),), meanwhile=(Submit(), Submit(), Choose("A"))),
    "question_asked--waiting": Shot("question", (Jump(FIRST),), helped=(Submit(), Choose("B"))),
    "level_reviewed--unconfirmed": Shot("level_review", (Submit(),), helped=(Review(), Jump(FIRST), Choose("B"))),
    "handover_shown": Shot("question", (Home(),), helped=(), helping=True),
    "handover_reviewed": Shot("question", (Flag(), Review()), helped=(Submit(),), helping=True),
    "handover_reviewed--complete": Shot("question", (Choose("B"), Choose("C")), helped=(Submit(),), helping=True),
    "question_asked--helper": Shot("question", (), helped=(Submit(),), helping=True),
    "answer_proposed": Shot("question", (Choose("B"),), helped=(Submit(),), helping=True),
    "question_flagged": Shot("question", (Flag(),)),
    "indicator_asked": Shot("indicators", (Home(), Back(), Submit())),
    "indicator_asked--confirm": Shot("indicators", _typed("9999")),
    "indicator_asked--formula": Shot("indicators", (Reply("12"), Home(), Submit())),
    "indicator_asked--known": Shot("indicators_review", (Jump("productivity"), *_typed("12", "自己算的"), Jump("productivity"))),
    "indicator_asked--known_formula": Shot("indicators_review", (Jump("productivity"), *_typed("12", "自己算的"), Reply("1"), Reply("13"))),
    "indicator_kept": Shot("indicators", _typed("１２.50％")),
    "indicator_kept--not_applicable": Shot("indicators", (Choose("NA"),)),
    "indicators_shown": Shot("indicators", (*_typed("12", "自己算的"), Choose("NA"), Home(), Submit())),
    "indicators_shown--open": Shot("indicators_review", (Jump("productivity"), Reply("12"), Back(), Choose("NA"))),
    "result_shown": Shot("indicators_review", (Submit(),)),
    "history_shown": Shot("finished", (History(),), past=PAST),
    "history_shown--empty": Shot("tailoring", (Home(), History())),
    "answers_submitted": Shot("level_review", (Submit(),), single=True),
    "tailoring_shown--nothing_to_choose": Shot("tailoring", (), single=True),
    "level_opened--single": Shot("level_opening", (Home(), Submit()), single=True),
    "question_asked--single": Shot("question", (Flag(), Back()), single=True),
    "question_asked--taken": Shot("question", (Jump(TAKEN),), single=True, reached={OTHER_BANK: Reached(level=2, title="测试题库")}),
    "question_asked--taken_plain": Shot("question", (Jump(TAKEN),), single=True, reached={OTHER_BANK: Reached(level=9)}),
    "question_explained--single": Shot("question", (Explain(),), single=True),
    "question_weighed--single": Shot("level_review", (Jump("L1-solution-a1"), Weigh()), single=True),
    "question_weighed--single_open": Shot("question", (Weigh(),), single=True),
    "contents_shown--single": Shot("contents", (), single=True),
    "level_reviewed--single": Shot("level_review", (Review(),), single=True),
    "home_shown--single_started": Shot("question", (Choose("C"), Home()), single=True),
    "home_shown--single_submitted": Shot("indicators", (Home(),), single=True),
    "home_shown--single_finished": Shot("finished", (Home(),), single=True),
    "result_shown--single": Shot("finished", (Home(), Submit()), single=True),
    "history_shown--single": Shot("finished", (History(),), single=True),
    "field_asked--kind_of_its_own": Shot("profile", _at(6), single=True),
    "profile_shown--single": Shot("profile_review", (Jump("kind"), Back()), single=True),
    "document_asked": Shot("finished", (Show("pdf"),)),
    "abandon_asked": Shot("question", (Abandon(),)),
    "run_abandoned": Shot("question", (Choose("A"), Abandon(), Choose("yes"))),
    "run_abandoned--unanswered": Shot("question", (Abandon(), Choose("yes"))),
    "deletion_asked": Shot("question", (Delete(),)),
    "person_deleted": Shot("question", (Delete(), Choose("yes"))),
    "helped": Shot("tailoring", (Explain(),)),
    "tailoring_dropped": Shot("question", (Retailor(), Choose("no"), Home())),
    "home_shown--again": Shot("renewed", (Home(),)),
    "returned": Shot("question", (Start(),)),
    "paused": Shot("question", (Pause(),)),
    "paused--before_consent": Shot("consent", (Pause(),)),
    "answered_meanwhile": Shot("question", (Choose("B"),), meanwhile=(Submit(), Submit(), Choose("A"))),
    "overtaken": Shot("level_review", (Choose("yes"),), meanwhile=(Submit(), Submit())),
    "refused": Shot("question", (Reply("为什么"),)),
    "field_asked--corrected": Shot("question", (Correct(), Jump("sales"))),
    "run_finished": Shot("level_2", (Submit(), *(Choose("D"),) * 4, *(Submit(),) * 2, *(Choose("NA"),) * 2, Submit())),
    "enterprise_sought": Shot("profile_review", (Submit(),)),
}


def drawn(talk: Conversation) -> Screen:
    """The screen at which the conversation stands."""
    return screen(Turn(talk.stored, talk.cursor, talk.effects), talk.bank)


def as_text(shown: Screen) -> str:
    """The screen as its golden file has it: the text, a line, the rows of choices."""
    rows = [" ".join(f"[{choice.label}]" for choice in row) for row in shown.rows]
    return "\n".join([shown.text, "─" * 20, *rows]) + "\n"


def tag_of(effect: Effect) -> str:
    """The name of an effect, which is that of its template."""
    return str(type(effect).__struct_config__.tag)


def kinds_of(base: type[Effect]) -> set[type[Effect]]:
    """The effects under this one that can come about away from the desk; those of the desk are in `tests.desk`."""
    below = [deeper for kind in base.__subclasses__() for deeper in (kind, *kinds_of(kind))]
    return {kind for kind in below if kind is not Asked and not issubclass(kind, DeskShown | DeskTold | Wanted)}


def every_effect(language: str) -> Iterator[tuple[str, Effect, Scene]]:
    """Each effect of each screen with the scene it is put into words in."""
    for name, shot in SHOTS.items():
        talk = shot.conversation(language)
        for effect in talk.effects:
            yield name, effect, talk.scene
