"""Checks of facts, their choices and sources, and of windows and tracks."""

from __future__ import annotations

from collections.abc import Iterator

from question_bank.problems import Code, Problem, suggest
from question_bank.programmes.draft import PackDraft
from question_bank.programmes.layout import PROGRAMME
from question_bank.programmes.model import Fact, FactKind
from question_bank.programmes.sources import AFTER, SOURCES, source_of

OF_LISTS = (FactKind.CHOICE, FactKind.CHOICES)
BOUNDED = (FactKind.NUMBER, FactKind.DATE)
"""The kinds for which `low` and `high` mean something."""


def sources_are_known_and_fit(draft: PackDraft) -> Iterator[Problem]:
    """A fact's source is in the table of sources and gives what the fact's kind needs."""
    for fact in draft.programme.facts:
        if not fact.source:
            continue
        source = source_of(fact.source)
        if source is None:
            fitting = [f"{name}{AFTER}…" if found.of else name for name, found in SOURCES.items() if fact.kind in found.kinds]
            params = {"value": fact.source, "choices": " / ".join(fitting), "suggestion": suggest(fact.source, fitting)}
            yield draft.problem(Code.SOURCE_UNKNOWN, "facts", fact.id, "source", **params)
        elif fact.source == f"programme{AFTER}{draft.programme.id}":
            yield draft.problem(Code.SOURCE_OF_ITSELF, "facts", fact.id, "source", value=fact.source)
        elif fact.kind not in source.kinds and not draft.is_faulty("facts", fact.id, "kind"):
            kinds = " / ".join(sorted(source.kinds))
            yield draft.problem(Code.SOURCE_UNFIT, "facts", fact.id, "source", value=fact.source, kind=fact.kind, choices=kinds)


def choices_come_from_lists(draft: PackDraft) -> Iterator[Problem]:
    """What is chosen is chosen from a list."""
    for fact in draft.programme.facts:
        if fact.kind in OF_LISTS and not fact.choices and not draft.is_faulty("facts", fact.id, "choices"):
            yield draft.problem(Code.CELL_REQUIRED, "facts", fact.id, "choices")


def cells_fit_the_kind(draft: PackDraft) -> Iterator[Problem]:
    """Bounds are in order; a unit, bounds or choices where they mean nothing are told."""
    for fact in draft.programme.facts:
        unused = [
            *(["choices"] if fact.list_name and fact.kind not in OF_LISTS else []),
            *(["unit"] if fact.unit.base and fact.kind is not FactKind.NUMBER else []),
            *(["low"] if fact.low is not None and fact.kind not in BOUNDED else []),
            *(["high"] if fact.high is not None and fact.kind not in BOUNDED else []),
        ]
        if not draft.is_faulty("facts", fact.id, "kind"):
            yield from (draft.problem(Code.CELL_UNUSED, "facts", fact.id, column, kind=fact.kind) for column in unused)
        if fact.low is not None and fact.high is not None and fact.low > fact.high:
            yield draft.problem(Code.RANGE_REVERSED, "facts", fact.id, "low", low=str(fact.low), high=str(fact.high))


def facts_can_be_asked(draft: PackDraft) -> Iterator[Problem]:
    """A fact without a source, or with one that only suggests, has words to ask for it."""
    for fact in draft.programme.facts:
        if not fact.ask.base and (fact.suggested or not fact.source) and not draft.is_faulty("facts", fact.id, "ask"):
            yield draft.problem(Code.ASK_MISSING, "facts", fact.id, "ask", fact=fact.id)


def facts_are_used(draft: PackDraft) -> Iterator[Problem]:
    """Every fact is looked at by a condition or a form, and one marked as for forms only by no condition."""
    programme = draft.programme
    if not programme.conditions:
        return
    looking = {condition.fact: condition for condition in reversed(programme.conditions) if condition.fact is not None}
    in_forms = {part.fact for form in programme.forms for part in form.parts}
    in_forms |= {name for form in programme.forms for rule in form.rules for name in (rule.target, *rule.values)}
    for fact in programme.facts:
        if fact.form_only and fact.id in looking:
            row = str(draft.row("conditions", looking[fact.id].id) or "")
            yield draft.problem(Code.FACT_NEEDED, "facts", fact.id, "form_only", fact=fact.id, first=row)
        elif not {fact.id} & {*looking, *in_forms, programme.recognises}:
            yield draft.problem(Code.FACT_UNUSED, "facts", fact.id, "id", fact=fact.id)


def lists_are_used(draft: PackDraft) -> Iterator[Problem]:
    """Every list of choices belongs to a fact; told at the first of its rows."""
    used = {fact.list_name for fact in draft.programme.facts}
    first: dict[str, int] = {}
    for (sheet, key), row in draft.rows.items():
        if sheet == "choices" and isinstance(key, tuple):
            first.setdefault(str(key[0]), row)
    for name, row in first.items():
        if name not in used:
            yield Problem(Code.CHOICES_UNUSED, "choices", row, "list", {"list": name})


def windows_close_after_they_open(draft: PackDraft) -> Iterator[Problem]:
    """A window's first day is not after its last."""
    for window in draft.programme.windows:
        if window.opens is not None and window.opens > window.closes:
            opens, closes = window.opens.isoformat(), window.closes.isoformat()
            yield draft.problem(Code.WINDOW_REVERSED, "windows", window.id, "opens", opens=opens, closes=closes)


def ranks_differ(draft: PackDraft) -> Iterator[Problem]:
    """No two tracks are worth the same, or the best one could not be told."""
    first: dict[int, str] = {}
    for track in draft.programme.tracks:
        before = first.setdefault(track.rank, track.id)
        if before != track.id and not draft.is_faulty("tracks", track.id, "rank"):
            row = str(draft.row("tracks", before) or "")
            yield draft.problem(Code.ID_DUPLICATE, "tracks", track.id, "rank", value=str(track.rank), first=row)


def what_is_recognised_is_a_flag(draft: PackDraft) -> Iterator[Problem]:
    """The fact that says what an enterprise already holds is one of yes and no."""
    programme = draft.programme
    found: Fact | None = programme.facts_by_id.get(programme.recognises) if programme.recognises else None
    if found is not None and found.kind is not FactKind.FLAG and not draft.is_faulty("facts", found.id, "kind"):
        flags = " / ".join(fact.id for fact in programme.facts if fact.kind is FactKind.FLAG)
        yield draft.problem(Code.VALUE_UNFIT, PROGRAMME, "recognises", "value", value=found.id, fact="recognises", choices=flags)
