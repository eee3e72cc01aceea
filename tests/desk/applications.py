"""An enterprise with a finished run and what it stated for the voucher, its agency, its district and the city."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.ports import Transaction
from bot.ports.programmes import ApplicationState
from bot.ports.registry import CITY
from bot.roles import Role
from bot.usecases.programmes import refresh
from tests.bot.programmes import a_visit
from tests.bot.typed import CODE
from tests.desk.agency import a_finished_run, assigned, reviewers
from tests.desk.candidates import VOUCHER, keep_shipped
from tests.desk.stage import MINHANG, Stage

NOVEMBER = int(datetime(2023, 11, 10, 2, tzinfo=UTC).timestamp() * 1000)

STATED = {
    "annual_output": "12000",
    "above_scale": "yes",
    "assessment_finished": "2023-11-10",
    "assessment_report": "yes",
    "city_body": "yes",
    "contract_link": "storage",
    "contract_amount": "86",
    "contract_date": "2023-06-01",
    "contract_proof": "yes",
    "assessment_wish": "no",
}


def a_case(stage: Stage) -> Stage:
    """An enterprise with a finished run and what it stated, its agency with two reviewers, its district and the city."""
    stage.clock.at = NOVEMBER
    keep_shipped(stage, VOUCHER)
    run = a_finished_run(stage)
    reviewers(stage, assigned(stage, run), ("钱评审", "孙评审"))
    stage.grant("李梅", Role.LIAISON, MINHANG)
    stage.grant("周市", Role.CITY, CITY)
    enterprise = stage.enterprise()

    state_facts(stage, enterprise.id, STATED)
    stage.work(lambda tx: refresh(a_visit(tx, stage.clock.at, stage.bank.id), enterprise))
    return stage


def state_facts(stage: Stage, enterprise: str, facts: Mapping[str, str]) -> None:
    """What the enterprise states from now on; empty for what it takes back."""

    def state_each(tx: Transaction) -> None:
        for fact, value in facts.items():
            tx.state_fact(enterprise, fact, value, "", stage.clock.at)

    stage.work(state_each)


def score(stage: Stage) -> tuple[str, str]:
    """Score and level of the finished run."""
    run = stage.cursor("王工").run
    stored = stage.work(lambda tx: tx.run(run))
    assert stored is not None
    assert stored.run.result is not None
    return stored.run.result.total, str(stored.run.result.level)


def state(stage: Stage) -> ApplicationState | None:
    """How far the application is."""
    enterprise = stage.enterprise().id
    found = stage.work(lambda tx: tx.application(enterprise, VOUCHER))
    return found.state if found else None


def at_case(stage: Stage, who: str) -> None:
    """The application, opened by this person."""
    stage.open(who, "vouch", stage.enterprise().id)


def read_papers(
    stage: Stage, who: str = "钱评审", *, code: str = CODE, total: str = "", level: str = "", contract: tuple[str, ...] = ()
) -> str:
    """What the reviewer reads in the papers, by default what is known; the last screen."""
    at_case(stage, who)
    stage.tap(who, "核对材料")
    stage.tap(who, "是")
    known = score(stage)
    stage.say(who, code, total or known[0], level or known[1])
    return stage.say(who, *(contract or ("自动化立体仓库", "2023年6月1日", "86万元", "仓储"))).text
