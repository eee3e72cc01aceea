"""Which choices each screen offers: an effect and the scene to rows of labelled inbounds. The words of the labels are in the phrasebook."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from dialogs import effects as e
from dialogs.fields import FIELD_BY_ID, FIELDS, FieldId, rows, value
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
    Forward,
    History,
    Home,
    Jump,
    Open,
    Renew,
    Retailor,
    Review,
    Show,
    Speak,
    Start,
    Submit,
    Weigh,
)
from dialogs.model import Evidence, Note, RunState
from dialogs.scene import Scene
from dialogs.stages import tailoring
from dialogs.stages.annotating import removable
from dialogs.stages.question import headings
from dialogs.stages.suggesting import suggestion
from question_bank.model import NOT_APPLICABLE, AreaId, Bank, QuestionId
from question_bank.tailoring import may_be_not_applicable

MOST_LISTED = 12
"""How many questions a review offers as buttons; the text names how many more there are."""


class Offer(NamedTuple):
    """One choice: the key of its label in the phrasebook (its value after `|`; or the label itself, after `=`), and what it does.

    `place` is the number that it goes by on its screen, if any: typing that number means the choice.
    """

    label: str
    do: AnyInbound
    place: int = 0


Rows = tuple[tuple[Offer, ...], ...]

_CARD_FOOT = (Offer("back", Back()), Offer("explain", Explain()), Offer("flag", Flag()), Offer("contents", Contents()))
_HELPER_FOOT = (Offer("back", Back()), Offer("explain", Explain()), Offer("flag", Flag()), Offer("review", Review()))
_YES_NO = ((Offer("yes", Choose("yes")), Offer("no", Choose("no"))),)


def offers(effect: e.Effect, scene: Scene) -> Rows:
    """The choices of the screen that this effect is; none where it only awaits text."""
    if not scene.is_trial:
        return _usual(effect, scene)
    rows = () if isinstance(effect, e.ResultShown) else _usual(effect, scene)  # its documents and what comes next are an enterprise's
    return (*rows, (Offer("leave_trial", Home()),))


def _usual(effect: e.Effect, scene: Scene) -> Rows:
    match effect:
        case e.LanguageAsked():
            return ((Offer("=中文", Speak("zh")), Offer("=English", Speak("en"))),)
        case e.ConsentAsked(again):
            return ((Offer("agree_again" if again else "agree", Choose("yes")), Offer("disagree", Choose("no"))),)
        case e.ConsentDeclined() | e.PersonDeleted() | e.Paused():
            stored = isinstance(effect, e.ConsentDeclined) and effect.again
            return ((Offer("start", Start()), *((Offer("delete", Delete()),) if stored else ())),)
        case e.FieldAsked():
            return _field(effect, scene)
        case e.ProfileShown():
            back = ((Offer("back_step", Back()),),) if scene.run.enterprise else ()
            own = {FieldId.KIND: scene.bank.kind_name.in_(scene.cursor.language)}
            named = tuple((f"={own[field.id]}" if own.get(field.id) else f"field_{field.id}", field.id.value) for field in FIELDS)
            return ((Offer("submit_profile", Submit()),), *back, *_listed(named, 3))
        case e.HomeShown() | e.HistoryShown():
            return _home(effect, scene)
        case e.AreaAsked(area):
            within = tailoring.parts(scene, scene.bank.area_by_id[AreaId(area)])
            third = (Offer("area_part", Choose("part")),) if within else ()
            return ((Offer("area_yes", Choose("yes")), Offer("area_no", Choose("no")), *third), (Offer("back_step", Back()),))
        case e.TailoringShown():
            return ((Offer("confirm", Submit()), *((Offer("change", Back()),) if tailoring.tops(scene) else ())),)
        case e.ResultShown():
            documents = tuple(Offer(f"show_{what}", Show(what)) for what in ("charts", "pdf", "json"))
            return (
                documents,
                (Offer("page_prog", Open("prog")),),
                (Offer("renew", Renew()), Offer("history", History()), Offer("home", Home())),
            )
        case e.AbandonAsked() | e.DeletionAsked():
            return _YES_NO
        case _:
            return _level(effect, scene)


def _level(effect: e.Effect, scene: Scene) -> Rows:
    match effect:
        case e.LevelOpened():
            return ((Offer("begin", Submit()),), (Offer("back_step", Back()), *_scope(scene), Offer("home", Home())))
        case e.QuestionAsked(question) | e.QuestionExplained(question) | e.QuestionWeighed(question):
            return _card(effect, scene, question)
        case e.AnnotationsShown(question):
            return _annotations(scene, question)
        case e.HandoverShown():
            return ((Offer("begin", Submit()), Offer("review", Review())),)
        case e.HandoverReviewed(missing, flagged):
            listed = _numbered(scene, tuple(dict.fromkeys((*missing, *flagged))))
            return ((Offer("give_back", Submit()),), *listed, (Offer("back_step", Back()), Offer("home", Home())))
        case e.ContentsShown():
            found = tuple((f"={scene.bank.area_by_id[AreaId(heading)].number}", heading) for heading in headings(scene))
            away = (Offer("team", Open("team")), Offer("home", Home()))
            return (*_listed(found, 4), (Offer("back_to_question", Back()), Offer("review", Review())), away)
        case e.LevelReviewed(_, missing, flagged, unconfirmed):
            return _review(scene, missing, (*unconfirmed, *flagged), ready=not (missing or unconfirmed))
        case e.LevelFinished(_, _, met, last):
            onward = "next_level" if met and not last else "to_indicators"
            return ((Offer(onward, Submit()),), (Offer("change_answers", Back()), Offer("home", Home())))
        case _:
            return _indicator(effect, scene)


def _indicator(effect: e.Effect, scene: Scene) -> Rows:
    match effect:
        case e.IndicatorAsked(indicator, part):
            kept = scene.run.indicators.get(indicator)
            forward = (Offer("keep", Forward()),) if kept is not None and part != "confirm" and (part == "value" or kept.formula) else ()
            first = {
                "value": (Offer("not_applicable", Choose(NOT_APPLICABLE)),),
                "confirm": (Offer("as_typed", Choose("yes")), Offer("type_again", Choose("no"))),
                "formula": (Offer("suggested_formula", Choose("suggested")),),
            }[part]
            return (first, (Offer("back_step", Back()), *forward, Offer("home", Home())))
        case e.IndicatorsShown():
            numbered = tuple((f"={place}", indicator.id) for place, indicator in enumerate(scene.bank.indicators, 1))
            return ((Offer("submit_run", Submit()),), *_listed(numbered, 6), (Offer("back_step", Back()), Offer("home", Home())))
        case _:
            return ()


def _field(effect: e.FieldAsked, scene: Scene) -> Rows:
    field = FIELD_BY_ID[effect.field]
    language = scene.cursor.language
    found = [row for row in rows(field, scene.bank) if not field.searched or row.id in effect.found]
    choices = [Offer(f"={row.name(language)}", Choose(row.id)) for row in found]
    if effect.field == "code" and scene.cursor.draft:
        choices.append(Offer("keep_code", Choose("keep")))
    if field.optional:
        choices.append(Offer("skip", Choose("skip")))
    known = value(field, scene.run.profile, scene.cursor.contact) != ""
    first = field is FIELDS[0] and not scene.cursor.correcting
    foot = (*(() if first else (Offer("back_step", Back()),)), *((Offer("keep", Forward()),) if known else ()))
    return (*in_rows(tuple(choices), 2), *((foot,) if foot else ()))


def _card(effect: e.Effect, scene: Scene, question_id: str) -> Rows:
    first, na = _on_card(scene.bank, QuestionId(question_id))
    helping = bool(scene.cursor.handover)
    suggested = suggestion(scene, question_id)
    same = (Offer("take_result" if suggested.taken else "same", Choose("same")),) if suggested else ()
    take = (Offer("take", Choose("take")),) if question_id in scene.run.unconfirmed and not helping else ()
    answered = (Offer("forward", Forward()),) if question_id in scene.given else ()
    weigh = () if isinstance(effect, e.QuestionAsked) or helping else (Offer("weigh", Weigh()),)
    second = (*na, *take, *same, *answered, *weigh, Offer("annotate", Annotate()))
    return (first, second, _HELPER_FOOT if helping else _CARD_FOOT)


def _annotations(scene: Scene, question: str) -> Rows:
    """A way to remove each note and file, by the number it has in the text; then back."""
    notes, files = scene.run.notes.get(question, ()), scene.run.evidence.get(question, ())
    numbered: tuple[tuple[str, Note | Evidence], ...]
    numbered = (*((f"n{note.id}", note) for note in notes), *((f"f{file.id}", file) for file in files))
    drops = tuple(Offer(f"=✕ {place}", Choose(key)) for place, (key, item) in enumerate(numbered, 1) if removable(scene, item))
    return (*in_rows(drops, 5), (Offer("back_to_question", Back()),))


@lru_cache(maxsize=4096)
def _on_card(bank: Bank, question_id: QuestionId) -> tuple[tuple[Offer, ...], tuple[Offer, ...]]:
    """The letters of a question, and the way out where it may not apply; the same for everybody."""
    question = bank.question_by_id[question_id]
    letters = tuple(Offer(f"={option.key}", Choose(option.key)) for option in question.options)
    return letters, ((Offer("not_applicable", Choose(NOT_APPLICABLE)),) if may_be_not_applicable(bank, question) else ())


def _review(scene: Scene, missing: tuple[str, ...], others: tuple[str, ...], *, ready: bool) -> Rows:
    submit = ((Offer("submit_pass" if scene.bank.is_mean else "submit_level", Submit()),),) if ready else ()
    listed = _numbered(scene, tuple(dict.fromkeys((*missing, *others))))
    return (*submit, *listed, (Offer("contents", Contents()), *_scope(scene), Offer("home", Home())))


def _scope(scene: Scene) -> tuple[Offer, ...]:
    """The way to the scope of business; in a started run only where there is anything to choose."""
    return (Offer("retailor", Retailor()),) if scene.run.started_at is None or tailoring.tops(scene) else ()


def _numbered(scene: Scene, questions: tuple[str, ...]) -> Rows:
    """A button for each question, as many as a screen lists."""
    return _listed(tuple((f"={scene.bank.question_by_id[QuestionId(found)].number}", found) for found in questions[:MOST_LISTED]), 4)


def _home(effect: e.Effect, scene: Scene) -> Rows:
    run = scene.run
    other = tuple(Offer(f"speak_{language}", Speak(language)) for language in scene.bank.languages if language != scene.cursor.language)
    foot = (Offer("page_desk", Open("desk")), *other, Offer("delete", Delete()))
    past: tuple[Offer, ...] = ()
    if isinstance(effect, e.HistoryShown):
        recent = list(enumerate(effect.runs, 1))[-MOST_LISTED:]
        done = [(place, run) for place, run in recent if run.state is RunState.FINISHED]
        past = tuple(Offer(f"=#{place}", Show("txt", run.id)) for place, run in done)
    if run.state in {RunState.FINISHED, RunState.ABANDONED}:
        first = (Offer("renew", Renew()), *((Offer("to_result", Submit()),) if run.state is RunState.FINISHED else ()))
        return (*in_rows(past, 6), first, (Offer("page_prog", Open("prog")), Offer("history", History())), foot)
    manage = (Offer("profile", Correct()), *_scope(scene), Offer("history", History()))
    leave = (Offer("abandon", Abandon()),) if run.started_at is not None else ()
    newer = (Offer("page_move", Open("move")),) if isinstance(effect, e.HomeShown) and effect.newer is not None else ()
    programmes = (Offer("page_prog", Open("prog")),)
    return (*in_rows(past, 6), (Offer("continue", Submit()), *newer), programmes, manage, (*leave, *foot))


def _listed(pairs: tuple[tuple[str, str], ...], wide: int) -> Rows:
    return in_rows(tuple(Offer(label, Jump(to)) for label, to in pairs), wide)


def by_number(place: int, do: AnyInbound, name: str = "") -> Offer:
    """The choice of a numbered line: its button holds the number and the name, if it is to; the number may as well be typed."""
    return Offer(f"={place}. {name}" if name else f"={place}", do, place)


def in_rows(found: tuple[Offer, ...], wide: int) -> Rows:
    """Choices side by side, so many a row."""
    return tuple(found[start : start + wide] for start in range(0, len(found), wide))
