"""Mllp understands how many HL7 messages are taken in a second, each answered after its commit.

Ping-pong: a line sends its next message when the last has been answered, as most senders do. The
clock stands before the agendas of the morning are built, so that no board has to follow.
"""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter

from tests.bench.ground import Ground, app
from tests.processes import free_port

LINES = 4
ROUNDS = 3
WARM = 100
EACH = 300
"""Messages of a line in one round: ways of ten, each about a person of its own."""
AA = b"\rMSA|AA|"
END = b"\x1c\r"


@dataclass(frozen=True, slots=True)
class Round:
    """One round: messages, seconds, CPU seconds of the app and of PostgreSQL, and each answer's wait."""

    messages: int
    seconds: float
    app: float
    postgres: float
    waits: tuple[float, ...]

    @property
    def per_second(self) -> float:
        return self.messages / self.seconds


@dataclass(frozen=True, slots=True)
class Mllp:
    """The rounds on one line and on four."""

    one: tuple[Round, ...]
    four: tuple[Round, ...]

    def per_second(self, lines: int) -> float:
        return median(each.per_second for each in self._of(lines))

    def wait(self, lines: int, part: float) -> float:
        """The milliseconds within which that part of the answers had come."""
        waits = sorted(wait for each in self._of(lines) for wait in each.waits)
        return waits[min(int(part * len(waits)), len(waits) - 1)] * 1e3

    def cpu(self, lines: int, of: str) -> float:
        """CPU microseconds per message."""
        return float(median(getattr(one, of) / one.messages for one in self._of(lines)) * 1e6)

    def _of(self, lines: int) -> tuple[Round, ...]:
        return self.one if lines == 1 else self.four


def measure(ground: Ground, at: datetime) -> Mllp:
    """Send ways through a hospital, on one line and on four by turns."""
    port = free_port()
    with app(ground, at, mllp=port) as running:
        tellers = [ways(line, at) for line in range(LINES + 1)]
        cpu = lambda: (running.cpu(), ground.cpu())  # noqa: E731
        _talk(port, tellers[0], WARM)
        one, four = list[Round](), list[Round]()
        for _ in range(ROUNDS):
            one.append(_round(port, tellers[:1], EACH, cpu))
            four.append(_round(port, tellers[1:], EACH, cpu))
    return Mllp(tuple(one), tuple(four))


def ways(line: int, until: datetime) -> Iterator[bytes]:
    """Messages without an end: ten persons at a time, each to the emergency department, a ward, home."""
    began = until - timedelta(hours=8)
    number = 0
    while True:
        persons = range(number // 5, number // 5 + 10)
        for step, build in enumerate(STEPS):
            for person in persons:
                number += 1
                told = (began + timedelta(hours=step)).strftime("%Y%m%d%H%M%S")
                yield build(f"{line}{number:08}", f"{line}{person:08}", told).encode()


def _message(trigger: str, outcome: str = "", ward: str = "RenalWard", sort: str = "I",
             at: int = 44, more: str = "") -> Callable[[str, str, str], str]:  # fmt: skip
    def build(number: str, person: str, told: str) -> str:
        visit = {1: "1", 2: sort, 3: ward, 4: "U", 19: f"VK{person}", 36: outcome, at: told}
        pv1 = "|".join(["PV1", *(visit.get(place, "") for place in range(1, 46))])
        return (
            f"MSH|^~\\&|ELVIS|SAS|KVARTEN|VGR|{told}||ADT^{trigger}|{number}|P|2.5.1"
            f"||||||UNICODE UTF-8\rEVN|{trigger}|{told}\r"
            f"PID|1||{person}^^^SIMULATOR MRN||Öhrnäs^Gulli||19340304|F|||Hemliga gatan 1^^Borås\r"
            f"{pv1}{more}\r"
        )

    return build


STEPS = (
    _message("A04", sort="E", ward="ED"),
    _message("A01"),
    _message("A02", ward="OtherWard", at=43),
    _message("A08", ward="OtherWard", at=43, more="\rPV2|||||||||20261122"),
    _message("A03", outcome="1", ward="OtherWard", at=45),
)


def _round(
    port: int, tellers: list[Iterator[bytes]], each: int, cpu: Callable[[], tuple[float, float]]
) -> Round:
    before = cpu()
    with ThreadPoolExecutor(len(tellers)) as pool:
        began = perf_counter()
        waits = list(pool.map(lambda teller: _talk(port, teller, each), tellers))
        seconds = perf_counter() - began
    after = cpu()
    return Round(
        each * len(tellers),
        seconds,
        after[0] - before[0],
        after[1] - before[1],
        tuple(wait for line in waits for wait in line),
    )


def _talk(port: int, teller: Iterator[bytes], messages: int) -> list[float]:
    """Send so many messages, one when the last has been answered; how long each answer took."""
    waits = []
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(messages):
            message = b"\x0b" + next(teller) + END
            began = perf_counter()
            line.sendall(message)
            answer = b""
            while not answer.endswith(END):
                answer += line.recv(65536)
            waits.append(perf_counter() - began)
            assert AA in answer, answer
    return waits
