"""What one work does to the ledger of deliveries, the same on SQLite and PostgreSQL. Commits nothing.

Whoever ends what is queued holds the campaign first, so that nothing is marked or put back behind its back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from bot.ports.campaigns import INTERRUPTED, Delivery, Responses
from bot.storage import campaign_statements as sql
from bot.storage.rows import encode_codes, kept_text, plain
from bot.storage.session import Row, Session
from dialogs.campaigns.model import FOLLOWED_DAYS, DeliveryState

DAY = 24 * 60 * 60 * 1000

_OPEN = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING})
_NOT_OF_A_CALL = frozenset({DeliveryState.OUTSIDE, DeliveryState.STOPPED})
_ONLY_OF_A_CALL = frozenset({DeliveryState.SENT, DeliveryState.DOUBTFUL})


class _Named(msgspec.Struct, frozen=True):
    name: str = ""


class _Speaker(msgspec.Struct):
    contact: _Named = _Named()


_speakers = msgspec.json.Decoder(_Speaker)


class SqlLedger:
    """The part of `bot.ports.campaigns.CampaignsTransaction` about deliveries."""

    __slots__ = ()

    _session: Session

    def queued(self, campaign: str, limit: int, after: str = "") -> tuple[str, ...]:
        return tuple(row[0] for row in self._session.all(sql.QUEUED, campaign=campaign, after=after, most=limit))

    def begin_delivery(self, campaign: str, person: str, holder: str, digest: str, now: int) -> bool:
        values = {"holder": holder, "digest": plain(digest), "now": now}
        return self._session.change(self._session.spelt(sql.BEGIN), campaign=campaign, person=person, **values) == 1

    def end_delivery(
        self, campaign: str, person: str, holder: str, state: DeliveryState, now: int, reason: str = "", message: str = ""
    ) -> bool:
        if state in _OPEN:
            raise ValueError(f"{state.value} is no end of a delivery")
        end = {"campaign": campaign, "person": person, "state": state.value, "reason": kept_text(reason), "now": now}
        if state not in _NOT_OF_A_CALL and self._session.change(sql.END, holder=holder, message=plain(message), **end) == 1:
            return True
        return state not in _ONLY_OF_A_CALL and self._session.change(sql.DROP, **end) == 1

    def put_back_delivery(self, campaign: str, person: str, holder: str, now: int) -> bool:
        return self._session.change(self._session.spelt(sql.PUT_BACK), campaign=campaign, person=person, holder=holder, now=now) == 1

    def doubt_deliveries(self, holder: str, now: int) -> int:
        return self._session.change(sql.DOUBT, holder=holder, reason=INTERRUPTED, now=now)

    def drop_queued(self, campaign: str, state: DeliveryState, reason: str, now: int) -> int:
        if state in _OPEN | _ONLY_OF_A_CALL:
            raise ValueError(f"{state.value} is no reason not to send")
        self._hold(campaign)
        return self._session.change(sql.DROP_QUEUED, campaign=campaign, state=state.value, reason=kept_text(reason), now=now)

    def thaw_audience(self, campaign: str) -> int:
        self._hold(campaign)
        return self._session.change(sql.THAW, campaign=campaign)

    def tally(self, campaign: str) -> Mapping[DeliveryState, int]:
        return as_tally(self._session.all(sql.TALLY, campaign=campaign))

    def responses(self, campaign: str) -> Responses:
        return as_responses(self._session.all(sql.RESPONSES, campaign=campaign))

    def deliveries(self, campaign: str, states: Collection[DeliveryState], limit: int, after: str = "") -> tuple[Delivery, ...]:
        page = {"campaign": campaign, "most": limit, "after": after}
        if not states:
            return tuple(map(as_delivery, self._session.all(sql.LINES, **page)))
        return tuple(map(as_delivery, self._session.all(self._session.spelt(sql.LINES_IN), states=encode_codes(states), **page)))

    def tap_delivery(self, campaign: str, person: str, now: int) -> str | None:
        if self._session.change(sql.TAP, campaign=campaign, person=person, now=now) != 1:
            return None
        row = self._session.one(sql.ABOUT, campaign=campaign, person=person)
        return str(row[0]) if row else None

    def follow_up(self, now: int) -> int:
        return self._session.change(self._session.spelt(sql.FOLLOW_UP), since=now - FOLLOWED_DAYS * DAY)

    def _hold(self, campaign: str) -> None:
        self._session.one(self._session.spelt(sql.HOLD_CAMPAIGN), campaign=campaign)


def as_delivery(row: Row) -> Delivery:
    """The line in a row of `campaign_statements.ALL_LINES`."""
    campaign, person, enterprise, state, reason, at, digest, message, tapped_at, continued_at, finished_at, name, code, document = row
    return Delivery(
        campaign=campaign,
        person=person,
        enterprise=enterprise,
        state=DeliveryState(state),
        reason=reason,
        at=at,
        digest=digest,
        message=message,
        name=name or "",
        code=code or "",
        contact_name=_speakers.decode(document).contact.name if document else "",
        tapped_at=tapped_at,
        continued_at=continued_at,
        finished_at=finished_at,
    )


def as_responses(rows: Collection[Row]) -> Responses:
    """The one row of counts."""
    ((tapped, continued, finished),) = rows
    return Responses(tapped, continued, finished)


def as_tally(rows: Collection[Row]) -> Mapping[DeliveryState, int]:
    """Every state with its number, those without any too."""
    found = {str(state): int(number) for state, number in rows}
    return {state: found.get(state.value, 0) for state in DeliveryState}
