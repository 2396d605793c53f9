"""Cloudevents understands what is valid at the events door, in each of its modes."""

from __future__ import annotations

import gzip
import hashlib
import json
import types
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from sqlalchemy import text

from app.events.kinds import KINDS, WITHOUT_PERSON
from app.events.kinds.identity import Number
from tests.fuzz import mutations
from tests.fuzz.storm import Door, Send, Told
from tests.houses import CENTRE, DEMO, EMERGENCY, NOW
from tests.intake import BATCH, door

if TYPE_CHECKING:
    import httpx

    from app.house import House

KINDS_OF_BODY = [
    "application/cloudevents+json", "application/cloudevents+json; charset=utf-8", BATCH,
    "application/json", "text/plain", "", "application/cloudevents+xml", "\xff", "multipart/form-data",
]  # fmt: skip
DIGESTS = text("SELECT digest FROM set_aside WHERE outcome = 'rejected' AND cipher IS NOT NULL")
INTO = {"into_system": DEMO, "into_value": "19340304T028"}
UNITS = frozenset({"unit", "by_unit", "vc", "listed_vc", "centre", "units", "recipients"})


def seeds() -> list[bytes]:
    """One event of each kind with all its fields, and a cancellation and a revision of it."""
    dice, found = Random(0), []
    for kind, body in KINDS.items():
        hints = get_type_hints(body)
        told = {
            field.name.rstrip("_"): _some(dice, field.name, hints[field.name])
            for field in fields(body)
        }
        for more in ({}, {"cancels": f"{kind}-0"}, {"revises": f"{kind}-0"}):
            found.append(json.dumps(_event(kind, {**told, **more})).encode())
    return found


def _event(kind: str, told: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {**told, "unit_hsa_id": EMERGENCY, "recorded_at": NOW.isoformat()}
    if kind not in WITHOUT_PERSON:
        data["person_id"] = {"system": DEMO, "value": "19340304T027"}
    return {
        "specversion": "1.0", "id": f"{kind}-0", "source": "cloudevents", "type": kind,
        "time": (NOW - timedelta(hours=3)).isoformat(), "data": data,
    }  # fmt: skip


def _some(dice: Random, name: str, hint: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        hint = next(one for one in get_args(hint) if one is not type(None))
        return _some(dice, name, hint)
    if origin is Literal:
        return dice.choice(get_args(hint))
    if origin is tuple:
        return [_some(dice, name, get_args(hint)[0])]
    if hint is Number:
        return {"system": DEMO, "value": "19340304T029"}
    if hint is datetime:
        return (NOW - timedelta(hours=2)).isoformat()
    if hint is date:
        return "2026-11-19"
    if hint in (bool, int):
        return hint(1)
    return CENTRE if name in UNITS else INTO.get(name, "x")


def mutate(dice: Random, raw: bytes) -> bytes:
    """Somebody's event, with an id that may have been told before, made strange."""
    whole = json.loads(raw)
    whole["id"] = f"{whole['type']}-{dice.randrange(2000)}"
    data = whole["data"]
    if "person_id" in data:
        data["person_id"]["value"] = _somebody(dice)
    if "into_value" in data:
        data["into_value"] = _somebody(dice)
    return mutations.either(dice, json.dumps(whole).encode())


def _somebody(dice: Random) -> str:
    return f"19{dice.randrange(20, 60)}0304T{dice.randrange(100):03}"


@asynccontextmanager
async def stand(house: House) -> AsyncIterator[Send]:
    """At the end every event that was rejected alone must be kept, to the byte."""
    rejected: set[bytes] = set()
    async with door(house) as client:

        async def send(raw: bytes, dice: Random) -> Told:
            whole, headers = _mode(dice, raw)
            body, headers = _packed(dice, whole, headers)
            answer = await client.post("/api/events", content=body, headers=headers)
            told = _told(answer, body)
            alone = answer.status_code != 200 and not any(one.startswith("ce-") for one in headers)
            if told.rejected and alone and body is whole:
                rejected.add(hashlib.sha256(whole).digest())
            return told

        yield send
    async with house.database.work() as session:
        kept = {bytes(one) for one in (await session.execute(DIGESTS)).scalars()}
    assert rejected <= kept, f"{len(rejected - kept)} of {len(rejected)} are nowhere"


def _mode(dice: Random, raw: bytes) -> tuple[bytes, dict[str, Any]]:
    roll = dice.random()
    if roll < 0.6:
        return raw, {"content-type": dice.choice(KINDS_OF_BODY).encode("latin-1")}
    if roll < 0.85:
        others = [mutate(dice, dice.choice(SEEDS)) for _ in range(dice.randrange(4))]
        parts = [raw, *others]
        dice.shuffle(parts)
        return b"[" + b",".join(parts) + b"]", {"content-type": BATCH}
    return _binary(dice, raw)


def _binary(dice: Random, raw: bytes) -> tuple[bytes, dict[str, Any]]:
    try:
        whole = json.loads(raw)
        attributes = {str(name): str(value) for name, value in whole.items() if name != "data"}
        body = json.dumps(whole.get("data")).encode()
    except (ValueError, AttributeError, RecursionError):
        attributes, body = {"specversion": "1.0", "type": "vc.visit"}, raw
    headers: dict[str, Any] = {"content-type": "application/json"}
    for name, value in attributes.items():
        key = "".join(sign for sign in name if sign.isascii() and sign.isalnum())[:40]
        text = "".join(sign for sign in value if sign.isprintable())[:2000]
        headers[f"ce-{key}"] = text.encode(dice.choice(["utf-8", "latin-1"]), "replace")
    return body, headers


def _packed(dice: Random, body: bytes, headers: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    roll = dice.random()
    if roll < 0.9:
        return body, headers
    packed = gzip.compress(body, 1)
    if roll > 0.97:
        packed = mutations.of_bytes(dice, packed)
    return packed, {**headers, "content-encoding": "gzip"}


def _told(answer: httpx.Response, body: bytes) -> Told:
    """What the answer says, in the words of the door's contract and no other."""
    code, told = answer.status_code, answer.json()
    if isinstance(told, list):
        assert code == 200
        statuses = Counter(one["status"] for one in told)
        accepted = statuses.pop("new", 0) + statuses.pop("known", 0)
        return Told(len(told), accepted, **statuses) if told else Told(1, 1)
    if code in (200, 201):
        assert told["status"] == {200: "known", 201: "new"}[code]
        return Told(1, accepted=1)
    assert code in (400, 403, 413, 415, 422), (code, told)
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["status"] == code
    if code == 403:
        return _refused(body)
    if told["fields"]:
        return Told(1, rejected=1)
    return Told(1, refused=1, at_door=1)


def _refused(body: bytes) -> Told:
    """All of it. How many that was the body says."""
    try:
        whole = json.loads(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)
    except ValueError:
        whole = None
    many = len(whole) if isinstance(whole, list) else 1
    return Told(many, refused=many)


SEEDS = seeds()
DOOR = Door("cloudevents", SEEDS, mutate, stand)
