"""An agency with reviewers, and an enterprise that finished a run and is assigned to it; nothing of this is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.ports import Transaction
from bot.roles import Role, UnitKind
from dialogs.inbound import Stored
from dialogs.model import Phase, Run
from dialogs.review import Review
from tests.desk.stage import Stage

AGENCY = "上海某质量检测院"
EVIDENCE = Stored("ab" * 32, "设备台账.pdf", "application/pdf", 234_567)


def a_finished_run(stage: Stage, who: str = "王工", key: str = "D", **enterprise: str) -> str:
    """The id of a run that this person registered and finished, with a note and a file beside its first answer."""
    stage.register(who, **enterprise)
    stage.go_on(who, Phase.QUESTION)
    cursor = stage.cursor(who)
    file = Stored(EVIDENCE.digest, EVIDENCE.name, EVIDENCE.mime, EVIDENCE.size, cursor.run, cursor.at)
    stage.silently(lambda: stage.say(who, "备注", "台账在设备部，每月更新", "返回"))
    stage.silently(lambda: stage.send(who, file))
    stage.go_on(who, Phase.RESULT, key)
    return cursor.run


def assigned(stage: Stage, run: str, agency: str = AGENCY) -> str:
    """The agency, made and assigned to the enterprise of this run."""
    enterprise = of(stage, run).enterprise
    now = stage.clock.at

    def assign(tx: Transaction) -> str:
        unit = tx.add_unit(UnitKind.AGENCY, agency, "", now).id
        found = tx.enterprise(enterprise)
        assert found is not None
        tx.affiliate(enterprise, replace(found.affiliation, agency=unit), now)
        return unit

    return stage.work(assign)


def reviewers(stage: Stage, agency: str, names: Sequence[str] = ("钱评审",)) -> None:
    """People who review for this agency."""
    for name in names:
        stage.grant(name, Role.REVIEWER, agency)


def of(stage: Stage, run: str) -> Run:
    """The run as it is stored."""
    found = stage.work(lambda tx: tx.run(run))
    assert found is not None
    return found.run


def review_of(stage: Stage, run: str) -> Review:
    """The review as it is stored."""
    found = stage.work(lambda tx: tx.review(run))
    assert found is not None
    return found.review
