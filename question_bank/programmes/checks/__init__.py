"""Checks of a whole rule pack: small functions, each on one question, over a draft that may be faulty.

Each yields problems and changes nothing. What conditions come to together is looked at only where each is sound by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from question_bank.problems import Problem
from question_bank.programmes.checks import conditions, facts, forms, logic, texts
from question_bank.programmes.draft import PackDraft

CHECKS: tuple[Callable[[PackDraft], Iterator[Problem]], ...] = (
    facts.sources_are_known_and_fit,
    facts.choices_come_from_lists,
    facts.cells_fit_the_kind,
    facts.facts_can_be_asked,
    facts.facts_are_used,
    facts.lists_are_used,
    facts.windows_close_after_they_open,
    facts.ranks_differ,
    facts.what_is_recognised_is_a_flag,
    conditions.parents_end_at_the_top,
    conditions.conditions_are_single_or_joins,
    conditions.operators_and_values_fit,
    conditions.only_the_top_has_force_and_track,
    conditions.every_track_asks_something,
    conditions.remedies_are_there,
    forms.forms_have_parts,
    forms.parts_name_facts,
    forms.rules_can_be_carried_out,
    logic.single_conditions_tell_apart,
    logic.conditions_of_a_track_agree,
    texts.texts_fit_a_screen,
    texts.rows_are_translated,
)


def check(draft: PackDraft) -> tuple[Problem, ...]:
    """Everything that is wrong with the programme as a whole, in the order of `CHECKS`."""
    return tuple(problem for each in CHECKS for problem in each(draft))
