"""How fast somebody called, as the server saw it: in any second, to one person, and while it had asked for silence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.rig.broadcasting.history import Call

UNDER_WAY = 0.25
"""Seconds that a call, or the word that there must be none, may be under way on a busy machine. Pauses are of a second and more."""

ON_THE_WAY = 0.05
"""Seconds within which an answer that was given may still be cut off."""

BURST, EACH_SECOND = 5.0, 1.0
"""What one person may get at once, and from then on; as the server counts it."""


def called_early(
    calls: Sequence[Call],
    births: Sequence[float] = (),
    under_way: float = UNDER_WAY,
    held_up: Sequence[tuple[float, float]] = (),
    hung_up: Sequence[float] = (),
) -> list[Call]:
    """Calls inside a window of silence that the same life had been told of. One that was under way when the server said so is nobody's
    fault, nor is one that waited where calls and answers were `held_up` (from, to). A new life learns it from the first answer it gets, and
    so does one that was `hung_up` on before it heard."""
    told_at, early, heard = float("-inf"), [], True
    for call in calls:
        born = max((birth for birth in births if birth <= call.at), default=0.0)
        if call.in_window and heard and told_at >= born and call.at > _heard_at(told_at, under_way, held_up) + under_way:
            early.append(call)
        if "Too Many Requests" in call.told and (not call.in_window or not heard or told_at < born):
            told_at = call.at + call.took
            heard = not any(call.at <= moment <= told_at + ON_THE_WAY for moment in hung_up)
    return early


def _heard_at(told_at: float, under_way: float, held_up: Iterable[tuple[float, float]]) -> float:
    """When the word got through."""
    for since, until in held_up:
        if since <= told_at + under_way and until > told_at:
            told_at = until
    return told_at


def fastest(calls: Iterable[Call], span: float = 1.0) -> int:
    """The most calls within so many seconds."""
    times = sorted(call.at for call in calls)
    most = start = 0
    for end, time in enumerate(times):
        while times[start] <= time - span:
            start += 1
        most = max(most, end - start + 1)
    return most


def over_the_persons_limit(calls: Iterable[Call]) -> list[Call]:
    """Messages beyond what one person may get: a few at once, then one a second."""
    levels: dict[str, tuple[float, float]] = {}
    over = []
    for call in sorted((call for call in calls if call.new), key=lambda call: call.at):
        level, at = levels.get(call.chat, (BURST, call.at))
        level = min(BURST, level + (call.at - at) * EACH_SECOND)
        enough = level >= 1 - UNDER_WAY
        if not enough:
            over.append(call)
        levels[call.chat] = (level - enough, call.at)
    return over
