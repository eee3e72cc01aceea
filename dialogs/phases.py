"""The phase table: from which phase which event leads where. The only file that knows the `transitions` library.

One shared machine serves as a pure table: a short-lived model enters with a phase, fires one event and leaves with the next. No
callbacks, no state of its own. `diagram` draws the same table, so that the documentation cannot differ from it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from transitions import Machine, MachineError

from dialogs.model import Phase

P = Phase

RESUMABLE = (
    P.PROFILE,
    P.LEVEL_OPENING,
    P.QUESTION,
    P.LEVEL_REVIEW,
    P.LEVEL_RESULT,
    P.INDICATORS,
    P.INDICATORS_REVIEW,
    P.RESULT,
)
"""Phases that the overview leads back to."""

REGISTERED = (P.HOME, P.TAILORING, P.TAILORING_REVIEW, P.ABANDONING, P.DELETION, *RESUMABLE[1:])
"""Phases in which the enterprise is known and the overview, the profile and the tailoring are at hand."""

BEFORE_CONSENT = frozenset({P.NEW, P.LANGUAGE, P.CONSENT, P.DECLINED})
"""Phases in which nothing of the person may be kept yet."""

RUNNING = (P.HOME, P.LEVEL_OPENING, P.QUESTION, P.LEVEL_REVIEW, P.LEVEL_RESULT, P.INDICATORS, P.INDICATORS_REVIEW)
"""Phases of an open run; its tailoring may be changed from each."""

TABLE: tuple[tuple[str, tuple[Phase, ...], Phase], ...] = (
    ("greeted", (P.NEW,), P.LANGUAGE),
    ("language_chosen", (P.LANGUAGE,), P.CONSENT),
    ("agreed", (P.CONSENT,), P.PROFILE),
    ("declined", (P.CONSENT,), P.DECLINED),
    ("reconsidered", (P.DECLINED,), P.CONSENT),
    ("field_kept", (P.PROFILE,), P.PROFILE),
    ("code_entered", (P.PROFILE,), P.SOUGHT),
    ("code_answered", (P.SOUGHT,), P.PROFILE),
    ("profile_completed", (P.PROFILE, P.SOUGHT), P.PROFILE_REVIEW),
    ("field_corrected", (P.PROFILE_REVIEW,), P.PROFILE),
    ("profile_submitted", (P.PROFILE_REVIEW,), P.SOUGHT),
    ("registered", (P.SOUGHT,), P.TAILORING),
    ("updated", (P.SOUGHT,), P.HOME),
    ("profile_opened", REGISTERED, P.PROFILE_REVIEW),
    ("homeward", (*REGISTERED, P.PROFILE, P.PROFILE_REVIEW), P.HOME),
    ("area_answered", (P.TAILORING,), P.TAILORING),
    ("areas_answered", (P.TAILORING,), P.TAILORING_REVIEW),
    ("area_reconsidered", (P.TAILORING_REVIEW,), P.TAILORING),
    ("tailoring_reopened", RUNNING, P.TAILORING),
    ("tailoring_confirmed", (P.TAILORING_REVIEW,), P.SOUGHT),
    ("tailoring_changed", (P.TAILORING_REVIEW,), P.HOME),
    ("tailoring_left", (P.TAILORING, P.TAILORING_REVIEW), P.PROFILE_REVIEW),
    ("run_started", (P.SOUGHT,), P.LEVEL_OPENING),
    ("run_refused", (P.SOUGHT,), P.HOME),
    ("level_begun", (P.LEVEL_OPENING,), P.QUESTION),
    ("level_reopened", (P.LEVEL_OPENING, P.LEVEL_RESULT), P.LEVEL_REVIEW),
    ("moved", (P.QUESTION, P.LEVEL_REVIEW), P.QUESTION),
    ("reviewed", (P.QUESTION, P.LEVEL_REVIEW), P.LEVEL_REVIEW),
    ("level_submitted", (P.LEVEL_REVIEW,), P.LEVEL_RESULT),
    ("level_reached", (P.LEVEL_RESULT,), P.LEVEL_OPENING),
    ("levels_ended", (P.LEVEL_RESULT,), P.INDICATORS),
    ("indicator_moved", (P.INDICATORS, P.INDICATORS_REVIEW), P.INDICATORS),
    ("indicators_reviewed", (P.INDICATORS, P.INDICATORS_REVIEW), P.INDICATORS_REVIEW),
    ("result_reconsidered", (P.INDICATORS,), P.LEVEL_RESULT),
    ("finished", (P.INDICATORS_REVIEW,), P.RESULT),
    ("renewed", (P.RESULT, P.HOME), P.TAILORING),
    ("history_sought", (P.HOME, P.RESULT), P.SOUGHT),
    ("history_shown", (P.SOUGHT,), P.HOME),
    ("abandonment_asked", RUNNING, P.ABANDONING),
    ("abandoned", (P.ABANDONING,), P.HOME),
    ("deletion_asked", (*REGISTERED, P.PROFILE, P.PROFILE_REVIEW), P.DELETION),
    ("deleted", (P.DELETION,), P.NEW),
    *((f"resumed_{phase}", (P.HOME, P.DELETION), phase) for phase in RESUMABLE),
)


class PhaseError(Exception):
    """An event that the table does not allow in this phase: a fault of the caller, never of the person."""


class _Traveller:
    """The short-lived model: a phase on its way to the next."""

    def __init__(self, phase: Phase) -> None:
        self.phase = phase.value


def _moves(shown: Callable[[str], bool] = lambda event: True) -> list[dict[str, str]]:
    return [
        {"trigger": event, "source": source.value, "dest": destination.value}
        for event, sources, destination in TABLE
        for source in dict.fromkeys(sources)
        if shown(event)
    ]


_machine = Machine(
    model=None,
    states=[phase.value for phase in Phase],
    initial=Phase.NEW.value,
    auto_transitions=False,
    model_attribute="phase",
    transitions=_moves(),
)


def allows(phase: Phase, event: str) -> bool:
    """Whether the table has this event for this phase."""
    return phase.value in _machine.events[event].transitions


@cache
def move(phase: Phase, event: str) -> Phase:
    """The phase that the event leads to; raises `PhaseError` where the table has none."""
    traveller = _Traveller(phase)
    try:
        _machine.events[event].trigger(traveller)
    except (KeyError, MachineError) as error:
        raise PhaseError(f"no {event} in phase {phase}") from error
    return Phase(traveller.phase)


def diagram(whole: bool = False) -> str:
    """The table as Mermaid text; without `whole` the moves that are possible almost everywhere are left out."""
    everywhere = {"homeward", "profile_opened", "deletion_asked", "tailoring_reopened", "abandonment_asked"}
    from transitions.extensions import GraphMachine  # here, because only the diagram needs it and it brings asyncio along

    drawn = GraphMachine(
        model=_Traveller(Phase.NEW),
        states=[phase.value for phase in Phase],
        initial=Phase.NEW.value,
        auto_transitions=False,
        graph_engine="mermaid",
        title="phases",
        transitions=_moves(lambda event: whole or not (event in everywhere or event.startswith("resumed_"))),
    )
    lines = str(drawn.get_combined_graph().draw(None)).splitlines()
    start = lines.index("stateDiagram-v2")
    # the library's colours and quoted names say nothing here; the moves do
    return "\n".join(line for line in lines[start:] if line.strip() and not line.strip().startswith(("classDef", "Class ", "state ")))
