"""Every text of a thing in a bank by the name of its column, so that checking and writing need not know each type by heart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from question_bank.model import Area, Band, Cell, Indicator, Kind, Level, Mark, Question, Requirement, Succession, Text

Texts = Mapping[str, Text]


def texts_of(thing: Kind | Mark | Band | Level | Area | Cell | Requirement | Question | Indicator | Succession) -> Texts:
    """Column name -> text, the empty ones included."""
    match thing:
        case Kind() | Mark() | Band():
            return {"name": thing.name}
        case Level():
            return {"name": thing.name, "gist": thing.gist, "opening": thing.opening, "materials": thing.materials}
        case Area():
            return {"name": thing.name, "presence": thing.presence}
        case Cell() | Succession():
            return {"note": thing.note}
        case Requirement():
            return {"topic": thing.topic}
        case Indicator():
            return {"name": thing.name, "unit": thing.unit, "hint": thing.hint, "formula": thing.formula}
    return dict(_of_question(thing))


def _of_question(question: Question) -> Iterator[tuple[str, Text]]:
    yield "stem", question.stem
    yield from ((option.key, option.text) for option in question.options)
    yield "explanation", question.explanation
    yield "example", question.example
    yield from ((f"example:{kind}", text) for kind, text in question.examples.items())
    yield "evidence", question.evidence
