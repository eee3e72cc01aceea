"""A verdict as other programs read it (`zhiping programme verdict ID --json`), and as text: every line with notice and clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from bot.verbs.programme_view import CLOSED, state_of
from question_bank.programmes.model import Force, Outcome, Programme, Purpose, Truth
from question_bank.programmes.values import write_value
from question_bank.programmes.verdicts import Finding, TrackVerdict, Verdict

_OUTCOMES: Mapping[str, Mapping[Purpose, Mapping[Outcome, str]]] = {
    "zh": {
        Purpose.APPLY: {Outcome.ELIGIBLE: "可以申报", Outcome.NOT_YET: "暂不满足", Outcome.NOT_ELIGIBLE: "不能申报"},
        Purpose.DUTY: {Outcome.ELIGIBLE: "已完成", Outcome.NOT_YET: "尚未完成", Outcome.NOT_ELIGIBLE: "不适用"},
    },
    "en": {
        Purpose.APPLY: {Outcome.ELIGIBLE: "may apply", Outcome.NOT_YET: "not yet", Outcome.NOT_ELIGIBLE: "may not apply"},
        Purpose.DUTY: {Outcome.ELIGIBLE: "done", Outcome.NOT_YET: "not done yet", Outcome.NOT_ELIGIBLE: "does not apply"},
    },
}
_TRUTHS: Mapping[str, Mapping[Truth, str]] = {
    "zh": {Truth.MET: "满足", Truth.UNMET: "不满足", Truth.OPEN: "待确认"},
    "en": {Truth.MET: "met", Truth.UNMET: "not met", Truth.OPEN: "to be confirmed"},
}
_TO_EXPLAIN = {"zh": "需说明", "en": "to be explained"}
_CLOSED: Mapping[str, Mapping[Purpose, str]] = {
    "zh": {Purpose.APPLY: "申报时间已过，以下仅供自查。", Purpose.DUTY: "期限已过；还没有完成的，请尽快补做。"},
    "en": {
        Purpose.APPLY: "The time for handing in is over; this is a self-check only.",
        Purpose.DUTY: "The time is over; if it is not done yet, please do it soon.",
    },
}


def document(programme: Programme, verdict: Verdict, today: date, language: str) -> dict[str, object]:
    """The verdict with every condition of every track."""
    return {
        "programme": verdict.programme,
        "version": verdict.version,
        "notice": programme.notice.number,
        "on": today.isoformat(),
        "state": state_of(programme, today),
        "outcome": verdict.outcome.value,
        "track": verdict.best.track.id,
        "tracks": [_track(track, language) for track in verdict.tracks],
        "used": {fact: write_value(value) for fact, value in sorted(verdict.used.items())},
        "lacks": list(verdict.lacks),
    }


def as_text(programme: Programme, verdict: Verdict, today: date, language: str) -> str:
    """The verdict track by track, what hinders first."""
    lines = [programme.title.in_(language), f"{programme.notice.number}  {programme.version}"]
    if state_of(programme, today) == CLOSED:
        lines.append(_CLOSED[language][programme.purpose])
    for track in verdict.tracks:
        lines += ["", f"{track.track.name.in_(language)}: {_OUTCOMES[language][programme.purpose][track.outcome]}"]
        lines += [text for finding in track.findings for text in _lines(programme, finding, language, 1)]
    return "\n".join(lines)


def _lines(programme: Programme, finding: Finding, language: str, depth: int) -> Iterator[str]:
    condition = finding.condition
    explained = condition.force is Force.PRINCIPLE and finding.truth is Truth.UNMET
    truth = _TO_EXPLAIN[language] if explained else _TRUTHS[language][finding.truth]
    yield f"{'  ' * depth}{truth}  {condition.clause}  {condition.text.in_(language)}{_facts(programme, finding, language)}"
    for below in finding.below:
        yield from _lines(programme, below, language, depth + 1)


def _facts(programme: Programme, finding: Finding, language: str) -> str:
    """The fact that a condition without others below it lacks, by its id."""
    return f"  ({', '.join(finding.lacks)})" if finding.lacks and not finding.below else ""


def _track(track: TrackVerdict, language: str) -> dict[str, object]:
    return {
        "id": track.track.id,
        "name": track.track.name.in_(language),
        "outcome": track.outcome.value,
        "missing": [found.condition.id for found in track.missing()],
        "barring": [found.condition.id for found in track.barring()],
        "to_confirm": [found.condition.id for found in track.to_confirm()],
        "to_explain": [found.condition.id for found in track.to_explain()],
        "conditions": [_finding(found, language) for found in track.findings],
    }


def _finding(finding: Finding, language: str) -> dict[str, object]:
    condition = finding.condition
    return {
        "id": condition.id,
        "clause": condition.clause,
        "text": condition.text.in_(language),
        "truth": finding.truth.value,
        "force": condition.force.value,
        "used": list(finding.used),
        "lacks": list(finding.lacks),
        "below": [_finding(below, language) for below in finding.below],
    }
