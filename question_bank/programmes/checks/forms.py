"""Checks of forms: their parts name facts that are there, their rules are checks that can be carried out."""

from __future__ import annotations

from collections.abc import Iterator

from question_bank.problems import Code, Problem, suggest
from question_bank.programmes.draft import PackDraft
from question_bank.programmes.form_checks import FORM_CHECKS, OTHERS, Check, Target, can_check
from question_bank.programmes.form_model import Form, Rule
from question_bank.programmes.sources import source_of

OF_FORMS = ("row", "rank", "unit", "liaison")
"""Names that only the renderer of a list fills: the running number, the unit that hands it in, its liaison."""


def forms_have_parts(draft: PackDraft) -> Iterator[Problem]:
    """No form is empty."""
    for form in draft.programme.forms:
        if not form.parts:
            yield draft.problem(Code.FORM_EMPTY, "forms", form.id, "id", form=form.id)


def parts_name_facts(draft: PackDraft) -> Iterator[Problem]:
    """What fills a part is a fact of the programme, a source, or what a renderer knows by itself."""
    for form in draft.programme.forms:
        for row, part in zip(_rows(draft, form), form.parts, strict=False):
            if part.fact and not _can_fill(draft, part.fact):
                near = suggest(part.fact, draft.programme.facts_by_id)
                params = {"value": part.fact, "target": "facts", "suggestion": near}
                yield Problem(Code.REFERENCE_UNKNOWN, "parts", row, "fact", params)


def rules_can_be_carried_out(draft: PackDraft) -> Iterator[Problem]:
    """A rule's check takes its target and values, and a value that is looked at is there."""
    for form in draft.programme.forms:
        for rule in form.rules:
            key = (form.id, rule.id)
            if rule.check not in set(Check) or draft.is_faulty("rules", key, "target"):
                continue
            if not can_check(rule.check, rule.target, rule.values):
                yield _unfit(draft, key, rule)
                continue
            looked_at = [("target", rule.target)] if FORM_CHECKS[Check(rule.check)].target is Target.VALUE else []
            looked_at += [("values", value) for value in rule.values if rule.check == Check.SAME]
            for column, name in looked_at:
                if not _can_fill(draft, name):
                    params = {"value": name, "target": "facts", "suggestion": suggest(name, draft.programme.facts_by_id)}
                    yield draft.problem(Code.REFERENCE_UNKNOWN, "rules", key, column, **params)


def _unfit(draft: PackDraft, key: tuple[str, str], rule: Rule) -> Problem:
    shape = FORM_CHECKS[Check(rule.check)]
    many = f"{shape.least}" if shape.least == shape.most else f"≥ {shape.least}"
    params = {
        "check": rule.check,
        "target": rule.target,
        "values": ";".join(rule.values),
        "kind": "facts" if shape.target is Target.VALUE else shape.target.value,
        "count": many,
    }
    return draft.problem(Code.RULE_UNFIT, "rules", key, "check", **params)


def _can_fill(draft: PackDraft, name: str) -> bool:
    return name in draft.programme.facts_by_id or source_of(name) is not None or name.partition(".")[0] in OF_FORMS or name in OTHERS


def _rows(draft: PackDraft, form: Form) -> Iterator[int | None]:
    """The rows of a form's parts, in their order; parts have no id, so they are kept by row."""
    found = [key for sheet, key in draft.rows if sheet == "parts" and isinstance(key, tuple) and key[0] == form.id]
    yield from (int(key[1]) for key in found)
    while True:
        yield None
