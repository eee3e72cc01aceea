"""The hard checks of a form: what is handed in -> every problem at once, each with its place, reason, remedy and the official rule.

Which checks a form has is data (`Form.rules`); what each does stands in `CHECKS`, one function for each of `form_checks.Check`. Whatever
is unknown is said to be missing, never passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from question_bank.programmes.form_checks import Check
from question_bank.programmes.form_model import Form
from question_bank.programmes.model import Programme
from reports.forms import paper_checks, value_checks
from reports.forms.cases import Case, FormProblem, Handed, characters

__all__ = ["CHECKS", "Case", "FormProblem", "Handed", "characters", "problems"]

CHECKS: Mapping[Check, Callable[[Case], Iterator[FormProblem]]] = {**value_checks.CHECKS, **paper_checks.CHECKS}


def problems(form: Form, programme: Programme, handed: Handed, language: str) -> tuple[FormProblem, ...]:
    """Everything that does not meet the form's rules, in the order of the rules; that a value is missing is said once of each."""
    found: list[FormProblem] = []
    missing: set[str] = set()
    for rule in form.rules:
        case = Case(rule, form, programme, handed, language)
        for problem in CHECKS[Check(rule.check)](case):
            if problem.reason == case.words["present.reason"] and problem.target in missing:
                continue
            missing |= {problem.target} if problem.reason == case.words["present.reason"] else set()
            found.append(problem)
    return tuple(found)
