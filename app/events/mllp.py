"""Mllp understands the HL7 door: a port of its own where messages come and each is answered.

AA is sent when what the message says is stored, AE when it could not be understood and is kept for
correction, AR when it is refused. When we cannot store at all nothing is answered and the line is
closed: the sender still has the message, and sends it again. On one line all is done in order.
"""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import msgspec
import structlog

from app import clock
from app.errors import TooOften
from app.events import aside, hl7, mllp_callers, unlisted
from app.events.aside import Letter, Tally
from app.events.door import Doorkeeper
from app.events.gather import Gatherer
from app.events.hl7.blocks import Block, Blocks
from app.events.ingest import Answer, Sent
from app.events.mllp_callers import Caller, Speaker
from app.events.mllp_line import Line
from app.house import House
from app.huddle.refresher import Refresher

log = structlog.get_logger()
DOOR = "mllp"
LARGEST = 1024 * 1024
STRANGERS = 64 * 1024
MOST_LINES = 128
AT_ONCE = 100
"""So many messages that a sender has sent without waiting go in together."""
IDLE, UNFINISHED, STORING, STRANGER = 6 * 3600.0, 60.0, 60.0, 10.0
"""Seconds: a line may be silent, a message may take to come, to be stored, and a stranger may stay."""
ASKED_ANEW = 60.0
PORT_AGAIN = 10.0
GOODBYE = 3.0
TOO_LARGE = "Meddelandet är större än 1 MB."
STRANGE = (
    "Avsändaren är inte en källa som får skicka hit: varken certifikatet eller adressen är känd."
)
UNSURE = "Det går inte att avgöra vilken källa meddelandet kommer från; ange senders i mappningen."
FAULT = "Något gick fel hos oss när meddelandet skulle läsas. Det är sparat och felet antecknat."


@dataclass(slots=True)
class Said:
    """One message and what is to be answered. `events` are those it became, in the order sent."""

    message: bytes
    verdict: hl7.Verdict = field(default_factory=lambda: hl7.Verdict("AA"))
    events: int = 0


class Door:
    """The HL7 door of one process."""

    def __init__(
        self, house: House, gatherer: Gatherer, refresher: Refresher, keeper: Doorkeeper
    ) -> None:
        self._house = house
        self._gatherer = gatherer
        self._refresher = refresher
        self._keeper = keeper
        self._lines: set[asyncio.Task[None]] = set()
        self._listening: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def open(self, at: Line) -> AsyncIterator[int]:
        """The door stands open; answers its port. What is being stored is stored before it closes."""
        server = await asyncio.start_server(self._called, at.host, at.port, ssl=at.tls)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            for task in self._listening:
                task.cancel()
            if self._lines:
                _, late = await asyncio.wait(set(self._lines), timeout=GOODBYE)
                for task in late:
                    task.cancel()
            await server.wait_closed()

    async def run(self, at: Line) -> None:
        """Keep the door open; while another process has the port, wait for it to let go."""
        told = False
        while True:
            try:
                async with self.open(at):
                    told = False
                    await asyncio.Event().wait()
            except OSError:
                if not told:
                    log.error(
                        "mllp.port_taken", port=at.port,
                        says="HL7-dörren är stängd: porten används av något annat. Den öppnas när "
                        "porten blir ledig, eller på en annan med KVARTEN_MLLP_PORT.",
                    )  # fmt: skip
                told = True
                await asyncio.sleep(PORT_AGAIN)

    async def _called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if len(self._lines) >= MOST_LINES:
            log.warning("mllp.full", lines=len(self._lines))
            writer.close()
            return
        self._lines.add(task)
        try:
            await self._talk(task, reader, writer)
        except (TimeoutError, ConnectionError, ssl.SSLError, asyncio.CancelledError):
            pass
        except Exception as error:
            # Not stored, so not answered: the sender has it still.
            log.warning("mllp.not_stored", kind=type(error).__name__)
        finally:
            self._lines.discard(task)
            writer.close()

    async def _talk(
        self,
        task: asyncio.Task[None],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        who = await self._caller(writer)
        known = bool(who.speakers)
        blocks = Blocks(LARGEST if known else STRANGERS)
        while True:
            patience = UNFINISHED if blocks.inside else IDLE
            self._listening.add(task)
            try:
                async with asyncio.timeout(patience if known else STRANGER):
                    data = await reader.read(LARGEST // 4)
            finally:
                self._listening.discard(task)
            if not data:
                return
            found = blocks.feed(data)
            for at in range(0, len(found), AT_ONCE):
                who = await self._anew(who, writer)
                for told in await self._take(who, found[at : at + AT_ONCE]):
                    writer.write(b"\x0b" + told + b"\x1c\r")
                await writer.drain()
            if found and not known:
                return

    async def _anew(self, who: Caller, writer: asyncio.StreamWriter) -> Caller:
        """A line may stand for weeks: who may speak on it is asked now and then."""
        old = clock.monotonic() - who.asked > ASKED_ANEW
        if old or who.organisation is not self._house.organisation:
            return await self._caller(writer)
        return who

    async def _caller(self, writer: asyncio.StreamWriter) -> Caller:
        address = str(writer.get_extra_info("peername")[0])
        secured = writer.get_extra_info("ssl_object")
        certificate = secured.getpeercert(binary_form=True) if secured else None
        who = await mllp_callers.caller(self._house, address, certificate)
        if not who.speakers:
            log.warning("mllp.stranger", address=address, certificate=certificate is not None)
        return who

    async def _take(self, who: Caller, found: Sequence[Block]) -> list[bytes]:
        """Take in what has come on a line; the answers, each after its commit."""
        said: list[Said] = []
        sent: list[Sent] = []
        letters: dict[str, list[Letter]] = {}
        refused: dict[str, Tally] = {}
        for block in found:
            for message in (list(hl7.messages(block.message)) or [b""]) if block.whole else [b""]:
                one = Said(message or block.message)
                said.append(one)
                speaker = who.speaker(one.message)
                if speaker is None:
                    one.verdict = hl7.Verdict("AR", UNSURE if who.speakers else STRANGE, "MSH-3")
                elif not block.whole:
                    one.verdict = hl7.Verdict("AR", TOO_LARGE)
                else:
                    self._read(speaker, one, sent, letters.setdefault(speaker.source.id, []))
                if speaker and one.verdict.code == "AR":
                    refused.setdefault(speaker.source.id, Tally()).refused += 1
        async with asyncio.timeout(STORING):
            await self._keep(letters, refused)
            answers = await self._store(sent)
        at = 0
        for one in said:
            if one.events:
                one.verdict = _verdict(answers[at : at + one.events])
                at += one.events
        now = clock.local(clock.now())
        return [
            hl7.answer(one.message, one.verdict, now)
            for one in said
            if not hl7.wants_none(one.message)
        ]

    def _read(self, speaker: Speaker, one: Said, sent: list[Sent], letters: list[Letter]) -> None:
        """Put down what a message says, or why nothing is made of it."""
        field_, reason = "", FAULT
        try:
            told = hl7.translate(one.message, speaker.mapping)
        except hl7.Unsupported as error:
            one.verdict = hl7.Verdict("AR", error.reason, error.field)
            return
        except hl7.Unreadable as error:
            field_, reason = error.field, error.reason
        except Exception as error:
            # A fault of ours in one message must not stop all that stand behind it.
            log.error("mllp.fault", source=speaker.source.id, kind=type(error).__name__)
        else:
            if isinstance(told, hl7.NotUsed):
                letters.append(
                    Letter("hl7", one.message, "not_used", told.trigger, None, told.reason)
                )
                return
            letters += unlisted.letters(speaker.source.id, told)
            sent += [(speaker.source, msgspec.json.encode(event)) for event in told]
            one.events = len(told)
            return
        one.verdict = hl7.Verdict("AE", reason, field_)
        letters.append(Letter("hl7", one.message, "rejected", None, field_ or None, reason))

    async def _keep(self, letters: dict[str, list[Letter]], refused: dict[str, Tally]) -> None:
        now = clock.now()
        for source, kept in sorted(letters.items()):
            await aside.keep(self._house, source, kept, now, DOOR)
        if refused:
            async with self._house.database.work() as session:
                await aside.count(session, refused, DOOR, now)

    async def _store(self, sent: Sequence[Sent]) -> Sequence[Answer]:
        if not sent:
            return []
        await self._within_rate(sent)
        taken = await self._gatherer.take(sent, DOOR)
        self._refresher.want(taken.touched)
        return taken.answers

    async def _within_rate(self, sent: Sequence[Sent]) -> None:
        """A sender that sends more than was agreed is not refused: it waits for its answer."""
        for source in {source.id: source for source, _ in sent}.values():
            while True:
                try:
                    self._keeper.check_rate(source, sum(one.id == source.id for one, _ in sent))
                    break
                except TooOften as error:
                    await asyncio.sleep(error.after)


def _verdict(answers: Sequence[Answer]) -> hl7.Verdict:
    """One answer for all that a message became. What nobody had asked for is only left out."""
    for answer in answers:
        if answer.status == "rejected":
            return hl7.Verdict("AE", answer.reason or "", answer.field or "")
    if all(answer.status == "refused" for answer in answers):
        return hl7.Verdict("AR", answers[0].reason or "", answers[0].field or "")
    return hl7.Verdict("AA")
