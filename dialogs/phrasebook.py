"""Effects to screens: text in the small HTML subset, and labelled choices. All words are in `dialogs/phrases`, one folder a language.

Each effect has a template of its tag's name; an effect whose template is missing says nothing. An undefined value is an error, and
everything that comes from a person or a bank is escaped.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

import jinja2

from dialogs.answers import folded, whole_number
from dialogs.desk import pages as desk
from dialogs.effects import AnswerKept, Asked, DeskShown, Effect, QuestionAsked
from dialogs.inbound import AnyInbound
from dialogs.scene import Moment, Scene, Turn
from dialogs.screens import Rows, offers
from dialogs.views import context
from dialogs.views.common import Context
from question_bank.model import Bank

DEFAULT_LANGUAGE = "zh"

LONGEST_LABEL = 40
"""Typed text beyond this is never the name of a choice."""


class Choice(NamedTuple):
    """One choice of a screen: what it is called and what it does."""

    label: str
    do: AnyInbound


@dataclass(frozen=True, slots=True)
class Screen:
    """What a person sees: text with `<b>`, `<i>`, `<code>` and line breaks only, and rows of choices."""

    text: str
    rows: tuple[tuple[Choice, ...], ...] = ()

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(choice for row in self.rows for choice in row)


def screen(turn: Turn, bank: Bank, names: Mapping[str, str] | None = None, offices: Bank | None = None) -> Screen:
    """The turn as one screen: what happened, then what is asked. `names` says what the persons are called that it speaks of, `offices` is
    the bank that figures of many enterprises are of, where that is another than the person's."""
    scene = Scene(turn.run, turn.cursor, bank, _NO_MOMENT, names or {}, offices)
    language = turn.cursor.language or DEFAULT_LANGUAGE
    said = [_banner(scene, language), *(say(effect, scene, language) for effect in turn.effects)]
    return Screen("\n\n".join(text for text in said if text), _rows(turn.effects, scene, language))


def _banner(scene: Scene, language: str) -> str:
    """What stands above everything that a trial says."""
    return f"<b>{sentence(language, 'trial', 'banner')}</b>" if scene.is_trial and not desk.attended(scene) else ""


def meant(text: str, effects: tuple[Effect, ...], scene: Scene) -> AnyInbound | None:
    """The choice of the screen that these effects are whose number or whole label was typed, or nothing."""
    typed, place = folded(text), whole_number(text)
    words = _sentences(scene.cursor.language or DEFAULT_LANGUAGE)["labels"]
    offered = [offer for row in _offered(effects, scene) for offer in row]
    numbered = (offer.do for offer in offered if place and offer.place == place)
    called = (offer.do for offer in offered if len(typed) > 1 and folded(_called(offer.label, words)) == typed)
    return next(numbered, None) or next(called, None)


def _rows(effects: tuple[Effect, ...], scene: Scene, language: str) -> tuple[tuple[Choice, ...], ...]:
    words = _sentences(language)["labels"]
    return tuple(tuple(Choice(_called(offer.label, words), offer.do) for offer in row) for row in _offered(effects, scene))


def _offered(effects: tuple[Effect, ...], scene: Scene) -> Rows:
    """What the screen that these effects are offers; nothing where they end without one."""
    shown = next((effect for effect in reversed(effects) if isinstance(effect, Asked)), None)
    return _offers(shown, scene) if shown else ()


def _called(label: str, words: Mapping[str, str]) -> str:
    """What a choice is called: its words, with the value after a `|` put into them, or after a `=` the label itself."""
    if label.startswith("="):
        return label[1:]
    key, _, value = label.partition("|")
    return words[key].replace("{value}", value) if value else words[key]


def _offers(shown: Asked, scene: Scene) -> Rows:
    return desk.offers(shown, scene) if isinstance(shown, DeskShown) else offers(shown, scene)


def say(effect: Effect, scene: Scene, language: str) -> str:
    """One effect in words."""
    tag = str(type(effect).__struct_config__.tag)
    if _template(language, tag) is None:
        return ""
    values = _context(effect, scene)
    return _said_often(language, tag, tuple(values.items())) if isinstance(effect, _OFTEN) else _said(language, tag, values)


@lru_cache(maxsize=2048)
def _said_often(language: str, tag: str, values: tuple[tuple[str, Any], ...]) -> str:
    return _said(language, tag, dict(values))


def _said(language: str, tag: str, values: Context) -> str:
    template = _template(language, tag)
    return _GAP.sub("\n\n", template.render(values)).strip() if template else ""


def _context(effect: Effect, scene: Scene) -> Context:
    view = desk.view(effect)
    return view(effect, scene) if view else context(effect, scene)


def sentence(language: str, table: str, key: str) -> str:
    """One of the short texts, for what lies outside a turn (a failure, a farewell)."""
    return str(_sentences(language)[table][key])


_OFTEN = (AnswerKept, QuestionAsked)
"""What is said at nearly every turn, and alike to all who stand at the same place; the values of their templates can be hashed."""

_GAP = re.compile(r"\n\s*\n+")
_NO_MOMENT = Moment(0, "")


@cache
def _environment(language: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: _read(language, name)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["words"] = _sentences(language)
    return environment


def _read(language: str, name: str) -> str | None:
    """The only place of this package that opens a file."""
    found = resources.files("dialogs") / "phrases" / language / name
    return found.read_text(encoding="utf-8") if found.is_file() else None


@cache
def _template(language: str, tag: str) -> jinja2.Template | None:
    try:
        return _environment(language).select_template([f"{tag}.j2", f"desk/{tag}.j2"])
    except jinja2.TemplatesNotFound:
        return None


@cache
def _sentences(language: str) -> dict[str, dict[str, str]]:
    """The short texts by table: those of the assessment, and those that each page of the desk brings along."""
    merged: dict[str, dict[str, str]] = {}
    for name in ("sentences.toml", *(f"desk/{page}.toml" for page in ("common", "ledger", *desk.PAGES))):
        for table, texts in tomllib.loads(_read(language, name) or "").items():
            merged.setdefault(table, {}).update(texts)
    return merged
