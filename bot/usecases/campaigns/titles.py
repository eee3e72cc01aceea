"""What a programme is called in every language of its pack: of a recipient's facts the store knows the title in the pack's own only."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bot.ports import Transaction
from bot.usecases.packs import PacksHere
from dialogs.campaigns.fields import FALLBACK
from dialogs.campaigns.model import Campaign, Facts


class Titles:
    """The titles of rule packs, each version read once: keep it for all recipients."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], Mapping[str, str]] = {}

    def beside(self, tx: Transaction, campaign: Campaign, facts: Facts, now: int) -> Facts:
        """The facts with the titles, where the campaign names a programme and is written in more than Chinese."""
        if not facts.programme or not set(campaign.texts) - {FALLBACK}:
            return facts
        pack = next((pack for pack in tx.current_packs() if pack.bank == campaign.programme), None)
        return msgspec.structs.replace(facts, titles=self._titles(tx, pack.bank, pack.version, now)) if pack else facts

    def _titles(self, tx: Transaction, programme: str, version: str, now: int) -> Mapping[str, str]:
        """Nothing where this program cannot read the pack, or it is damaged: then the title that is known has to do, and whoever opens the
        programme hears of it."""
        if (programme, version) not in self._read:
            try:
                found = PacksHere(tx, now).of(programme, version).title.translations
            except LookupError:
                found = {}
            self._read[programme, version] = found
        return self._read[programme, version]
