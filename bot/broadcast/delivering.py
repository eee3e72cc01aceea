"""One recipient: the turn, the mark, the call, its end; and what each outcome means for those who come after.

In this order and no other: who is marked has had the turn, and what is called has been marked. What surely did not arrive is put back and
tried on; of what nobody knows nothing is tried again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.broadcast.ledger import Begun, Ledger, Recipient
from bot.broadcast.lines import Line
from bot.broadcast.outcomes import PUT_BACK, Enclosed, Fate, Messenger, Outcome
from bot.broadcast.planning import Planning
from bot.channels.pacing import Pacer
from bot.ports import Conflict, Letter, StorageUnavailable, StoreClosed
from bot.usecases.uploads import Folder
from bot.watching.failpoints import point
from dialogs.campaigns.model import DeliveryState
from dialogs.desk.bcast.notices import FAILING, NO_FILE

BACK_OFF = (0.5, 1.0, 2.0, 5.0, 15.0, 30.0)
MOST_FAILURES = 20
"""So many in a row, and a campaign is paused: something is wrong with what it sends."""

KEEP_SECONDS = 2.0

_FORGOTTEN = ("file identifier", "remote file", "file_id")
"""What the server says where it does not know a file by the name that it gave it."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a delivery tells: letters that are committed, recipients by what became of them, failures to note, a token that is void, a chat
    in which a message comes below the last screen, and that something has to be looked at now."""

    posted: Callable[[Sequence[Letter]], None]
    counted: Callable[[str], None]
    failed: Callable[[BaseException], str]
    locked_out: Callable[[], None]
    covered: Callable[[str], None]
    woken: Callable[[], None]


class Delivering:
    """Serves the next recipient of a line. `marking` are the tasks that must not be cancelled lightly: their recipients may be marked."""

    def __init__(self, ledger: Ledger, planning: Planning, pacer: Pacer, folder: Folder, hooks: Hooks) -> None:
        self._ledger = ledger
        self._planning = planning
        self._pacer = pacer
        self._folder = folder
        self._hooks = hooks
        self.marking: set[asyncio.Task[None] | None] = set()
        self._reach_at = 0.0
        self._unreached = 0

    async def serve(self, line: Line, messenger: Messenger, is_ours: Callable[[], bool]) -> None:
        """Everything that is done for one recipient. `is_ours` says whether this process may still mark."""
        recipient = line.take()
        try:
            while (wait := self._reach_at - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            file = await self._enclosed(line)
            if line.campaign.attachment and file is None:
                await self._hold(line, NO_FILE)
                return
            await self._pacer.turn(recipient.chat, bulk=True)
            if is_ours():
                self.marking.add(asyncio.current_task())
                await self._delivered(line, recipient, file, messenger)
        finally:
            self.marking.discard(asyncio.current_task())
            line.in_hand.discard(recipient.person)

    async def _delivered(self, line: Line, recipient: Recipient, file: Enclosed | None, messenger: Messenger) -> None:
        begun = await self._begun(line, recipient, file)
        if begun.post is None:
            return
        self._hooks.covered(begun.post.chat)
        point("broadcast.marked")
        outcome = await messenger.send(begun.post)
        point("broadcast.called")
        await self._ended(line, replace(recipient, chat=begun.post.chat), begun, outcome)

    async def _begun(self, line: Line, recipient: Recipient, file: Enclosed | None) -> Begun:
        """Mark the recipient; a fault of ours is this one's failure and nobody else's."""
        try:
            begun = await self._ledger.begin(line.campaign, recipient.person, file)
        except (StorageUnavailable, StoreClosed, Conflict):
            raise
        except Exception as error:
            reason = f"{type(error).__name__} [{self._hooks.failed(error)}]"
            await self._ledger.fail(line.campaign, recipient.person, reason)
            self._hooks.counted(DeliveryState.FAILED)
            await self._failed_again(line, reason)
            return Begun()
        if begun.dropped is not None:
            self._hooks.counted(begun.dropped)
        elif begun.post is None:  # stopped, closed or another's: whoever stands in line is looked up anew
            line.forget()
            self._hooks.woken()
        return begun

    async def _ended(self, line: Line, recipient: Recipient, begun: Begun, outcome: Outcome) -> None:
        """Record what became of the call, and draw the consequences."""
        outcome = await self._weighed(line, begun, outcome)
        letters = await self._recorded(line, recipient, begun, outcome)
        self._hooks.posted(letters)
        if outcome.fate is Fate.LOCKED_OUT:
            self._hooks.locked_out()
        elif outcome.fate is Fate.UNREACHED:
            self._out_of_reach()
        if outcome.fate in PUT_BACK:
            line.waiting.appendleft(recipient)
            self._hooks.counted(outcome.fate)
            return
        self._unreached = 0
        self._hooks.counted(outcome.state)
        if outcome.file:
            line.file, line.body = outcome.file, b""
        if outcome.fate in {Fate.REFUSED, Fate.SPOILT}:
            await self._failed_again(line, outcome.reason)
        else:
            line.failures = 0

    async def _weighed(self, line: Line, begun: Begun, outcome: Outcome) -> Outcome:
        """The outcome with what only this side knows: the number of a fault of ours, and a file that has to be uploaded once more."""
        if outcome.error is not None:
            return replace(outcome, reason=f"{type(outcome.error).__name__} [{self._hooks.failed(outcome.error)}]")
        named = begun.post.file.ref if begun.post is not None and begun.post.file is not None else ""
        if outcome.fate is Fate.REFUSED and named and any(words in outcome.reason.lower() for words in _FORGOTTEN):
            line.file = "" if line.file == named else line.file
            return Outcome(Fate.BACK, file=named)
        return outcome

    async def _recorded(self, line: Line, recipient: Recipient, begun: Begun, outcome: Outcome) -> Sequence[Letter]:
        """Tried until it is kept: until then the recipient is marked, and if the program ends, doubtful."""
        while True:
            try:
                return await self._ledger.end(line.campaign, recipient, begun.enterprise, outcome)
            except StoreClosed:
                raise
            except (StorageUnavailable, Conflict) as error:
                self._hooks.failed(error)
                await asyncio.sleep(KEEP_SECONDS)
            except Exception as error:  # a fault of ours; the plainest end that is true is recorded, so that it does not stay open
                reference = self._hooks.failed(error)
                if outcome.fate is Fate.ENDED and outcome.state is DeliveryState.DOUBTFUL:
                    raise
                known = outcome.fate is Fate.LOST
                outcome = replace(outcome, fate=Fate.ENDED) if known else Outcome(Fate.ENDED, DeliveryState.DOUBTFUL, f"[{reference}]")

    async def _enclosed(self, line: Line) -> Enclosed | None:
        """The file that goes with it; nothing where there is none, or where it is not in the folder any more."""
        attached = line.campaign.attachment
        if attached is None:
            return None
        if not line.file and not line.body:
            line.body = await asyncio.to_thread(lambda: self._folder.read(attached.digest) or b"")
        if not line.file and not line.body:
            return None
        return Enclosed(attached.name, attached.picture, line.file, b"" if line.file else line.body)

    async def _failed_again(self, line: Line, reason: str) -> None:
        line.failures += 1
        if line.failures >= MOST_FAILURES:
            await self._hold(line, FAILING, reason)

    async def _hold(self, line: Line, why: str, said: str = "") -> None:
        line.forget()
        await self._planning.hold(line.campaign, why, said)
        line.failures = 0
        self._hooks.woken()

    def _out_of_reach(self) -> None:
        """Nobody calls for a while, which grows; those who were under way at the same time count once."""
        now = time.monotonic()
        if now >= self._reach_at:
            self._reach_at = now + BACK_OFF[min(self._unreached, len(BACK_OFF) - 1)]
            self._unreached += 1
