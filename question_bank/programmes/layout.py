"""What sheets a rule pack has and what columns each may have; reading and writing both follow this one table.

Says nothing about what the cells mean. The column names are the field names of the model.
"""

from __future__ import annotations

from collections.abc import Mapping

from question_bank.layout import Column, Layout

PROGRAMME = "programme"
"""The sheet of settings."""


def _plain(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


def _spare(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, required=False) for name in names)


def _text(*names: str, required: bool = True) -> tuple[Column, ...]:
    return tuple(Column(name, required=required, translated=True) for name in names)


LAYOUTS: tuple[Layout, ...] = (
    Layout(PROGRAMME, (*_plain("setting"), *_text("value")), rows=50),
    Layout("tracks", (*_plain("id", "rank"), *_text("name")), rows=20),
    Layout("windows", (*_plain("id"), *_text("name"), *_spare("opens"), *_plain("closes"), *_spare("clause")), required=False, rows=60),
    Layout("quotas", (*_plain("number"), *_spare("recognised", "clause")), required=False, rows=20),
    Layout(
        "choices",
        (*_plain("list", "key"), *_text("name"), *_spare("group"), *_text("heading", "gist", required=False)),
        required=False,
        rows=600,
    ),
    Layout(
        "facts",
        (
            *_plain("id", "kind"),
            *_text("name", "ask"),
            *_text("hint", "unit", required=False),
            *_spare("choices", "low", "high", "source", "suggested", "clause", "form_only"),
        ),
        rows=400,
    ),
    Layout(
        "conditions",
        (
            *_plain("id"),
            *_spare("parent", "track"),
            *_plain("clause"),
            *_text("text"),
            *_text("remedy", required=False),
            *_spare("force", "mendable", "join"),
            *_plain("fact", "operator", "values"),
            *_spare("confidence"),
        ),
        rows=400,
    ),
    Layout(
        "forms",
        (*_plain("id"), *_text("name"), *_plain("format"), *_spare("scope", "clause", "font", "points", "pitch", "landscape")),
        required=False,
        rows=40,
    ),
    Layout(
        "parts",
        (*_plain("form", "kind"), *_text("label"), *_spare("fact"), *_text("note", required=False), *_spare("required", "width")),
        required=False,
        rows=1_000,
    ),
    Layout(
        "rules",
        (*_plain("form", "id", "target", "check"), *_spare("values"), *_text("quote"), *_spare("clause")),
        required=False,
        rows=200,
    ),
)

LAYOUT: Mapping[str, Layout] = {layout.sheet: layout for layout in LAYOUTS}

SHEET_ORDER: Mapping[str, int] = {layout.sheet: place for place, layout in enumerate(LAYOUTS)}
