"""A credit code that somebody else had registered was wiped from the profile, and the profile could be handed in without one."""

from __future__ import annotations

from bot.ports import Enterprise, Transaction
from bot.storage.scratch import ScratchStore
from dialogs.model import Phase
from tests.bot.office import CountedIds, Office
from tests.bot.typed import CODE, NAME, OTHER_CODE, profile


def both(tx: Transaction) -> tuple[Enterprise | None, Enterprise | None]:
    """Whoever has no code, and whoever has the first one."""
    return tx.enterprise_by_code(""), tx.enterprise_by_code(CODE)


def test_a_profile_without_a_code_cannot_be_registered() -> None:
    """The second person corrects the code to a taken one, goes back to the overview of the profile and hands it in."""
    office = Office(ScratchStore(CountedIds()))
    office.register("first")
    office.say("second", "/start", "1", "是", *profile("另一家企业", OTHER_CODE))
    assert office.say("second", "2", CODE).turn.cursor.desk.page == "join"
    office.say("second", "/back", "/back", "/submit")
    assert office.store.submit(both).result()[0] is None
    assert office.run(office.cursor("second").run).profile.code == OTHER_CODE


def test_a_registered_enterprise_does_not_lose_its_code_to_a_slip() -> None:
    """The first person corrects the own code to a taken one, leaves, comes back and hands the profile in."""
    office = Office(ScratchStore(CountedIds()))
    office.register("other", OTHER_CODE)
    office.register("first")
    office.say("first", "/profile", "2", OTHER_CODE, "/home", "/profile", "/submit")
    nobody, first = office.store.submit(both).result()
    assert nobody is None
    assert first is not None
    assert (first.code, first.name) == (CODE, NAME)
    assert office.cursor("first").phase is not Phase.PROFILE
