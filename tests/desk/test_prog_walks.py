"""Whatever is tapped, typed or forged on the page of programmes, in whatever order: a screen in both languages, and never an error."""

from __future__ import annotations

from random import Random

import pytest

from bot.channels import buttons
from dialogs.inbound import AnyInbound, Choose, Reply
from tests.desk.programme_rooms import ADVANCED, NOVEMBER_2026, TIERS, VOUCHER, finish_at_level, with_packs
from tests.desk.stage import Stage

PAGES = ("", ADVANCED, VOUCHER, TIERS, "self-assessment-2022", "digital-diagnosis-2023", "supervision-agency-2023")
TEXTS = (
    *("是", "否", "1", "3", "1、3", "99", "-5", "1.2亿", "12.5%", "2023-09-01", "２０２３年９月１日", "2030-01-01", "以后再说", "说明"),
    *("返回", "提交", "下一题", "很多", "", "　", "字" * 1200, "\u202e", "<b>", "没有", "/programmes", "继续", "English", "中文"),
)
FORGED = (
    *("v:x", "v:none", "p:0", "p:1", "p:99", "t:nope", "t:leading", "done", "none", "take", "keep", "later", "yes", "no", "ask", "met"),
    *("known", "history", "way", "k:1", "k:99", "from:3", "from:999", "bodies"),
)


def next_inbound(stage: Stage, who: str, random: Random) -> AnyInbound:
    """A button of the screen mostly, else a text or a forged choice."""
    choices = stage.seen[who].screen.choices
    chance = random.random()
    if chance < 0.6 and choices:
        return random.choice(choices).do
    return Reply(random.choice(TEXTS)) if chance < 0.9 else Choose(random.choice(FORGED))


@pytest.mark.parametrize("seed", range(4))
def test_a_walk_over_the_page_never_ends_in_an_error(seed: int) -> None:
    """Every button can be carried, and the person always stands before something."""
    random, stage = Random(seed), with_packs(NOVEMBER_2026)
    stage.register("王工") if seed % 2 else finish_at_level(stage, "王工", 2)
    for step in range(100):
        if step % 20 == 0:
            stage.open("王工", "prog", random.choice(PAGES))
        screen = stage.send("王工", next_inbound(stage, "王工", random))
        assert screen.text.strip()
        assert all(buttons.payload(choice.do, "0" * 8, 0xFFFF) for choice in screen.choices)
    stage.store.close()
