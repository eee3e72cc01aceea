"""A table of cases of one rule pack: what is stated, what each condition named is then, and what the programme says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from question_bank.programmes.judging import judge
from question_bank.programmes.library import load
from question_bank.programmes.model import Condition, ConditionId, FactId, Join, Outcome, Programme, Truth, Values
from question_bank.programmes.values import read_value

TODAY = date(2026, 11, 21)

MET, UNMET, OPEN = Truth.MET, Truth.UNMET, Truth.OPEN
ELIGIBLE, NOT_YET, NOT_ELIGIBLE = Outcome.ELIGIBLE, Outcome.NOT_YET, Outcome.NOT_ELIGIBLE


@dataclass(frozen=True, slots=True)
class Case:
    """`name` names the clause; `stated` is laid over the facts of an enterprise for which everything is well (None: not known)."""

    name: str
    stated: Mapping[str, str | None]
    truths: Mapping[str, Truth]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Wording:
    """What the reason of one condition has to cite and to say."""

    condition: str
    clause: str
    words: tuple[str, ...]


def values_of(programme: Programme, well: Mapping[str, str], stated: Mapping[str, str | None]) -> Values:
    """The facts as they are kept, read back for this programme."""
    kept = {**well, **stated}
    facts = programme.facts_by_id
    return {FactId(fact): read_value(facts[FactId(fact)], text) for fact, text in kept.items() if text is not None}


def look(programme: str, well: Mapping[str, str], case: Case) -> None:
    """Judge the case and compare every condition that it names, and the outcome."""
    pack = load(programme)
    verdict = judge(pack, values_of(pack, well, case.stated), TODAY)
    found = {condition: verdict.truth_of(ConditionId(condition)) for condition in case.truths}
    assert found == dict(case.truths)
    assert verdict.outcome is case.outcome


def unproven(programme: str, cases: tuple[Case, ...]) -> set[tuple[str, Truth]]:
    """The conditions that no case shows to be met, or not met."""
    shown = {(condition, truth) for case in cases for condition, truth in case.truths.items()}
    return {(str(condition.id), truth) for condition in load(programme).conditions for truth in (MET, UNMET)} - shown


def faults_of_wording(programme: str, wordings: tuple[Wording, ...]) -> list[str]:
    """What is wrong with the reasons: another clause, a figure that is not said, an uncertainty that no hint admits."""
    pack = load(programme)
    expected = {wording.condition: wording for wording in wordings}
    faults = [f"{condition.id} is not in the table" for condition in pack.conditions if condition.id not in expected]
    for condition in pack.conditions:
        if (wording := expected.get(condition.id)) is not None:
            faults += _faults(condition, wording)
        if condition.confidence < 1 and not _admitted(pack, condition):
            faults.append(f"{condition.id} is not sure and does not say so")
    return faults


def _faults(condition: Condition, wording: Wording) -> list[str]:
    found = [f"{condition.id} cites {condition.clause}"] if condition.clause != wording.clause else []
    return found + [f"{condition.id} does not say {word}" for word in wording.words if word not in condition.text.in_("zh")]


DOUBTS = (
    "没有写",
    "没有给",
    "没有规定",
    "没有细说",
    "没有说",
    "不清",
    "我们的理解",
    "没有单独",
    "请问",
    "请先",
    "拿不准",
    "原则上",
    "没有解释",
    "没有把",
    "“等”",
    "不要求",
    "没有要求",
    "不能相加",
    "意见为准",
)
"""What a reading that is not sure says: that the notice leaves it open, or whom to ask."""


def _admitted(pack: Programme, condition: Condition) -> bool:
    said = condition.remedy.in_("zh") + condition.text.in_("zh")
    said += "".join(pack.facts_by_id[fact].hint.in_("zh") for fact in _facts_below(pack, condition))
    return any(doubt in said for doubt in DOUBTS)


def _facts_below(pack: Programme, condition: Condition) -> tuple[FactId, ...]:
    own = (condition.fact,) if condition.fact is not None else ()
    return own + tuple(fact for below in pack.below.get(condition.id, ()) for fact in _facts_below(pack, below))


def untranslated(programme: str) -> list[str]:
    """The texts of a pack that have no English."""
    pack = load(programme)
    texts = [pack.title, pack.short, pack.summary, pack.notice.title, pack.notice.issuer]
    texts += [track.name for track in pack.tracks] + [window.name for window in pack.windows]
    texts += [text for fact in pack.facts for text in (fact.name, fact.ask, fact.hint, fact.unit)]
    texts += [choice.name for fact in pack.facts for choice in fact.choices]
    texts += [text for condition in pack.conditions for text in (condition.text, condition.remedy)]
    texts += [text for form in pack.forms for part in form.parts for text in (part.label, part.note)]
    texts += [form.name for form in pack.forms] + [rule.quote for form in pack.forms for rule in form.rules]
    return [text.in_("zh") for text in texts if not text.in_("zh").isascii() and text.in_("en") == text.in_("zh")]


def joins(programme: str) -> dict[str, Join]:
    """The joins of a pack, by condition."""
    return {condition.id: condition.join for condition in load(programme).conditions if condition.join is not None}
