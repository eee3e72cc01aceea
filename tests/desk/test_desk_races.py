"""Several people at the same moment: one effect each, on one writer and on several."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.ports.registry import ClaimState
from bot.roles import Role
from bot.storage.opening import open_store
from bot.usecases.conversation import Outcome
from dialogs.inbound import AnyInbound, Choose, Open, Reply, Start
from dialogs.phrasebook import Screen
from tests.bot.office import CountedIds, at_once
from tests.bot.typed import CODE
from tests.contract.postgres import postgres_server, postgres_url
from tests.desk.stage import CHANNEL, MINHANG, Stage
from tests.desk.test_invitations import invited

__all__ = ["postgres_server", "postgres_url"]

MANY = 8


@pytest.fixture(params=["sqlite", "postgres"])
def racing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """A stage where turns really meet."""
    url = f"sqlite:///{tmp_path / 'z.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    store = open_store(url, CountedIds())
    yield Stage(store)
    store.close()


def takes(stage: Stage, who: str, inbound: AnyInbound) -> Callable[[], Outcome]:
    """A turn to be taken when all are ready."""
    return partial(stage.conversation.take, CHANNEL, who, inbound)


def asked(stage: Stage, who: str) -> str:
    """A claim made in silence; its id."""
    stage.silently(lambda: (stage.begin(who), stage.say(who, "另一家", CODE, "申请加入", "李明", "工艺员"))[1])
    person = stage.person(who)
    return stage.work(lambda tx: tx.claims_of(person)[0].id)


def notices(stage: Stage, who: str) -> list[Screen]:
    """What somebody was told meanwhile; turns taken beside the stage tell it too."""
    person = stage.person(who)
    return [screen for told, screen in stage._told if told == person]


def test_of_two_decisions_one_counts_and_the_other_is_told(racing: Stage) -> None:
    """The first contact agrees, the liaison does not; the claimant hears one word."""
    racing.grant("陈联络员", Role.LIAISON, MINHANG)
    racing.register("王工")
    claim = asked(racing, "李工")
    racing._told.clear()
    outcomes = at_once([takes(racing, "王工", Open("claim", f"{claim}.y")), takes(racing, "陈联络员", Open("claim", f"{claim}.n"))])
    texts = [outcome.screen.text for outcome in outcomes]
    assert sorted("已有人处理" in text for text in texts) == [False, True]
    found = racing.work(lambda tx: tx.claim_of(claim))
    assert found is not None
    enterprise, li = racing.enterprise().id, racing.person("李工")
    assert racing.work(lambda tx: tx.is_contact(li, enterprise)) == (found.state is ClaimState.CONFIRMED)
    assert found.decided_by == racing.person("王工" if found.state is ClaimState.CONFIRMED else "陈联络员")
    decided = [row for row in notices(racing, "李工") if "通过" in row.text]
    assert len({screen.text for screen in decided}) == 1


def test_a_withdrawal_and_an_agreement_at_once_are_one_of_the_two(racing: Stage) -> None:
    """Never a contact who withdrew."""
    racing.register("王工")
    claim = asked(racing, "李工")
    at_once([takes(racing, "王工", Open("claim", f"{claim}.y")), takes(racing, "李工", Choose("withdraw"))])
    found = racing.work(lambda tx: tx.claim_of(claim))
    assert found is not None
    enterprise, li = racing.enterprise().id, racing.person("李工")
    assert racing.work(lambda tx: tx.is_contact(li, enterprise)) == (found.decided_by == racing.person("王工"))


def test_asking_many_times_at_once_is_one_claim(racing: Stage) -> None:
    """A nervous thumb."""
    racing.register("王工")
    racing.silently(lambda: (racing.begin("李工"), racing.say("李工", "另一家", CODE, "申请加入", "李明", "工艺员"))[1])
    racing.tap("李工", "撤回申请")
    at_once([takes(racing, "李工", Choose("ask"))] * MANY)
    li = racing.person("李工")
    claims = racing.work(lambda tx: tx.claims_of(li))
    assert [claim.state for claim in claims].count(ClaimState.WAITING) == 1
    assert len(claims) == 2


def test_of_many_who_open_one_link_one_has_it(racing: Stage) -> None:
    """The others read that it cannot be used, and their acceptance changes nothing."""
    racing.register("王工")
    token = invited(racing)
    people = [f"同事{number}" for number in range(MANY)]
    for who in people:
        racing.begin(who)
    outcomes = at_once([takes(racing, who, Start(token)) for who in people])
    assert sorted("不能用" in outcome.screen.text for outcome in outcomes) == [False, *[True] * (MANY - 1)]
    for who in people:
        racing.conversation.take(CHANNEL, who, Choose("accept"))
        racing.conversation.take(CHANNEL, who, Reply("李明"))
    at_once([takes(racing, who, Reply("工艺员")) for who in people])
    enterprise = racing.enterprise().id
    assert len(racing.work(lambda tx: tx.contacts(enterprise))) == 2


def test_a_link_taken_and_withdrawn_at_once_is_one_of_the_two(racing: Stage) -> None:
    """Either the colleague is in, or the link is withdrawn."""
    racing.register("王工")
    token = invited(racing)
    racing.begin("李工")
    racing.send("李工", Start(token))
    racing.say("李工", "加入", "李明")
    racing.open("王工", "invite")
    racing.tap("王工", "1. 李工")
    taken, withdrawn = at_once([takes(racing, "李工", Reply("工艺员")), takes(racing, "王工", Choose("revoke"))])
    enterprise = racing.enterprise().id
    joined = len(racing.work(lambda tx: tx.contacts(enterprise))) == 2
    assert joined == ("您已加入" in taken.screen.text)
    assert joined != ("已撤回" in withdrawn.screen.text)


def test_two_who_remove_each_other_leave_one(racing: Stage) -> None:
    """The first contact passes the office on and both act at once; nobody is left without a contact, nothing hangs."""
    racing.grant("陈联络员", Role.LIAISON, MINHANG)
    racing.register("王工")
    token = invited(racing)
    racing.begin("李工")
    racing.send("李工", Start(token))
    racing.say("李工", "加入", "李明", "工艺员")
    enterprise = racing.enterprise().id
    wang, li = racing.person("王工"), racing.person("李工")
    for who, other in (("王工", li), ("陈联络员", wang)):
        racing.open(who, "people", enterprise)
        racing.send(who, Choose(other))
        racing.send(who, Choose("remove"))
    at_once([takes(racing, "王工", Choose("yes")), takes(racing, "陈联络员", Choose("yes"))])
    left = [row.person for row in racing.work(lambda tx: tx.contacts(enterprise))]
    assert wang not in left
    assert racing.enterprise().first_contact == (left[0] if left else "")


def test_who_is_removed_while_answering_keeps_no_place_in_the_run(racing: Stage) -> None:
    """Whichever comes first: afterwards the person stands elsewhere."""
    racing.register("王工")
    token = invited(racing)
    racing.begin("李工")
    racing.send("李工", Start(token))
    racing.say("李工", "加入", "李明", "工艺员")
    enterprise, li = racing.enterprise().id, racing.person("李工")
    racing.open("王工", "people", enterprise)
    racing.send("王工", Choose(li))
    racing.send("王工", Choose("remove"))
    at_once([takes(racing, "王工", Choose("yes")), *[takes(racing, "李工", Reply("/home"))] * 3])
    run = racing.cursor("李工").run
    stored = racing.work(lambda tx: tx.run(run))
    assert stored is not None
    assert stored.run.enterprise == ""
