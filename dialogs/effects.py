"""What came of a turn: typed facts with ids and codes, past tense, no prose. `dialogs.phrasebook` puts them into words.

Facts tell what changed; `Asked` effects are screens, and the last effect of a turn is always one, so that a person never stands
before nothing.
"""

from __future__ import annotations

import msgspec

from dialogs.inbound import PastRun
from dialogs.refusals import Refusal


class Effect(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="out"):
    """Anything that came of a turn."""


class Asked(Effect, frozen=True):
    """A screen: what is now shown and awaited."""


# -- screens ---------------------------------------------------------------------------------------------------------


class LanguageAsked(Asked, frozen=True, tag="language_asked"):
    """Which language to go on in."""


class ConsentAsked(Asked, frozen=True, tag="consent_asked"):
    """What is stored, who sees it, how to delete it; agree or not. `again`: the purposes changed since the person agreed."""

    again: bool = False


class ConsentDeclined(Asked, frozen=True, tag="consent_declined"):
    """Nothing is stored, or (asked `again`) nothing more is done with what is stored; the way back."""

    again: bool = False


class FieldAsked(Asked, frozen=True, tag="field_asked"):
    """One field of the profile; `suggested` is a value to confirm, `found` are ids a search came down to."""

    field: str
    suggested: str = ""
    found: tuple[str, ...] = ()


class ProfileShown(Asked, frozen=True, tag="profile_shown"):
    """All that is known, to confirm or correct."""


class HomeShown(Asked, frozen=True, tag="home_shown"):
    """Where the run stands and what can be done. `newer` says that its bank has a newer version, and how many questions of it would have to
    be answered again."""

    newer: int | None = None


class AreaAsked(Asked, frozen=True, tag="area_asked"):
    """Whether the enterprise has this area of activity."""

    area: str


class TailoringShown(Asked, frozen=True, tag="tailoring_shown"):
    """The tailoring said back, before it takes effect: what is left out, how many questions `of` all levels' that
    is, the change to the level being answered, and the earlier level that it
    would reopen."""

    left_out: tuple[str, ...]
    questions: int
    of: int
    level: int = 0
    before: str = ""
    after: str = ""
    reopens: int = 0


class LevelOpened(Asked, frozen=True, tag="level_opened"):
    """What a level means, how many questions, how long, what to have at hand."""

    level: int


class QuestionAsked(Asked, frozen=True, tag="question_asked"):
    """One question card."""

    question: str


class QuestionExplained(Asked, frozen=True, tag="question_explained"):
    """The card's explanation, example, evidence and clause; the place is kept."""

    question: str


class Outcome(msgspec.Struct, frozen=True):
    """What one option would make of the level: its score as an exact decimal; whether the threshold (of a mean: the next band) is met."""

    key: str
    score: str
    met: bool


class QuestionWeighed(Asked, frozen=True, tag="question_weighed"):
    """What each option would make of the level's score; `missing` questions still count 0."""

    question: str
    score: str
    missing: int
    outcomes: tuple[Outcome, ...]


class AnnotationsShown(Asked, frozen=True, tag="annotations_shown"):
    """The notes and files beside a question, each with a way to remove it; what is typed or sent now is added."""

    question: str


class HandoverShown(Asked, frozen=True, tag="handover_shown"):
    """To a helper: of which enterprise and heading the questions are, and how many of them."""


class HandoverReviewed(Asked, frozen=True, tag="handover_reviewed"):
    """To a helper: which of the questions have no answer or are flagged, and the way to hand them back."""

    missing: tuple[str, ...]
    flagged: tuple[str, ...]


class ContentsShown(Asked, frozen=True, tag="contents_shown"):
    """The headings of the level with their progress."""

    level: int


class LevelReviewed(Asked, frozen=True, tag="level_reviewed"):
    """What is unanswered or flagged, or answered by helpers and not confirmed; with nothing missing, the level may be submitted."""

    level: int
    missing: tuple[str, ...]
    flagged: tuple[str, ...]
    unconfirmed: tuple[str, ...] = ()


class Pull(msgspec.Struct, frozen=True):
    """How much one area takes from the level's score, and its own score; exact decimals."""

    area: str
    score: str
    lost: str


class LevelFinished(Asked, frozen=True, tag="level_finished"):
    """A level was scored: reached or not, and the areas that pull it down most."""

    level: int
    score: str
    met: bool
    last: bool
    pulls: tuple[Pull, ...]


class IndicatorAsked(Asked, frozen=True, tag="indicator_asked"):
    """One indicator: its value, whether an unusual value is meant, or its formula."""

    indicator: str
    part: str


class IndicatorsShown(Asked, frozen=True, tag="indicators_shown"):
    """All indicators, to correct or hand in."""


class ResultShown(Asked, frozen=True, tag="result_shown"):
    """The result of the finished run and what can be had of it."""

    level: int
    total: str


class HistoryShown(Asked, frozen=True, tag="history_shown"):
    """The enterprise's runs with the bank of the run."""

    runs: tuple[PastRun, ...]


class AbandonAsked(Asked, frozen=True, tag="abandon_asked"):
    """Whether to give the open run up."""


class DeletionAsked(Asked, frozen=True, tag="deletion_asked"):
    """Whether to delete the person's data."""


class Paused(Asked, frozen=True, tag="paused"):
    """The person leaves; everything is kept, or, before the consent, there is nothing `kept`."""

    kept: bool = True


class PersonDeleted(Asked, frozen=True, tag="person_deleted"):
    """The shell is to delete the person's data; the last screen there is."""


# -- the desk (its pages have their own effects, in `dialogs.desk`) -----------------------------------------------------


class DeskShown(Asked, frozen=True):
    """A screen of the desk, with everything that it says."""


class DeskTold(Effect, frozen=True):
    """A fact of the desk. The use case that brought it about has put its line into the audit already."""


class FileComing(DeskTold, frozen=True, tag="file_coming"):
    """A file that was asked for is being made, and follows by itself."""


class Wanted(Effect, frozen=True):
    """What a page of the desk asks of the shell, which puts in its place what came of it: facts, and a screen at the end."""


# -- facts -----------------------------------------------------------------------------------------------------------


class Helped(Effect, frozen=True, tag="helped"):
    """How to talk to the assistant: asked for where there is no question to explain."""


class Returned(Effect, frozen=True, tag="returned"):
    """The person came back; everything is as it was left."""


class TailoringDropped(Effect, frozen=True, tag="tailoring_dropped"):
    """The person left the tailoring before confirming what was changed in it; the one before stays."""


class Overtaken(Effect, frozen=True, tag="overtaken"):
    """Another contact of the enterprise moved the run on; what came in was not taken."""


class AnsweredMeanwhile(Effect, frozen=True, tag="answered_meanwhile"):
    """Another contact answered this question since its card was shown, so the answer was not taken; to change theirs, answer again."""

    question: str
    key: str


class LanguageChosen(Effect, frozen=True, tag="language_chosen"):
    """The language from here on."""

    language: str


class Consented(Effect, frozen=True, tag="consented"):
    """The person agreed to what is stored; `begins` if the registration comes next, and not a page that waited behind the consent."""

    begins: bool = True


class FieldKept(Effect, frozen=True, tag="field_kept"):
    """A field of the profile was kept; `doubtful` marks a credit code accepted against its check digit."""

    field: str
    doubtful: bool = False


class EnterpriseSought(Effect, frozen=True, tag="enterprise_sought"):
    """The shell is to report on this credit code with `Known`; with `register` it also stores the profile."""

    code: str
    register: bool = False


class TailoringChanged(Effect, frozen=True, tag="tailoring_changed"):
    """The tailoring took effect."""

    left_out: tuple[str, ...]


class LevelReopened(Effect, frozen=True, tag="level_reopened"):
    """A change of tailoring or type brought this earlier level back into question."""

    level: int


class RunStarted(Effect, frozen=True, tag="run_started"):
    """The run takes one of the enterprise's places in this month (Asia/Shanghai, `2026-11`)."""

    month: str


class RunAbandoned(Effect, frozen=True, tag="run_abandoned"):
    """The run was given up; without an answer its place in the month is free again."""

    unanswered: bool


class RunFinished(Effect, frozen=True, tag="run_finished"):
    """The run is complete and is to be sealed."""

    level: int
    total: str


class Advised(Effect, frozen=True, tag="advised"):
    """Advice that stops nothing, with a date or figure where it needs one."""

    code: str
    value: str = ""


class AnswerKept(Effect, frozen=True, tag="answer_kept"):
    """An answer was kept; `before` is the key it replaced."""

    question: str
    key: str
    before: str = ""


class AnswerProposed(Effect, frozen=True, tag="answer_proposed"):
    """A helper's answer was kept until a contact confirms it; `before` is the key that it replaced."""

    question: str
    key: str
    before: str = ""


class FileTaken(Effect, frozen=True, tag="file_taken"):
    """The shell is to fetch this file and to report with `Stored` or `Unstored`: for a question of a run, or a page of the desk."""

    kind: str
    name: str
    size: int
    mime: str
    ref: str
    run: str = ""
    question: str = ""
    page: str = ""
    at: str = ""
    caption: str = ""


class EvidenceKept(Effect, frozen=True, tag="evidence_kept"):
    """A file lies beside the answer to this question; `file` is the beginning of its digest."""

    question: str
    file: str


class EvidenceRemoved(Effect, frozen=True, tag="evidence_removed"):
    """A file no longer lies beside the answer to this question."""

    question: str
    file: str


class NoteKept(Effect, frozen=True, tag="note_kept"):
    """A note stands beside the answer to this question."""

    question: str
    note: str


class NoteRemoved(Effect, frozen=True, tag="note_removed"):
    """A note no longer stands beside the answer to this question."""

    question: str
    note: str


class AnswersSubmitted(Effect, frozen=True, tag="answers_submitted"):
    """The one pass of a bank whose total is a mean was handed in; its result comes at the end."""

    questions: int


class QuestionFlagged(Effect, frozen=True, tag="question_flagged"):
    """A question was marked to be answered later."""

    question: str


class IndicatorKept(Effect, frozen=True, tag="indicator_kept"):
    """An indicator was kept; no value means not applicable."""

    indicator: str
    value: str | None


class DocumentAsked(Effect, frozen=True, tag="document_asked"):
    """The shell is to hand out this document of the run: `pdf`, `charts`, `json` or `txt`."""

    run: str
    what: str


class Refused(Effect, frozen=True, tag="refused"):
    """An input was not taken; nothing changed. `value` is the figure, date or name that the sentence needs."""

    code: Refusal
    value: str = ""
