"""Recipients who stand in line, campaign by campaign, and whose turn it is: the campaigns take turns, whatever their size.

In memory only; the store knows who is still queued, and a line can be dropped and filled anew at any moment.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.broadcast.ledger import PAGE, Page, Recipient
from dialogs.campaigns.model import Campaign

LOW = PAGE // 2
"""So few in line, and the next page is looked up."""


@dataclass(slots=True)
class Line:
    """The recipients of one campaign who are known to be next, and `in_hand` those whom somebody serves.

    `file` is what the server calls the attachment, `body` its bytes while it is not there, `failures` how many failed in a row.
    """

    campaign: Campaign
    waiting: deque[Recipient] = field(default_factory=deque)
    in_hand: set[str] = field(default_factory=set)
    after: str = ""
    over: bool = False
    file: str = ""
    body: bytes = b""
    failures: int = 0

    @property
    def low(self) -> bool:
        """Whether more are to be looked up: after the last page only once everybody is served, so that who was put back is found."""
        return not self.held if self.over else len(self.waiting) < LOW

    @property
    def held(self) -> frozenset[str]:
        """Who stands in line or is being served."""
        return frozenset(self.in_hand).union(recipient.person for recipient in self.waiting)

    @property
    def ready(self) -> bool:
        """Whether the next may be served. While a file is on its way to the server for the first time, nobody else's is."""
        return bool(self.waiting) and not (self.campaign.attachment and not self.file and self.in_hand)

    def fill(self, page: Page) -> bool:
        """Take a page in; true if nobody is left, neither here nor there."""
        began_anew = not self.after
        known = self.held
        self.waiting.extend(one for one in page.recipients if one.person not in known)
        self.file = page.file or self.file
        self.over, self.after = page.over, "" if page.over else page.last
        return page.over and began_anew and not self.held and not page.recipients

    def take(self) -> Recipient:
        """The next one, who is in hand from now on."""
        recipient = self.waiting.popleft()
        self.in_hand.add(recipient.person)
        return recipient

    def forget(self) -> None:
        """Nobody is known to be next any more."""
        self.waiting.clear()
        self.after, self.over = "", False


class Lines:
    """The lines of all campaigns that are being sent."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}
        self._order: deque[str] = deque()

    def __iter__(self) -> Iterator[Line]:
        return iter(tuple(self._lines.values()))

    def __len__(self) -> int:
        return sum(len(line.waiting) for line in self._lines.values())

    def keep(self, campaigns: Iterable[Campaign]) -> None:
        """Lines for these and for no others; a line whose campaign goes on stays as it is."""
        wanted = {campaign.id: campaign for campaign in campaigns}
        for gone in set(self._lines) - set(wanted):
            self._lines.pop(gone).forget()
        for name, campaign in wanted.items():
            if name in self._lines:
                self._lines[name].campaign = campaign
            else:
                self._lines[name] = Line(campaign)
        self._order = deque([name for name in self._order if name in wanted] + [name for name in wanted if name not in self._order])

    def next(self) -> Line | None:
        """The line whose turn it is, or nothing if nobody can be served now."""
        for _ in range(len(self._order)):
            name = self._order[0]
            self._order.rotate(-1)
            if self._lines[name].ready:
                return self._lines[name]
        return None
