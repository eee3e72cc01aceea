"""The six key sectors of Shanghai's industry, suggested from the division that an enterprise is registered under.

The sectors are those that notice 沪经信制〔2025〕514号 lists in its annexes 3 and 5; the divisions are of GB/T 4754-2017. Which division
belongs to which sector no notice says: it is our own suggestion, which a contact confirms. A division that belongs to none, or to several,
suggests nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from question_bank.model import Text

ELECTRONICS, AUTOMOTIVE, EQUIPMENT = "electronics", "automotive", "equipment"
LIFE_HEALTH, MATERIALS, CONSUMER = "life_health", "materials", "consumer"

SECTORS: Mapping[str, Text] = {
    ELECTRONICS: Text("电子信息", {"en": "electronics and information"}),
    AUTOMOTIVE: Text("汽车", {"en": "automotive"}),
    EQUIPMENT: Text("高端装备", {"en": "high-end equipment"}),
    LIFE_HEALTH: Text("生命健康", {"en": "life and health"}),
    MATERIALS: Text("先进材料", {"en": "advanced materials"}),
    CONSUMER: Text("时尚消费品", {"en": "fashion and consumer goods"}),
}
"""By key, in the order of the notice."""

_DIVISIONS: Mapping[str, tuple[int, ...]] = {
    ELECTRONICS: (39,),
    AUTOMOTIVE: (36,),
    EQUIPMENT: (34, 35, 37, 38, 40),
    LIFE_HEALTH: (27,),
    MATERIALS: (25, 26, 28, 29, 30, 31, 32),
    CONSUMER: (13, 14, 15, 17, 18, 19, 21, 24),
}
_SECTOR_OF: Mapping[str, str] = {f"C{division}": sector for sector, divisions in _DIVISIONS.items() for division in divisions}


def sector_of(industry: str) -> str | None:
    """The sector that a division (`C36`) suggests, or nothing.

    >>> sector_of("C36"), sector_of("C33")
    ('automotive', None)
    """
    return _SECTOR_OF.get(industry)
