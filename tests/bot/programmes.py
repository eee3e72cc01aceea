"""Programmes made in Python for tests of the shell: as small as a test needs, kept in a store as if an admin had published them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import msgspec

from bot.ports import Store, Transaction
from bot.ports.banks import BankState
from bot.usecases.desk.visit import Visit
from bot.usecases.packs import Packs
from dialogs.model import CURSOR_SPEC, RUN_SPEC, Cursor, IndicatorValue, Profile, Result, Run, RunState
from question_bank.model import Text
from question_bank.programmes.model import (
    Choice,
    Condition,
    ConditionId,
    Fact,
    FactId,
    FactKind,
    Join,
    Notice,
    Operator,
    Programme,
    ProgrammeId,
    Purpose,
    Subject,
    Track,
    TrackId,
    Window,
)
from tests.bot import typed
from tests.bot.office import DAY, NOON


def _text(text: str) -> Text:
    return Text(text, {"en": f"en {text}"})


def a_fact(name: str, kind: FactKind = FactKind.FLAG, source: str = "", *, suggested: bool = False, choices: Sequence[str] = ()) -> Fact:
    """A fact that is called by its id. The choices are `key=name`, or keys that are called so."""
    listed = tuple(Choice(key, _text(called or key)) for key, _, called in (choice.partition("=") for choice in choices))
    return Fact(FactId(name), kind, _text(name), _text(f"{name}？"), choices=listed, source=source, suggested=suggested, clause="一")


def must(fact: str, operator: Operator, *values: str, mendable: bool = True, parent: str = "") -> Condition:
    """A condition named like its fact."""
    return Condition(
        id=ConditionId(f"c_{fact}"),
        parent=ConditionId(parent) if parent else None,
        track=None,
        clause="一.1",
        text=_text(f"要 {fact}"),
        remedy=_text(f"补 {fact}"),
        mendable=mendable,
        fact=FactId(fact),
        operator=operator,
        values=values,
    )


def joined(name: str, join: Join) -> Condition:
    """A join at the top."""
    return Condition(ConditionId(name), None, None, "一.1", _text(name), _text(f"补 {name}"), join=join)


def a_programme(
    name: str,
    facts: Iterable[Fact],
    conditions: Iterable[Condition] = (),
    *,
    version: str = "1.0.0",
    closes: Sequence[date] = (),
    purpose: Purpose = Purpose.APPLY,
    subject: Subject = Subject.ENTERPRISE,
    draft: bool = False,
) -> Programme:
    """A programme with one track."""
    return Programme(
        id=ProgrammeId(name),
        version=version,
        title=Text(f"{name}申报", {"en": f"{name} programme"}),
        short=Text(name, {"en": name}),
        summary=_text(f"{name}说明"),
        notice=Notice("沪测〔2025〕1号", _text("通知"), _text("测试单位"), date(2025, 1, 1)),
        purpose=purpose,
        subject=subject,
        languages=("zh", "en"),
        tracks=(Track(TrackId("only"), _text("全部"), 1),),
        windows=tuple(Window(f"w{place}", _text(f"第{place}批"), None, day, "二") for place, day in enumerate(closes, 1)),
        quotas=(),
        facts=tuple(facts),
        conditions=tuple(conditions),
        forms=(),
        draft=draft,
    )


LEVEL = a_fact("maturity_level", FactKind.NUMBER, "run.level")
OPEN_UNTIL = date(2026, 12, 31)


def of_level(level: int, name: str = "leveltwo", version: str = "1.0.0", closes: Sequence[date] = (OPEN_UNTIL,)) -> Programme:
    """A programme that asks for a level of the last finished run, and for nothing else."""
    return a_programme(name, [LEVEL], [must("maturity_level", Operator.AT_LEAST, str(level))], version=version, closes=closes)


def of_flag(fact: str = "legal_person", name: str = "legal") -> Programme:
    """A programme that asks whether, and for nothing else."""
    return a_programme(name, [a_fact(fact)], [must(fact, Operator.IS, "yes")], closes=(OPEN_UNTIL,))


def keep_all(store: Store, *programmes: Programme, now: int = 0) -> None:
    """Keep these as if they came with the program; another version of one that is kept takes its place."""
    by_id = {str(programme.id): programme for programme in programmes}

    def work(tx: Transaction) -> None:
        names = [(programme.id, programme.version) for programme in programmes]
        Packs(by_id.__getitem__).keep(tx, names, now)
        for name, version in names:
            _publish(tx, name, version, now)

    store.submit(work).result()


def _publish(tx: Transaction, name: str, version: str, now: int) -> None:
    kept = tx.pack_version(name, version)
    assert kept is not None
    if kept.current:
        return
    assert tx.change_pack_version(kept, replace(kept, state=BankState.PUBLISHED, published_at=now))
    assert tx.make_pack_current(name, version, now)


def a_visit(tx: Transaction, now: int, main: str, person: str = "") -> Visit:
    """A visit outside any turn."""
    return Visit(tx, Cursor(spec=CURSOR_SPEC, person=person, language="zh"), now, lambda: "0" * 32, of_main=main)


def a_run(run: str, enterprise: str, bank: str, finished: int | None, level: int, total: str) -> Run:
    """A run of the enterprise; without a time it is under way."""
    done = Run(
        spec=RUN_SPEC,
        id=run,
        bank=bank,
        bank_version="1",
        enterprise=enterprise,
        state=RunState.FINISHED if finished else RunState.OPEN,
        profile=Profile(name=typed.NAME, code=typed.CODE, kind="discrete"),
        indicators={"rate": IndicatorValue(value="12.5", formula="x"), "defects": IndicatorValue()},
        created_at=(finished or NOON) - DAY,
        started_at=(finished or NOON) - DAY,
    )
    return msgspec.structs.replace(done, finished_at=finished, result=Result(level=level, total=total, scoring="1")) if finished else done
