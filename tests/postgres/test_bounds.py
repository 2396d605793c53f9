"""Every door that takes a body: too much, too deep or packed to burst is refused, and costs little."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from app.access.vault import token_hash
from app.main import create_app
from tests.doors import signed_in
from tests.postgres.test_sight_doors import filled, walk
from tests.processes import OPEN_DOOR, TOKEN
from tests.roles import as_admin

MB = 1024 * 1024
BODIES: list[tuple[bytes, dict[str, str], str]] = [
    (b"[" * 60_000, {}, "lists without an end, one in another"),
    (b'{"a":' * 12_000, {}, "objects without an end, one in another"),
    (b"[" * 5_000 + b"]" * 5_000, {}, "a whole list, too deep"),
    (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, {}, "a whole object, too deep"),
    (b" " * (17 * MB), {}, "more than any door takes"),
    (gzip.compress(bytes(200 * MB)), {"content-encoding": "gzip"}, "packed a thousand times"),
    (gzip.compress(b"[]")[:-4], {"content-encoding": "gzip"}, "half of what was packed"),
    (b"[]", {"content-encoding": "br"}, "packed as nothing we read"),
    (b"id;" + b"x" * 300_000, {"content-type": "text/csv"}, "a cell that goes on and on"),
    (b";" * 100_000 + b"\n1", {"content-type": "text/csv"}, "more columns than a table has"),
]
KINDS = {
    "/api/events": "application/cloudevents-batch+json", "/api/fhir": "application/fhir+json",
    "/api/fhir/{type_}": "application/fhir+json", "/api/listings": "text/csv",
}  # fmt: skip
MOST_MEMORY = 120 * MB


@pytest.mark.parametrize(("body", "headers", "comment"), BODIES, ids=[one[2] for one in BODIES])
async def test_no_door_takes_what_nobody_could_have_meant(
    house, admin_url, database_url, body: bytes, headers: dict[str, str], comment: str
) -> None:
    with as_admin(admin_url, database_url) as admin:
        admin.execute(OPEN_DOOR, (token_hash(TOKEN),))
    doors = {(m, p) for m, p in walk(create_app(house).routes) if m in {"POST", "PUT", "PATCH"}}
    assert len(doors) > 8
    for staff in ("systemforvaltare", "aldre-ssk"):
        async with signed_in(house, staff) as client:
            for method, path in sorted(doors):
                told = {"content-type": KINDS.get(path, "application/json"), **headers}
                if path.startswith(("/api/events", "/api/fhir", "/api/listings")):
                    told["authorization"] = f"Bearer {TOKEN}"
                tracemalloc.start()
                answer = await client.request(method, filled(path), content=body, headers=told)
                _, peak = tracemalloc.get_traced_memory()
                tracemalloc.stop()
                assert answer.status_code < 500, f"{comment}: {method} {path}: {answer.text[:200]}"
                assert peak < MOST_MEMORY, f"{comment}: {method} {path}: {peak // MB} MB"
