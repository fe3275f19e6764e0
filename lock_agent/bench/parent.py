"""A bench process ends with the one that started it, however that ended."""

import os
from contextlib import ExitStack

from lock_agent.loop import Loop


def end_with_parent(loop: Loop, leaving: ExitStack) -> None:
    """Stop the loop when the parent process is gone."""
    parent = os.pidfd_open(os.getppid())
    leaving.callback(os.close, parent)
    loop.watch(parent, loop.stop)
