"""What the page of banks asks for, says and shows. Titles, versions and problems are an author's words: text, whatever they look like."""

from __future__ import annotations

import msgspec

from dialogs.effects import DeskShown, DeskTold, Wanted


class BanksWanted(Wanted, frozen=True, tag="banks_wanted"):
    """The versions there are."""


class BankWanted(Wanted, frozen=True, tag="bank_wanted"):
    """One version; `begun` is how its digest begins."""

    begun: str


class BankBrought(Wanted, frozen=True, tag="bank_brought"):
    """A file with a bank lies in the folder."""

    digest: str
    name: str


class BankSureWanted(Wanted, frozen=True, tag="bank_sure_wanted"):
    """What a move means, before the yes."""

    begun: str
    move: str


class BankMoved(Wanted, frozen=True, tag="bank_moved"):
    """A version is to be moved on: one of `bot.usecases.publishing.Move`."""

    begun: str
    move: str


class BankFileWanted(Wanted, frozen=True, tag="bank_file_wanted"):
    """Something about a version that takes the worker: its workbook, its changes, and the like."""

    begun: str
    what: str


class BankTryWanted(Wanted, frozen=True, tag="bank_try_wanted"):
    """Where a trial can begin."""

    begun: str


class BankTried(Wanted, frozen=True, tag="bank_tried"):
    """The person tries a version, from the question with this number or id, or from the beginning."""

    begun: str
    text: str = ""


class BankLine(msgspec.Struct, frozen=True):
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


class BanksShown(DeskShown, frozen=True, tag="banks_shown"):
    """All versions, those of a bank together, current ones first; of very many the newest."""

    lines: tuple[BankLine, ...]
    hidden: int = 0


class BankShown(DeskShown, frozen=True, tag="bank_shown"):
    """One version: what became of it when and by whom, the runs with it, and what the person can do with it (`can`).

    `own` says that the person asked for its publication; `alone`, that nobody else could agree, and from when on the person may.
    """

    line: BankLine
    made_at: int
    made_by: str
    tried_at: int | None
    asked_at: int | None
    asked_by: str
    published_at: int | None
    published_by: str
    retired_at: int | None
    open: int
    finished: int
    can: tuple[str, ...]
    current_version: str = ""
    own: bool = False
    alone: int | None = None


class BankSureAsked(DeskShown, frozen=True, tag="bank_sure_asked"):
    """Whether the move is to be made, with what it means; `open` runs go on with the version that they have."""

    begun: str
    move: str
    title: str
    version: str
    current_version: str
    open: int


class BankTryAsked(DeskShown, frozen=True, tag="bank_try_asked"):
    """From where on the version is to be tried; `first` and `later` are ids of questions, as examples."""

    begun: str
    title: str
    version: str
    questions: int
    first: str
    later: str


class BankQuestionMissing(DeskTold, frozen=True, tag="bank_question_missing"):
    """There is no question of this number or id."""

    text: str


class BankMoveMade(DeskTold, frozen=True, tag="bank_move_made"):
    """The move is made; `others` admins were asked to agree."""

    move: str
    version: str
    others: int = 0


class BankStays(DeskTold, frozen=True, tag="bank_stays"):
    """The move is not made, and why."""

    move: str
    why: str


class BankTaken(DeskTold, frozen=True, tag="bank_taken"):
    """The file is being checked."""

    name: str


class BankWorking(DeskTold, frozen=True, tag="bank_working"):
    """The worker is at it."""

    what: str


# -- notices -----------------------------------------------------------------------------------------------------------


class BankGone(DeskShown, frozen=True, tag="bank_gone"):
    """The file is not there any more."""


class BankFailed(DeskShown, frozen=True, tag="bank_failed"):
    """It took too long or too much memory."""


class BankFaulty(DeskShown, frozen=True, tag="bank_faulty"):
    """Nothing is stored: the first of `errors` errors in words; `warnings` are only counted."""

    errors: int
    warnings: int
    lines: tuple[str, ...]


class BankKnown(DeskShown, frozen=True, tag="bank_known"):
    """Nothing is stored: this version is there already and not to be replaced."""

    begun: str
    title: str
    version: str
    state: str


class BankDrafted(DeskShown, frozen=True, tag="bank_drafted_shown"):
    """A draft is kept: the first of `warnings` warnings, and the first changes against the version that new runs begin with."""

    begun: str
    title: str
    bank: str
    version: str
    questions: int
    warnings: int
    warned: tuple[str, ...]
    against: str
    changes: tuple[str, ...]


class BankAsked(DeskShown, frozen=True, tag="bank_asked_shown"):
    """To another admin: somebody asks for a publication; the numbers, the first changes."""

    begun: str
    title: str
    bank: str
    version: str
    by: str
    questions: int
    against: str
    open: int
    changes: tuple[str, ...]


class BankDecided(DeskShown, frozen=True, tag="bank_decided"):
    """To the admins: a publication was agreed to, or returned."""

    begun: str
    title: str
    version: str
    by: str
    agreed: bool


class BankShadowed(DeskShown, frozen=True, tag="bank_shadowed_shown"):
    """Finished runs with `against` scored with the draft: (from, to, how many) for each move of level, (area, percentage points) for the
    areas that move most; `unscored` lack answers, `unfit` are of a type that the draft does not have, `assumed` questions ask something
    else and were counted all the same."""

    begun: str
    title: str
    version: str
    against: str
    scored: int
    moved: int
    moves: tuple[tuple[str, str, int], ...]
    areas: tuple[tuple[str, float], ...]
    unscored: int
    further: int
    unfit: int
    assumed: int


class BankSimulated(DeskShown, frozen=True, tag="bank_simulated_shown"):
    """Random respondents: how many reached each band, minutes, dead ends, and the questions that alone decided the band of most (with
    the percentage of respondents)."""

    begun: str
    title: str
    version: str
    respondents: int
    bands: tuple[tuple[str, int], ...]
    minutes: int
    dead_ends: int
    deciding: tuple[tuple[str, float], ...]
