"""The one file of `reports` that opens files: the report's own words, its layout and its fonts.

Everything read here ships with the program. It refuses to look anywhere else: no system fonts, no network, no folder of the user's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pylopdf_fonts_zh_cn import sans_path, serif_path

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGES = ("zh", "en")

MEAN = "mean."

Words = Mapping[str, str]


@cache
def words(language: str, mean: bool = False) -> Words:
    """The report's own words by key; a language that has none reads Chinese.

    For a total that is a `mean`, what has words of its own under `mean.` is said with these: nothing is met or missed there.
    """
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    loaded: Words = json.loads((TEMPLATES / f"words_{chosen}.json").read_text(encoding="utf-8"))
    own = {key.removeprefix(MEAN): said for key, said in loaded.items() if key.startswith(MEAN)} if mean else {}
    return {**loaded, **own}


@cache
def form_words(language: str) -> Words:
    """The words that filled forms and their checks need beside the form's own; a language that has none reads Chinese."""
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    loaded: Words = json.loads((TEMPLATES / f"forms_{chosen}.json").read_text(encoding="utf-8"))
    return loaded


DOCUMENT_PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package.rels",
    "docProps/app.xml": "app.xml",
    "docProps/core.xml": "core.xml",
    "word/_rels/document.xml.rels": "document.rels",
    "word/document.xml": "document.xml",
    "word/fontTable.xml": "fontTable.xml",
    "word/settings.xml": "settings.xml",
    "word/styles.xml": "styles.xml",
}
"""The parts of an empty Word document, and the files that they are kept in."""


@cache
def document_parts() -> Mapping[str, bytes]:
    """The parts of an empty Word document with the styles of forms, by name."""
    return {name: (TEMPLATES / "docx" / file).read_bytes() for name, file in DOCUMENT_PARTS.items()}


def layout() -> Path:
    """The report's layout, which the typesetter reads itself, along with the charts' layout beside it."""
    return TEMPLATES / "report.typ"


def verification_layout() -> Path:
    """The layout of the report of a review."""
    return TEMPLATES / "verification.typ"


def blank_layout() -> Path:
    """A layout with nothing on it."""
    return TEMPLATES / "blank.typ"


def sans_font() -> Path:
    """Noto Sans SC, SIL OFL: the face of every text."""
    return sans_path()


def serif_font() -> Path:
    """Noto Serif SC, SIL OFL: the face of headings; neither face ships a bold weight."""
    return serif_path()
