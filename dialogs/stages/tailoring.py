"""Which areas the enterprise has, asked positively and said back in words before it takes effect; changeable until the run is finished.

Answers to areas that are left out stay in the run and count again when the area is back.
"""

from __future__ import annotations

from dialogs.answers import folded
from dialogs.effects import AreaAsked, EnterpriseSought, LevelReopened, TailoringChanged, TailoringDropped, TailoringShown
from dialogs.inbound import AnyInbound, Back, Choose, Jump, Reply, Submit
from dialogs.model import Phase
from dialogs.refusals import Refusal
from dialogs.scene import Scene, Screen, Turn, left_out_ids, refused
from dialogs.stages import onward, settling
from dialogs.words import is_no, is_there, is_yes
from question_bank.model import Area
from question_bank.scoring import decimal_text, score_level
from question_bank.tailoring import choices, questions_at


def show(scene: Scene) -> Screen:
    if scene.cursor.phase is Phase.TAILORING:
        return (AreaAsked(scene.cursor.at),)
    out = scene.cursor.drafted_out
    every = [level.number for level in scene.bank.levels]
    asked = sum(len(questions_at(scene.bank, scene.kind, left_out_ids(out), level)) for level in every)
    of = sum(len(questions_at(scene.bank, scene.kind, frozenset(), level)) for level in every)
    level, before, after = _effect_on_score(scene)
    settled = settling.settle(scene.with_run(tailored_out=out))
    return (TailoringShown(out, of - asked, of, level, before, after, settling.reopened(scene, settled)),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    if scene.cursor.phase is Phase.TAILORING_REVIEW:
        return _review(scene, inbound)
    match inbound:
        case Choose("yes" | "no" | "part" as key):
            return _answer(scene, key)
        case Reply(text) if is_there(text, 1):
            return _answer(scene, "yes")
        case Reply(text) if is_no(text, 2):
            return _answer(scene, "no")
        case Reply(text) if folded(text) in {"3", "部分有", "部分", "partly"}:
            return _answer(scene, "part")
        case Back():
            return _back(scene)
    return None


def begin(scene: Scene, event: str) -> Turn:
    """From the first area on, with what is in effect now as the starting point."""
    first = tops(scene)
    moved = scene.moved(event).with_cursor(drafted_out=scene.run.tailored_out)
    after = moved.with_cursor(at=first[0].id) if first else moved.moved("areas_answered")
    return after.turn()


def parts(scene: Scene, area: Area) -> tuple[Area, ...]:
    """The areas under this one that may be left out by themselves; with fewer than two there is nothing to choose between."""
    found = tuple(child for child in choices(scene.bank, scene.kind) if child.parent == area.id)
    return found if len(found) > 1 else ()


def tops(scene: Scene) -> tuple[Area, ...]:
    """The areas asked about first; their parts are asked only where a person has some of them."""
    every = choices(scene.bank, scene.kind)
    ids = {area.id for area in every}
    return tuple(area for area in every if area.parent not in ids)


def dropped(scene: Scene) -> tuple[TailoringDropped, ...]:
    """What is to be said when the tailoring is left unconfirmed; nothing where nothing in it was changed, or the person is not there."""
    there = scene.cursor.phase in {Phase.TAILORING, Phase.TAILORING_REVIEW}
    changed = there and set(scene.cursor.drafted_out) != set(scene.run.tailored_out)
    return (TailoringDropped(),) if changed else ()


def kept_areas(scene: Scene, left_out: tuple[str, ...]) -> tuple[Area, ...]:
    """What the enterprise has, as one would say it: an area whole, or the parts that remain of it."""
    kept: list[Area] = []
    for top in tops(scene):
        within = parts(scene, top)
        if top.id in left_out or (within and all(part.id in left_out for part in within)):
            continue
        some = any(part.id in left_out for part in within)
        kept += [part for part in within if part.id not in left_out] if some else [top]
    return tuple(kept)


def _answer(scene: Scene, key: str) -> Turn:
    area = scene.area
    within = parts(scene, area)
    if key == "part" and not within:
        return refused(scene, Refusal.CHOICE_EXPECTED)
    touched = {area.id} if key == "part" else {area.id, *(part.id for part in within)}
    if key != "no":
        touched.update(above.id for above in scene.bank.lineage(area.id))  # a part that is there brings its area back
    kept = tuple(out for out in scene.cursor.drafted_out if out not in touched)
    drafted = scene.with_cursor(drafted_out=(*kept, area.id) if key == "no" else kept)
    after = _next(drafted, area, into=within if key == "part" else ())
    return after.turn()


def _next(scene: Scene, area: Area, into: tuple[Area, ...]) -> Scene:
    if into:
        return scene.moved("area_answered", at=into[0].id)
    order = _order(scene, area)
    place = order.index(area) + 1
    return scene.moved("area_answered", at=order[place].id) if place < len(order) else scene.moved("areas_answered")


def _order(scene: Scene, area: Area) -> tuple[Area, ...]:
    """The areas in the order they are asked while standing at `area`: its siblings are asked only if it is one of several parts."""
    order: list[Area] = []
    for top in tops(scene):
        within = parts(scene, top)
        order += [top, *(within if area in within else ())]
    return tuple(order)


def _review(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Submit() | Choose("yes"):
            return _confirm(scene)
        case Reply(text) if is_yes(text):
            return _confirm(scene)
        case Choose("no") | Back():
            return begin_again(scene)
        case Reply(text) if is_no(text):
            return begin_again(scene)
        case Jump(area) if any(area == found.id for found in choices(scene.bank, scene.kind)):
            return scene.moved("area_reconsidered", at=area).turn()
    return None


def begin_again(scene: Scene) -> Turn:
    """The first area again, with what was drafted so far."""
    first = tops(scene)
    if not first:
        return refused(scene, Refusal.UNEXPECTED)
    return scene.moved("area_reconsidered", at=first[0].id).turn()


def _confirm(scene: Scene) -> Turn:
    """Before the run started the shell is asked for the enterprise's runs; afterwards the change takes effect at once."""
    out = scene.cursor.drafted_out
    taken = scene.with_run(tailored_out=out).with_cursor(drafted_out=())
    if scene.run.started_at is None:
        after = taken.moved("tailoring_confirmed", at="start")
        # the profile is stored anew: a code corrected since may belong to somebody else by now
        return after.turn(TailoringChanged(out), EnterpriseSought(scene.run.profile.code, register=True))
    settled = settling.settle(taken.moved("tailoring_changed"))
    level = settling.reopened(scene, settled)
    return onward.resume(settled, TailoringChanged(out), *((LevelReopened(level),) if level else ()))


def _back(scene: Scene) -> Turn | None:
    area = scene.area
    order = _order(scene, area)
    place = order.index(area)
    if place > 0:
        return scene.with_cursor(at=order[place - 1].id).turn()
    left = scene.with_cursor(drafted_out=())
    return onward.home(left, *dropped(scene)) if scene.run.started_at is not None else left.moved("tailoring_left").turn(*dropped(scene))


def _effect_on_score(scene: Scene) -> tuple[int, str, str]:
    """The level being answered and its provisional score before and after the change; nothing before the run has started."""
    if scene.run.level == 0:
        return 0, "", ""
    level = scene.run.level
    before = score_level(scene.bank, scene.sheet(), level).value
    after = score_level(scene.bank, scene.sheet(scene.cursor.drafted_out), level).value
    return level, decimal_text(before), decimal_text(after)
