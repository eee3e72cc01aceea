"""A programme as other programs read it (`zhiping programme show ID --json`), and as text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.usecases.packs import window_now
from question_bank.programmes.model import Condition, ConditionId, Fact, Join, Programme, Window
from question_bank.programmes.values import plain

OPEN, AHEAD, CLOSED, DATELESS = "open", "ahead", "closed", "dateless"


def state_of(programme: Programme, today: date) -> str:
    """Whether one can hand in on this day."""
    window, is_open = window_now(programme, today)
    if window is None:
        return DATELESS
    return OPEN if is_open else CLOSED if window.closes < today else AHEAD


def row(programme: Programme, today: date, language: str) -> dict[str, str]:
    """One line of the list."""
    window, _ = window_now(programme, today)
    return {
        "id": programme.id,
        "version": programme.version,
        "title": programme.title.in_(language),
        "notice": programme.notice.number,
        "issued": programme.notice.issued.isoformat(),
        "purpose": programme.purpose.value,
        "subject": programme.subject.value,
        "state": state_of(programme, today),
        "closes": window.closes.isoformat() if window else "",
    }


def line(row: dict[str, str]) -> str:
    """The line as text."""
    until = f" {row['closes']}" if row["closes"] else ""
    return f"{row['id']}  {row['version']}  {row['state']}{until}  {row['notice']}  {row['title']}"


def as_document(programme: Programme, language: str) -> dict[str, object]:
    """All of it but the parts of its forms."""
    return {
        "id": programme.id,
        "version": programme.version,
        "title": programme.title.in_(language),
        "summary": programme.summary.in_(language),
        "notice": {
            "number": programme.notice.number,
            "title": programme.notice.title.in_(language),
            "issuer": programme.notice.issuer.in_(language),
            "issued": programme.notice.issued.isoformat(),
        },
        "purpose": programme.purpose.value,
        "subject": programme.subject.value,
        "tracks": [{"id": track.id, "name": track.name.in_(language), "rank": track.rank} for track in programme.tracks],
        "windows": [_window(window, language) for window in programme.windows],
        "quotas": [{"number": quota.number, "recognised": quota.recognised, "clause": quota.clause} for quota in programme.quotas],
        "facts": [_fact(fact, language) for fact in programme.facts],
        "conditions": [_condition(condition, language) for condition in programme.conditions],
        "forms": [{"id": form.id, "name": form.name.in_(language), "format": form.format.value} for form in programme.forms],
    }


def as_text(programme: Programme, language: str) -> str:
    """The programme as an outline: what it is, when, and its conditions with their clauses."""
    notice = programme.notice
    lines = [
        f"{programme.id} {programme.version}  {programme.title.in_(language)}",
        f"{notice.number}  {notice.title.in_(language)}  {notice.issuer.in_(language)}  {notice.issued.isoformat()}",
        *(f"{_span(window)}  {window.name.in_(language)}  {window.clause}".rstrip() for window in programme.windows),
        "",
        *_outline(programme, None, language, 0),
        "",
        *(f"{fact.id}  {fact.kind.value}  {fact.name.in_(language)}{_taken(fact)}" for fact in programme.facts),
    ]
    return "\n".join(lines)


def _outline(programme: Programme, parent: ConditionId | None, language: str, depth: int) -> Iterator[str]:
    for condition in programme.below.get(parent, ()):
        track = f" [{condition.track}]" if condition.track else ""
        yield f"{'  ' * depth}{condition.clause}  {condition.text.in_(language)}{_how(condition)}{track}"
        yield from _outline(programme, condition.id, language, depth + 1)


def _how(condition: Condition) -> str:
    said = [condition.force.value] if condition.force.value != "must" else []
    said += [condition.join.value] if condition.join not in {None, Join.ALL} else []
    return f" ({', '.join(said)})" if said else ""


def _span(window: Window) -> str:
    return f"{window.opens.isoformat() if window.opens else ''}..{window.closes.isoformat()}"


def _taken(fact: Fact) -> str:
    return f"  <- {fact.source}{'?' if fact.suggested else ''}" if fact.source else ""


def _window(window: Window, language: str) -> dict[str, object]:
    opens = window.opens.isoformat() if window.opens else None
    return {
        "id": window.id,
        "name": window.name.in_(language),
        "opens": opens,
        "closes": window.closes.isoformat(),
        "clause": window.clause,
    }


def _fact(fact: Fact, language: str) -> dict[str, object]:
    return {
        "id": fact.id,
        "kind": fact.kind.value,
        "name": fact.name.in_(language),
        "ask": fact.ask.in_(language),
        "unit": fact.unit.in_(language),
        "choices": [{"key": choice.key, "name": choice.name.in_(language)} for choice in fact.choices],
        "source": fact.source,
        "suggested": fact.suggested,
        "clause": fact.clause,
        "form_only": fact.form_only,
    }


def _condition(condition: Condition, language: str) -> dict[str, object]:
    return {
        "id": condition.id,
        "parent": condition.parent,
        "track": condition.track,
        "clause": condition.clause,
        "text": condition.text.in_(language),
        "remedy": condition.remedy.in_(language),
        "force": condition.force.value,
        "mendable": condition.mendable,
        "join": condition.join.value if condition.join else None,
        "fact": condition.fact,
        "operator": condition.operator.value if condition.operator else None,
        "values": list(condition.values),
        "confidence": plain(condition.confidence),
    }
