"""The ledger of a campaign as workbooks: what was sent to whom, and a line for each person with what became of it and why.

For those who may agree to a campaign in all of its units, asked again when it is made. Holds no phone numbers; texts that a spreadsheet
would run are written so that none does. A long ledger is cut into several workbooks, because a reader takes no more rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from bot.ports.campaigns import Delivery, Responses
from bot.roles import Action
from bot.usecases.campaigns import campaigning
from bot.usecases.desk.bcast.words import programme_title, verdict_name
from bot.usecases.desk.visit import Visit
from bot.usecases.drawing import File
from bot.usecases.files.order import Maker, Order
from dialogs import phrasebook, registers
from dialogs.campaigns.model import Audience, Campaign, DeliveryState
from dialogs.limits import SHANGHAI, day_of
from question_bank.sheets import Row, Sheet

FILE = "campaign"
"""The kind of file that a ledger is."""

MOST = 19_000
"""Lines in one workbook; a reader takes no more than twenty thousand rows."""

LONGEST_CELL = 8_000
"""Characters of a text in a cell; the longest message has half as many."""

_REGISTERS = {"industries": registers.INDUSTRIES, "sizes": registers.SIZES, "districts": registers.DISTRICTS}
_UNITS = frozenset({"districts", "zones", "streets", "parks", "groups"})
_COLUMNS = {"name": 34, "code": 22, "contact": 14, "state": 22, "reason": 30, "at": 18, "tapped": 18, "continued": 18, "finished": 18}

Pairs = tuple[tuple[str, str], ...]


async def _ledger(order: Order) -> Sequence[File]:
    """The workbooks; nothing for somebody who may not see the campaign, or may no longer when it was read."""
    if await order.look(lambda visit: _head(visit, order.at)) is None:
        return ()
    lines = tuple(_line(delivery, order.language) for delivery in await order.store.read_deliveries(order.at))
    head = await order.look(lambda visit: _taken(visit, order.at, len(lines)))
    if head is None:
        return ()
    name = f"{phrasebook.sentence(order.language, 'ledger', 'file')}-{day_of(order.now):%Y%m%d}"
    parts = [lines[begin : begin + MOST] for begin in range(0, len(lines), MOST)] or [()]
    files: list[File] = []
    for number, part in enumerate(parts, start=1):
        content = await order.drawing.made(workbook, order.language, head, part)
        files.append(("document", f"{name}-{number}.xlsx" if len(parts) > 1 else f"{name}.xlsx", content))
    return files


def _taken(visit: Visit, campaign: str, lines: int) -> Pairs | None:
    """The head, with a line in the audit."""
    head = _head(visit, campaign)
    if head is not None:
        visit.record("ledger_exported", campaign=campaign, rows=str(lines))
    return head


def _head(visit: Visit, campaign: str) -> Pairs | None:
    """What was sent to whom, and how it went; nothing where it is not for this person."""
    stored = campaigning.visible(visit, campaign)
    if stored is None or not campaigning.allows(visit, stored.campaign, Action.SECOND_BROADCAST):
        return None
    return tuple((label, said) for label, said in head(visit, stored.campaign) if said)


def head(visit: Visit, campaign: Campaign) -> Iterator[tuple[str, str]]:
    """A campaign in words, one thing after the other; empty where there is nothing to say."""
    language, word = visit.language, _Words(visit.language)
    yield word("title"), campaign.title
    yield word("kind"), phrasebook.sentence(language, "kinds", campaign.kind)
    yield word("state"), phrasebook.sentence(language, "campaigns", campaign.state)
    yield word("reason"), reason_text(campaign.reason, language)
    yield word("made_by"), visit.name_of(campaign.made_by) or campaign.made_by or word("shipped")
    yield word("made_at"), said_at(campaign.made_at)
    yield word("confirmed_by"), visit.name_of(campaign.confirmed_by) or campaign.confirmed_by
    yield word("seconded_by"), visit.name_of(campaign.seconded_by) or campaign.seconded_by
    yield word("confirmed_at"), said_at(campaign.confirmed_at)
    yield word("units"), _joined(language, (visit.name_of_unit(unit) or unit for unit in campaign.units))
    yield from ((f"{word('audience')} · {label}", said) for label, said in audience(visit, campaign.audience))
    yield word("persons"), str(campaign.persons or "")
    yield word("digest"), campaign.digest
    yield word("text_zh"), campaign.texts.get("zh", "")[:LONGEST_CELL]
    yield word("text_en"), campaign.texts.get("en", "")[:LONGEST_CELL]
    yield word("attachment"), campaign.attachment.name if campaign.attachment else ""
    if campaign.button is not None:
        yield word("button"), campaign.button.label or campaign.button.url or word(f"button_{campaign.button.kind}")
    yield from ((word(name), said_at(getattr(campaign, name))) for name in ("starts_at", "ends_at", "ended_at"))
    yield from _went(visit, campaign, word)


def _went(visit: Visit, campaign: Campaign, word: _Words) -> Iterator[tuple[str, str]]:
    """How many persons are in each state, and what they did then."""
    tally: Mapping[DeliveryState, int] = visit.tx.tally(campaign.id)
    yield from (
        (phrasebook.sentence(visit.language, "deliveries", state), str(tally[state] or "")) for state in DeliveryState if state in tally
    )
    done: Responses = visit.tx.responses(campaign.id)
    yield from ((word(name), str(getattr(done, name))) for name in ("tapped", "continued", "finished"))


def audience(visit: Visit, wanted: Audience) -> Iterator[tuple[str, str]]:
    """Who is meant, in words: what narrows it, one after the other."""
    language, word = visit.language, _Words(visit.language)
    yield word("audience"), word(f"whom_{wanted.whom}")
    for name in ("districts", "zones", "streets", "parks", "groups", "industries", "sizes"):
        yield word(name), _joined(language, (_called(visit, name, key) for key in getattr(wanted, name)))
    yield word("stages"), _joined(language, (phrasebook.sentence(language, "listed", stage) for stage in wanted.stages))
    yield word("levels"), _joined(language, map(str, wanted.levels))
    for name in ("idle_days", "answering", "months_since", "without", "language"):
        yield word(name), str(getattr(wanted, name) or "")
    yield word("codes"), str(len(wanted.codes) or "")
    yield word("verdicts"), _joined(language, (verdict_name(visit, key) for key in wanted.verdicts))
    yield word("unsent"), programme_title(visit, wanted.unsent) if wanted.unsent else ""


def _called(visit: Visit, name: str, key: str) -> str:
    found = registers.entry(_REGISTERS[name], key) if name in _REGISTERS else None
    return (found.name(visit.language) if found else "") or (visit.name_of_unit(key) if name in _UNITS else "") or key


def _joined(language: str, names: Iterable[str]) -> str:
    return (", " if language == "en" else "、").join(names)


def _line(delivery: Delivery, language: str) -> tuple[str, ...]:
    """A person's line, in the order of the columns."""
    return (
        delivery.name,
        delivery.code,
        delivery.contact_name,
        phrasebook.sentence(language, "deliveries", delivery.state),
        reason_text(delivery.reason, language),
        said_at(delivery.at),
        said_at(delivery.tapped_at),
        said_at(delivery.continued_at),
        said_at(delivery.finished_at),
    )


def reason_text(reason: str, language: str) -> str:
    """A reason in words: a code that has some, with what stands behind its colon; anything else as it is."""
    code, _, rest = reason.partition(":")
    try:
        said = phrasebook.sentence(language, "reasons", code)
    except KeyError:
        return reason
    return f"{said} ({rest.strip()})" if rest.strip() else said


def said_at(at: int | None) -> str:
    """A moment in Shanghai; empty for none."""
    return "" if not at else f"{datetime.fromtimestamp(at / 1000, UTC).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


class _Words:
    """The words of the ledger in one language."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, name: str) -> str:
        return phrasebook.sentence(self._language, "ledger", name)


def workbook(language: str, head: Pairs, lines: Sequence[tuple[str, ...]]) -> bytes:
    """Both sheets as a file; runs in the worker."""
    from question_bank.workbook_writing import ColumnStyle, SheetStyle, Workbook, workbook_bytes

    word = _Words(language)
    item, said = word("item"), word("said")
    heads = [phrasebook.sentence(language, "ledger_columns", column) for column in _COLUMNS]
    what = Sheet(word("what"), (item, said), tuple(Row(number, {item: one, said: two}) for number, (one, two) in enumerate(head, start=2)))
    who = Sheet(
        word("who"), tuple(heads), tuple(Row(number, dict(zip(heads, line, strict=True))) for number, line in enumerate(lines, start=2))
    )
    styles = {
        what.name: SheetStyle({item: ColumnStyle(width=26), said: ColumnStyle(width=80)}),
        who.name: SheetStyle({head: ColumnStyle(width=width) for head, width in zip(heads, _COLUMNS.values(), strict=True)}),
    }
    return workbook_bytes(Workbook({what.name: what, who.name: who}, styles))


MAKERS: Mapping[str, Maker] = {FILE: _ledger}
