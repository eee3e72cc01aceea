"""What a simulation of a rule pack found, as other programs and people read it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.usecases.packs.simulation import Fared
from dialogs.desk.packs.effects import PackLine, PackTrack

_WORDS = {
    "zh": {
        "never": "谁都不会满足",
        "always": "谁都会满足",
        "unsure": "牵连太多，不能断定",
        "unreached": "没有找到能达到这一档的情况",
        "eligible": "可以申报",
        "not_yet": "暂不满足",
        "not_eligible": "不能申报",
        "done": "已完成",
        "not_done": "尚未完成",
        "not_concerned": "不适用",
        "fine": "没有谁都满足、或者谁都不满足的条件。",
    },
    "en": {
        "never": "nobody can meet",
        "always": "nobody can miss",
        "unsure": "too entangled to say",
        "unreached": "nothing was found that reaches this track",
        "eligible": "eligible",
        "not_yet": "not yet",
        "not_eligible": "not eligible",
        "done": "done",
        "not_done": "not done yet",
        "not_concerned": "not concerned",
        "fine": "No condition is one that everybody, or nobody, meets.",
    },
}
_OF_DUTY = {"eligible": "done", "not_yet": "not_done", "not_eligible": "not_concerned"}


def simulation_as_document(fared: Fared) -> dict[str, object]:
    """Everything that was found; conditions by id with clause and text."""
    return {
        "enterprises": fared.enterprises,
        "tracks": [{"name": track.name, "outcomes": dict(track.outcomes), "reached": track.reached} for track in fared.tracks],
        **{name: [_line(line) for line in lines] for name, lines in _listed(fared)},
    }


def simulation_as_text(fared: Fared, language: str) -> Iterator[str]:
    """A line for each track, then one for each condition to look at."""
    words = _WORDS[language]
    for track in fared.tracks:
        yield _track(track, fared, words)
    for name, lines in _listed(fared):
        yield from (f"[{words[name]}] {line.id}  {line.clause}  {line.text}" for line in lines)
    if not any(lines for _, lines in _listed(fared)):
        yield words["fine"]


def plain(value: object) -> str:
    """A value or a list of them on one line."""
    return "; ".join(" -> ".join(map(str, part)) for part in value) if isinstance(value, list) else str(value)


def _track(track: PackTrack, fared: Fared, words: dict[str, str]) -> str:
    said = ", ".join(f"{words[_OF_DUTY[outcome] if fared.duty else outcome]} {count}" for outcome, count in track.outcomes)
    return f"{track.name}: {said}" + ("" if track.reached else f"  [{words['unreached']}]")


def _listed(fared: Fared) -> tuple[tuple[str, tuple[PackLine, ...]], ...]:
    return (("never", fared.never), ("always", fared.always), ("unsure", fared.unsure))


def _line(line: PackLine) -> dict[str, str]:
    return {"id": line.id, "clause": line.clause, "text": line.text}
