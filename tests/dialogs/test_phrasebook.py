"""The contract between effects, templates and sentences, in every language that has a folder of phrases."""

from __future__ import annotations

import ast
import inspect
import tomllib
from functools import cache
from pathlib import Path

import jinja2
import pytest
from jinja2 import meta

import dialogs
from dialogs import phrasebook, screens
from dialogs.effects import Advised, Asked, Effect, Refused
from dialogs.fields import FieldId
from dialogs.inbound import Back, Choose, Flag, Send, Speak
from dialogs.model import RunState
from dialogs.refusals import Refusal
from dialogs.views import context
from tests.dialogs.preludes import begun
from tests.dialogs.shown import SHOTS, drawn, every_effect, kinds_of
from tests.question_bank.banks import small_bank

PHRASES = Path(dialogs.__file__).parent / "phrases"
LANGUAGES = sorted(folder.name for folder in PHRASES.iterdir() if folder.is_dir())
SILENT = {"enterprise_sought", "run_finished", "document_asked"}
"""Facts for the shell alone; a screen follows each."""

MADE_LABELS = ("field_", "show_", "speak_")
"""What labels begin with whose names are put together in `dialogs.screens`."""

every_language = pytest.mark.parametrize("language", LANGUAGES)


@cache
def sentences(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((PHRASES / language / "sentences.toml").read_text(encoding="utf-8"))


def templates(language: str) -> dict[str, str]:
    """The text of each template, by its name without ending."""
    return {file.stem: file.read_text(encoding="utf-8") for file in (PHRASES / language).glob("*.j2")}


def tags(base: type[Effect]) -> set[str]:
    return {str(kind.__struct_config__.tag) for kind in kinds_of(base)}


def variables(template: str, language: str) -> set[str]:
    """What a template needs, with what it includes."""
    tree = jinja2.Environment(trim_blocks=True).parse(template)
    included = [name.removesuffix(".j2") for name in meta.find_referenced_templates(tree) if name]
    needed = [variables(templates(language)[name], language) for name in included]
    return set(meta.find_undeclared_variables(tree)).union(*needed)


def test_there_are_two_languages_at_least() -> None:
    """So that an empty folder cannot pass; Chinese is the one that everybody may fall back on."""
    assert len(LANGUAGES) >= 2
    assert phrasebook.DEFAULT_LANGUAGE in LANGUAGES


@every_language
def test_every_effect_has_a_template_or_is_silent_on_purpose(language: str) -> None:
    """And no template lacks its effect; those with an underscore are parts of others."""
    named = {name for name in templates(language) if not name.startswith("_")}
    assert tags(Asked) <= named
    assert named == tags(Effect) - SILENT


@every_language
def test_every_refusal_field_and_state_has_a_sentence(language: str) -> None:
    """And no sentence is left over."""
    told = sentences(language)
    assert set(told["refusals"]) == {str(code) for code in Refusal}
    assert set(told["fields"]) == {str(field) for field in FieldId}
    assert set(told["field_hints"]) == {str(field) for field in FieldId}
    assert set(told["states"]) == {str(state) for state in RunState}


@every_language
def test_every_language_has_the_same_sentences_with_the_same_places_for_values(language: str) -> None:
    """A sentence that forgot its figure would tell half the truth."""
    first, other = sentences(phrasebook.DEFAULT_LANGUAGE), sentences(language)
    assert {table: set(first[table]) for table in first} == {table: set(other[table]) for table in other}
    for table, lines in first.items():
        for key, line in lines.items():
            assert ("{value}" in line) == ("{value}" in other[table][key]), (table, key)
            assert other[table][key].strip()


@every_language
def test_every_label_is_offered_somewhere(language: str) -> None:
    """Labels that no screen can offer are words nobody reads."""
    constants = {node.value for node in ast.walk(ast.parse(inspect.getsource(screens))) if isinstance(node, ast.Constant)}
    assert {label for label in sentences(language)["labels"] if label not in constants and not label.startswith(MADE_LABELS)} == set()
    assert {label for label in sentences(language)["labels"] if label.startswith("field_")} == {f"field_{field}" for field in FieldId}


@every_language
def test_every_variable_of_a_template_is_in_its_context(language: str) -> None:
    """For every effect of every screen, in whatever branch the template uses it."""
    found = templates(language)
    compared = set()
    for name, effect, scene in every_effect(language):
        tag = str(type(effect).__struct_config__.tag)
        if tag in found:
            compared.add(tag)
            assert variables(found[tag], language) <= {*context(effect, scene), "words"}, name
    assert compared == {name for name in found if not name.startswith("_")}


@every_language
@pytest.mark.parametrize("name", SHOTS)
def test_every_screen_can_be_put_into_words(language: str, name: str) -> None:
    """No undefined value, no missing label, no empty text, no choice without a name."""
    shown = drawn(SHOTS[name].conversation(language))
    assert shown.text.strip() == shown.text != ""
    assert "\n\n\n" not in shown.text
    assert all(choice.label for choice in shown.choices)


@every_language
@pytest.mark.parametrize("code", Refusal)
def test_every_refusal_can_be_put_into_words_with_its_value(language: str, code: Refusal) -> None:
    """The value appears where the sentence has a place for it, and nowhere else."""
    talk = begun(small_bank(), "question", language)
    said = phrasebook.say(Refused(code, "<17>"), talk.scene, language)
    named = code is not Refusal.NOT_TEXT and "{value}" in sentences(language)["refusals"][code]
    assert ("&lt;17&gt;" in said) == named
    assert "{" not in said


@every_language
def test_what_is_no_text_is_called_by_its_name(language: str) -> None:
    """A kind of message that nobody thought of is called by a common one."""
    kinds = sentences(language)["kinds"]
    talk = begun(small_bank(), "question", language)
    for kind, name in {**kinds, "telepathy": kinds["other"]}.items():
        effects = talk.hear(Send(kind))
        assert effects[0] == Refused(Refusal.NOT_TEXT, kind)
        assert talk.text().startswith(name)
    assert talk.run.answers == {}


@every_language
def test_sentences_for_what_lies_outside_a_turn_are_at_hand(language: str) -> None:
    """The shell needs them when no turn came about."""
    assert "{value}" in phrasebook.sentence(language, "outside", "failed")


def test_a_sentence_that_is_not_there_is_an_error() -> None:
    """Never an empty line to a person."""
    with pytest.raises(KeyError):
        phrasebook.sentence("zh", "refusals", "nonsense")


def test_a_value_that_a_template_does_not_find_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never a gap in a sentence."""
    talk = begun(small_bank(), "question")
    monkeypatch.setattr(phrasebook, "context", lambda effect, scene: {})
    with pytest.raises(jinja2.UndefinedError):
        phrasebook.say(Advised("six_months", "2025-11-04"), talk.scene, "zh")


def test_before_a_language_is_chosen_the_screen_is_in_chinese() -> None:
    """The very first screen names both languages."""
    text = drawn(SHOTS["language_asked"].conversation()).text
    assert "您好" in text
    assert "choose a language" in text


def test_a_typed_label_means_its_choice() -> None:
    """In full, in any width and case; single letters stay with the stage, which knows more ways to write them."""
    talk = begun(small_bank(), "question")
    effects = talk.effects
    assert phrasebook.meant("稍后", effects, talk.scene) == Flag()
    assert phrasebook.meant(" 上一题 ", effects, talk.scene) == Back()
    assert phrasebook.meant("A", effects, talk.scene) is None
    assert phrasebook.meant("没有这个选项", effects, talk.scene) is None
    assert phrasebook.meant("长" * 5000, effects, talk.scene) is None


def test_a_typed_label_is_compared_without_regard_to_width_and_case() -> None:
    """As keywords are."""
    talk = begun(small_bank(), "new")
    talk.say("你好")
    assert phrasebook.meant("ＥＮＧＬＩＳＨ", talk.effects, talk.scene) == Speak("en")


def test_a_listed_value_typed_as_it_is_shown_means_its_choice() -> None:
    """Districts, industries and sizes are offered by name."""
    talk = begun(small_bank(), "profile")
    talk.say("上海申安机械有限公司", "91310115000000019M")
    assert phrasebook.meant("浦东新区", talk.effects, talk.scene) == Choose("310115")


def test_a_turn_without_a_screen_offers_nothing() -> None:
    """Only screens have choices."""
    talk = begun(small_bank(), "question")
    assert phrasebook.meant("稍后", (Refused(Refusal.STALE),), talk.scene) is None
