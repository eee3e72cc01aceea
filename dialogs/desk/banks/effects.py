"""What the page of banks asks for, says and shows beside what all pages of versions do (`versions_effects`)."""

from __future__ import annotations

from dialogs.effects import DeskShown, DeskTold, Wanted


class BankTryWanted(Wanted, frozen=True, tag="bank_try_wanted"):
    """Where a trial can begin."""

    begun: str


class BankTried(Wanted, frozen=True, tag="bank_tried"):
    """The person tries a version, from the question with this number or id, or from the beginning."""

    begun: str
    text: str = ""


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


# -- notices -----------------------------------------------------------------------------------------------------------


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
