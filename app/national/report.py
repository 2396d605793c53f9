"""Report understands how the national figures are told: tables, what limits, and what was not reached."""

import os
import platform
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.national.country import CENTRES, PERSONS
from app.national.found import Found, Morning

ORDINARY, EASTER = "an ordinary Tuesday", "the Tuesday after Easter"
PROMISED = {ORDINARY: 30, EASTER: 120}
"""Seconds for the whole country, on two cores."""
ROOM = 60e9
POINTS = ("Thursday", "Friday", ORDINARY)
"""The ordinary nights, met by a fourth, by half and by all of the persons."""
HEAD = """# The whole country in one database

Measured by `kvarten bench national`, which wrote this page
(`kvarten bench national --scale {scale:g} --write docs/performance-national.md`). Every agenda is built by
the code that builds it at 06.45, in two processes that share the centres; the database is the embedded
one, durable as in production. It is no part of CI.
"""


def text(found: Found) -> str:
    """The whole report, as it is printed and as it is written."""
    parts = [
        HEAD.format(scale=found.scale), *_where(found), "", *_size(found), "", *_promises(found), "",
        *_mornings(found.mornings), "", *_points(found), "", *_limits(found), "", *_how(),
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _where(found: Found) -> Iterator[str]:
    yield f"- {_machine()}; load average at the end {os.getloadavg()[0]:.1f}"
    yield f"- {found.postgres}, Python {platform.python_version()}"
    size = found.size
    yield (
        f"- {found.scale:.2%} of the country: {size.persons:,} persons at {size.centres:,} centres, "
        f"{found.contacts:.1f} contacts a person and year"
    )


def _size(found: Found) -> Iterator[str]:
    each = found.octets / found.size.persons
    yield "| what | measured | the whole country would take |"
    yield "|---|---|---|"
    yield f"| the database | {found.octets / 1e9:.2f} GB | {each * PERSONS / 1e9:.0f} GB (promised: at most {ROOM / 1e9:.0f}) |"
    later = found.afterwards / found.size.persons * PERSONS / 1e9
    yield f"| – after the mornings | {found.afterwards / 1e9:.2f} GB | {later:.0f} GB |"
    for name, octets, rows in found.tables:
        yield f"| – {name} | {rows:,} rows, {octets / 1e9:.2f} GB | {octets / found.size.persons * PERSONS / 1e9:.0f} GB |"
    yield f"| the organisation | {found.settled:.0f} s | |"
    yield f"| {found.lives:,} lives told, folded and encoded | {found.told:.0f} s | |"
    whole = found.filled * PERSONS / found.size.persons
    yield f"| persons and events put down | {found.filled:.0f} s | {whole / 60:.0f} min |"
    yield f"| persons folded anew from their events, and equal | {found.refolded - found.differing:,} of {found.refolded:,} | |"


def _promises(found: Found) -> Iterator[str]:
    yield "## Against what is promised"
    yield ""
    yield "| morning | seconds | CPU seconds | the whole country, by CPU on 2 cores | promised |"
    yield "|---|---|---|---|---|"
    for one in found.mornings:
        if one.name in PROMISED:
            whole = one.built.cpu * CENTRES / found.size.centres / 2
            yield (
                f"| {one.name} | {one.built.took.wall:.1f} | {one.built.cpu:.1f} | {whole:.0f} s: "
                f"{'reached' if whole <= PROMISED[one.name] else '**not reached**'} | {PROMISED[one.name]} s |"
            )


def _mornings(mornings: Sequence[Morning]) -> Iterator[str]:
    yield "## Each morning"
    yield ""
    yield "| morning | persons | changed | judged | rows | seconds | CPU: app | CPU: PostgreSQL | ms of CPU a person judged | reconciled: seconds | CPU: app | CPU: PostgreSQL |"
    yield "|" + "---|" * 12
    for one in mornings:
        took = one.built.took
        yield (
            f"| {one.name} | {one.persons:,} | {one.changed:,} | {took.judged:,} | {took.rows:,} | "
            f"{took.wall:.1f} | {took.cpu:.1f} | {one.built.postgres:.1f} | {_each(one):.2f} | "
            f"{one.reconciled.took.wall:.1f} | {one.reconciled.took.cpu:.1f} | "
            f"{one.reconciled.postgres:.1f} |"
        )


def _points(found: Found) -> Iterator[str]:
    yield "## What it grows with"
    yield ""
    points = [one for one in found.mornings if one.name in POINTS]
    yield (
        "The same sort of night, with more and more who sleep through it: "
        + "; ".join(
            f"{one.persons:,} persons, {one.built.took.judged:,} judged, {one.built.cpu:.1f} s of CPU"
            for one in points
        )
        + ". A person judged costs "
        + ", ".join(f"{_each(one):.2f}" for one in points)
        + " ms. Beside them the nights that are longer stand in the table above: the cost follows who is "
        "changed or due."
    )


def _limits(found: Found) -> Iterator[str]:
    yield "## Four simple rules as one question each"
    yield ""
    yield "| morning | rule | seconds | found | on the agendas |"
    yield "|---|---|---|---|---|"
    for name, asked in found.limits.items():
        for one in asked:
            yield f"| {name} | {one.rule} | {one.seconds:.2f} | {one.found:,} | {one.listed:,} |"
        yield f"| {name} | all four | {sum(one.seconds for one in asked):.2f} | | |"
    yield ""
    yield (
        "The least that it could be: set-based SQL for all centres at once, without consent, clocks, "
        "sentences, or memory of what was decided. On the agendas stand also those of whom it is unclear."
    )


def _how() -> Iterator[str]:
    yield "## What limits it"
    yield ""
    yield (
        "Python, on both cores. For each person touched or due the state is read; of those whom any rule "
        "is for, fewer than half, policy is asked what the convenor may know, every rule of the day is "
        "judged, and the clocks are set. PostgreSQL takes the fifth part. A centre costs some ten "
        "milliseconds before anybody is judged. Seconds by the clock are worth what the machine was worth "
        "at the time; CPU seconds travel better."
    )
    yield ""
    yield "## How it is made"
    yield ""
    yield (
        "**The nation** is the demo's region again and again, each copy with units and controllers of its "
        "own, every centre of one size. Lives are told by the demo's generator, read as at the door when "
        "they came, folded once and encoded; each person lives one of them with a number, an id and a "
        "region put in. 21 in a hundred are 65 or older. Events go in by the day they came. What is "
        "let go while COPY works (indexes and ties) is made again from PostgreSQL's own words, and the "
        "catalogue is compared. The daily counters (contact_day, frequency) are not filled: no agenda "
        "reads them."
    )
    yield ""
    yield (
        "**A night** changes what it would: events go in and persons are updated, as known ten past the "
        "last batch. Intake has benchmarks of its own and is not timed here. **A huddle is held** by being "
        "closed: nobody decides anything, so what is not over is judged, and stands, the next morning too. "
        "**Reconciled** is what is kept when an agenda has been built; it is not part of the promise."
    )


def _each(one: Morning) -> float:
    """Milliseconds of CPU for each person judged."""
    return one.built.cpu / max(1, one.built.took.judged) * 1e3


def _machine() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return f"{os.cpu_count()} cores, {models[0] if models else sys.platform}"
