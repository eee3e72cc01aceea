"""One rule of a form beside what is handed in: what a hard check looks at, and how it puts a problem into words."""

from __future__ import annotations

from dataclasses import dataclass, field

from question_bank.programmes.form_model import Form, Part, PartKind, Rule
from question_bank.programmes.model import FactId, Programme, Value
from reports.bundle import Words, form_words
from reports.forms.counting import word_count
from reports.forms.filling import Facts, said, value_of
from reports.forms.model import Picture
from reports.forms.word_model import CAPTION, WordDocument


@dataclass(frozen=True, slots=True)
class Handed:
    """What is handed in: values by fact or source, pictures in order, a document if one was uploaded, whether the report is attached."""

    values: Facts = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    document: WordDocument | None = None
    report: bool = False


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One thing that does not meet a rule: `rule` and `check` by id, `place` in words, `more` further places of the same kind."""

    rule: str
    check: str
    target: str
    place: str
    reason: str
    remedy: str
    quote: str
    clause: str
    more: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """One rule of a form and what is handed in, in one language."""

    rule: Rule
    form: Form
    programme: Programme
    handed: Handed
    language: str

    @property
    def words(self) -> Words:
        return form_words(self.language)

    @property
    def value(self) -> Value | None:
        """The value of the rule's target."""
        return value_of(self.rule.target, self.programme, self.handed.values)

    @property
    def text(self) -> str:
        """The value as the form says it."""
        return said(self.rule.target, self.programme, self.value, self.language).strip() if self.value is not None else ""

    @property
    def place(self) -> str:
        """What the form calls the rule's target."""
        parts = self.form.parts
        found = next((place for place, part in enumerate(parts) if part.fact == self.rule.target), None)
        if found is not None:
            return named(parts, found, self.language)
        fact = self.programme.facts_by_id.get(FactId(self.rule.target))
        return fact.name.in_(self.language) if fact else self.words.get(f"place.{self.rule.target}", self.rule.target)

    def problem(self, reason: str, remedy: str, place: str = "", more: int = 0, **figures: object) -> FormProblem:
        """What is wrong, in words: `reason` and `remedy` are keys."""
        shown = {name: str(figure) for name, figure in figures.items()}
        return FormProblem(
            rule=self.rule.id,
            check=self.rule.check,
            target=self.rule.target,
            place=place or self.place,
            reason=self.words[reason].format(**shown),
            remedy=self.words[remedy].format(**shown),
            quote=self.rule.quote.in_(self.language),
            clause=self.rule.clause,
            more=more,
        )


def named(parts: tuple[Part, ...], place: int, language: str) -> str:
    """What a part is called: its label, or for a further cell the label of its field with its own prompt."""
    part = parts[place]
    if part.label.base:
        return part.label.in_(language)
    before = next((one.label.in_(language) for one in reversed(parts[:place]) if one.label.base), "")
    note = part.note.in_(language)
    return f"{before}{'' if note.startswith('（') else ' '}{note}".strip()


# -- text --------------------------------------------------------------------------------------------------------------


def own_text(form: Form, programme: Programme, handed: Handed) -> str:
    """The enterprise's own words: the texts of the form, or those of the document without the form's wording and the captions."""
    if handed.document is None:
        texts = (value_of(part.fact, programme, handed.values) for part in form.parts if part.kind is PartKind.TEXT)
        return "\n".join(text for text in texts if isinstance(text, str))
    return "\n".join(paragraph.text for paragraph in handed.document.paragraphs if is_own(form, paragraph.text))


def is_own(form: Form, text: str) -> bool:
    """Whether a paragraph is the enterprise's own: not empty, no wording of the form, no caption."""
    stripped = text.strip()
    return bool(stripped) and _bare(stripped) not in _wording(form) and not CAPTION.match(stripped)


def _wording(form: Form) -> frozenset[str]:
    texts = (text for part in form.parts for text in (part.label, part.note))
    return frozenset(_bare(line) for text in texts for said in (text.base, *text.translations.values()) for line in said.split("\n"))


def _bare(text: str) -> str:
    return "".join(text.split())


def characters(form: Form, programme: Programme, handed: Handed) -> int:
    """How long the enterprise's own text is, as Word counts."""
    w = form_words("zh")
    return word_count(own_text(form, programme, handed).replace(w["mark_optional"], "").replace(w["mark"], ""))
