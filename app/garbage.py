"""Garbage understands which of what a process holds is not looked through for what nobody holds any more."""

import gc


def settle() -> None:
    """What has been read at start stays for good: it is not looked through again.

    Folding and judging make many values and no cycles. Looked through as often as Python does by itself,
    they cost a sixth of the intake's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
