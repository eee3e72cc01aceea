"""A part of a run in a helper's hands, without any shell: for conversations in which contacts and helpers share a run."""

from __future__ import annotations

import msgspec

from dialogs.model import HandoverState, Phase
from dialogs.stages import sharing
from tests.dialogs.conversation import FIRST_CONTACT, Conversation

HELPER = "helper-1"
OTHER_HELPER = "helper-2"
HANDOVER = "handover-1"
AREA = "making.design"
"""Two questions at the first level of the small bank, one at the second."""

FIRST, SECOND = "L1-making.design.product-a1", "L1-making.design.process-a1"
ELSEWHERE = "L1-people-a1"
FILE = "ab" * 32


def handed(talk: Conversation, handover: str = HANDOVER, area: str = AREA, name: str = "王工") -> None:
    """The speaker hands this heading over, and nobody opened the link yet."""
    talk.put(sharing.handed_over(talk.scene, handover, area, name))


def in_hands_of(talk: Conversation, helper: str = HELPER, handover: str = HANDOVER) -> None:
    """The helper opens the link and speaks from here on, before the first screen of what was handed over."""
    run = sharing.opened(talk.scene.run, handover, helper)
    assert run is not None
    talk.put(run)
    talk.join(helper, Phase.HOME)
    talk.stand(handover=handover, left="run-of-helper", draft="", part="")


def back_to_contact(talk: Conversation, name: str = FIRST_CONTACT) -> None:
    """The contact speaks again."""
    talk.speaker = name


def state(talk: Conversation, state: HandoverState, handover: str = HANDOVER) -> None:
    """The hand-over in another state, as the shell leaves it."""
    run = talk.scene.run
    talk.put(
        msgspec.structs.replace(run, handovers={**run.handovers, handover: msgspec.structs.replace(run.handovers[handover], state=state)})
    )
