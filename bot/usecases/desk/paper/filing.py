"""The form that somebody is at: of which programme and enterprise, what is known for it, which files lie with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.ports import Enterprise
from bot.ports.programmes import FormFile
from bot.roles import Action
from bot.usecases.desk.prog.looking import own
from bot.usecases.desk.visit import Visit
from bot.usecases.programmes import gather, sources_of
from dialogs.desk.paper import place_of
from dialogs.desk.paper.effects import FaultLine, Length, PictureLine
from question_bank.programmes.form_checks import Check
from question_bank.programmes.form_model import Form, FormScope, Part, PartKind, Rule
from question_bank.programmes.model import Fact, FactId, Programme, Value
from question_bank.programmes.sources import source_of
from reports.forms.counting import megabytes

if TYPE_CHECKING:
    from reports.forms.cases import FormProblem, Handed
    from reports.forms.model import Picture

MOST_PLACES = 12
"""So many places of one rule are named."""

REPORT = "application/pdf"
"""What a report comes as; all other files of a form are its pictures."""


@dataclass(frozen=True)
class Paper:
    """A form about one enterprise, before somebody who may read or change it."""

    visit: Visit
    enterprise: Enterprise
    programme: Programme
    form: Form
    number: int

    @property
    def at(self) -> str:
        return f"{self.programme.id}/{self.number}"

    @property
    def about(self) -> str:
        """What a file made after the turn is about; the enterprise is named, because a person may be contact of several."""
        return f"{self.enterprise.id}/{self.at}"

    @cached_property
    def values(self) -> dict[str, Value]:
        """What is known, by fact and by source; suggestions that nobody confirmed are not."""
        known: dict[str, Value] = {str(fact): value for fact, value in gather(self.visit, self.enterprise, self.programme).values.items()}
        names = {part.fact for part in self.form.parts} | {name for rule in self.form.rules for name in (rule.target, *rule.values)}
        sources = [name for name in names if name and source_of(name) is not None]
        return {**sources_of(self.visit, self.enterprise, sources), **known}

    @cached_property
    def files(self) -> tuple[FormFile, ...]:
        return self.visit.tx.form_files(self.enterprise.id, str(self.programme.id), str(self.form.id))

    @property
    def images(self) -> tuple[FormFile, ...]:
        return tuple(file for file in self.files if file.mime != REPORT)

    @property
    def report(self) -> FormFile | None:
        return next((file for file in self.files if file.mime == REPORT), None)

    @property
    def handed(self) -> Handed:
        from reports.forms.cases import Handed

        return Handed(self.values, tuple(map(picture_of, self.images)), None, self.report is not None)

    @property
    def texts(self) -> tuple[Part, ...]:
        """The texts to write, in their order."""
        return tuple(part for part in self.form.parts if part.kind is PartKind.TEXT and self.fact(part) is not None)

    @property
    def takes_pictures(self) -> bool:
        return any(part.kind is PartKind.PICTURES for part in self.form.parts)

    def fact(self, part: Part) -> Fact | None:
        return self.programme.facts_by_id.get(FactId(part.fact))

    def rule(self, check: Check) -> Rule | None:
        return next((rule for rule in self.form.rules if rule.check == check), None)

    def number_in(self, check: Check) -> int:
        """The figure of a rule; 0 where the form has no such rule."""
        rule = self.rule(check)
        return int(rule.values[0]) if rule else 0

    def length(self) -> Length:
        """How long the whole text is and has to be."""
        from reports.forms.cases import characters

        rule = self.rule(Check.CHARACTERS_BETWEEN)
        low, high = (int(value) for value in rule.values) if rule else (0, 0)
        return Length(characters(self.form, self.programme, self.handed), low, high)

    def set_files(self, images: tuple[FormFile, ...], report: FormFile | None) -> bool:
        """Replace the files; false if somebody else was faster."""
        after = (*images, *((report,) if report else ()))
        return self.visit.tx.set_form_files(self.enterprise.id, str(self.programme.id), str(self.form.id), self.files, after)


def paper_at(visit: Visit, at: str, action: Action) -> Paper | None:
    """The form at this place for the own enterprise; nothing where there is none, or not for this person."""
    enterprise = own(visit, action)
    return paper_of(visit, enterprise, at) if enterprise is not None else None


def paper_of(visit: Visit, enterprise: Enterprise, at: str) -> Paper | None:
    """The form of this enterprise; rights were asked for."""
    place = place_of(at)
    programme = visit.packs.find(place.form.partition("/")[0]) if place else None
    forms = own_forms(programme) if programme else ()
    number = int(place.form.rpartition("/")[2]) if place else 0
    if programme is None or not 1 <= number <= len(forms):
        return None
    return Paper(visit, enterprise, programme, forms[number - 1], number)


def own_forms(programme: Programme) -> tuple[Form, ...]:
    """The forms that one enterprise or body fills in; lists are the districts' business."""
    return tuple(form for form in programme.forms if form.scope is FormScope.ONE)


def picture_of(file: FormFile) -> Picture:
    """The picture of a file, without its bytes."""
    from reports.forms.model import Picture

    return Picture(file.name, file.mime, file.size, file.width, file.height, file.caption, file.turned)


def line_of(number: int, file: FormFile) -> PictureLine:
    """The picture as a list shows it."""
    return PictureLine(number, file.name, file.caption, f"{megabytes(file.size)} MB", file.width, file.height)


def faults_of(problems: Sequence[FormProblem]) -> tuple[FaultLine, ...]:
    """The problems as a screen shows them: rule by rule, each rule quoted once."""
    by_rule: dict[str, list[FormProblem]] = {}
    for problem in problems:
        by_rule.setdefault(problem.rule, []).append(problem)
    return tuple(_fault(found) for found in by_rule.values())


def _fault(found: Sequence[FormProblem]) -> FaultLine:
    places = tuple((problem.place, problem.reason, problem.more) for problem in found[:MOST_PLACES])
    remedies = tuple(dict.fromkeys(problem.remedy for problem in found[:MOST_PLACES]))
    return FaultLine(found[0].quote, found[0].clause, places, remedies, len(found) - len(places))
