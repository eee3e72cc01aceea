"""Named places where a rehearsal may stop the program dead. Costs a dictionary look-up when nothing is armed, as always outside the rig.

`ZHIPING_FAILPOINT=name:n` kills the process (SIGKILL, nothing is flushed) the n-th time the point is passed.
"""

from __future__ import annotations

import os
import signal

_armed: dict[str, int] = {}


def arm(setting: str | None) -> None:
    """Arm one point, given as `name:n`; nothing for an empty setting."""
    _armed.clear()
    if setting:
        name, _, count = setting.rpartition(":")
        _armed[name] = int(count)


def point(name: str) -> None:
    """Die here if this point is armed and its turn has come."""
    if name in _armed:
        _armed[name] -= 1
        if _armed[name] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


arm(os.environ.get("ZHIPING_FAILPOINT"))
