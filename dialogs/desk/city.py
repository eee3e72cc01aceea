"""The whole city in figures (全市): totals, by district, industry, size and week, one district by one thing, areas as a heat map.

What is too small to be shown comes without a number; which figures those are is decided where they are counted.
"""

from __future__ import annotations

import msgspec

from dialogs.desk.figures import chosen, percent, reached
from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Open
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows, in_rows
from dialogs.views.common import Context

WORDS = ("/city", "全市", "city")

LISTS = ("district", "industry", "size", "week", "target")
"""What the whole city can be told apart by; the last sets targets side by side."""

CROSSED = ("industry", "size", "level")
"""What one district can be told apart by; for the first two also the other way round: one industry by district."""

HEATED = ("district", "industry", "size")


class CityWanted(Wanted, frozen=True, tag="city_wanted"):
    """A view: the totals, a list by `by`, or (with `key`) one row of `of` told apart by `by`."""

    by: str = ""
    of: str = ""
    key: str = ""


class HeatWanted(Wanted, frozen=True, tag="heat_wanted"):
    """The heat map of areas by this, as a picture with its text."""

    by: str


class HeatMade(DeskTold, frozen=True, tag="heat_made"):
    """The picture is on its way."""


class CityRow(msgspec.Struct, frozen=True):
    """One row; nothing where a count is too small. `opens` if it can be told apart further."""

    key: str
    name: str
    registered: int | None
    finished: int | None
    opens: bool = False


class CityTarget(msgspec.Struct, frozen=True):
    """A target of the city: as stated, as the sum of its units, what is finished this year (nothing if too small), days left."""

    year: int
    stated: int | None
    computed: int
    done: int | None
    days: int


class TargetRow(msgspec.Struct, frozen=True):
    """The targets of a unit by year."""

    unit: str
    name: str
    numbers: tuple[tuple[int, int], ...]


class CityShown(DeskShown, frozen=True, tag="city_shown"):
    """The totals; what is too small to be shown is missing."""

    registered: int | None
    not_started: int | None
    in_progress: int | None
    finished: int | None
    levels: tuple[tuple[int, int | None], ...] = ()
    target: CityTarget | None = None


class CityListShown(DeskShown, frozen=True, tag="city_list_shown"):
    """A list. `of` and `name` say which row of which list this is about, where it is one; `hidden` if any number is."""

    by: str
    rows: tuple[CityRow, ...]
    of: str = ""
    name: str = ""
    hidden: bool = False


class CityTargetsShown(DeskShown, frozen=True, tag="city_targets_shown"):
    """The targets by unit, with the sums as stated and as they are, and where they come from."""

    rows: tuple[TargetRow, ...]
    sums: tuple[tuple[int, int | None, int], ...]


def show(scene: Scene) -> Screen:
    fields = scene.cursor.desk.fields
    return (CityWanted(scene.cursor.desk.asked, fields.get("of", ""), fields.get("key", "")),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Choose(key):
            return _chosen(scene, *key.partition(":")[::2])
        case Back() if "key" in scene.cursor.desk.fields:
            return scene.at_desk("city", "", scene.cursor.desk.fields["of"]).turn()
        case Back() if scene.cursor.desk.asked:
            return scene.at_desk("city").turn()
    return None


def _chosen(scene: Scene, what: str, value: str) -> Turn | None:
    desk = scene.cursor.desk
    within = "key" in desk.fields
    match what:
        case "by" if value in LISTS and not within:
            return scene.at_desk("city", "", value).turn()
        case "heat" if value in HEATED:
            return scene.turn(HeatWanted(value))
        case "in" if not within and desk.asked in {"district", "industry", "size"} and value:
            first = CROSSED[0] if desk.asked == "district" else "district"
            return scene.at_desk("city", "", first, of=desk.asked, key=value).turn()
        case "cross" if within and desk.fields["of"] == "district" and value in CROSSED:
            return scene.at_desk("city", "", value, **desk.fields).turn()
    return None


_BACK: tuple[Offer, ...] = (Offer("back_step", Back()),)


def _city_offers(effect: CityShown, scene: Scene) -> Rows:
    lists = tuple(Offer(f"city_{by}", Choose(f"by:{by}")) for by in LISTS)
    return (lists[:3], (*lists[3:], Offer("city_heat", Choose("heat:district"))), (Offer("page_status", Open("status")), *_BACK))


def _list_offers(effect: CityListShown, scene: Scene) -> Rows:
    opened = chosen([(f"in:{row.key}", row.name) for row in effect.rows if row.opens], wide=3)
    heat = (Offer("city_heat", Choose(f"heat:{effect.by}")),) if effect.by in HEATED and not effect.of else ()
    crossed = tuple(Offer(f"by_{by}", Choose(f"cross:{by}")) for by in CROSSED if by != effect.by) if effect.of == "district" else ()
    return tuple(row for row in (*opened, crossed, (*heat, *_BACK)) if row)


def _target_offers(effect: CityTargetsShown, scene: Scene) -> Rows:
    units = tuple(Offer(f"={row.name}", Open("status", row.unit)) for row in effect.rows)
    return (*in_rows(units, 3), _BACK)


OFFERS = {CityShown: _city_offers, CityListShown: _list_offers, CityTargetsShown: _target_offers}


def _city(effect: CityShown, scene: Scene) -> Context:
    target = effect.target
    return {
        **msgspec.structs.asdict(effect),
        "levels": [{"name": reached(scene, level), "number": number} for level, number in effect.levels],
        "target": {**msgspec.structs.asdict(target), "percent": _share(target)} if target else None,
    }


def _share(target: CityTarget) -> int | None:
    whole = target.stated if target.stated is not None else target.computed
    return percent(target.done, whole) if target.done is not None else None


def _list(effect: CityListShown, scene: Scene) -> Context:
    return {**msgspec.structs.asdict(effect), "rows": [_row(effect.by, row, scene) for row in effect.rows]}


def _row(by: str, row: CityRow, scene: Scene) -> Context:
    name = reached(scene, int(row.key)) if by == "level" else row.name
    return {**msgspec.structs.asdict(row), "name": name}


def _targets(effect: CityTargetsShown, scene: Scene) -> Context:
    years = sorted({year for row in effect.rows for year, _ in row.numbers} | {year for year, _, _ in effect.sums})
    rows = [{"name": row.name, "numbers": [dict(row.numbers).get(year) for year in years]} for row in effect.rows]
    return {"years": years, "rows": rows, "sums": effect.sums}


VIEWS = {CityShown: _city, CityListShown: _list, CityTargetsShown: _targets}
