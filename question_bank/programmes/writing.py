"""A programme -> the sheets it would be read from; the mirror of `reading`. `read_pack(to_sheets(programme))` gives the same again.

Writes only columns that hold something and what is not as usual, so that a sheet stays as small as its pack.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from question_bank.layout import Frame
from question_bank.model import Text
from question_bank.programmes.form_model import Form, FormScope, Part, Rule
from question_bank.programmes.layout import LAYOUTS, PROGRAMME
from question_bank.programmes.model import Choice, Condition, Fact, Force, Programme, Quota, Track, Window
from question_bank.programmes.texts import lists_of, setting_texts, texts_of
from question_bank.programmes.values import BETWEEN
from question_bank.sheets import Sheet, Sheets
from question_bank.writing import Line, sheet_of_lines


def to_sheets(programme: Programme) -> Sheets:
    """The sheets of a programme, columns in the order of the layout; a sheet without rows has its columns all the same."""
    frame = Frame(others=programme.languages[1:])
    lines: Mapping[str, Iterable[Line]] = {
        PROGRAMME: [{"setting": setting, "value": value} for setting, value in _settings(programme).items()],
        "tracks": map(_track, programme.tracks),
        "windows": map(_window, programme.windows),
        "quotas": map(_quota, programme.quotas),
        "choices": [_choice(name, choice) for name, found in lists_of(programme).items() for choice in found],
        "facts": map(_fact, programme.facts),
        "conditions": map(_condition, programme.conditions),
        "forms": map(_form, programme.forms),
        "parts": [_part(form, part) for form in programme.forms for part in form.parts],
        "rules": [_rule(form, rule) for form in programme.forms for rule in form.rules],
    }
    return {layout.sheet: sheet_of_lines(layout, frame, lines[layout.sheet]) for layout in LAYOUTS}


def template() -> Sheets:
    """Empty sheets with every column that a pack in Chinese and English may have."""
    frame = Frame(others=("en",))
    return {layout.sheet: Sheet(layout.sheet, tuple(frame.columns(layout)), ()) for layout in LAYOUTS}


def _settings(programme: Programme) -> Mapping[str, str | Text]:
    texts = setting_texts(programme)
    return {
        "id": programme.id,
        "version": programme.version,
        "language": programme.languages[0],
        "languages": ",".join(programme.languages),
        "title": texts["title"],
        "short": texts["short"],
        "summary": texts["summary"],
        "notice_number": programme.notice.number,
        "notice_title": texts["notice_title"],
        "issuer": texts["issuer"],
        "issued": programme.notice.issued.isoformat(),
        "purpose": programme.purpose,
        "subject": programme.subject,
        **({"recognises": programme.recognises} if programme.recognises else {}),
        **({"state": "draft"} if programme.draft else {}),
    }


def _track(track: Track) -> Line:
    return {"id": track.id, "rank": track.rank, **texts_of(track)}


def _window(window: Window) -> Line:
    opens = window.opens.isoformat() if window.opens else None
    return {"id": window.id, "opens": opens, "closes": window.closes.isoformat(), "clause": window.clause, **texts_of(window)}


def _quota(quota: Quota) -> Line:
    return {"number": quota.number, "recognised": quota.recognised, "clause": quota.clause}


def _choice(name: str, choice: Choice) -> Line:
    return {"list": name, "key": choice.key, "group": choice.group, **texts_of(choice)}


def _fact(fact: Fact) -> Line:
    return {
        "id": fact.id,
        "kind": fact.kind,
        "choices": (fact.list_name or fact.id) if fact.choices else None,
        "low": fact.low,
        "high": fact.high,
        "source": fact.source,
        "suggested": True if fact.suggested else None,
        "clause": fact.clause,
        "form_only": True if fact.form_only else None,
        **texts_of(fact),
    }


def _condition(condition: Condition) -> Line:
    return {
        "id": condition.id,
        "parent": condition.parent,
        "track": condition.track,
        "clause": condition.clause,
        "force": condition.force if condition.force is not Force.MUST else None,
        "mendable": None if condition.mendable else False,
        "join": condition.join,
        "fact": condition.fact,
        "operator": condition.operator,
        "values": BETWEEN.join(condition.values),
        "confidence": condition.confidence if condition.confidence != 1 else None,
        **texts_of(condition),
    }


def _form(form: Form) -> Line:
    return {
        "id": form.id,
        "format": form.format,
        "scope": form.scope if form.scope is not FormScope.ONE else None,
        "clause": form.clause,
        "font": form.font,
        "points": form.points,
        "pitch": form.pitch,
        "landscape": True if form.landscape else None,
        **texts_of(form),
    }


def _part(form: Form, part: Part) -> Line:
    return {
        "form": form.id,
        "kind": part.kind,
        "fact": part.fact,
        "required": True if part.required else None,
        "width": part.width,
        **texts_of(part),
    }


def _rule(form: Form, rule: Rule) -> Line:
    return {
        "form": form.id,
        "id": rule.id,
        "target": rule.target,
        "check": rule.check,
        "values": BETWEEN.join(rule.values),
        "clause": rule.clause,
        **texts_of(rule),
    }
