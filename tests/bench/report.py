"""Report understands how the figures are told: a table, and a sentence on what limits each."""

import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests import databases
from tests.bench.agendas import Agendas
from tests.bench.boards import Boards, Delays
from tests.bench.fhir import Bundles
from tests.bench.intake import CONNECTIONS, Intake
from tests.bench.log import PROCESSES, WRITERS, Log
from tests.bench.mllp import Mllp
from tests.bench.persons import Persons
from tests.bench.sight import Sight
from tests.bench.singles import AT_ONCE, Singles
from tests.bench.trials import LISTED, Tried
from tests.bench.tuesday import Tuesday

PATH = databases.ROOT / "docs" / "performance.md"
PACKAGES = ("fastapi", "msgspec", "psycopg", "sqlalchemy", "uvicorn")
LEAST = 0.10


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that one run measured."""

    intake: Intake
    singles: Singles
    bundles: Bundles
    mllp: Mllp
    steps: dict[str, float]
    agendas: Agendas
    boards: Boards
    sight: Sight
    log: Log
    trials: Tried
    tuesday: Tuesday
    persons: Persons
    postgres: str


def text(found: Found, seconds: float) -> str:
    """The whole report, as it is printed and as it is written."""
    parts = [HEAD, *_where(found, seconds), "", *_table(found), "", *_limits(found)]
    return "\n".join(parts) + "\n"


HEAD = """# Performance

Every figure here was measured in one run of `make bench`, which wrote this page
(`make bench ARGS=--write`). The database is the embedded one, durable as in production; the app is
a process of its own, behind a socket. Ratios travel between machines; seconds do not.
"""


def _where(found: Found, seconds: float) -> Iterable[str]:
    day = datetime.now(UTC).date().isoformat()
    yield f"- {day}; {_machine()}; load average at the end {os.getloadavg()[0]:.1f}"
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    yield f"- {found.postgres}, Python {platform.python_version()}, {packages}"
    yield f"- the run took {seconds:.0f} s"


def _table(found: Found) -> Iterable[str]:
    intake, agendas, boards = found.intake, found.agendas, found.boards
    low, high = intake.spread
    rows = [
        (
            "batch intake through HTTP ÷ COPY of the same rows",
            f"{intake.ratio:.3f} ({low:.3f}–{high:.3f})",
            f"at least {LEAST}",
        ),
        ("– through HTTP, durable", f"{intake.per_second:,.0f} events/s", ""),
        ("– COPY, same unique and indexes", f"{intake.copied_per_second:,.0f} rows/s", ""),
        (
            f"single posts, {AT_ONCE} at a time ÷ one INSERT and COMMIT each",
            f"{found.singles.ratio:.2f}",
            "at least 1",
        ),
        ("– through HTTP, durable", f"{found.singles.per_second:,.0f} events/s", ""),
        (
            "FHIR Bundles of 500 Encounters ÷ COPY of the rows they became",
            f"{found.bundles.ratio:.3f}",
            "at least 0.02",
        ),
        ("HL7 over MLLP, one connection, ping-pong", _mllp(found.mllp, 1), "350 messages/s"),
        ("HL7 over MLLP, four connections", _mllp(found.mllp, 4), "500 messages/s"),
        ("agenda of one centre, cold", f"{agendas.cold:.0f} ms", ""),
        ("– the slowest", f"{agendas.slowest:.0f} ms", ""),
        ("– again, with nothing new", f"{agendas.again:.0f} ms", ""),
        (
            f"agendas of all {agendas.centres} centres of the demo",
            f"{agendas.every:.2f} s",
            "2 s",
        ),
        (
            f"an ordinary Tuesday, {LISTED:,} listed, {found.tuesday.touched} touched or due",
            f"{found.tuesday.ordinary:.0f} ms",
            "150 ms",
        ),
        (
            f"– all {found.tuesday.everybody:,} judged",
            f"{found.tuesday.cold:.2f} s",
            "3 s",
        ),
        (
            f"one rule by other numbers, {LISTED:,} listed, {found.trials.mornings} mornings",
            f"{found.trials.one:.2f} s",
            "2 s",
        ),
        ("– all rules as they are, 28 days", f"{found.trials.every:.2f} s", ""),
        (
            f"one person of whom something came, {found.persons.rules} rules",
            f"{found.persons.touched:.0f} µs",
            "150 µs",
        ),
        ("– of everybody", f"{found.persons.everybody:.0f} µs", ""),
        ("– with a row", f"{found.persons.listed:.0f} µs", ""),
        ("event → row on an open board, p50 / p99", _both(boards.event), "1,000 ms"),
        ("command → another viewer, p50 / p99", _both(boards.command), "200 ms"),
        (
            f"board of {found.sight.rows} rows: row security and policy ÷ a plain WHERE",
            f"{found.sight.ratio:.2f}",
            "at most 1.5",
        ),
        ("– plain", f"{found.sight.plain:.1f} ms", ""),
        ("– at the convenor's desk", f"{found.sight.staff:.1f} ms", ""),
        ("– at another party's", f"{found.sight.other:.1f} ms", ""),
        (
            f"{PROCESSES * WRITERS} writers in {PROCESSES} processes: lost by logging",
            f"{found.log.lost:.1%}",
            "at most 10 %",
        ),
        ("– with the log", f"{found.log.logged:,.0f} acts/s", ""),
        ("the log verified", f"{found.log.verified:,.0f} lines/s", "100,000 lines/s"),
        ("– sealed", f"{found.log.sealed:,.0f} lines/s", ""),
    ]
    yield "| what | measured | promised |"
    yield "|---|---|---|"
    yield from (f"| {what} | {measured} | {promised} |" for what, measured, promised in rows)


def _limits(found: Found) -> Iterable[str]:
    intake, agendas, boards = found.intake, found.agendas, found.boards
    yield "## What limits each"
    yield ""
    yield (
        f"**Intake.** {CONNECTIONS} connections post batches of 1,000 CloudEvents about persons who "
        "are registered and have a history; each event is parsed, validated, identified, recorded "
        "once and folded before the batch is answered. COPY does none of it. An event costs "
        f"{intake.cpu('app'):.0f} µs of CPU in the app, which is one process and one core, and "
        f"{intake.cpu('postgres'):.0f} µs in PostgreSQL. One batch at a time, in µs per event:"
    )
    yield ""
    yield "| " + " | ".join((*found.steps, "sum")) + " |"
    yield "|" + "---|" * (len(found.steps) + 1)
    figures = (*found.steps.values(), sum(found.steps.values()))
    yield "| " + " | ".join(f"{figure:.0f}" for figure in figures) + " |"
    yield ""
    yield (
        "Most of fold and save is the person's state, which is folded, encoded and written whole: it "
        "grows with what has happened to the person in a year. A state that this process wrote last "
        "is remembered, the newest as far as there is room, and not read again."
    )
    yield ""
    yield (
        f"**Singles.** {AT_ONCE} connections post one event each and wait for the answer. What comes "
        "while a transaction is under way goes in together with the next. What limits it is one core "
        "of Python: a request, its headers, its token and its answer cost more than the event."
    )
    yield ""
    yield (
        "**FHIR.** An Encounter is read, told part by part and settled against what was told of it "
        "before, in one question per Bundle; half of them have ended and become two events."
    )
    yield ""
    one, four = found.mllp.wait(1, 0.5), found.mllp.wait(4, 0.5)
    yield (
        "**MLLP.** A connection sends its next message when the last is answered, and it is answered "
        f"when it is committed: a median wait of {one:.1f} ms on one connection, {four:.1f} ms on "
        "four. On one it is the way there and back and one commit; on four what waits goes in "
        "together."
    )
    yield ""
    yield (
        f"**Agendas.** {agendas.persons:,} listed persons, of whom {agendas.judged:,} have something "
        f"new or due and were judged; {agendas.rows:,} rows came of it. A morning costs what has "
        "happened, not how many live there."
    )
    yield ""
    yield (
        f"**Trials.** {found.trials.events:,} events of a year, those of the last two months received day "
        "by day. Persons are read by what their state holds; of those whom something came of since the "
        "first morning the events are read, and each is folded once and stepped forward. A morning on "
        f"which nothing came and no clock woke is not judged. {found.trials.persons:,} persons were taken "
        "up by either of the numbers."
    )
    yield ""
    yield (
        f"**Boards.** {boards.sockets} open sockets; {len(boards.event.each)} events posted one at a "
        f"time, {len(boards.command.each)} commands. An event is committed, its person refolded, the "
        "centre's agenda built again, the change numbered and committed, and PostgreSQL's notice "
        "read, before the row is encoded and its look logged: most of the time is building the "
        "agenda. A command is decided, numbered, carried out and logged in one transaction."
    )
    yield ""
    yield (
        "**Sight.** The same question in turns, warm: the stored board and its persons, read and encoded; "
        "once by a role that every row is shown to, with a plain WHERE and every field as it stands, and "
        "once as a viewer. What the locks cost is one round trip to say who asks, the policies that "
        "PostgreSQL reads with each table, and one answer of policy for each kind of fact of a row."
    )
    yield ""
    yield (
        f"**The log.** {PROCESSES * WRITERS} writers act in the huddles of all centres, by turns with the "
        "log and without; a line is one INSERT more in the act's transaction, and no writer waits for "
        "another because of it. Verifying, PostgreSQL writes the lines out on one core while the "
        "program hashes them on another."
    )


def _mllp(found: Mllp, lines: int) -> str:
    return f"{found.per_second(lines):,.0f} messages/s"


def _both(delays: Delays) -> str:
    return f"{delays.p50:.0f} / {delays.p99:.0f} ms"


def _machine() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return f"{os.cpu_count()} cores, {models[0] if models else sys.platform}"
