"""A district full of enterprises, for the pages that count them: put there as a roster and with progress, without a word being said."""

from __future__ import annotations

from bot.ports import Transaction
from bot.ports.registry import Entry
from bot.ports.standing import Progress, Stage
from bot.roles import Affiliation, UnitKind
from dialogs.model import Profile
from tests.desk.stage import MINHANG
from tests.desk.stage import Stage as Theatre

STREETS = ("莘庄镇", "七宝镇", "江川路街道")
INDUSTRIES = ("C36", "C34", "C39")
SIZES = ("s4", "s2")


class Township:
    """Enterprises named 企业01, 企业02, …: the first finished, the next begun, the rest not started."""

    def __init__(self, stage: Theatre) -> None:
        self._stage = stage
        self._number = 0

    def settle(
        self,
        number: int,
        *,
        finished: int = 0,
        begun: int = 0,
        district: str = MINHANG,
        streets: int = 0,
        industry: str = "",
        size: str = "",
    ) -> None:
        """So many in a district; levels 0, 1, 2 in turn."""
        self._stage.work(lambda tx: self._settle(tx, number, finished, begun, district, streets, industry, size))

    def _settle(
        self, tx: Transaction, number: int, finished: int, begun: int, district: str, streets: int, industry: str, size: str
    ) -> None:
        now = self._stage.clock.at
        names = STREETS[:streets]
        ids = [tx.add_unit(UnitKind.STREET, name, district, now).id for name in names]
        places = range(self._number, self._number + number)
        self._number += number
        entries = [
            Entry(
                Profile(
                    name=f"企业{place + 1:02d}",
                    code=f"{place:017d}X",
                    district=district,
                    industry=industry or INDUSTRIES[place % len(INDUSTRIES)],
                    size=size or SIZES[place % len(SIZES)],
                ),
                Affiliation(district=district, street=ids[place % len(ids)] if ids else ""),
            )
            for place in places
        ]
        tx.load_roster(entries, "", now)
        for at, entry in enumerate(entries):
            found = tx.enterprise_by_code(entry.profile.code)
            assert found is not None
            if at < finished:
                areas = (("personnel", "0.5"), ("technology", "0.9"))
                done = Progress(f"run{found.id}", Stage.FINISHED, 1, 9, 9, at % 3, f"{at % 3}.5", now, now + at, areas)
                tx.keep_progress(found.id, done, now)
            elif at < finished + begun:
                tx.keep_progress(found.id, Progress(f"run{found.id}", Stage.IN_PROGRESS, 1, at, 30, started_at=now), now)
