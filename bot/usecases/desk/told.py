"""The buttons under a message of the staff. Who was not sent it finds nothing, as if there were no such message."""

from __future__ import annotations

from bot.roles import Action
from bot.usecases.desk import going_over, mute, status
from bot.usecases.desk.visit import Serve, Served, Visit
from dialogs.campaigns.model import Campaign
from dialogs.desk import told as page
from dialogs.effects import Wanted


def _tapped(visit: Visit, wanted: page.ToldTapped) -> Served | None:
    stored = visit.tx.campaign(wanted.campaign)
    about = visit.tx.tap_delivery(wanted.campaign, visit.person, visit.now) if stored else None
    if stored is None or about is None:
        return None
    match "." + wanted.what:
        case page.MUTE:
            return Served((mute.keep(visit, stored.campaign.kind, on=False),), to=("mute", ""))
        case page.STATUS:
            return Served((), to=_page(visit, about))
        case page.PROGRAMME:
            return Served((), to=("prog", _programme(visit, stored.campaign)))
        case page.GO:
            return _on(visit, about)
    return None


def _on(visit: Visit, enterprise: str) -> Served | None:
    """Into the enterprise's run, at its very question; to the own page where the person belongs to it no longer."""
    found = visit.enterprise(enterprise, Action.ANSWER)
    if found is None:
        return Served((), to=_page(visit, ""))
    return Served((), entered=going_over.run_of(visit, found), onward=True)


def _programme(visit: Visit, campaign: Campaign) -> str:
    """The programme that the message was about; none, and so the list of them, where it is no longer there."""
    found = visit.packs.find(campaign.programme or "")
    return found.id if found else ""


def _page(visit: Visit, enterprise: str) -> tuple[str, str]:
    """Where this person reads how far things are: the own enterprise, else the units, else the list of own enterprises."""
    if visit.enterprise(enterprise, Action.ANSWER) is not None:
        return "mine", enterprise
    return ("status", "") if status.is_open(visit) else ("mine", "")


SERVED: dict[type[Wanted], Serve] = {page.ToldTapped: _tapped}
