"""Callers understands how a test stands at the HL7 door: an open line, messages, and their answers."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.house import House

PATIENCE = 20.0


@asynccontextmanager
async def mllp(house: House, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """The HL7 door, open on a port of its own; no board follows what comes."""
    from app.events.door import Doorkeeper
    from app.events.gather import Gatherer
    from app.events.mllp import Door
    from app.events.mllp_line import Line
    from app.huddle.refresher import Refresher

    door = Door(house, Gatherer(house), Refresher(house), Doorkeeper(house))
    async with door.open(Line("127.0.0.1", 0, tls)) as port:
        yield port


@dataclass(slots=True)
class Sender:
    """One line, as a sender has it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def put(self, *parts: bytes) -> None:
        """Send bytes as they are, each part by itself."""
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()
            await asyncio.sleep(0)

    async def answer(self) -> str:
        """The next answer, a line for each segment."""
        async with asyncio.timeout(PATIENCE):
            told = await self.reader.readuntil(b"\x1c\r")
        assert told[:1] == b"\x0b"
        return told[1:-2].decode("utf-8", "replace").replace("\r", "\n")

    async def say(self, *messages: bytes | str) -> list[str]:
        """The code that each message is answered with, one after another."""
        return [code(await self.ask(message)) for message in messages]

    async def ask(self, message: bytes | str) -> str:
        await self.put(framed(message))
        return await self.answer()

    async def closed(self) -> bool:
        """Whether the other end has closed the line, with nothing more to say."""
        async with asyncio.timeout(PATIENCE):
            return await self.reader.read(1) == b""


@asynccontextmanager
async def calling(port: int, **how: Any) -> AsyncIterator[Sender]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, **how)
    try:
        yield Sender(reader, writer)
    finally:
        writer.close()


def framed(message: bytes | str) -> bytes:
    raw = message.encode() if isinstance(message, str) else message
    return b"\x0b" + raw + b"\x1c\r"


def code(answer: str) -> str:
    """AA, AE or AR."""
    return answer.split("\n")[1][4:6]


GULLI = "19340304T027^^^KVARTEN DEMO"
VISIT = "VK-7001"


def adt(
    trigger: str, number: int, at: str, *segments: str, who: str = GULLI, name: str = "Öhrnäs^Gulli"
) -> str:
    """An ADT message recorded at a time of 20 November 2026: at="0412"."""
    head = f"MSH|^~\\&|ELVIS|SAS|KVARTEN|VGR|20261120{at}00||ADT^{trigger}|{number}|P|2.5"
    pid = f"PID|1||{who}||{name}||{who[:8] if who[:2] == '19' else '19340304'}"
    evn = f"EVN|{trigger}|20261120{at}00"
    return "\r".join([f"{head}||||||UNICODE UTF-8", evn, pid, *segments]) + "\r"


def pv1(
    patient_class: str = "I", ward: str = "RenalWard", visit: str = VISIT, source: str = "",
    outcome: str = "", began: str = "", ended: str = "",
) -> str:  # fmt: skip
    """PV1; times of 20 November 2026: began="0300"."""
    fields: dict[int, str] = {
        1: "1", 2: patient_class, 3: ward, 14: source, 19: visit, 36: outcome,
        44: began and f"20261120{began}00", 45: ended and f"20261120{ended}00",
    }  # fmt: skip
    return "|".join(["PV1", *(fields.get(place, "") for place in range(1, 46))]).rstrip("|")


def chain() -> Sequence[str]:
    """A person's way: to the emergency department, to a ward, to another, home, not home, home."""
    bed = pv1(ward="OtherWard", began="0300")
    return (
        adt("A04", 1, "0105", pv1("E", "ED", began="0100")),
        adt("A01", 2, "0312", pv1("I", "RenalWard", source="7", began="0300")),
        adt("A02", 3, "0405", bed),
        adt("A08", 4, "0430", bed, "PV2|||||||||20261122"),
        adt("A03", 5, "0505", pv1(ward="OtherWard", outcome="1", began="0300", ended="0500")),
        adt("A13", 6, "0510", bed),
        adt("A03", 7, "0520", pv1(ward="OtherWard", outcome="1", began="0300", ended="0455")),
    )


TALLY = "SELECT coalesce(sum({}), 0) FROM intake WHERE source = 'simhospital' AND door = 'mllp'"


async def tally(house: House, name: str) -> int:
    """What the HL7 door has counted of the simulated hospital: new, known, refused …"""
    from sqlalchemy import text

    async with house.database.work() as session:
        return int((await session.execute(text(TALLY.format(name)))).scalar_one())


def without_counts(found: str) -> list[str]:
    """All that lies in the database, but for how much was sent."""
    return [line for line in found.splitlines() if not line.startswith("intake ")]
