"""The ranked list of a unit on the desk: shown, changed with a reason that is recorded, exported as the official table.

The unit's liaisons change it, the city reads it. A change that was made on another list than the one that stands is not made.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bot.ports.programmes import Place
from bot.ports.registry import Enterprise
from bot.usecases.desk.cand import ranking
from bot.usecases.desk.cand.looking import Here, affiliation_of, enterprise_here, here, may_export, may_rank
from bot.usecases.desk.prog.looking import short_of
from bot.usecases.desk.units_seen import unit_name
from bot.usecases.desk.visit import FileWanted, Serve, Served, Visit
from dialogs.desk import cand as page
from dialogs.desk.cand import effects as fx
from dialogs.effects import Effect, Wanted
from question_bank.programmes.model import Outcome

FILE = "ranked"
"""The kind of file that the official table is exported as."""


class About(msgspec.Struct, frozen=True):
    """Which table is exported."""

    unit: str
    programme: str


def shown(visit: Visit, place: Here) -> Served | None:
    if not ranking.is_ranked(place.programme, place.unit):
        return None
    programme = place.programme
    ranked = ranking.places_of(visit, programme, place.unit)
    quota = ranking.quota_of(visit, programme, place.unit)
    rows = tuple(ranking.line(visit, programme, one, quota.number) for one in ranked)
    form = ranking.table_of(programme)
    screen = fx.RankShown(
        name=unit_name(visit, place.unit),
        short=short_of(programme, visit.language),
        rows=tuple(row for row in rows if row is not None),
        quota=quota.number,
        recognised=quota.recognised,
        eligible=_eligible(visit, place),
        changes=may_rank(visit, place.unit),
        exports=form is not None and bool(ranked) and may_export(visit, place.unit),
        seen=ranking.seen_of(ranked),
        clause=quota.clause,
    )
    return Served((screen,))


def why(visit: Visit, place: Here, chosen: dict[str, str]) -> Served | None:
    enterprise = enterprise_here(visit, place, chosen.get("who", ""))
    if enterprise is None or not may_rank(visit, place.unit) or chosen.get("act") not in page.MOVES:
        return None
    ranked = ranking.places_of(visit, place.programme, place.unit)
    now = next((one.place for one in ranked if one.enterprise == enterprise.id), 0)
    return Served((fx.RankWhyAsked(chosen["act"], enterprise.name, now),))


def _ranked(visit: Visit, wanted: fx.CandRanked) -> Served | None:
    place = here(visit, wanted.unit, wanted.programme)
    if place is None or not ranking.is_ranked(place.programme, place.unit) or not may_rank(visit, place.unit):
        return None
    enterprise = enterprise_here(visit, place, wanted.enterprise)
    before = ranking.places_of(visit, place.programme, place.unit)
    if enterprise is None and wanted.act != "fill":
        return None
    if ranking.seen_of(before) != wanted.seen:
        return _back_to_rank(place, wanted, fx.CandMovedOn())
    after = ranking.changed(visit, place.programme, place.unit, before, wanted)
    if after is None:
        return None
    kept = [one.enterprise for one in visit.tx.ranking(place.programme.id, place.unit.id)]
    if not visit.tx.set_ranking(place.programme.id, place.unit.id, kept, after, visit.now):
        return _back_to_rank(place, wanted, fx.CandMovedOn())
    return _back_to_rank(place, wanted, _placed(visit, place, wanted, enterprise, after))


def _placed(visit: Visit, place: Here, wanted: fx.CandRanked, enterprise: Enterprise | None, after: Sequence[Place]) -> fx.CandPlaced:
    """What was done, recorded with its reason."""
    now = next((one.place for one in after if enterprise and one.enterprise == enterprise.id), 0)
    detail = {"unit": place.unit.id, "programme": place.programme.id, "act": wanted.act}
    if enterprise is not None:
        detail |= {"enterprise": enterprise.id, "place": str(now)}
    visit.record("ranking_changed", **detail, **({"reason": wanted.reason} if wanted.reason else {}))
    return fx.CandPlaced(wanted.act, enterprise.name if enterprise else "", now, len(after))


def _back_to_rank(place: Here, wanted: fx.CandRanked, told: Effect) -> Served:
    return Served((told,), to=("cand", wanted.unit, page.RANK), fields={"programme": str(place.programme.id)})


def _file(visit: Visit, wanted: fx.CandFileWanted) -> Served | None:
    place = here(visit, wanted.unit, wanted.programme)
    if place is None or not ranking.is_ranked(place.programme, place.unit) or not may_export(visit, place.unit):
        return None
    ranked = ranking.places_of(visit, place.programme, place.unit)
    number = ranking.within_quota(visit, place.programme, place.unit)
    if not number:
        return None
    about = msgspec.json.encode(About(place.unit.id, place.programme.id)).decode()
    return Served((fx.CandFileComing(len(number), len(ranked) - len(number)),), files=(FileWanted(FILE, about),))


def _eligible(visit: Visit, place: Here) -> int:
    return visit.tx.count_outcomes(place.programme.id, affiliation_of(visit, place.unit)).get(Outcome.ELIGIBLE.value, 0)


SERVED: dict[type[Wanted], Serve] = {fx.CandRanked: _ranked, fx.CandFileWanted: _file}
