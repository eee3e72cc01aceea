"""The report's contents as plain data for the layout: every number already a string, every label already a word.

The layout decides where things stand and nothing else; what is printed is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from unicodedata import east_asian_width

from reports.bundle import Words, words
from reports.chart_specs import ChartSpec, gaps, levels, radar
from reports.documents.answer_pages import answer_pages
from reports.documents.files_page import files_page
from reports.documents.method_page import method_page
from reports.model import AreaResult, Explained, IndicatorLine, IndicatorState, LevelResult, ShareYear, Step, Summary
from reports.rounding import gap_text, near_text, percent_text, plain, score_text
from reports.wording import area_title, headline, if_closed, level_state, level_state_key, result_sentences, total_text, words_of

Data = dict[str, object]


def contents(summary: Summary) -> Data:
    """All that the pages show, section by section."""
    w = words_of(summary)
    return {
        "language": summary.language,
        "words": {**w, "report.title": w["report.title"].format(title=summary.bank.title)},
        "date": _day(summary).split("-"),
        "name": summary.enterprise.name,
        "name_points": name_points(summary.enterprise.name),
        "run_id": summary.run_id,
        "cover": _cover(summary, w),
        "result": _result(summary, w),
        "explanation": _explanation(summary, w),
        "charts": {"radar": _chart(radar(summary)), "levels": _chart(levels(summary)), "gaps": _chart(gaps(summary))},
        "roadmap": _roadmap(summary, w),
        "comparison": [_share_year(year, w) for year in summary.comparison],
        "indicators": [_indicator(line, w) for line in summary.indicators],
        "method": method_page(summary),
        "answers": answer_pages(summary),
        "files": files_page(summary),
    }


def name_points(name: str) -> int:
    """The size of the name on the cover: large if it is short, smaller if it, or a word in it that cannot be broken, is long."""
    runs = "".join(sign if sign != " " and east_asian_width(sign) not in "WF" else " " for sign in name).split()
    longest = max((len(run) for run in runs), default=0)
    by_length = 22 if len(name) <= 20 else 17
    return max(8, min(by_length, 600 // max(longest, 1)))


def _day(summary: Summary) -> str:
    return (summary.finished or summary.started).isoformat()


def _cover(summary: Summary, w: Words) -> Data:
    return {"level": headline(summary), "total": total_text(summary), "facts": [list(fact) for fact in _facts(summary, w)]}


def _facts(summary: Summary, w: Words) -> Iterator[tuple[str, str]]:
    enterprise, bank = summary.enterprise, summary.bank
    doubt = w["enterprise.code_doubtful"] if enterprise.code_doubtful else ""
    yield w["enterprise.code"], (enterprise.code or w["unstated"]) + doubt
    for field in ("district", "unit", "industry"):
        yield w[f"enterprise.{field}"], getattr(enterprise, field) or w["unstated"]
    yield summary.kind_label or w["enterprise.kind"], summary.kind_name
    for field in ("nature", "size", "sales"):
        yield w[f"enterprise.{field}"], getattr(enterprise, field) or w["unstated"]
    yield w["run.started"], summary.started.isoformat()
    yield w["run.finished"], summary.finished.isoformat() if summary.finished else w["run.open"]
    yield w["run.id"], summary.run_id
    yield w["run.standard"], bank.standard
    yield w["run.bank"], w["run.bank_value"].format(title=bank.title, id=bank.id, version=bank.version)


def _result(summary: Summary, w: Words) -> Data:
    return {
        "line": w["result.line"].format(level=headline(summary), total=total_text(summary)),
        "sentences": list(result_sentences(summary)),
        "levels": [] if summary.is_mean else [_level(level, summary.language) for level in summary.levels],
        "ladder": [{"name": rung.name, "low": score_text(rung.low), "mine": rung.mine} for rung in reversed(summary.ladder)],
        "strongest": [_area(area, w) for area in summary.strongest],
        "weakest": [_area(area, w) for area in summary.weakest],
        "no_strongest": if_closed(summary, "result.strongest_none"),
        "no_weakest": if_closed(summary, "result.weakest_none"),
    }


def _level(level: LevelResult, language: str) -> Data:
    value = words(language)["none"] if level.value is None else score_text(level.value)
    return {"name": level.name, "gist": level.gist, "score": value, "state": level_state(level, language), "key": level_state_key(level)}


def _area(area: AreaResult, w: Words) -> Data:
    pull = w["result.pull"].format(pull=gap_text(area.pull, 3))
    return {"area": w["result.area"].format(area=area_title(area), score=score_text(area.value or Fraction(0))), "pull": pull}


def _explanation(summary: Summary, w: Words) -> Data:
    deciding = summary.deciding
    score = score_text(deciding.value or Fraction(0))
    if not deciding.begun:
        return {"total": w["result.ahead_not_begun"].format(level=deciding.name), "level": "", "rows": [], "sum": ""}
    return {
        "total": w["explanation.total"].format(total=score_text(summary.total), sum=w["explanation.plus"].join(_addends(summary, w))),
        "level": w["explanation.level"].format(level=deciding.name, score=score),
        "rows": list(_tree(deciding.parts, 0)),
        "sum": near_text(deciding.value or Fraction(0), 4),
    }


def _addends(summary: Summary, w: Words) -> Iterator[str]:
    for level in summary.levels:
        if level.met and level.counted:
            yield w["explanation.met_part"].format(level=level.name)
    ahead = summary.ahead
    if ahead is not None and ahead.value is None:
        yield w["explanation.zero_part"].format(level=ahead.name)
    elif ahead is not None and ahead.value is not None:
        yield w["explanation.own_part"].format(level=ahead.name, score=score_text(ahead.value))


def _tree(parts: Sequence[Explained], depth: int) -> Iterator[Data]:
    """Areas only; requirements and questions are on the answer pages."""
    for part in parts:
        if part.what == "area":
            yield {
                "depth": depth,
                "name": f"{part.number} {part.name}".strip(),
                "leaf": not any(under.what == "area" for under in part.parts),
                "weight": near_text(part.weight, 1) + "%",
                "share": percent_text(part.share),
                "score": near_text(part.value, 4),
                "contribution": near_text(part.value * part.share, 4),
            }
            yield from _tree(part.parts, depth + 1)


def _chart(spec: ChartSpec) -> Data:
    return {
        "shape": spec.shape.value,
        "title": spec.title,
        "axis": spec.axis,
        "alt": spec.alt,
        "high": float(spec.high),
        "threshold": None if spec.threshold is None else float(spec.threshold),
        "threshold_label": spec.threshold_label,
        "legend": [[state.value, name] for state, name in spec.legend],
        "points": [
            {"label": point.label, "value": None if point.value is None else float(point.value), "shown": point.shown, "state": point.state}
            for point in spec.points
        ],
    }


def _roadmap(summary: Summary, w: Words) -> Data:
    roadmap = summary.roadmap
    stages = roadmap.stages if roadmap else ()
    return {
        "intro": _roadmap_intro(summary, w),
        "stages": [{"title": w[f"roadmap.effort.{stage.effort}"], "steps": [_step(step, w) for step in stage.steps]} for stage in stages],
        "gains": [_step(step, w) for step in summary.gains],
        "no_gains": if_closed(summary, "roadmap.none_gains"),
    }


def _roadmap_intro(summary: Summary, w: Words) -> str:
    roadmap, deciding = summary.roadmap, summary.deciding
    if roadmap is not None:
        count = sum(len(stage.steps) for stage in roadmap.stages)
        key = "roadmap.intro" if roadmap.exact else "roadmap.intro_near"
        before, after = score_text(roadmap.before), score_text(roadmap.after)
        return w[key].format(level=roadmap.level_name, before=before, after=after, count=count)
    if not deciding.begun:
        return w["roadmap.none_begun"].format(level=deciding.name)
    if deciding.unanswered:
        return w["roadmap.none_open"].format(level=deciding.name, count=deciding.unanswered)
    if summary.all_met:
        return w["roadmap.none_met"]
    return w["roadmap.none_level" if deciding.met and not summary.is_mean else "roadmap.none_unreachable"].format(level=deciding.name)


def _step(step: Step, w: Words) -> Data:
    grade = -(-step.effort.numerator // step.effort.denominator)
    given = f"{step.from_key}　{step.from_text}" if step.from_key else w["roadmap.unanswered"]
    return {
        "number": step.number,
        "area": step.area,
        "stem": step.stem,
        "from": given,
        "to": f"{step.to_key}　{step.to_text}",
        "gain": "+" + near_text(step.gain, 3),
        "effort": w[f"roadmap.short.{grade}"],
    }


def _share_year(year: ShareYear, w: Words) -> Data:
    known = bool(year.sample.strip("—- "))
    sample = w["comparison.sample" if known else "comparison.sample_unknown"].format(sample=year.sample, source=year.source)
    lines = [{"name": line.name, "percent": plain(line.percent), "mine": line.mine} for line in year.lines]
    return {"year": year.year, "sample": sample, "lines": lines}


def _indicator(line: IndicatorLine, w: Words) -> Data:
    if line.state is IndicatorState.STATED and line.value is not None:
        return {"name": line.name, "value": f"{plain(line.value)} {line.unit}".strip(), "formula": line.formula, "source": line.source}
    formula = w["indicators.none_formula"] if line.state is IndicatorState.NOT_APPLICABLE else ""
    return {"name": line.name, "value": w[f"indicators.{line.state.value}"], "formula": formula, "source": line.source}
