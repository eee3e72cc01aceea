"""Every text of a programme by sheet, key and column, so that checking and writing need not know each type by heart."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from question_bank.model import Text
from question_bank.programmes.form_model import Form, Part, Rule
from question_bank.programmes.layout import PROGRAMME
from question_bank.programmes.model import Choice, Condition, Fact, Programme, Track, Window

Texts = Mapping[str, Text]
Keyed = tuple[str, Hashable, Texts]


def texts_of(thing: Track | Window | Choice | Fact | Condition | Form | Part | Rule) -> Texts:
    """Column name -> text, the empty ones included."""
    match thing:
        case Track() | Window() | Form():
            return {"name": thing.name}
        case Choice():
            return {"name": thing.name, "heading": thing.heading, "gist": thing.gist}
        case Fact():
            return {"name": thing.name, "ask": thing.ask, "hint": thing.hint, "unit": thing.unit}
        case Condition():
            return {"text": thing.text, "remedy": thing.remedy}
        case Part():
            return {"label": thing.label, "note": thing.note}
    return {"quote": thing.quote}


def setting_texts(programme: Programme) -> Texts:
    """The texts among the settings, by setting."""
    return {
        "title": programme.title,
        "short": programme.short,
        "summary": programme.summary,
        "notice_title": programme.notice.title,
        "issuer": programme.notice.issuer,
    }


def lists_of(programme: Programme) -> Mapping[str, tuple[Choice, ...]]:
    """The lists of choices by name, in the order in which facts use them."""
    return {fact.list_name or fact.id: fact.choices for fact in programme.facts if fact.choices}


def texts_by_row(programme: Programme, rows: Mapping[tuple[str, Hashable], int]) -> Iterator[Keyed]:
    """Everything with texts, with its sheet and key; a list that no fact uses is not part of the programme and not among it."""
    yield from ((PROGRAMME, setting, {"value": text}) for setting, text in setting_texts(programme).items())
    yield from (("tracks", track.id, texts_of(track)) for track in programme.tracks)
    yield from (("windows", window.id, texts_of(window)) for window in programme.windows)
    yield from (("choices", (name, choice.key), texts_of(choice)) for name, found in lists_of(programme).items() for choice in found)
    yield from (("facts", fact.id, texts_of(fact)) for fact in programme.facts)
    yield from (("conditions", condition.id, texts_of(condition)) for condition in programme.conditions)
    yield from (("forms", form.id, texts_of(form)) for form in programme.forms)
    places = _places(rows)
    for form in programme.forms:
        yield from (("parts", key, texts_of(part)) for key, part in zip(places.get(form.id, ()), form.parts, strict=False))
        yield from (("rules", (form.id, rule.id), texts_of(rule)) for rule in form.rules)


def _places(rows: Mapping[tuple[str, Hashable], int]) -> Mapping[str, list[Hashable]]:
    """The keys of each form's parts, in their order."""
    found: dict[str, list[Hashable]] = {}
    for sheet, key in rows:
        if sheet == "parts" and isinstance(key, tuple):
            found.setdefault(str(key[0]), []).append(key)
    return found
