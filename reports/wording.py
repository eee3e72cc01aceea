"""Sentences that several formats share, so that a chat message and a document never say the same thing differently."""

from __future__ import annotations

from collections.abc import Iterator

from reports.bundle import Words, words
from reports.model import AreaResult, LevelResult, Summary
from reports.rounding import gap_text, score_text


def words_of(summary: Summary) -> Words:
    """The words for this summary: its language, and whether its total is a mean."""
    return words(summary.language, summary.is_mean)


def area_title(area: AreaResult) -> str:
    """Number and name: 5.4 设备管理."""
    return f"{area.number} {area.name}".strip()


def area_score(area: AreaResult, language: str) -> str:
    """The area's score, or in words why it has none."""
    return score_text(area.value) if area.value is not None else words(language)[f"area.{area.state.value}"]


def headline(summary: Summary) -> str:
    """The level reached as people say it: 二级（规范级）."""
    if not summary.deciding.begun:
        return words_of(summary)["result.not_begun"]
    name = summary.band_name[:1].upper() + summary.band_name[1:]
    if not summary.level_title:
        return name
    return words_of(summary)["result.level_with_title"].format(level=name, title=summary.level_title)


def total_text(summary: Summary) -> str:
    """The total; a dash while nothing is answered, because a 0 would be a result."""
    return score_text(summary.total) if summary.deciding.begun else words_of(summary)["none"]


def if_closed(summary: Summary, key: str) -> str:
    """What `key` says of a level with nothing to name, if all of it is answered; before that, that it is too early to say."""
    return words_of(summary)["result.too_early" if summary.deciding.is_open else key]


def level_state(level: LevelResult, language: str) -> str:
    """Whether a level is met, in words."""
    return words(language)[f"level.{level_state_key(level)}"]


def level_state_key(level: LevelResult) -> str:
    """Which of the states met, unmet, not_begun and beyond a level is in."""
    if level.value is None:
        return "not_begun"
    if not level.counted:
        return "beyond"
    return "met" if level.met else "unmet"


def result_sentences(summary: Summary) -> Iterator[str]:
    """What stands between the result and the next level, what is still unanswered, and what was left out."""
    w, kind = words_of(summary), summary.kind_name
    yield _distance(summary)
    ahead = summary.ahead
    if ahead is not None and ahead.value is not None and ahead.unanswered:
        yield w["result.provisional"].format(level=ahead.name, count=ahead.unanswered)
    comma = w["list.separator"]
    if summary.tailored_out:
        yield w["result.tailored"].format(areas=comma.join(summary.tailored_out))
    if summary.absent:
        yield w["result.absent"].format(kind=kind, areas=comma.join(summary.absent))


def _distance(summary: Summary) -> str:
    w, ahead, gap = words_of(summary), summary.ahead, summary.gap
    if summary.is_mean:
        return _distance_of_mean(summary, w)
    if ahead is None or gap is None:
        return w["result.all_met"]
    if ahead.value is None:
        return w["result.ahead_not_begun"].format(level=ahead.name)
    key = "result.unanswered" if gap == 0 else "result.below_first" if summary.level == 0 else "result.below"
    score, threshold = score_text(ahead.value), threshold_text(summary)
    return w[key].format(level=ahead.name, score=score, threshold=threshold, gap=gap_text(gap), count=ahead.unanswered)


def _distance_of_mean(summary: Summary, w: Words) -> str:
    goal = summary.goal
    if not summary.deciding.begun:
        return w["result.ahead_not_begun"].format(level=summary.deciding.name)
    if goal is None:
        return w["mean.result.highest"]
    return w["mean.result.next"].format(next=goal.name, low=score_text(goal.low), gap=gap_text(goal.low - summary.total))


def threshold_text(summary: Summary) -> str:
    """The threshold as people read it; empty where there is none."""
    threshold = summary.bank.threshold
    return "" if threshold is None else score_text(threshold)
