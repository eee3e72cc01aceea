"""Effects to screens: text in the small HTML subset, and labelled choices. All words are in `dialogs/phrases`, one folder a language.

Each effect has a template of its tag's name; an effect whose template is missing says nothing. An undefined value is an error, and
everything that comes from a person or a bank is escaped.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import jinja2

from dialogs.answers import folded
from dialogs.effects import Asked, Effect
from dialogs.inbound import AnyInbound
from dialogs.scene import Moment, Scene, Turn
from dialogs.screens import offers
from dialogs.views import context
from question_bank.model import Bank

DEFAULT_LANGUAGE = "zh"

LONGEST_LABEL = 40
"""Typed text beyond this is never the name of a choice."""


@dataclass(frozen=True, slots=True)
class Choice:
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


def screen(turn: Turn, bank: Bank) -> Screen:
    """The turn as one screen: what happened, then what is asked."""
    scene = Scene(turn.run, turn.cursor, bank, moment=_NO_MOMENT)
    language = turn.cursor.language or DEFAULT_LANGUAGE
    said = [say(effect, scene, language) for effect in turn.effects]
    return Screen("\n\n".join(text for text in said if text), _rows(turn.effects, scene, language))


def meant(text: str, effects: tuple[Effect, ...], scene: Scene) -> AnyInbound | None:
    """The choice of the screen that these effects are whose label was typed, or nothing."""
    typed = folded(text)
    choices = (choice for row in _rows(effects, scene, scene.cursor.language or DEFAULT_LANGUAGE) for choice in row)
    return next((choice.do for choice in choices if folded(choice.label) == typed and len(typed) > 1), None)


def _rows(effects: tuple[Effect, ...], scene: Scene, language: str) -> tuple[tuple[Choice, ...], ...]:
    shown = next((effect for effect in reversed(effects) if isinstance(effect, Asked)), None)
    words = _sentences(language)["labels"]
    return tuple(
        tuple(Choice(offer.label[1:] if offer.label.startswith("=") else words[offer.label], offer.do) for offer in row)
        for row in (offers(shown, scene) if shown else ())
    )


def say(effect: Effect, scene: Scene, language: str) -> str:
    """One effect in words."""
    tag = str(type(effect).__struct_config__.tag)
    template = _template(language, tag)
    return _GAP.sub("\n\n", template.render(context(effect, scene))).strip() if template else ""


def sentence(language: str, table: str, key: str) -> str:
    """One of the short texts, for what lies outside a turn (a failure, a farewell)."""
    return str(_sentences(language)[table][key])


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
        return _environment(language).get_template(f"{tag}.j2")
    except jinja2.TemplateNotFound:
        return None


@cache
def _sentences(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(_read(language, "sentences.toml") or "")
