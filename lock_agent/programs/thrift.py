"""Keeping a unit small on a machine of half a gigabyte."""

import ctypes
import gc
from contextlib import suppress

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8


def give_back_memory() -> None:
    """Let the C library return what is freed: Argon2id takes 19 MiB per entry and would keep them for good.

    Called once a unit is set up; also forgets what setting up has left behind. Without glibc it does nothing.
    """
    gc.collect()
    gc.freeze()
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_ARENA_MAX, 1)  # threads share one heap: ours only wait
        libc.mallopt(_M_MMAP_THRESHOLD, 1 << 20)
        libc.mallopt(_M_TRIM_THRESHOLD, 1 << 18)
        libc.malloc_trim(0)
