"""Checks of a whole bank: small functions, each on one question, over a draft that may be faulty.

Each yields problems and changes nothing; adding a check means writing a function and naming it in `CHECKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from question_bank.checks import areas, levels, questions, texts, translations, wording
from question_bank.draft import Draft
from question_bank.problems import Problem

CHECKS: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    areas.parents_end_at_a_root,
    areas.weights_of_siblings_sum_to_100,
    areas.weights_hang_under_weights,
    areas.every_leaf_has_one_heading,
    areas.what_may_be_cut_is_asked_about,
    levels.levels_count_from_one,
    levels.bands_cover_every_total,
    levels.scale_rises,
    levels.shares_name_known_levels,
    levels.every_level_can_be_passed,
    levels.no_level_passes_itself,
    questions.requirements_hang_on_leaves,
    questions.every_requirement_is_asked,
    questions.cells_say_what_is_there,
    questions.every_question_can_be_met,
    questions.options_are_two_or_more_and_rise,
    texts.texts_fit_a_screen,
    texts.questions_explain_themselves,
    texts.cards_fit_a_message,
    texts.texts_can_be_told_apart,
    translations.rows_are_translated,
    wording.one_word_for_one_thing,
    wording.clauses_named_are_there,
)


def check(draft: Draft) -> tuple[Problem, ...]:
    """Everything that is wrong with the bank as a whole, in the order of `CHECKS`."""
    return tuple(problem for each in CHECKS for problem in each(draft))
