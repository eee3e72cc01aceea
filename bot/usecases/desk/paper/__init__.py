"""The forms of a programme for a contact: what is filled and missing, the texts, the checks. Files are made and read after the turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.roles import Action
from bot.usecases.desk.paper import pictures as paper_pictures
from bot.usecases.desk.paper.filing import REPORT, Paper, faults_of, own_forms, paper_at, paper_of
from bot.usecases.desk.prog.looking import own, short_of
from bot.usecases.desk.visit import FileWanted, Serve, Served, Visit
from bot.usecases.programmes import notices, state, told
from dialogs.answers import Unreadable
from dialogs.desk.paper import effects as page
from dialogs.desk.paper import wishes
from dialogs.desk.paper.texts import added, excerpt
from dialogs.effects import Refused, Wanted
from dialogs.fields import masked
from dialogs.refusals import Refusal
from question_bank.model import Text
from question_bank.programmes.form_checks import Check
from question_bank.programmes.form_model import FormScope, Part, PartKind
from question_bank.programmes.model import FactId, Value
from question_bank.programmes.sources import source_of
from question_bank.programmes.values import Unfit, read_value
from reports.forms.counting import word_count

if TYPE_CHECKING:
    from reports.forms.model import FilledForm, FilledPart

PAPER, CHECKED, BROUGHT = "paper", "paper_check", "paper_file"
MOBILES = frozenset({"contact.mobile"})


def is_open(visit: Visit) -> bool:
    """Whether the person is a contact of an enterprise, and some programme has a form."""
    return own(visit, Action.READ_VERDICT) is not None and any(own_forms(one) for one in visit.packs.current())


def _papers(visit: Visit, wanted: wishes.PapersWanted) -> Served | None:
    if own(visit, Action.READ_VERDICT) is None:
        return None
    listed = (one for one in visit.packs.current() if own_forms(one))
    return Served((page.PapersShown(tuple((str(one.id), short_of(one, visit.language)) for one in listed)),))


def _forms(visit: Visit, wanted: wishes.FormsWanted) -> Served | None:
    enterprise, programme = own(visit, Action.READ_VERDICT), visit.packs.find(wanted.programme)
    if enterprise is None or programme is None:
        return None
    papers = (paper_of(visit, enterprise, f"{programme.id}/{number}") for number in range(1, len(own_forms(programme)) + 1))
    shown = page.FormsShown(
        programme=str(programme.id),
        name=short_of(programme, visit.language),
        notice=programme.notice.number,
        forms=tuple(_line(paper) for paper in papers if paper is not None),
        lists=tuple(form.name.in_(visit.language) for form in programme.forms if form.scope is FormScope.LIST),
    )
    return Served((shown,))


def _line(paper: Paper) -> page.FormLine:
    from reports.forms.model import State

    form = _filled(paper)
    count = sum(part.cell.state is State.FILLED for part in form.parts)
    missing = sum(part.required for part in form.missing)
    return page.FormLine(paper.number, form.name, form.format.value, count, missing)


def _filled(paper: Paper) -> FilledForm:
    from reports.forms.filling import filled  # here and below: what only this page needs is not loaded with the program

    return filled(paper.form, paper.programme, paper.values, paper.visit.language)


def _form(visit: Visit, wanted: wishes.FormWanted) -> Served | None:
    paper = paper_at(visit, wanted.at, Action.READ_VERDICT)
    return Served((_shown(paper),)) if paper is not None else None


def _shown(paper: Paper) -> page.FormShown:
    from reports.forms.model import State

    form, images, report = _filled(paper), paper.images, paper.report
    fields = tuple((part, name) for part, name in _named(form) if part.kind is PartKind.FIELD)
    lacking = tuple((part, name) for part, name in _named(form) if part.cell.state is State.MISSING and part.kind is not PartKind.TEXT)
    return page.FormShown(
        at=paper.at,
        programme=str(paper.programme.id),
        name=form.name,
        notice=form.notice,
        clause=form.clause,
        format=form.format.value,
        filled=tuple((name, _shown_value(part)) for part, name in fields if part.cell.state is State.FILLED),
        missing=tuple((name, _source(paper, part)) for part, name in lacking if part.required),
        spare=tuple(name for part, name in lacking if not part.required),
        asked=len(_asked(paper)),
        sections=len(paper.texts),
        written=sum(bool(_text(paper, place)) for place in range(1, len(paper.texts) + 1)),
        length=paper.length() if paper.texts else None,
        pictures=len(images) if paper.takes_pictures else None,
        wanted=paper.number_in(Check.PICTURES_AT_LEAST),
        uncaptioned=sum(not file.caption for file in images),
        report=(report.name if report else "") if paper.rule(Check.ATTACHED) else None,
    )


def _named(form: FilledForm) -> tuple[tuple[FilledPart, str], ...]:
    """Every part with what it is called: a further cell by its field and its own prompt."""
    found_, label = [], ""
    for part in form.parts:
        label = part.label or label
        found_.append((part, part.label or f"{label}{'' if part.note.startswith('（') else ' '}{part.note}".strip()))
    return tuple(found_)


def _source(paper: Paper, part: FilledPart) -> str:
    """Where a value that nobody states comes from, in words; empty for one that is asked."""
    fact = paper.programme.facts_by_id.get(FactId(part.fact))
    source = source_of(part.fact if fact is None else "" if fact.suggested else fact.source)
    return source.name.in_(paper.visit.language) if source else ""


def _shown_value(part: FilledPart) -> str:
    """The value as a chat shows it: numbers of mobiles are in full on the paper only."""
    text = part.cell.text
    return masked(text) if part.fact in MOBILES or (len(text) == 11 and text.isdecimal() and text.startswith("1")) else text


def _asked(paper: Paper) -> tuple[str, ...]:
    """The facts that the form lacks and that a contact can state; texts are written on this page."""
    parts = (part for part in paper.form.parts if part.kind is PartKind.FIELD)
    facts = (paper.fact(part) for part in parts)
    wanted = (fact for fact in facts if fact is not None and str(fact.id) not in paper.values and (not fact.source or fact.suggested))
    return tuple(dict.fromkeys(str(fact.id) for fact in wanted))


def _ask(visit: Visit, wanted: wishes.FormAsked) -> Served | None:
    paper = paper_at(visit, wanted.at, Action.STATE_FACTS)
    asked = _asked(paper) if paper is not None else ()
    if paper is None or not asked:
        return None
    fields = {"only": " ".join(asked), "back": paper.at}
    return Served((), to=("prog", str(paper.programme.id), f"f.{asked[0]}"), fields=fields)


# -- file and checks ---------------------------------------------------------------------------------------------------


def _file(visit: Visit, wanted: wishes.FormFileWanted) -> Served | None:
    paper = paper_at(visit, wanted.at, Action.READ_VERDICT)
    if paper is None:
        return None
    name = paper.form.name.in_(visit.language)
    return Served((page.PaperComing(name, paper_pictures.volumes(paper)),), files=(FileWanted(PAPER, paper.about),))


def _checked(visit: Visit, wanted: wishes.FormChecked) -> Served | None:
    from reports.forms.checking import problems

    paper = paper_at(visit, wanted.at, Action.READ_VERDICT)
    if paper is None:
        return None
    every = problems(paper.form, paper.programme, paper.handed, visit.language)
    length = paper.length() if paper.texts else None
    name, number = paper.form.name.in_(visit.language), paper.programme.notice.number
    return Served((page.FormReviewed(paper.at, name, number, len(every), faults_of(every), length=length),))


def _brought(visit: Visit, wanted: wishes.FormFileBrought) -> Served | None:
    """A report is kept at once; pictures and documents are read in the worker first."""
    paper = paper_at(visit, wanted.at, Action.STATE_FACTS)
    if paper is None:
        return None
    if wanted.mime == REPORT:
        return paper_pictures.keep_report(paper, wanted)
    what = BROUGHT if wanted.mime.startswith("image/") else CHECKED
    if what == BROUGHT and not paper.takes_pictures:
        return Served((Refused(Refusal.FILE_TYPE, wanted.name),))
    visit.record("paper_brought", enterprise=paper.enterprise.id, programme=str(paper.programme.id), file=wanted.digest[:16])
    return Served(
        (page.PaperTaken(wanted.name),), files=(FileWanted(what, f"{wanted.digest}/{paper.about}/{wanted.name}\n{wanted.caption}"),)
    )


# -- texts -------------------------------------------------------------------------------------------------------------


def _text(paper: Paper, place: int) -> str:
    value = paper.values.get(paper.texts[place - 1].fact)
    return value if isinstance(value, str) else ""


def _heading(paper: Paper, text: Part) -> str:
    """The heading that a text stands under; a part is told by its fact, because labels repeat."""
    found = Text("")
    for part in paper.form.parts:
        found = part.label if part.kind is PartKind.HEADING else found
        if part is text:
            break
    return found.in_(paper.visit.language)


def _sections(visit: Visit, wanted: wishes.SectionsWanted) -> Served | None:
    paper = paper_at(visit, wanted.at, Action.READ_VERDICT)
    if paper is None or not paper.texts:
        return None
    lines = tuple(
        page.SectionLine(place, _heading(paper, part), part.label.in_(visit.language), word_count(_text(paper, place)), part.required)
        for place, part in enumerate(paper.texts, start=1)
    )
    return Served((page.SectionsShown(paper.at, paper.form.name.in_(visit.language), lines, paper.length()),))


def _section(visit: Visit, wanted: wishes.SectionWanted) -> Served | None:
    paper = paper_at(visit, wanted.at, Action.READ_VERDICT)
    if paper is None or not 1 <= wanted.place <= len(paper.texts):
        return None
    part, text = paper.texts[wanted.place - 1], _text(paper, wanted.place)
    end, cut = excerpt(text)
    shown = page.SectionShown(
        at=paper.at,
        place=wanted.place,
        heading=_heading(paper, part),
        label=part.label.in_(visit.language),
        note=part.note.in_(visit.language),
        text=end,
        cut=cut,
        more=wanted.place < len(paper.texts),
        count=word_count(text),
        length=paper.length(),
    )
    return Served((shown,))


def _to_write(visit: Visit, at: str) -> Paper | None:
    """The form, held until the end of the turn before any text of it is read: what two contacts add at once is all kept."""
    paper = paper_at(visit, at, Action.STATE_FACTS)
    if paper is not None:
        visit.tx.hold_enterprise(paper.enterprise.id)
    return paper


def _written(visit: Visit, wanted: wishes.SectionWritten) -> Served | None:
    paper = _to_write(visit, wanted.at)
    if paper is None or not 1 <= wanted.place <= len(paper.texts):
        return None
    try:
        text = added(_text(paper, wanted.place), wanted.text)
    except Unreadable as unreadable:
        return Served((Refused(unreadable.code, unreadable.value),))
    return _stated(paper, wanted.place, text, "")


def _changed(visit: Visit, wanted: wishes.SectionChanged) -> Served | None:
    paper = _to_write(visit, wanted.at)
    if paper is None or not 1 <= wanted.place <= len(paper.texts) or not _text(paper, wanted.place):
        return None
    return _stated(paper, wanted.place, None if wanted.how == "clear" else _before(paper, wanted.place), wanted.how)


def _before(paper: Paper, place: int) -> Value | None:
    """The text as it stood before the last change."""
    fact = paper.fact(paper.texts[place - 1])
    past = paper.visit.tx.fact_history(paper.enterprise.id, 2, str(fact.id)) if fact else ()
    if fact is None or len(past) < 2 or not past[1].value:
        return None
    try:
        return read_value(fact, past[1].value)
    except Unfit:
        return None


def _stated(paper: Paper, place: int, text: Value | None, how: str) -> Served | None:
    part = paper.texts[place - 1]
    fact = paper.fact(part)
    if fact is None:
        return None
    visit = paper.visit
    changed = state(visit, paper.enterprise, fact, text)
    count = word_count(text) if isinstance(text, str) else 0
    kept = page.SectionKept(part.label.in_(visit.language), count, how)
    return Served((kept, *told(visit, changed)), notices(visit, paper.enterprise, changed))


SERVED: dict[type[Wanted], Serve] = {
    wishes.PapersWanted: _papers,
    wishes.FormsWanted: _forms,
    wishes.FormWanted: _form,
    wishes.FormAsked: _ask,
    wishes.FormFileWanted: _file,
    wishes.FormChecked: _checked,
    wishes.FormFileBrought: _brought,
    wishes.SectionsWanted: _sections,
    wishes.SectionWanted: _section,
    wishes.SectionWritten: _written,
    wishes.SectionChanged: _changed,
    **paper_pictures.SERVED,
}
