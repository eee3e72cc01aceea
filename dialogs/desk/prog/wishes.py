"""What the page of programmes wishes for; always for the own enterprise of the person."""

from __future__ import annotations

from dialogs.effects import Wanted


class ProgrammesWanted(Wanted, frozen=True, tag="programmes_wanted"):
    """The programmes there are; `bodies`: those of agencies and providers."""

    bodies: bool = False


class ProgrammeWanted(Wanted, frozen=True, tag="programme_wanted"):
    """One programme as it stands for the own enterprise: the reasons of a track (the one that matters most, if none is named)."""

    programme: str
    track: str = ""


class MetWanted(Wanted, frozen=True, tag="met_wanted"):
    """What of a track is met already."""

    programme: str
    track: str


class AskingWanted(Wanted, frozen=True, tag="asking_wanted"):
    """To the first fact that is not known, of a track (the one that matters most, if none is named)."""

    programme: str
    track: str = ""


class FactWanted(Wanted, frozen=True, tag="fact_wanted"):
    """One fact, to be stated."""

    programme: str
    fact: str


class FactAnswered(Wanted, frozen=True, tag="fact_answered"):
    """What was said to a fact: a typed `text`, the `key` of a choice, `take` what was suggested, `done` with several choices, `none`
    of them, `keep` what stands, `later`, or `unsay` to take back what stands."""

    programme: str
    fact: str
    how: str
    value: str = ""


class KnownWanted(Wanted, frozen=True, tag="known_wanted"):
    """What is known for a programme, from this place on."""

    programme: str
    start: int = 0


class KnownChosen(Wanted, frozen=True, tag="known_chosen"):
    """The known fact with this number is to be changed."""

    programme: str
    place: int


class VerdictsWanted(Wanted, frozen=True, tag="verdicts_wanted"):
    """What was said of a programme before, and what was stated for it."""

    programme: str


class WayWanted(Wanted, frozen=True, tag="way_wanted"):
    """What would have to be done for a track."""

    programme: str
    track: str
