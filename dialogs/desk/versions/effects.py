"""What the pages of versions (question banks, rule packs) ask for, say and show. `page` names which; the words of each lie in its texts.

Titles, versions and problems are an author's words: text, whatever they look like.
"""

from __future__ import annotations

import msgspec

from dialogs.effects import DeskShown, DeskTold, Wanted


class VersionsWanted(Wanted, frozen=True, tag="versions_wanted"):
    """The versions there are."""

    page: str


class VersionWanted(Wanted, frozen=True, tag="version_wanted"):
    """One version; `begun` is how its digest begins."""

    page: str
    begun: str


class VersionBrought(Wanted, frozen=True, tag="version_brought"):
    """A file lies in the folder."""

    page: str
    digest: str
    name: str


class VersionSureWanted(Wanted, frozen=True, tag="version_sure_wanted"):
    """What a move means, before the yes."""

    page: str
    begun: str
    move: str


class VersionMoved(Wanted, frozen=True, tag="version_moved"):
    """A version is to be moved on: one of `bot.usecases.versions.publishing.Move`."""

    page: str
    begun: str
    move: str


class VersionFileWanted(Wanted, frozen=True, tag="version_file_wanted"):
    """Something about a version that takes the worker: its workbook, its changes, and the like."""

    page: str
    begun: str
    what: str


class VersionLine(msgspec.Struct, frozen=True):
    """A version in the list; `at` is when it came to its state."""

    begun: str
    bank: str
    version: str
    title: str
    state: str
    current: bool
    at: int
    by: str = ""
    shipped: bool = False


class VersionsShown(DeskShown, frozen=True, tag="versions_shown"):
    """All versions, those of a thing together, current ones first; of very many the newest."""

    page: str
    lines: tuple[VersionLine, ...]
    hidden: int = 0


class VersionShown(DeskShown, frozen=True, tag="version_shown"):
    """One version: what became of it when and by whom, how it is used (`counts`, in the words of its page under `counted`), and what the
    person can do with it (`can`).

    `own` says that the person asked for its publication; `alone`, that nobody else could agree, and from when on the person may.
    """

    page: str
    line: VersionLine
    made_at: int
    made_by: str
    tried_at: int | None
    asked_at: int | None
    asked_by: str
    published_at: int | None
    published_by: str
    retired_at: int | None
    counts: tuple[int, ...]
    can: tuple[str, ...]
    current_version: str = ""
    own: bool = False
    alone: int | None = None
    counted: str = "counts"


class VersionSureAsked(DeskShown, frozen=True, tag="version_sure_asked"):
    """Whether the move is to be made, with what it means; `open` runs go on with the version that they have."""

    page: str
    begun: str
    move: str
    title: str
    version: str
    current_version: str
    open: int = 0


class VersionMoveMade(DeskTold, frozen=True, tag="version_move_made"):
    """The move is made; `others` admins were asked to agree."""

    page: str
    move: str
    version: str
    others: int = 0


class VersionStays(DeskTold, frozen=True, tag="version_stays"):
    """The move is not made, and why."""

    page: str
    move: str
    why: str


class VersionTaken(DeskTold, frozen=True, tag="version_taken"):
    """The file is being checked."""

    name: str


class VersionWorking(DeskTold, frozen=True, tag="version_working"):
    """The worker is at it."""

    page: str
    what: str


# -- notices -----------------------------------------------------------------------------------------------------------


class VersionGone(DeskShown, frozen=True, tag="version_gone"):
    """The file is not there any more."""

    page: str


class VersionFailed(DeskShown, frozen=True, tag="version_failed"):
    """It took too long or too much memory."""

    page: str


class VersionFaulty(DeskShown, frozen=True, tag="version_faulty"):
    """Nothing is stored: the first of `errors` errors in words; `warnings` are only counted."""

    page: str
    errors: int
    warnings: int
    lines: tuple[str, ...]


class VersionKnown(DeskShown, frozen=True, tag="version_known"):
    """Nothing is stored: this version is there already and not to be replaced."""

    page: str
    begun: str
    title: str
    version: str
    state: str


class VersionDrafted(DeskShown, frozen=True, tag="version_drafted_shown"):
    """A draft is kept: the first of `warnings` warnings, and the first changes against the version that counts now. `size` is how many
    questions, or conditions, it has."""

    page: str
    begun: str
    title: str
    bank: str
    version: str
    size: int
    warnings: int
    warned: tuple[str, ...]
    against: str
    changes: tuple[str, ...]


class VersionAsked(DeskShown, frozen=True, tag="version_asked_shown"):
    """To another admin: somebody asks for a publication; the numbers, the first changes."""

    page: str
    begun: str
    title: str
    bank: str
    version: str
    by: str
    size: int
    against: str
    open: int
    changes: tuple[str, ...]


class VersionDecided(DeskShown, frozen=True, tag="version_decided"):
    """To the admins: a publication was agreed to, or returned."""

    page: str
    begun: str
    title: str
    version: str
    by: str
    agreed: bool
