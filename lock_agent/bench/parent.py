"""A bench process ends with the one that started it, however that ended."""

import os
from contextlib import ExitStack

from lock_agent.loop import Loop


def end_with_parent(loop: Loop, leaving: ExitStack, *, started_by: int) -> None:
    """Stop the loop when the process `started_by` is gone (0: whoever is the parent now).

    It may be gone already: it takes this process half a second to come here, and an orphan's parent is
    another one that never ends.
    """
    parent = os.pidfd_open(os.getppid())
    leaving.callback(os.close, parent)
    loop.watch(parent, loop.stop)
    if started_by and os.getppid() != started_by:
        loop.stop()
