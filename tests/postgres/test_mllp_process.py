"""The HL7 door of a running Kvarten: what is answered AA stands on the board, and outlives the process."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.callers import adt, calling, chain, code, pv1
from tests.databases import ROOT
from tests.houses import CENTRE
from tests.processes import PATIENCE, SURROUNDING, Ground, free_port, ground, until

STORED = "SELECT correlation FROM event WHERE kind = 'inpatient.admitted' ORDER BY id"
LISTED = """
SELECT rule FROM obligation WHERE centre = %s AND ended IS NULL AND rule = 'hemgang-72'
"""


@dataclass(frozen=True, slots=True)
class Running:
    """The app in a process of its own, and its HL7 port."""

    process: subprocess.Popen[str]
    port: int


@pytest.fixture
def standing(house, admin_url: str, database_url: str, tmp_path: Path) -> Ground:
    return ground(admin_url, database_url, tmp_path)


def start(standing: Ground) -> Running:
    port = free_port()
    told = {"url": standing.url, "key": str(standing.key), "port": free_port(), "mllp": port}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.processes"], cwd=ROOT, env=SURROUNDING, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(told))
    process.stdin.close()
    while "ready" not in (line := process.stdout.readline()):
        assert line, "the app did not start"
    return Running(process, port)


def stop(one: Running) -> None:
    assert one.process.stdout is not None
    one.process.terminate()
    one.process.wait(PATIENCE)
    one.process.stdout.close()


async def test_what_is_told_over_the_line_stands_on_the_open_board(standing: Ground) -> None:
    one = start(standing)
    try:
        async with calling(one.port) as sender:
            assert set(await sender.say(*chain())) == {"AA"}
        await until(
            lambda: standing.ask(LISTED, CENTRE) == [("hemgang-72",)],
            "the discharge is on the board",
        )
    finally:
        stop(one)


async def test_what_was_answered_before_a_kill_is_stored_once(standing: Ground) -> None:
    one = start(standing)
    answered: list[int] = []

    async def send(line: int) -> None:
        async with calling(one.port) as sender:
            for n in range(line * 1000, line * 1000 + 500):
                if code(await sender.ask(admitted(n))) == "AA":
                    answered.append(n)

    senders = [asyncio.create_task(send(line)) for line in range(1, 5)]
    await until(lambda: len(answered) >= 40, "some are answered")
    one.process.kill()
    stop(one)
    await asyncio.gather(*senders, return_exceptions=True)
    await until(standing.at_rest, "the killed process's work is over")
    kept = {visit for (visit,) in standing.ask(STORED)}
    assert {f"V{n}" for n in answered} <= kept
    assert len(kept) <= len(answered) + 4, "no more than what was under way on each line"
    two = start(standing)
    async with calling(two.port) as sender:
        assert set(await sender.say(*(admitted(n) for n in answered[:20]))) == {"AA"}
    stop(two)
    assert len(standing.ask(STORED)) == len(kept)


def admitted(number: int) -> str:
    who = f"1934{number // 1000:02}04T{number % 1000:03}^^^KVARTEN DEMO"
    return adt("A01", number, "0312", pv1(visit=f"V{number}", began="0300"), who=who)
