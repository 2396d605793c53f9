"""Fhir understands how fast Encounters come in: Bundles of 500 through HTTP, against COPY of their rows."""

import http.client
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any
from zlib import crc32

import msgspec
import psycopg

from tests.bench.ground import App, Ground, app
from tests.bench.intake import COLUMNS, TOKEN, open_door
from tests.bench.told import Line
from tests.houses import EMERGENCY

BUNDLE = 500
CONNECTIONS = 3
ROUNDS = 5
WARM = CONNECTIONS * BUNDLE
MEASURED = WARM + ROUNDS * CONNECTIONS * BUNDLE
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
LEFT_FOR = "http://terminology.hl7.org/CodeSystem/discharge-disposition"
HSA = "urn:oid:1.2.752.29.4.19"


@dataclass(frozen=True, slots=True)
class Round:
    """One round: Encounters, the rows they became, seconds by either way, CPU seconds of each."""

    encounters: int
    rows: int
    http: float
    copy: float
    app: float
    postgres: float


@dataclass(frozen=True, slots=True)
class Bundles:
    """All rounds. A figure is the median over them, by itself."""

    rounds: tuple[Round, ...]

    @property
    def ratio(self) -> float:
        """Rows a second through the door ÷ rows a second by COPY."""
        return median(one.copy / one.http for one in self.rounds)

    @property
    def spread(self) -> tuple[float, float]:
        ratios = [one.copy / one.http for one in self.rounds]
        return min(ratios), max(ratios)

    @property
    def per_second(self) -> float:
        """Encounters a second."""
        return median(one.encounters / one.http for one in self.rounds)

    @property
    def copied_per_second(self) -> float:
        """Rows a second by COPY."""
        return median(one.rows / one.copy for one in self.rounds)

    def cpu(self, of: str) -> float:
        """CPU microseconds per Encounter."""
        return float(median(getattr(one, of) / one.encounters for one in self.rounds) * 1e6)


def measure(ground: Ground, lines: Sequence[Line], at: datetime) -> Bundles:
    """Post a visit for each of the lines: of that person, when that event happened.

    Every other visit has ended, and becomes two events; each Bundle has its persons with it.
    """
    visits = [(who, _encounter(number, event)) for number, (who, event) in enumerate(lines)]
    with ground.admin() as admin:
        open_door(admin)
        admin.execute("CREATE TABLE copied (LIKE event INCLUDING ALL)")
        admin.execute(f"INSERT INTO copied ({COLUMNS}) SELECT {COLUMNS} FROM event")
        admin.execute("VACUUM (ANALYZE) event, person, copied")
        with app(ground, at) as running:
            _post(running, visits[:WARM])
            size = CONNECTIONS * BUNDLE
            rounds = [
                _round(ground, admin, running, visits[start : start + size])
                for start in range(WARM, len(visits), size)
            ]
        admin.execute("DROP TABLE copied")
    return Bundles(tuple(rounds))


def _round(
    ground: Ground, admin: psycopg.Connection, running: App, visits: Sequence[tuple[str, Any]]
) -> Round:
    mark = admin.execute("SELECT max(id) FROM event").fetchone()
    admin.execute("CHECKPOINT")
    before = running.cpu(), ground.cpu()
    seconds = _post(running, visits)
    after = running.cpu(), ground.cpu()
    assert mark is not None
    told = f"COPY (SELECT {COLUMNS} FROM event WHERE id > {mark[0]} ORDER BY id) TO STDOUT"
    with admin.cursor().copy(told) as copy:
        rows = b"".join(bytes(part) for part in copy)
    began = perf_counter()
    with admin.cursor().copy(f"COPY copied ({COLUMNS}) FROM STDIN") as copy:
        copy.write(rows)
    copied = perf_counter() - began
    cpu = after[0] - before[0], after[1] - before[1]
    return Round(len(visits), rows.count(b"\n"), seconds, copied, *cpu)


def _post(running: App, visits: Sequence[tuple[str, Any]]) -> float:
    """Seconds until every Bundle has been answered. Each connection has persons of its own."""
    shares: list[list[Any]] = [[] for _ in range(CONNECTIONS)]
    for person, visit in visits:
        shares[crc32(person.encode()) % CONNECTIONS].append(visit)
    bodies = [
        [_bundle(share[start : start + BUNDLE]) for start in range(0, len(share), BUNDLE)]
        for share in shares
    ]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        began = perf_counter()
        counts = list(pool.map(lambda share: _send(running.port, share), bodies))
        seconds = perf_counter() - began
    assert sum(counts) == len(visits)
    return seconds


def _send(port: int, bodies: Sequence[bytes]) -> int:
    """Post the Bundles one after another; answers how many Encounters were stored."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/fhir+json"}
    stored = 0
    for body in bodies:
        connection.request("POST", "/api/fhir", body, headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        assert answer.status == 200, told
        stored += sum(one["response"]["status"] == "201 Created" for one in told["entry"])
    connection.close()
    return stored


def _bundle(visits: Sequence[Any]) -> bytes:
    entries = [
        {
            "fullUrl": f"https://pas.example/fhir/Encounter/{visit['id']}",
            "resource": visit,
            "request": {"method": "PUT", "url": f"Encounter/{visit['id']}"},
        }
        for visit in visits
    ]
    return msgspec.json.encode({"resourceType": "Bundle", "type": "batch", "entry": entries})


def _encounter(number: int, event: bytes) -> Any:
    told = msgspec.json.decode(event)
    began = datetime.fromisoformat(told["time"])
    ended = began + timedelta(hours=3)
    over = number % 2 == 0
    return {
        "resourceType": "Encounter",
        "id": f"bench-{told['id']}-{number}",
        "meta": {"lastUpdated": (ended if over else began).isoformat()},
        "identifier": [{"system": "urn:bench:visit", "value": f"visit-{number}"}],
        "status": "finished" if over else "in-progress",
        "class": {"system": ACT, "code": "EMER", "display": "emergency"},
        "type": [{"text": "Akutbesök"}],
        "priority": {"coding": [{"system": "urn:bench:retts", "code": "ORANGE"}]},
        "subject": {"identifier": told["data"]["person_id"], "display": "Någon"},
        "participant": [{"individual": {"display": "Läkare på akuten"}}],
        "period": {"start": began.isoformat(), **({"end": ended.isoformat()} if over else {})},
        "hospitalization": {
            "admitSource": {"coding": [{"system": "urn:kvarten:kod", "code": "ambulance"}]},
            "dischargeDisposition": {"coding": [{"system": LEFT_FOR, "code": "home"}]},
        },
        "serviceProvider": {"identifier": {"system": HSA, "value": EMERGENCY}},
    }
