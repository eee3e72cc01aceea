"""A campaign as the message that one recipient gets: the text with its fields, and buttons that know where the recipient stands."""

from __future__ import annotations

from hashlib import sha256

from bot.broadcast.outcomes import Buttons
from bot.channels import buttons
from dialogs import phrasebook
from dialogs.campaigns.model import ButtonKind, Campaign
from dialogs.inbound import Open
from dialogs.model import Cursor

GO_ON, STATUS, PROGRAMME, MUTE = ".go", ".st", ".pr", ".mu"
"""What a button adds to the id of its campaign: on with the run at its very question, to the status page, to the page of the programme, no
more of this kind."""

_DOES = {ButtonKind.CONTINUE: GO_ON, ButtonKind.STATUS: STATUS, ButtonKind.PROGRAMME: PROGRAMME}


def digest_of(text: str) -> str:
    """What the ledger keeps of a body that was handed over: its SHA-256 (hex)."""
    return sha256(text.encode()).hexdigest()


def buttons_of(campaign: Campaign, cursor: Cursor, language: str) -> Buttons:
    """The campaign's own button, if it has one, and below it the way to decline messages of this kind."""
    language = language or phrasebook.DEFAULT_LANGUAGE
    own, declining = campaign.button, (_said(language, "mute"), _to(campaign, MUTE, cursor))
    if own is None:
        return ((declining,),)
    leads = own.url if own.kind is ButtonKind.LINK else _to(campaign, _DOES[own.kind], cursor)
    return (((own.label or _said(language, own.kind.value), leads),), (declining,))


def _to(campaign: Campaign, what: str, cursor: Cursor) -> str:
    return buttons.payload(Open("told", campaign.id + what), buttons.place_of(cursor), cursor.revision)


def _said(language: str, key: str) -> str:
    return phrasebook.sentence(language, "broadcast", key)
