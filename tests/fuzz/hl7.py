"""Hl7 understands what is valid at the HL7 door: a way through a hospital, and all that can undo it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from random import Random
from typing import TYPE_CHECKING

from app.events.hl7 import messages, wants_none
from app.events.hl7.blocks import Blocks
from app.events.mllp import LARGEST
from tests.callers import GULLI, adt, calling, chain, code, mllp, pv1
from tests.fuzz import mutations
from tests.fuzz.storm import Door, Send, Told

if TYPE_CHECKING:
    from app.house import House

LINES = 6
OTHER = "19400505T043^^^KVARTEN DEMO"
SEEDS = [message.encode() for message in (
    *chain(),
    adt("A03", 10, "0205", pv1("E", "ED", outcome="1", began="0100", ended="0200")),
    adt("A06", 11, "0305", pv1(began="0100")),
    adt("A07", 12, "0405", pv1("E", "ED", began="0100")),
    adt("A07", 13, "0406", pv1("O", "MOTT")),
    adt("A11", 14, "0410", pv1()),
    adt("A12", 15, "0411", pv1()),
    adt("A23", 16, "0412", pv1()),
    adt("A28", 17, "0413", "PD1||||||||||||Y"),
    adt("A31", 18, "0414", who=OTHER),
    adt("A34", 19, "0415", f"MRG|{OTHER}"),
    adt("A40", 20, "0416", f"MRG|{GULLI}", f"PID|2||{OTHER}", f"MRG|{GULLI}", who=OTHER),
    adt("A45", 21, "0417", f"MRG|{GULLI}||||VK-7001", pv1(began="0300"), who=OTHER),
    adt("A05", 22, "0418", pv1()),
)]  # fmt: skip
FIELDS = [
    b"", b'""', b"I", b"E", b"O", b"N", b"X", b"VK-7001", b"VK-7002", b"20261120030000", b"20261120",
    b"20261120030000.1234+0100", b"20261325", b"19000101", b"21990101", b"A01", b"ADT", b"ADT^A03",
    b"ADT^A11^ADT_A09", b"P", b"T", b"D", b"2.1", b"2.8", b"3", b"8859/1", b"UNICODE UTF-8", b"NE",
    GULLI.encode(), OTHER.encode(), b"1^^^SIMULATOR MRN~2^^^NHSNBR", b"1^^^&1.2.752.129.2.1.3.1&ISO",
    b"192907059022^^^&1.2.752.129.2.1.3.1&ISO", b"\\X00\\", b"\\XC396\\", b"\\.sp9999\\", b"\\T\\", b"~~~",
    b"^^^^", b"&&&", b"x" * 300, b"9" * 70,
]  # fmt: skip


def mutate(dice: Random, raw: bytes) -> bytes:
    """Strange signs, strange fields, or segments in a strange order."""
    match dice.randrange(4):
        case 0:
            return mutations.of_bytes(dice, raw)
        case 1:
            lines = raw.split(b"\r")
            tail = lines[1:] + dice.sample(lines, 1)
            dice.shuffle(tail)
            return b"\r".join([lines[0], *tail])
        case _:
            for _ in range(dice.randint(1, 3)):
                fields = raw.split(b"|")
                fields[dice.randrange(2, len(fields))] = dice.choice(FIELDS)
                raw = b"|".join(fields)
            return raw


@asynccontextmanager
async def stand(house: House) -> AsyncIterator[Send]:
    """Some lines at the open door; what is sent goes on one of them, cut up anyhow."""
    async with AsyncExitStack() as opened:
        port = await opened.enter_async_context(mllp(house))
        free: asyncio.Queue[object] = asyncio.Queue()
        for _ in range(LINES):
            free.put_nowait(await opened.enter_async_context(calling(port)))

        async def send(raw: bytes, dice: Random) -> Told:
            stream = b"\x0b" + raw + b"\x1c\r"
            expected = [
                message
                for block in Blocks(LARGEST).feed(stream)
                for message in (list(messages(block.message)) or [b""])
            ]
            silent = sum(map(wants_none, expected))
            line = await free.get()
            at = dice.randrange(len(stream))
            await line.put(stream[:at], stream[at:])  # type: ignore[attr-defined]
            codes = Counter(
                [code(await line.answer()) for _ in range(len(expected) - silent)]  # type: ignore[attr-defined]
            )
            free.put_nowait(line)
            accepted = codes.pop("AA", 0) + silent
            told = Told(len(expected), accepted, codes.pop("AE", 0), codes.pop("AR", 0))
            assert not codes, codes
            return told

        yield send


DOOR = Door("hl7", SEEDS, mutate, stand)
