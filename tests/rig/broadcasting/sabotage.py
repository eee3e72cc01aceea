"""Every protection of the broadcasts taken away once, in the child only: each function here removes one, and a run must notice.

`SWITCHES` says which run looks for it and what has to turn red there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import text

from bot.broadcast import ledger as sending
from bot.broadcast import planning
from bot.broadcast.ledger import Ledger
from bot.broadcast.outcomes import Fate
from bot.ports import Transaction
from bot.storage.transaction import SqlTransaction
from dialogs.campaigns.model import DeliveryState
from tests.rig.sabotage import no_pacer, no_pause, put


def no_unique_key() -> None:
    """An occasion has another name each time, and nothing says whom it reached before."""
    child, freeze, ids = planning.child, SqlTransaction.freeze_audience, iter(range(1 << 62))

    def another(series: Any, found: Any) -> Any:
        return child(series, replace(found, key=f"{found.key} {next(ids)}"))

    def without_key(self: SqlTransaction, *given: Any, **named: Any) -> Any:
        self._session.change(text("DROP INDEX IF EXISTS ix_deliveries_occasion"))
        self._session.change(text("UPDATE deliveries SET series = campaign, occasion = ''"))
        return freeze(self, *given, **named)

    put(planning, "child", another)
    put(SqlTransaction, "freeze_audience", without_key)


def marked_after_the_call() -> None:
    """Who is being written to is known only once it was done."""
    begin, end = SqlTransaction.begin_delivery, SqlTransaction.end_delivery
    digests: dict[tuple[str, str], str] = {}

    def looked(self: Any, campaign: str, person: str, holder: str, digest: str, now: int) -> bool:
        digests[campaign, person] = digest
        return True

    def both(self: Any, campaign: str, person: str, holder: str, state: DeliveryState, now: int, *more: Any) -> bool:
        if (digest := digests.pop((campaign, person), None)) is not None:
            begin(self, campaign, person, holder, digest, now)
        return end(self, campaign, person, holder, state, now, *more)

    put(SqlTransaction, "begin_delivery", looked)
    put(SqlTransaction, "end_delivery", both)


def doubtful_repeated() -> None:
    """What a killed process left marked is simply queued again."""
    again = text("UPDATE deliveries SET state = 'queued', holder = '' WHERE state = 'sending' AND holder <> :holder")
    put(SqlTransaction, "doubt_deliveries", lambda self, holder, now: self._session.change(again, holder=holder))


def lost_is_unsent() -> None:
    """A call whose answer was lost is taken for one that never arrived, and made again."""
    from bot.broadcast import calling

    meaning = calling.meaning

    def sure(error: Any) -> Any:
        found = meaning(error)
        doubtful = found.fate is Fate.ENDED and found.state is DeliveryState.DOUBTFUL
        return replace(found, fate=Fate.BACK) if doubtful else found

    put(calling, "meaning", sure)


def list_ignored() -> None:
    """Whoever the audience would be now is written to, and not who it was."""
    page = Ledger._page

    def anew(self: Ledger, tx: Transaction, campaign: Any, *given: Any) -> Any:
        tx.freeze_audience(campaign, self.now)
        return page(self, tx, campaign, *given)

    put(Ledger, "_page", anew)


def nobody_dropped() -> None:
    """What changed since the list was frozen is not looked at."""
    facts = SqlTransaction.facts

    def as_before(self: Any, *given: Any) -> Any:
        found = facts(self, *given)
        chat = self._session.one(text("SELECT external FROM persons WHERE id = :id"), id=given[1]) if found else None
        return found.__class__(**{**{n: getattr(found, n) for n in found.__struct_fields__}, "chat": chat[0]}) if chat else found

    put(SqlTransaction, "facts", as_before)
    put(sending, "dropped", lambda *given: None)


def no_limiter() -> None:
    """Nobody waits for a turn."""
    no_pacer()


def pause_forgotten() -> None:
    """Nobody waits after a 429."""
    no_pause()


def digest_of_another() -> None:
    """The ledger names the body of whoever was written to before."""
    digest_of, before = sending.digest_of, [""]

    def previous(body: str) -> str:
        before.append(body)
        return digest_of(before.pop(0))

    put(sending, "digest_of", previous)


def body_of_another() -> None:
    """Each gets the text of whoever was written to before."""
    body, before = sending.body, [""]

    def previous(*given: Any) -> str:
        before.append(body(*given))
        return before.pop(0) or before[-1]

    put(sending, "body", previous)


@dataclass(frozen=True, slots=True)
class Switch:
    """A protection to take away, the run that is to notice, and how that which it finds then begins (one of these at least)."""

    without: Callable[[], None]
    run: str
    red: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.without.__name__


SWITCHES = (
    Switch(no_unique_key, "hour_back", ("reminded again",)),
    Switch(marked_after_the_call, "points", ("twice",)),
    Switch(doubtful_repeated, "points", ("twice",)),
    Switch(lost_is_unsent, "faults", ("twice", "repeated")),
    Switch(list_ignored, "quiet", ("wrong recipient", "listed without reason")),
    Switch(nobody_dropped, "quiet", ("written to against their will",)),
    Switch(no_limiter, "pace", ("more than 30 in a second",)),
    Switch(pause_forgotten, "faults", ("called inside a retry window",)),
    Switch(digest_of_another, "quiet", ("wrong digest",)),
    Switch(body_of_another, "quiet", ("wrong body",)),
)
