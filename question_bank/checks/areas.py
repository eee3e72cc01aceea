"""Checks of the tree: its shape, its weights, its headings, and the questions by which areas are tailored out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from question_bank.draft import MAX_DEPTH, Draft
from question_bank.model import Area, AreaId, EnterpriseType, Kind
from question_bank.problems import Code, Problem

FULL = Decimal(100)


def parents_end_at_a_root(draft: Draft) -> Iterator[Problem]:
    """No area is its own parent, at any distance, and none lies too deep."""
    told: set[AreaId] = set()
    for area in draft.bank.areas:
        climbed = [found.id for found in draft.above(area.id)]
        circle = climbed[: climbed.index(area.id, 1) + 1] if area.id in climbed[1:] else []
        if circle and area.id not in told:
            told.update(circle)
            yield draft.problem(Code.PARENT_LOOP, "areas", area.id, "parent", area=area.id, loop=" → ".join(circle))
        elif len(set(climbed)) == MAX_DEPTH and draft.bank.area_by_id[climbed[-1]].parent is not None:
            yield draft.problem(Code.TREE_TOO_DEEP, "areas", area.id, "parent", area=area.id, limit=str(MAX_DEPTH))


def weights_of_siblings_sum_to_100(draft: Draft) -> Iterator[Problem]:
    """Under every area that a type has, and at the top, the weights for that type add up to 100 percent."""
    for parent, siblings in draft.bank.children.items():
        above = draft.bank.area_by_id.get(parent) if parent is not None else None
        for kind in draft.bank.kinds:
            if parent is None or (above is not None and kind.id in above.weights):
                yield from _sum(draft, above, siblings, kind)


def _sum(draft: Draft, parent: Area | None, siblings: Sequence[Area], kind: Kind) -> Iterator[Problem]:
    column = f"weight:{kind.id}"
    if any(draft.is_faulty("areas", area.id, column) for area in siblings):
        return
    weights = {area.id: area.weights[kind.id] for area in siblings if kind.id in area.weights}
    if (total := sum(weights.values(), Decimal(0))) != FULL:
        parts = " + ".join(f"{area} {weight}" for area, weight in weights.items()) or "0"
        name = str(parent.name if parent else draft.bank.title)
        yield draft.problem(Code.WEIGHTS_SUM, "areas", siblings[0].id, column, parent=name, kind=kind.id, sum=str(total), parts=parts)


def weights_hang_under_weights(draft: Draft) -> Iterator[Problem]:
    """An area that a type has lies under one that the type has too."""
    for area in draft.bank.areas:
        parent = draft.bank.area_by_id.get(area.parent) if area.parent else None
        for kind in area.weights if parent else ():
            yield from _orphan(draft, area, parent, kind)


def _orphan(draft: Draft, area: Area, parent: Area | None, kind: EnterpriseType) -> Iterator[Problem]:
    column = f"weight:{kind}"
    if parent and kind not in parent.weights and not draft.is_faulty("areas", parent.id, column):
        yield draft.problem(Code.WEIGHT_ORPHAN, "areas", area.id, column, parent=parent.id, value=str(area.weights[kind]))


def every_leaf_has_one_heading(draft: Draft) -> Iterator[Problem]:
    """The conversation groups questions by heading, so each leaf stands under exactly one."""
    for area in draft.bank.areas:
        above = [found for found in draft.above(area.id) if found.heading]
        if area.heading and len(above) > 1 and above[1].id != area.id:
            yield draft.problem(Code.HEADING_NESTED, "areas", area.id, "heading", area=area.id, parent=above[1].id)
        elif not above and area.id not in draft.bank.children and not draft.is_faulty("areas", area.id, "heading"):
            yield draft.problem(Code.HEADING_MISSING, "areas", area.id, "heading", area=area.id)


def what_may_be_cut_is_asked_about(draft: Draft) -> Iterator[Problem]:
    """An area that may be tailored out has the question that decides it."""
    for area in draft.bank.areas:
        if area.tailorable and not area.presence.base and not draft.is_faulty("areas", area.id, "presence"):
            yield draft.problem(Code.PRESENCE_MISSING, "areas", area.id, "presence", area=area.id)
