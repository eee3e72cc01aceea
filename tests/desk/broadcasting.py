"""What the tests of broadcasts share: a draft composed, confirmed, under way; and how the one campaign stands."""

from __future__ import annotations

import msgspec

from bot.ports.campaigns import StoredCampaign
from dialogs.campaigns.model import CampaignState
from tests.desk.stage import Stage, labels

STAFF, OTHER = "赵工", "钱工"
TEXT = "{联系人}您好！\n{企业名称}的自诊断{进度}。请抽空完成，谢谢。"


def drafted(stage: Stage, who: str = STAFF, text: str = TEXT) -> None:
    """A draft to everybody in the person's scope, at its card, unwritten."""

    def compose() -> None:
        stage.say(who, "/broadcast", "新建群发", "下一步")
        stage.say(who, text)
        for _ in range(4):
            stage.tap(who, "下一步")

    stage.silently(compose)


def confirmed(stage: Stage, who: str = STAFF) -> str:
    """The draft before the person confirmed; what is told then."""
    stage.tap(who, "确认发送…")
    label = next(label for label in labels(stage.seen[who].screen) if label.startswith("确认发送 "))
    return stage.tap(who, label).text


def only(stage: Stage) -> StoredCampaign:
    """The one campaign there is."""
    found = stage.work(lambda tx: tx.campaigns(tuple(CampaignState), 10))
    assert len(found) == 1
    return found[0]


def state(stage: Stage) -> CampaignState:
    """Where the one campaign stands."""
    return only(stage).campaign.state


def deliveries(stage: Stage) -> int:
    """How many persons the one campaign's ledger names."""
    campaign = only(stage).campaign.id
    return sum(stage.work(lambda tx: tx.tally(campaign)).values())


def under_way(stage: Stage) -> str:
    """What the sender does first; the id of the campaign."""
    stored = only(stage)
    sending = msgspec.structs.replace(stored.campaign, state=CampaignState.SENDING)
    stage.work(lambda tx: tx.save_campaign(stored, sending, stage.clock.at))
    return sending.id
