"""Cpu understands how many seconds of the machine's cores a process or PostgreSQL has used, by Linux."""

import os
from collections.abc import Iterator
from pathlib import Path

PARENT, OWN, CHILDREN = 1, slice(11, 13), slice(13, 15)
"""Where the fields stand, counted from after the name: the parent, one's own and those reaped."""
PROCESSES = Path("/proc")


TICKS = os.sysconf("SC_CLK_TCK")


def used_by(backend: int) -> float:
    """CPU seconds of the cluster that a backend belongs to; 0 where there is no /proc."""
    told = _stat(backend)
    return 0.0 if told is None else of_cluster(int(told[PARENT]))


def of_cluster(postmaster: int) -> float:
    """CPU seconds of a cluster's processes, living and ended."""
    main = _stat(postmaster)
    ticks = 0 if main is None else _sum(main[OWN]) + _sum(main[CHILDREN])
    ticks += sum(_sum(one[OWN]) for one in _living() if int(one[PARENT]) == postmaster)
    return ticks / TICKS


def of_process(process: int) -> float:
    """CPU seconds of one process; 0 for one that is gone."""
    told = _stat(process)
    return 0.0 if told is None else _sum(told[OWN]) / TICKS


def _living() -> Iterator[list[str]]:
    for entry in PROCESSES.glob("[0-9]*"):
        told = _stat(int(entry.name))
        if told is not None:
            yield told


def _stat(process: int) -> list[str] | None:
    """The fields after the name; None for a process that is gone."""
    try:
        return (PROCESSES / str(process) / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None


def _sum(ticks: list[str]) -> int:
    return sum(map(int, ticks))
