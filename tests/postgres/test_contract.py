"""The contract as OpenAPI has it, tried by machine: no request that it allows makes us fail.

KVARTEN_CONTRACT says how many requests of each kind each caller makes, beside those at the edges.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.settings import LIMITS
from tests.houses import CENTRE, home_from_ed, registered
from tests.processes import SURROUNDING, TOKEN, App, own_ground

EXAMPLES = os.environ.get("KVARTEN_CONTRACT", "2")
ST = Path(sys.executable).parent / "st"
OF_THE_SYSTEM = (
    "/api/events", "/api/fhir", "/api/listings", "/api/organisation", "/api/sources", "/api/letters",
    "/api/heartbeat", "/api/retention",
)  # fmt: skip
"""Those are the same whoever asks, or shut to all but the one who runs the system."""
WITH_BODY = ("post", "put", "patch")
NO_LIMITS = dict.fromkeys(LIMITS, 0)
"""What is answered 429 has tried nothing."""


def contract(app: App) -> dict[str, Any]:
    """The document, where any JSON is sent to whatever does not say what it takes."""
    document: dict[str, Any] = httpx.get(f"{app.base}/api/openapi.json", timeout=60).json()
    for operations in document["paths"].values():
        for method in WITH_BODY:
            if method in operations:
                anything = {"content": {"application/json": {"schema": {}}}}
                operations[method].setdefault("requestBody", anything)
    # Whatever is tried there, whoever signs out is nobody from then on.
    del document["paths"]["/api/session"]
    return document


def tried(app: App, folder: Path, document: dict[str, Any], session: str) -> None:
    """Lets the machine try each operation of the contract; fails with what it says."""
    file = folder / "openapi.json"
    file.write_text(json.dumps(document))
    done = subprocess.run(
        [ST, "run", file, "--url", app.base, "--checks", "not_a_server_error", "--phases",
         "coverage,fuzzing", "--max-examples", EXAMPLES, "--seed", "1", "--workers", "1",
         "--request-timeout", "30", "--warnings", "off", "--no-color", "--continue-on-failure",
         "--suppress-health-check", "all", "--header", f"Cookie: {session}",
         "--header", f"Authorization: Bearer {TOKEN}"],
        cwd=folder, env=SURROUNDING, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "Skipped" not in said, said


@pytest.fixture(scope="module")
def running(admin_url, furnished, tmp_path_factory) -> Iterator[App]:
    """A process with somebody in it to ask about."""
    folder = tmp_path_factory.mktemp("ground")
    with own_ground(admin_url, furnished, folder) as standing, standing.app(NO_LIMITS) as app:
        asyncio.run(app.tell(registered(), home_from_ed(), home_from_ed(outcome="hem")))
        yield app


def assert_no_fault(app: App) -> None:
    said = app.said.read_text("utf-8", "replace")
    assert "Traceback" not in said, said[-5000:]
    assert app.process.poll() is None


@pytest.mark.parametrize("staff", ["aldre-ssk", "systemforvaltare"])
async def test_no_request_of_anybody_makes_us_fail(running, tmp_path, staff) -> None:
    """Whoever is signed in has a source's token too, so that no door is shut to the machine."""
    token = await running.sign_in(staff)
    document = contract(running)
    if staff == "aldre-ssk":
        document["paths"] = {
            path: operations for path, operations in document["paths"].items()
            if not path.startswith(OF_THE_SYSTEM)
        }  # fmt: skip
    tried(running, tmp_path, document, f"kvarten_session={token}")
    async with httpx.AsyncClient(
        base_url=running.base, cookies={"kvarten_session": token}
    ) as client:
        assert (await client.get("/api/session")).status_code == 200, "tried as somebody to the end"
    assert_no_fault(running)


HUGE = ["9223372036854775808", "-9223372036854775809", "9" * 400, "-1", "0", "1e3", "٣", "%00", ""]


async def test_a_number_beyond_all_numbers_is_not_there(running) -> None:
    """The machine seldom thinks of them, and the database has none so large."""
    token = await running.sign_in("systemforvaltare")
    document = contract(running)
    async with httpx.AsyncClient(
        base_url=running.base, cookies={"kvarten_session": token}
    ) as client:
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                names = [one for one in operation.get("parameters", []) if one["in"] != "header"]
                for huge in HUGE if names else ():
                    asked = {one["name"]: huge for one in names}
                    answer = await client.request(
                        method, path.format_map(asked), json={}, params={
                            one["name"]: huge for one in names if one["in"] == "query"
                        },
                    )  # fmt: skip
                    assert answer.status_code < 500, (method, path, huge, answer.text)
    assert_no_fault(running)


PLACE = {"centre": CENTRE, "place": CENTRE, "day": "2026-11-20", "period": "2026-W47"}


async def test_a_sign_that_no_text_may_have_is_in_no_address(running) -> None:
    """One at a time, where all the rest can be read: else another answer comes before."""
    token = await running.sign_in("chef")
    async with httpx.AsyncClient(
        base_url=running.base, cookies={"kvarten_session": token}
    ) as client:
        for path, operations in contract(running)["paths"].items():
            for method, operation in operations.items():
                names = [
                    one["name"] for one in operation.get("parameters", []) if one["in"] == "path"
                ]
                for name in names:
                    told = {one: PLACE.get(one, str(uuid4())) for one in names} | {name: "%00"}
                    answer = await client.request(method, path.format_map(told), json={})
                    assert answer.status_code == 404, (method, path, name, answer.text)
    assert_no_fault(running)


FAR = {
    "day": ["0001-01-01", "9999-12-31", "2026-02-29"],
    "period": ["0001-v01", "9999-v52", "0001-01", "9999-12"],
}


@pytest.mark.parametrize("staff", ["aldre-ssk", "chef"])
async def test_no_day_and_no_period_is_too_far_off(running, staff) -> None:
    token = await running.sign_in(staff)
    async with httpx.AsyncClient(
        base_url=running.base, cookies={"kvarten_session": token}
    ) as client:
        for path, operations in contract(running)["paths"].items():
            for method, operation in operations.items():
                names = {
                    one["name"] for one in operation.get("parameters", []) if one["in"] == "path"
                }
                for name in names & FAR.keys():
                    for far in FAR[name]:
                        told = {one: PLACE.get(one, "x") for one in names} | {name: far}
                        answer = await client.request(method, path.format_map(told), json={})
                        assert answer.status_code in range(400, 500), (
                            method,
                            path,
                            far,
                            answer.text,
                        )
    assert_no_fault(running)


async def test_the_contract_s_own_example_of_an_event_is_taken(running) -> None:
    operation = contract(running)["paths"]["/api/events"]["post"]
    shape = operation["requestBody"]["content"]["application/cloudevents+json"]["schema"]
    assert await running.tell({**shape["example"], "id": "exemplet"}) == ["new"]
    assert set(shape["required"]) <= shape["example"].keys() == shape["properties"].keys()
